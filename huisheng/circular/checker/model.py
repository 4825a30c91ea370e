"""What is read and what is found: passages of text, grids of cells, findings with their places. Plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is; the words are what people read.

    A contradiction can't be true as printed; rounding is off by one in the last place; an undisclosed base fits no
    printed number but would be explained by an unprinted one; "can't tell" has an innocent explanation too.
    """

    CONTRADICTION = "矛盾"
    ROUNDING = "舍入"
    BASE = "未说明基数"
    UNKNOWN = "无法判断"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: ``order`` sorts places of one file, ``text`` is read by people."""

    text: str
    order: tuple[int, ...] = ()

    def cell(self, row: str, column: str) -> "Place":
        """A cell of the table that is here."""
        inside = "".join(part for part in (f"“{row}”行" if row else "", f"“{column}”列" if column else ""))
        return Place(f"{self.text}{inside}", self.order)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or heading, normalised (half-width digits and punctuation, no spaces beside Chinese).

    ``marks``: (offset, place) where lines or pages begin inside of it.
    """

    text: str
    marks: tuple[tuple[int, Place], ...]
    heading: bool = False

    def place(self, offset: int = 0) -> Place:
        """The place of a character."""
        found = self.marks[0][1]
        for start, place in self.marks:
            if start <= offset:
                found = place
        return found


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it was read: rows of text cells, all of one width; "" where a cell is empty or swallowed by a merge.

    ``places``: one for each row. ``heads``: how many rows are heads, None where the reader can't know. ``vague``:
    (row, column) of cells that may stand in another column: a text layout lost its empty cells.
    """

    rows: tuple[tuple[str, ...], ...]
    places: tuple[Place, ...]
    caption: str = ""
    note: str = ""
    heads: int | None = None
    total: bool | None = None
    vague: frozenset[tuple[int, int]] = frozenset()


Part = Passage | Grid


@dataclass(frozen=True, slots=True)
class Content:
    """A document in reading order."""

    parts: tuple[Part, ...]

    @property
    def passages(self) -> list[Passage]:
        return [part for part in self.parts if isinstance(part, Passage)]

    @property
    def grids(self) -> list[Grid]:
        return [part for part in self.parts if isinstance(part, Grid)]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that doesn't fit: where, what is printed, what comes out, by which working, and what it means."""

    rule: str
    severity: Severity
    place: Place
    printed: str
    computed: str
    working: str
    explanation: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of one file, in reading order."""

    name: str
    form: str
    findings: Sequence[Finding] = field(default_factory=tuple)

    def count(self, severity: Severity) -> int:
        """How many of one kind."""
        return sum(finding.severity is severity for finding in self.findings)
