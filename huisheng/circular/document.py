"""A circular as a tree: what composition makes and every renderer prints. Plain values, knows neither Django nor files.

A printed number is a ``Number``: its text and, where it was made from figures, the ``ref`` under which
``Document.sources`` tells where it comes from. Words of the office are plain strings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class Number:
    """One printed number.

    ``text`` is what is read, digits never grouped (``3297``, ``99.03%``, ``-``). ``value`` is the exact number behind
    it, a percentage in points (99.03), None where nothing is printed but a dash. ``ref`` is the key of its Source in
    ``Document.sources``, "" for a number that isn't a figure (a row's place, a date).
    """

    text: str
    value: int | Decimal | None
    ref: str = ""
    percent: bool = False


Run = str | Number
Runs = Sequence[Run]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from, in words for the appendix of definitions and for the panel that opens on a page.

    ``kind``: figure (counted from facts), given (entered from an older published report) or score. ``formula``: how it
    is computed, without its numbers; ``working``: with them. ``measure``: what it is, without whose it is (the measure,
    the scheme's column), "" where the label says no more. ``token`` lets a page ask for the members (orders) behind
    it; "" where there are none.
    """

    ref: str
    kind: Literal["figure", "given", "score"]
    label: str
    definition: str
    working: str
    formula: str
    cite: str
    numerator: int | None = None
    denominator: int | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    excluded: tuple[tuple[str, int, str], ...] = ()  # reason, how many, citation
    token: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 is 一、 (黑体), 2 is （一） (楷体), 3 is 1. (仿宋 bold), by GB/T 9704-2012 7.3.3."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text, indented by two characters. ``editable``: words of the office, keyed for the editor."""

    runs: tuple[Run, ...]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; neighbours with the same ``group`` share a head above them. ``words``: left-aligned text."""

    label: str
    group: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its cells are runs (a str or a Number each). ``total`` says that the last row is a sum."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Run, ...], ...]
    total: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of numbers that also stand in a table beside it. One value a label and series; None leaves a gap.

    ``seams``: labels before which the definition of the measure changed.
    """

    title: str
    kind: Literal["bar", "column", "pie", "line"]
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[Number | None, ...]], ...]
    seams: tuple[str, ...] = ()


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: on pages of its own, landscape where a table is wide."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A whole edition, ready to be rendered.

    ``masthead``: the red head (发文机关标志); ``issue``: 第12期（总第113期）; ``addressee``: 主送; ``copies``: (label,
    words), such as ("报", "市委书记…") or ("抄送", …); ``watermark``: 征求意见稿 until it is signed, else "".
    """

    name: str
    title: str
    masthead: str
    issue: str
    issuer: str
    dated: date
    blocks: tuple[Block, ...]
    addressee: str = ""
    attachments: tuple[Attachment, ...] = ()
    copies: tuple[tuple[str, str], ...] = ()
    audience: Literal["internal", "public"] = "internal"
    watermark: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)


def text_of(runs: Runs) -> str:
    """Runs as one string."""
    return "".join(run if isinstance(run, str) else run.text for run in runs)
