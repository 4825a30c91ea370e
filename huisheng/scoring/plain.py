"""A scored table as plain values, for a file: texts, numbers as "n/d", lists and tables. It comes back the same."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from huisheng.scoring.quantity import Value
from huisheng.scoring.scored import Cell, Heading, Interval, LeftOut, Listed, Row, Scored, Step

VERSION = 1


def to_plain(scored: Scored) -> dict[str, Any]:
    """What JSON can carry. Figures are left out: whoever keeps them has their own form for them."""
    plain = {one.name: getattr(scored, one.name) for one in fields(Scored)}
    return {
        **plain,
        "version": VERSION,
        "on": scored.on.isoformat() if scored.on else None,
        "headings": [_flat(one) for one in scored.headings],
        "rows": [_row(row) for row in scored.rows],
        "footer": _row(scored.footer) if scored.footer else None,
        "left_out": [_flat(one) for one in scored.left_out],
        "lists": [_flat(one) for one in scored.lists],
        "notes": list(scored.notes),
    }


def _flat(one: Heading | LeftOut | Listed | Step) -> dict[str, Any]:
    held = {field.name: getattr(one, field.name) for field in fields(one)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in held.items()}


def _row(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "group": row.group,
        "standing": row.standing,
        "ranked": row.ranked,
        "cells": {name: [_number(cell.value), cell.text] for name, cell in row.cells.items()},
        "steps": [_flat(step) for step in row.steps.values()],
        "intervals": {name: [str(one.low), str(one.high), one.words] for name, one in row.intervals.items()},
    }


def _number(value: Value) -> str | None:
    return None if value is None else str(value)


def from_plain(plain: Mapping[str, Any]) -> Scored:
    """The scored table again; ValueError if it was written by another version."""
    if plain.get("version") != VERSION:
        raise ValueError(f"a scored table of version {plain.get('version')!r}, not {VERSION}")
    held = {name: value for name, value in plain.items() if name != "version"}
    return Scored(
        **{
            **held,
            "on": date.fromisoformat(plain["on"]) if plain["on"] else None,
            "headings": tuple(Heading(**one) for one in plain["headings"]),
            "rows": tuple(_row_again(one) for one in plain["rows"]),
            "footer": _row_again(plain["footer"]) if plain["footer"] else None,
            "left_out": tuple(LeftOut(**one) for one in plain["left_out"]),
            "lists": tuple(Listed(**_tuples(one)) for one in plain["lists"]),
            "notes": tuple(plain["notes"]),
        }
    )


def _tuples(one: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in one.items()}


def _interval(low: str, high: str, words: str) -> Interval:
    return Interval(Decimal(low), Decimal(high), words)


def _row_again(plain: Mapping[str, Any]) -> Row:
    cells = {
        name: Cell(None if value is None else Fraction(value), text) for name, (value, text) in plain["cells"].items()
    }
    return Row(
        key=plain["key"],
        name=plain["name"],
        group=plain["group"],
        cells=cells,
        steps={one["name"]: Step(**_tuples(one)) for one in plain["steps"]},
        standing=plain["standing"],
        ranked=plain["ranked"],
        intervals={name: _interval(*one) for name, one in plain["intervals"].items()},
    )
