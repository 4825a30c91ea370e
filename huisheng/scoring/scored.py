"""What comes out: scored rows, every value with the step that made it. Values only, no behaviour but looking up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from huisheng.measures.figure import Figure
from huisheng.scoring.quantity import Value

GIVEN, BLANK, MEASURED, COMPUTED = "given", "blank", "measure", "computed"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a calculation by hand.

    ``words`` is what stands between the name and the result ("" where nothing was computed), ``parts`` the names of
    the steps it is made from, ``note`` what was done besides: rounding, a cap, what an empty value counts as.
    """

    name: str
    label: str
    words: str
    result: str
    cite: str
    source: str
    parts: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and its printed text. A tier's value is its number, 1 the best."""

    value: Value
    text: str


@dataclass(frozen=True, slots=True)
class Interval:
    """The Wilson interval of a rate with a small denominator, as fractions of one, and how it reads."""

    low: Decimal
    high: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A unit: its cells and steps by name. ``ranked``: False where it is too small to have a rank or a tier."""

    key: int | str
    name: str
    group: str
    cells: Mapping[str, Cell]
    steps: Mapping[str, Step]
    standing: str = ""
    ranked: bool = True
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict, compare=False)

    def __getitem__(self, name: str) -> Cell:
        return self.cells[name]


@dataclass(frozen=True, slots=True)
class Heading:
    """A printed column."""

    name: str
    label: str
    cite: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit that wasn't assessed, and why."""

    name: str
    reason: str
    cite: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Units for which something holds, in the order of the table."""

    name: str
    label: str
    names: tuple[str, ...]
    keys: tuple[int | str, ...]
    cite: str
    note: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A whole assessment. ``score`` and ``place`` name the columns that are the score and the standing ("" for none).

    ``notice`` has to be printed with a ranking, ``notes`` say what a reader must know.
    """

    scheme: str
    title: str
    digest: str
    cite: str
    note: str
    on: date | None
    score: str
    place: str
    rows_label: str
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    footer: Row | None
    left_out: tuple[LeftOut, ...]
    lists: tuple[Listed, ...]
    notice: str
    notes: tuple[str, ...]

    def row(self, key: int | str) -> Row | None:
        """The row of a unit's key."""
        return next((row for row in self.rows if row.key == key), None)

    def by_name(self, name: str) -> Row | None:
        """The row of a unit's name."""
        return next((row for row in self.rows if row.name == name), None)

    def values(self, column: str) -> list[tuple[Row, Value]]:
        """The rows that have a value in a column, in the order of the table."""
        return [(row, row[column].value) for row in self.rows if row[column].value is not None]
