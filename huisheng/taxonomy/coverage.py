"""Does the duty catalogue answer for everything? Pure: categories without a unit, lines that contradict something."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from huisheng.taxonomy.atlas import CategoryCard, DutyCard


@dataclass(frozen=True, slots=True)
class Term:
    """A unit as a line of the catalogue needs it: its name, and from when to when it holds."""

    name: str
    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        """Whether it exists on that day."""
        return self.first <= day and (self.last is None or day < self.last)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A line that contradicts something: the line, and what is wrong and what to do, in a sentence."""

    duty: DutyCard
    sentence: str


def in_force(duties: Iterable[DutyCard], version: str, day: date) -> list[DutyCard]:
    """The lines of a version that hold on a day."""
    return [
        duty
        for duty in duties
        if duty.version == version and duty.valid_from <= day and (duty.valid_to is None or day < duty.valid_to)
    ]


def gaps(tree: Mapping[str, CategoryCard], held: Sequence[DutyCard]) -> list[CategoryCard]:
    """Categories for which no line names a unit everywhere: the highest of each branch, in order of display.

    A line of a region answers for that region alone, so what only such lines cover is a gap as well.
    """
    everywhere = {duty.category for duty in held if not duty.region}
    bare = {code for code in tree if not any(code.startswith(head) for head in everywhere)}
    split = {
        code[:length] for code in everywhere for length in range(2, len(code), 2)
    }  # some of its children are named
    found = [
        card for code, card in tree.items()
        if code in bare and code not in split and (card.parent not in bare or card.parent in split)
    ]  # fmt: skip
    return sorted(found, key=lambda card: card.order)


def conflicts(
    duties: Sequence[DutyCard], tree: Callable[[str], Mapping[str, CategoryCard]], regions: Iterable[str],
    units: Mapping[str, Term], today: date,
) -> list[Conflict]:  # fmt: skip
    """Lines that hold today or will, and that can't be followed."""
    places, found = set(regions), []
    live = [duty for duty in duties if duty.valid_to is None or duty.valid_to > today]
    for duty in live:
        found += [Conflict(duty, said) for said in _wrong(duty, tree(duty.version), places, units, today)]
    return found + [Conflict(duty, said) for duty, said in _overlaps(live)]


def _wrong(
    duty: DutyCard, tree: Mapping[str, CategoryCard], places: set[str], units: Mapping[str, Term], today: date
) -> Iterable[str]:
    if duty.category not in tree:
        yield "这个类别不在所属的分类版本里，请停用这一条。"
    if duty.region and duty.region not in places:
        yield f"区划{duty.region}不存在，请停用这一条，另设一条。"
    if duty.unit in duty.co_units:
        yield "主办单位又写成了协办单位，请改正。"
    for code in (duty.unit, *duty.co_units):
        unit = units.get(code)
        if unit is None:
            yield f"单位{code}不在本平台，请改派给别的单位。"
        elif not unit.holds(max(duty.valid_from, today)):
            yield f"{unit.name}那时没有启用或已经停用，请改派给别的单位。"
        elif unit.last is not None and (duty.valid_to is None or duty.valid_to > unit.last):
            yield f"{unit.name}将于{unit.last}停用，请设好从那天起由谁承办。"


def _overlaps(live: Sequence[DutyCard]) -> Iterable[tuple[DutyCard, str]]:
    before: DutyCard | None = None
    for duty in sorted(live, key=lambda d: (d.version, d.category, d.region, d.valid_from)):
        same = before is not None and (before.version, before.category, before.region) == (
            duty.version,
            duty.category,
            duty.region,
        )
        if same and before is not None and (before.valid_to is None or before.valid_to > duty.valid_from):
            yield duty, f"和从{before.valid_from}起的一条同时有效，请停用其中一条。"
        before = duty
