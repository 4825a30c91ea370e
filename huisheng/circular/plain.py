"""A document as JSON and back, so that an edition stays what it was when the figures were frozen."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from huisheng.circular.document import (
    Attachment,
    Block,
    Chart,
    Column,
    Document,
    Heading,
    Number,
    Paragraph,
    Run,
    Source,
    Table,
)

_BLOCKS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Heading, Paragraph, Table, Chart)}


def to_text(document: Document) -> str:
    """The document as canonical JSON: equal documents give equal text."""
    return json.dumps(_plain(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_text(text: str) -> Document:
    """The document of a ``to_text``."""
    raw = json.loads(text)
    return Document(
        **{
            **raw,
            "dated": date.fromisoformat(raw["dated"]),
            "blocks": _blocks(raw["blocks"]),
            "attachments": tuple(
                Attachment(one["title"], _blocks(one["blocks"]), one["landscape"]) for one in raw["attachments"]
            ),
            "copies": tuple((label, words) for label, words in raw["copies"]),
            "sources": {ref: _source(said) for ref, said in raw["sources"].items()},
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        name = type(value).__name__
        return {"block": name, **fields} if name in _BLOCKS else fields
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _blocks(raw: list[dict[str, Any]]) -> tuple[Block, ...]:
    return tuple(_READ[one["block"]](one) for one in raw)


def _run(raw: Any) -> Run:
    return raw if isinstance(raw, str) else _number(raw)


def _number(raw: dict[str, Any]) -> Number:
    value = raw["value"]
    exact = Decimal(value["decimal"]) if isinstance(value, dict) else value
    return Number(raw["text"], exact, raw["ref"], raw["percent"])


def _runs(raw: list[Any]) -> tuple[Run, ...]:
    return tuple(_run(one) for one in raw)


def _table(raw: dict[str, Any]) -> Table:
    return Table(
        raw["caption"],
        tuple(Column(**column) for column in raw["columns"]),
        tuple(_runs(row) for row in raw["rows"]),
        raw["total"],
        raw["note"],
    )


def _chart(raw: dict[str, Any]) -> Chart:
    series = tuple(
        (name, tuple(None if one is None else _number(one) for one in values)) for name, values in raw["series"]
    )
    return Chart(raw["title"], raw["kind"], tuple(raw["labels"]), series, tuple(raw["seams"]))


_READ: dict[str, Any] = {
    "Heading": lambda raw: Heading(raw["level"], _runs(raw["runs"])),
    "Paragraph": lambda raw: Paragraph(_runs(raw["runs"]), raw["key"]),
    "Table": _table,
    "Chart": _chart,
}


def _source(raw: dict[str, Any]) -> Source:
    return Source(
        **{
            **raw,
            "parameters": tuple((name, value) for name, value in raw["parameters"]),
            "excluded": tuple((reason, count, cite) for reason, count, cite in raw["excluded"]),
        }
    )
