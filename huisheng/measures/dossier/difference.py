"""What changed between two dossiers of the same period: figures, rows, and which orders entered or left a figure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from huisheng.kernel.errors import Refusal
from huisheng.measures.breakdown import UNIT, figure_of
from huisheng.measures.compute import Counts
from huisheng.measures.dossier import recount
from huisheng.measures.dossier.frozen import Frozen, thaw
from huisheng.measures.dossier.lines import Line
from huisheng.measures.rows import FACTS


@dataclass(frozen=True, slots=True)
class Rows:
    """A fact's rows: how many came, went and changed, and in which columns."""

    fact: str
    label: str
    came: int
    went: int
    changed: int
    columns: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is another now; None where it was or is nothing.

    ``came`` and ``went``: the numbers of the orders (else ids) that count now or no longer, in the numerator or, where
    those are the same, the denominator; looked up for wholes and units, of which the other breakdowns are parts.
    """

    label: str
    unit: str
    part: str
    old: Line | None
    new: Line | None
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference of two dossiers. ``files``: definitions, rules and schemes that aren't the same."""

    period: str
    files: tuple[str, ...]
    rows: tuple[Rows, ...]
    figures: tuple[Change, ...]


def difference(old: Path, new: Path) -> Changes:
    """Refusal where a file is wrong, or where the two aren't of one platform and period."""
    before, after = thaw(old), thaw(new)
    if before.manifest.get("platform") != after.manifest.get("platform") or before.scopes != after.scopes:
        raise Refusal(
            "other_period", "两份档案的平台或时段不同，不能比较，请选同一平台、同一时段的两份。", field="file"
        )
    return Changes(
        period=str(before.scopes[0].window) if before.scopes else "",
        files=tuple(_files(before, after)),
        rows=tuple(rows for name in FACTS if (rows := _rows(before, after, name)) is not None),
        figures=tuple(_changes(before, after)),
    )


def _files(before: Frozen, after: Frozen) -> Iterator[str]:
    names = [n for n in dict.fromkeys([*before.members, *after.members]) if n.startswith(("def", "rule", "scheme"))]
    for name in names:
        if name not in after.members:
            yield f"{name} 删去"
        elif name not in before.members:
            yield f"{name} 新增"
        elif before.members[name] != after.members[name]:
            yield f"{name} 改动"


def _rows(before: Frozen, after: Frozen, name: str) -> Rows | None:
    """Both tables side by side in one engine, matched by their keys; None where nothing differs."""
    fact = FACTS[name]
    if name not in before.tables or name not in after.tables:
        return None
    engine = after.engine
    engine.register("older", before.tables[name])
    shared = [column for column in before.columns(name) if column in after.columns(name)]
    on = " AND ".join(f'a."{key}" = b."{key}"' for key in fact.key)
    first = f'"{fact.key[0]}"'
    compared = [column for column in shared if column not in (*fact.key, "last_no")]
    differs = [f'a."{column}" IS DISTINCT FROM b."{column}"' for column in compared]
    counts = ", ".join(
        f"COUNT(*) FILTER (WHERE a.{first} IS NOT NULL AND b.{first} IS NOT NULL AND {d})" for d in differs
    )
    anything = " OR ".join(differs)
    query = (
        f"SELECT COUNT(*) FILTER (WHERE a.{first} IS NULL), COUNT(*) FILTER (WHERE b.{first} IS NULL),"  # noqa: S608  names are the facts' own
        f" COUNT(*) FILTER (WHERE a.{first} IS NOT NULL AND b.{first} IS NOT NULL AND ({anything})), {counts}"
        f" FROM older AS a FULL JOIN {fact.table} AS b ON {on}"
    )
    came, went, changed, *by_column = recount.rows(engine, query, {})[0]
    engine.unregister("older")
    columns = tuple((column, number) for column, number in zip(compared, by_column, strict=True) if number)
    return Rows(name, fact.label, came, went, changed, columns) if came or went or changed else None


def _changes(before: Frozen, after: Frozen) -> Iterator[Change]:
    """Every figure that isn't the same, with the orders that make the difference."""
    units = {**before.units, **after.units}
    for old, new in _pairs(before, after):
        some = new or old
        assert some is not None  # a pair has two sides of which one is there
        measure = (after if new else before).library[some.definition]
        change = Change(measure.label, measure.unit, part(some, units), old, new)
        came, went = _orders(before, after, old, new) if some.by in (None, UNIT) else ((), ())
        yield replace(change, came=came, went=went)


def _pairs(before: Frozen, after: Frozen) -> list[tuple[Line | None, Line | None]]:
    here, there = ({line.place: line for line in held.kept} for held in (before, after))
    places = dict.fromkeys([*here, *there])
    return [(here.get(p), there.get(p)) for p in places if here.get(p) != there.get(p)]


def part(line: Line, units: Mapping[int, str]) -> str:
    """Which part of the period a figure is about, in words."""
    if line.by is None:
        return "全部"
    if line.by == "unit":
        return units.get(line.key, f"单位{line.key}") if isinstance(line.key, int) else "（未定单位）"
    return f"{line.by}={line.key}"


def _orders(
    before: Frozen, after: Frozen, old: Line | None, new: Line | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    for name in ("numerator", "denominator"):
        was, now = _members(before, old, name), _members(after, new, name)
        if was != now:
            return _numbers(after, now - was), _numbers(before, was - now)
    return (), ()


def _members(held: Frozen, line: Line | None, name: str) -> set[int]:
    if line is None:
        return set()
    measure, scope = held.library[line.definition], held.scopes[line.scope]
    figure = figure_of(measure, held.library, scope, line.by, line.key, Counts(line.numerator, line.denominator))
    return recount.members(held.engine, figure, held.library, name)


def _numbers(held: Frozen, ids: set[int]) -> tuple[str, ...]:
    """The orders' numbers, where the dossier knows them, else ids."""
    if not ids:
        return ()
    found: dict[int, str] = {}
    if "number" in held.columns("order"):
        query = "SELECT order_id, MAX(number) FROM fact_order WHERE order_id IN (SELECT UNNEST($ids)) GROUP BY order_id"
        found = {line[0]: line[1] for line in recount.rows(held.engine, query, {"ids": sorted(ids)})}
    return tuple(found.get(key) or str(key) for key in sorted(ids))
