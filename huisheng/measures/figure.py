"""A figure: a printed number with everything it was made of. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from huisheng.measures.compute import PERCENT, Value

NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Window:
    """Days of Shanghai, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first} 至 {self.last}"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose matters, and when: one window, or another one for some facts (visits from the day before)."""

    platform: int
    window: Window
    windows: Mapping[str, Window] = field(default_factory=dict)

    def of(self, fact: str) -> Window:
        """The window in which rows of that fact count."""
        return self.windows.get(fact, self.window)


@dataclass(frozen=True, slots=True)
class Left:
    """Rows left out of a figure: how many, why, by which article."""

    reason: str
    cite: str
    count: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One number.

    ``definition`` is ``name@version``. ``by`` and ``key`` say which part of the scope it is about: ``unit`` and a
    unit's id, a column of the fact and its value, or None for all. Its members are asked for with ``reckon.members``.
    """

    definition: str
    label: str
    unit: str
    value: Value
    numerator: int
    denominator: int | None
    scope: Scope
    by: str | None
    key: int | str | None
    formula: str
    cite: str
    parameters: tuple[tuple[str, str], ...] = ()
    excluded: tuple[Left, ...] = ()

    @property
    def text(self) -> str:
        """As it is printed: 642, 99.53%, or - where there was nothing to divide by."""
        if self.value is None:
            return NOTHING
        if isinstance(self.value, Decimal):
            return f"{self.value}{PERCENT}"
        return str(self.value)

    @property
    def working(self) -> str:
        """The calculation as one would write it by hand."""
        if self.denominator is None:
            return f"{self.label} = {self.text}{self.unit}"
        return f"{self.label} = {self.numerator} ÷ {self.denominator} = {self.text}"
