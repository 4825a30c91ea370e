"""Figures into a scheme: which measures it needs, and one unit's figures as its given values. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from huisheng.measures.compute import PERCENT
from huisheng.measures.figure import Figure
from huisheng.scoring import quantity
from huisheng.scoring.plan import Given
from huisheng.scoring.quantity import Ratio
from huisheng.scoring.scheme import RATE, Scheme, Value

Key = int | str
Nothing = Callable[[str, Key], Figure]
Told = Mapping[str, Mapping[Key, Figure]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that may be assessed."""

    key: Key
    name: str
    traits: Mapping[str, str] = field(default_factory=dict)


def measures_of(scheme: Scheme) -> tuple[str, ...]:
    """The measures to be reckoned by unit, each once."""
    names = [name for value in scheme.values.values() for name in (*value.measures, *value.before)]
    return tuple(dict.fromkeys(names))


def given_of(scheme: Scheme, told: Told, units: Sequence[Unit], nothing: Nothing) -> list[Given]:
    """The units' values. ``nothing``: the figure of a unit for which a measure counted nothing."""
    return [_given(scheme, told, unit, nothing) for unit in units]


def _given(scheme: Scheme, told: Told, unit: Unit, nothing: Nothing) -> Given:
    def figure(name: str) -> Figure:
        return told.get(name, {}).get(unit.key) or nothing(name, unit.key)

    fed = [value for value in scheme.values.values() if value.measures]
    values = {value.name: _value(value, [figure(name) for name in value.measures]) for value in fed}
    before = {value.name: _value(value, [figure(name) for name in value.before]) for value in fed if value.before}
    figures = {value.name: figure(value.measures[0]) for value in fed}
    return Given(unit.key, unit.name, unit.traits, values, before, figures)


def _value(value: Value, figures: Sequence[Figure]) -> quantity.Given:
    """A rate keeps its counts; of anything else the measures' values are added."""
    first = figures[0]
    if value.kind == RATE and first.unit == PERCENT:
        return Ratio(Fraction(first.numerator), Fraction(first.denominator or 0))
    numbers = [one.numerator if value.counted else one.value for one in figures]
    if any(number is None for number in numbers):
        return None
    return sum((_exact(number) for number in numbers), Fraction(0)) * value.times


def _exact(number: int | Decimal | None) -> Fraction:
    return Fraction(number or 0)
