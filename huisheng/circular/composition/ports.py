"""What a composition asks for, and of whom: the live database, or the frozen figures of a dossier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal, Protocol

from huisheng.circular.sentences.tree import Relation
from huisheng.measures import compute
from huisheng.measures.compute import PERCENT, Counts, Value
from huisheng.measures.definition import Measure
from huisheng.measures.figure import Figure
from huisheng.scoring.scored import Row, Scored

When = Literal["now"] | Relation
Key = int | str | None
UNIT = "unit"
PERIODS: tuple[When, ...] = ("year", "previous", "now")


@dataclass(frozen=True, slots=True)
class Ask:
    """A measure in a period, as a whole (``by`` "") or in all parts of a breakdown."""

    measure: str
    by: str = ""
    when: When = "now"


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as composition needs it: counted from facts, or given from an older publication (``given``: its source).

    ``identity`` says what it is, the same in every run: the definition, the breakdown with its keys, the period.
    ``about``: which part it is about, in words; "" for the whole.
    """

    identity: str
    measure: Measure
    value: Value
    numerator: int | None
    denominator: int | None
    window: str
    formula: str = ""
    given: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    excluded: tuple[tuple[str, int, str], ...] = ()
    token: str = ""
    about: str = ""

    @property
    def percent(self) -> bool:
        """Whether it is a percentage."""
        return self.measure.unit == PERCENT

    @property
    def exact(self) -> Fraction | None:
        """The value unrounded, for comparing; None where there was nothing to divide by."""
        if self.denominator is None or self.numerator is None or not self.denominator:
            return None if self.value is None else Fraction(self.value)
        return Fraction(self.numerator * (100 if self.percent else 1), self.denominator * self.measure.divisor)


@dataclass(frozen=True, slots=True)
class Part:
    """The parts of a breakdown. ``counted``: they were counted, so that a missing part is nought, not unknown."""

    amounts: Mapping[Key, Amount] = field(default_factory=dict)
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that may stand in a table: its id, code, name and kind."""

    key: int
    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold: its value, as it is printed, and where it stands."""

    value: Fraction
    text: str
    label: str
    cite: str


class Figures(Protocol):
    """Where a composition's figures come from. Everything is told for one platform and the periods it was made for."""

    def tell(self, asks: Iterable[Ask]) -> Mapping[Ask, Part]:
        """All these figures at once, counted in few passes."""

    def measure(self, name: str) -> Measure:
        """The definition of a measure."""

    def name(self, by: str, key: Key) -> str:
        """What a part of a breakdown is called: a channel, a kind, a topic, a unit."""

    def units(self) -> Sequence[Unit]:
        """The platform's own units in official order."""

    def scored(self, table: str) -> Scored:
        """A scored table. Refusal where there is none of that name."""

    def overall(self, table: str) -> Row | None:
        """The table's scheme over all matters together, as one row; None where it can't be."""

    def limit(self, name: str, traits: Mapping[str, str]) -> Limit:
        """A rulebook parameter on the period's last day for such matters. Refusal where there is none."""

    def definitions_changed(self, measure: str) -> bool:
        """Whether the measure has an older version, so that earlier numbers may have been counted otherwise."""


def of_figure(figure: Figure, measure: Measure, *, when: When, token: str = "") -> Amount:
    """A counted figure."""
    part = f"|{figure.by}={figure.key}" if figure.by else ""
    return Amount(
        identity=f"{figure.definition}{part}" + ("" if when == "now" else f"|{when}"),
        measure=measure,
        value=figure.value,
        numerator=figure.numerator,
        denominator=figure.denominator,
        window=str(figure.scope.window),
        formula=figure.formula,
        parameters=figure.parameters,
        excluded=tuple((left.reason, left.count, left.cite) for left in figure.excluded),
        token=token,
    )


def added(parts: Sequence[Amount], identity: str, about: str = "") -> Amount:
    """Parts of one breakdown put together: their counts are added, then divided and rounded once.

    Every part must hold its counts; a given percentage alone can't be added (ValueError).
    """
    if len(parts) == 1:
        return replace(parts[0], identity=identity, about=about)
    if any(part.numerator is None for part in parts):
        raise ValueError("a rate without its counts can't be added")
    first = parts[0]
    divided = any(part.denominator is not None for part in parts)
    counts = Counts(
        sum(part.numerator or 0 for part in parts),
        sum(part.denominator or 0 for part in parts) if divided else None,
    )
    excluded: dict[tuple[str, str], int] = {}
    for part in parts:
        for reason, count, cite in part.excluded:
            excluded[reason, cite] = excluded.get((reason, cite), 0) + count
    return replace(
        first,
        identity=identity,
        value=compute.value(counts, first.measure.unit, first.measure.rounding, first.measure.divisor),
        numerator=counts.numerator,
        denominator=counts.denominator,
        given="；".join(dict.fromkeys(part.given for part in parts if part.given)),
        excluded=tuple((reason, count, cite) for (reason, cite), count in excluded.items()),
        token="",
        about=about,
    )
