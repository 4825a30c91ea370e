"""A figure: a printed number with everything it was made of. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from huisheng.measures.compute import PERCENT, Value

NOTHING = "-"
Key = int | str | None  # which part: a unit's id, a value of a column, or None for all (and for what is empty)
By = str | None  # a breakdown: "unit", a column of the facts, or None for the whole


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
    by: By
    key: Key
    formula: str
    cite: str
    parameters: tuple[tuple[str, str], ...] = ()
    excluded: tuple[Left, ...] = ()
    divisor: int = 1

    @property
    def text(self) -> str:
        """As it is printed: 642, 99.53%, 3.25, or - where there was nothing to divide by."""
        if self.value is None:
            return NOTHING
        return f"{self.value}{PERCENT if self.unit == PERCENT else ''}"

    @property
    def working(self) -> str:
        """The calculation as one would write it by hand."""
        unit = "" if self.unit == PERCENT or self.value is None else self.unit
        by = f" ÷ {self.divisor}" if self.divisor != 1 else ""
        if self.denominator is not None:
            return f"{self.label} = {self.numerator} ÷ {self.denominator}{by} = {self.text}{unit}"
        return f"{self.label} = {f'{self.numerator}{by} = ' if by else ''}{self.text}{unit}"
