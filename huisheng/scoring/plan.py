"""Before anything is computed: which values the table gives, which are computed, which units count, in which group."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from huisheng.measures.figure import Figure
from huisheng.measures.source import Mistakes
from huisheng.rulebook import implements
from huisheng.scoring import quantity
from huisheng.scoring.quantity import Ratio, Value
from huisheng.scoring.scheme import INPUT, Circle, Scheme
from huisheng.scoring.scored import COMPUTED, GIVEN, LeftOut


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of one unit.

    ``traits``: kind and code. ``values`` by the scheme's names; a rate is a Ratio or a fraction of one (0.9957).
    ``before``: the values that differ while nothing is exempted. ``figures``: where values come from, if measured.
    """

    key: int | str
    name: str
    traits: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, quantity.Given] = field(default_factory=dict)
    before: Mapping[str, quantity.Given] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """Units that are assessed, each with its group, and those that aren't."""

    units: tuple[tuple[Given, str], ...]
    left_out: tuple[LeftOut, ...]


def wanted(scheme: Scheme) -> list[str]:
    """The names that have to have a value: what is printed, sorted by, divided by, chosen by."""
    names = [*scheme.columns, *(name for name, _ in scheme.order), scheme.score, scheme.place, *scheme.both]
    names += [circle.by for circle in (scheme.assessed, *scheme.groups)]
    names += [scheme.tiers.of] if scheme.tiers else []
    names += [scheme.minimum.count] if scheme.minimum else []
    names += [name for one in scheme.lists for name in one.where.names]
    return [name for name in dict.fromkeys(names) if name in scheme.values]


def resolve(scheme: Scheme, provided: Iterable[str]) -> dict[str, str]:
    """How each value comes about: GIVEN by the table or COMPUTED from what it gives.

    What can be computed from given values is computed, even where the table gives a result too; what could be computed
    only from optional values that aren't there is taken, where the table gives it. Mistakes: what is needed is missing.
    """
    ways = _ways(scheme, set(provided))
    lacking: dict[tuple[str, ...], list[str]] = {}  # what is made from the same missing columns is said together
    for name in wanted(scheme):
        if name not in ways:
            value = scheme.values[name]
            own = value.given or value.kind == INPUT
            lacking.setdefault((name,) if own else tuple(_gaps(scheme, name, ways)), []).append(name)
    if lacking:
        raise Mistakes(_missing(scheme, names, ways) for names in lacking.values())
    return ways


def _ways(scheme: Scheme, have: set[str]) -> dict[str, str]:
    ways: dict[str, str] = {}
    grounded: set[str] = set()  # what rests on given values only
    for name in scheme.sequence:
        value = scheme.values[name]
        makeable = bool(value.expressions or value.of or value.by_group) and all(need in ways for need in value.needs)
        sure = makeable and grounded.issuperset(value.needs)
        takeable = (value.given or value.kind == INPUT) and name in have
        if takeable and not sure:
            ways[name] = GIVEN
        elif makeable:
            ways[name] = COMPUTED
        elif value.optional:
            ways[name] = GIVEN
        if takeable or sure:
            grounded.add(name)
    return ways


def _gaps(scheme: Scheme, name: str, ways: Mapping[str, str]) -> list[str]:
    return [need for need in _roots(scheme, name) if need not in ways]


def _missing(scheme: Scheme, names: Sequence[str], ways: Mapping[str, str]) -> str:
    value = scheme.values[names[0]]
    needs = [scheme.values[need].label for need in _gaps(scheme, value.name, ways)]
    way = "、".join(f"“{label}”" for label in needs)
    own = f"“{value.label}”列" if value.given or value.kind == INPUT else ""
    other = f"{way}列" if needs and way != f"“{value.label}”" else ""
    lacking = "，或者".join(filter(None, (own, other)))
    made = "、".join(label for name in names if (label := f"“{scheme.values[name].label}”") + "列" != lacking)
    return f"{scheme.name}.toml 第{value.line}行：表中缺少{lacking}{made and f'，得不出{made}'}。"


def _roots(scheme: Scheme, name: str) -> list[str]:
    """The inputs at the bottom, and on the way what a table may give itself."""
    needs = scheme.values[name].needs
    found = [] if needs else [name]
    for need in needs:
        found += [need] if scheme.values[need].given else _roots(scheme, need)
    return list(dict.fromkeys(found))


@implements("dongchangfu-2024-02#art-5", "dongchangfu-2024-02#art-14")
def take(scheme: Scheme, rows: Sequence[Given]) -> Taken:
    """Who is assessed, in which group; who isn't, and why. Mistakes: a unit twice."""
    seen: set[int | str] = set()
    for row in rows:
        if row.key in seen:
            raise Mistakes([f"单位“{row.name}”出现了两次。"])
        seen.add(row.key)
    units: list[tuple[Given, str]] = []
    left: list[LeftOut] = []
    for row in rows:
        out = _outside(scheme, row)
        group = next((circle.name for circle in scheme.groups if _within(scheme, circle, row)), None)
        if out is not None:
            left.append(out)
        elif scheme.groups and group is None:
            left.append(LeftOut(row.name, "不属于任何一组", scheme.cite))
        else:
            units.append((row, group or ""))
    return Taken(tuple(units), tuple(left))


def _outside(scheme: Scheme, row: Given) -> LeftOut | None:
    for exempt in scheme.exempt:
        if exempt.unit in _called(row):
            return LeftOut(row.name, exempt.reason, exempt.cite)
    if not _within(scheme, scheme.assessed, row):
        return LeftOut(row.name, "不在本方案考核的单位之内", scheme.assessed.cite or scheme.cite)
    return None


def _called(row: Given) -> set[str]:
    return {row.name, str(row.key), row.traits.get("code", row.name)}


def _within(scheme: Scheme, circle: Circle, row: Given) -> bool:
    """A table has no kinds: a unit whose kind nobody knows isn't refused for it."""
    kind = row.traits.get("kind")
    if circle.kinds and kind is not None and kind not in circle.kinds:
        return False
    if circle.units and not _called(row) & set(circle.units):
        return False
    if not circle.by:
        return True
    size = valued(row.values.get(circle.by), scheme.values[circle.by].blank) or Fraction(0)
    return (circle.from_ is None or size >= circle.from_) and (circle.below is None or size < circle.below)


def valued(raw: quantity.Given, blank: Fraction | None) -> Value:
    """A given value as a number; an empty one is what the scheme says an empty cell means."""
    if raw is None:
        return blank
    return raw.value if isinstance(raw, Ratio) else Fraction(raw)
