"""Figures as lines of JSON: what is kept of each, and how two sets of them are compared."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from huisheng.kernel.errors import Refusal
from huisheng.measures.breakdown import Told
from huisheng.measures.figure import By, Figure, Key, Scope, Window

FIELDS = ("definition", "scope", "by", "key", "numerator", "denominator", "value", "excluded")
_KEYS = (int, str, type(None))


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as it is kept. ``scope``: the place of its scope in the dossier; ``excluded``: reasons and counts."""

    definition: str
    scope: int
    by: By
    key: Key
    numerator: int
    denominator: int | None
    value: str
    excluded: tuple[tuple[str, int], ...]

    @property
    def place(self) -> tuple[str, int, By, str]:
        """What the figure is about, whatever its definition's version; a key of each type is its own."""
        return self.definition.partition("@")[0], self.scope, self.by, json.dumps(self.key, ensure_ascii=False)


def line(figure: Figure, scope: int) -> Line:
    """What is kept of a figure."""
    excluded = tuple((left.reason, left.count) for left in figure.excluded)
    value = "" if figure.value is None else str(figure.value)
    return Line(figure.definition, scope, figure.by, figure.key, figure.numerator, figure.denominator, value, excluded)


def lines(told: Sequence[Mapping[By, Told]]) -> list[Line]:
    """All figures of all scopes."""
    return [
        line(figure, place)
        for place, by_breakdown in enumerate(told)
        for figures in by_breakdown.values()
        for parts in figures.values()
        for figure in parts.values()
    ]


def encode(scopes: Sequence[Scope], bys: Iterable[By], kept: Iterable[Line]) -> bytes:
    """The figures in a fixed order, one a line, with the scopes they are about."""
    said = sorted(kept, key=lambda one: (one.scope, one.by or "", one.definition, one.place))
    rows = (json.dumps([getattr(one, name) for name in FIELDS], ensure_ascii=False) for one in said)
    head = {"scopes": [_scope(scope) for scope in scopes], "by": list(bys), "fields": FIELDS}
    start = json.dumps(head, ensure_ascii=False)[:-1]
    return (start + ', "figures": [\n' + ",\n".join(rows) + "\n]}\n").encode()


def decode(words: bytes) -> tuple[list[Scope], list[By], list[Line]]:
    """The scopes, the breakdowns and the figures. Refusal where the words aren't ``encode``'s."""
    try:
        raw: dict[str, Any] = json.loads(words)
        scopes = [_scope_of(one) for one in raw["scopes"]]
        bys = [None if by is None else str(by) for by in raw["by"]]
        kept = [_line_of(one, len(scopes)) for one in raw["figures"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refusal("bad_figures", "figures.json 读不懂，不是本系统写的档案。", field="file") from None
    return scopes, bys, kept


def _scope(scope: Scope) -> dict[str, Any]:
    windows = {fact: _days(window) for fact, window in sorted(scope.windows.items())}
    return {"platform": scope.platform, "window": _days(scope.window), "windows": windows}


def _days(window: Window) -> list[str]:
    return [window.first.isoformat(), window.last.isoformat()]


def _window(days: Sequence[str]) -> Window:
    first, last = map(date.fromisoformat, days)
    return Window(first, last)


def _scope_of(raw: Mapping[str, Any]) -> Scope:
    return Scope(int(raw["platform"]), _window(raw["window"]), {f: _window(d) for f, d in raw["windows"].items()})


def _line_of(raw: Sequence[Any], scopes: int) -> Line:
    definition, scope, by, key, numerator, denominator, value, excluded = raw
    whole = all(type(number) is int for number in (scope, numerator, 0 if denominator is None else denominator))
    if (
        not whole
        or not 0 <= scope < scopes
        or not isinstance(definition + value, str)
        or type(key) not in (*_KEYS, bool)
    ):
        raise ValueError(raw)
    pairs = tuple((str(reason), int(count)) for reason, count in excluded)
    return Line(definition, scope, by, key, numerator, denominator, value, pairs)
