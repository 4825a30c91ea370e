"""The blocks of a composition, in the document's order. Each ``[[block]]`` is one of:

heading      a heading: level (1 unless said), numbered = false for one without 一、
text         a paragraph of figures: name; item = true numbers it within its section (1. 2. …)
words        the office's words: its key, with default (a template) where it writes nothing else; quoted = true for
             cases, which tell a story and may hold its numbers
topics       hot topics of ``[[hot]]``, the largest first: measure, limit, text, sub (for the parts of a topic),
             numbering = "heading" (（一） …) or "item"; each has the office's words after it
sheet        a table of units: the columns of a sheet of measures, or columns = [{ measure, label, group }];
             caption, units = a group, only = a measure that isn't nought, by (which orders the rows), total, note
scores       a scored table; caption
podium       scored tables whose ends are shown side by side: n; captions, one a table
breakdown    a table of a list: caption, label, share
chart        a picture of a list: title, picture (bar, column, pie, line)
trend        a measure now, in the period before and a year before, as a picture: caption
attachment   a new attachment: its title; landscape
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, cast

from huisheng.circular.composition import schemes
from huisheng.circular.composition.reading import Reading
from huisheng.circular.sentences.tree import Text
from huisheng.kernel.errors import Refusal
from huisheng.measures import sheet as sheets
from huisheng.measures.definition import Library
from huisheng.measures.source import Section

Picture = Literal["bar", "column", "pie", "line"]
_PICTURES = ("bar", "column", "pie", "line")


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """A heading."""

    runs: Text
    level: int
    numbered: bool


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph made of figures."""

    name: str
    text: Text
    item: bool


@dataclass(frozen=True, slots=True)
class WordsBlock:
    """The office's words."""

    name: str
    default: Text
    item: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class TopicsBlock:
    """Hot topics."""

    measure: str
    limit: int
    text: Text
    sub: Text
    heading: bool


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A column of a table of units. ``blank_without``: "-" where these measures are all nought."""

    measure: str
    label: str
    group: str = ""
    blank_without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetBlock:
    """A table of units and measures."""

    caption: Text
    label: str
    columns: tuple[ColumnPlan, ...]
    units: str
    only: str
    by: str
    first_kinds: tuple[str, ...]
    total: str
    note: Text


@dataclass(frozen=True, slots=True)
class ScoresBlock:
    """A scored table."""

    table: str
    caption: Text
    note: Text


@dataclass(frozen=True, slots=True)
class PodiumBlock:
    """The ends of scored tables."""

    tables: tuple[str, ...]
    captions: tuple[Text, ...]
    n: int


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A list as a picture (or, without one, as a table)."""

    of: str
    title: Text
    picture: Picture | None
    label: str
    share: bool


@dataclass(frozen=True, slots=True)
class TrendBlock:
    """A measure through the periods, as a picture."""

    measure: str
    title: Text


@dataclass(frozen=True, slots=True)
class AttachmentBlock:
    """An attachment begins."""

    title: Text
    landscape: bool


Block = (
    HeadingBlock
    | TextBlock
    | WordsBlock
    | TopicsBlock
    | SheetBlock
    | ScoresBlock
    | PodiumBlock
    | ChartBlock
    | TrendBlock
    | AttachmentBlock
)


def read(section: Section, reading: Reading) -> Block:
    """One ``[[block]]``."""
    kind = next((kind for kind in _READERS if kind in section.raw), None)
    if kind is None:
        section.source.wrong(section.start, f"每个 [[block]] 要写明是什么，可用的有：{'、'.join(_READERS)}。")
        section.asked |= set(section.raw)
        return AttachmentBlock((), landscape=False)
    found = _READERS[kind](section, reading)
    section.done()
    return found


def _heading(section: Section, reading: Reading) -> Block:
    level = section.whole("level", 1)
    if level not in (1, 2, 3):
        section.wrong("level", "level 应是1、2或3。")
    section.asked.add("numbered")
    numbered = section.raw.get("numbered", True)
    if not isinstance(numbered, bool):
        section.wrong("numbered", "numbered 应是 true 或 false。")
    return HeadingBlock(reading.text(section, "heading"), level, numbered is True)


def _text(section: Section, reading: Reading) -> Block:
    return TextBlock(section.text("name"), reading.text(section, "text"), section.flag("item"))


def _words(section: Section, reading: Reading) -> Block:
    return WordsBlock(
        section.text("words"), reading.text(section, "default", ""), section.flag("item"), section.flag("quoted")
    )


def _topics(section: Section, reading: Reading) -> Block:
    section.text("topics")
    return TopicsBlock(
        reading.measure(section, "measure"),
        section.whole("limit", 0),
        reading.text(section, "text", item=True),
        reading.text(section, "sub", "", item=True),
        section.one_of("numbering", ("heading", "item"), "item") == "heading",
    )


def _sheet(section: Section, reading: Reading) -> Block:
    name = section.text("sheet", "")
    shape = _shape(section, name, reading.library) if name else None
    columns = tuple(_column(one, reading) for one in section.tables("columns"))
    if shape is not None:
        columns = tuple(ColumnPlan(c.measure, c.label, "", c.blank_without) for c in shape.columns)
    elif not columns:
        section.wrong("sheet", "要写明统计表的名称，或 columns。")
    return SheetBlock(
        caption=reading.text(section, "caption", ""),
        label=section.text("label", shape.rows_label if shape else "单位"),
        columns=columns,
        units=_group(section, "units", reading),
        only=reading.measure(section, "only", ""),
        by=reading.measure(section, "by", shape.rows_by if shape else (columns[0].measure if columns else "")),
        first_kinds=shape.first_kinds if shape else section.texts("first_kinds"),
        total=section.text("total", shape.total if shape else ""),
        note=reading.text(section, "note", ""),
    )


def _shape(section: Section, name: str, library: Library) -> sheets.Sheet | None:
    try:
        return sheets.load(name, library=library)
    except Refusal as refusal:
        section.wrong("sheet", refusal.sentence)
        return None


def _column(section: Section, reading: Reading) -> ColumnPlan:
    measure = reading.measure(section, "measure")
    label = reading.library[measure].label if measure in reading.library else ""
    column = ColumnPlan(measure, section.text("label", label), section.text("group", ""))
    section.done()
    return column


def _group(section: Section, key: str, reading: Reading) -> str:
    name = section.text(key, "")
    if name and name not in reading.groups:
        section.wrong(key, f"没有名为“{name}”的单位组，请先写一节 [[group]]。")
    return name


def _table(section: Section, key: str, name: str) -> str:
    if name and name not in schemes.names():
        section.wrong(key, f"没有名为“{name}”的考核表或方案，可用的有：{'、'.join(schemes.names())}。")
    return name


def _scores(section: Section, reading: Reading) -> Block:
    return ScoresBlock(
        _table(section, "scores", section.text("scores")),
        reading.text(section, "caption", ""),
        reading.text(section, "note", ""),
    )


def _podium(section: Section, reading: Reading) -> Block:
    tables = section.texts("podium")
    captions = reading.texts(section, "captions")
    if len(captions) not in (0, len(tables)):
        section.wrong("captions", "captions 应与 podium 的表一一对应。")
    return PodiumBlock(tuple(_table(section, "podium", name) for name in tables), captions, section.whole("n"))


def _chart(section: Section, reading: Reading) -> Block:
    picture = section.one_of("picture", _PICTURES, "column")
    return _pictured(section, reading, "chart", cast(Picture, picture))


def _breakdown(section: Section, reading: Reading) -> Block:
    return _pictured(section, reading, "breakdown", None)


def _pictured(section: Section, reading: Reading, key: str, picture: Picture | None) -> Block:
    name = section.text(key)
    if name and name not in reading.lists:
        section.wrong(key, f"没有名为“{name}”的列表，请先写一节 [[list]]。")
    return ChartBlock(
        name, reading.text(section, "caption", ""), picture, section.text("label", "项目"), section.flag("share")
    )


def _trend(section: Section, reading: Reading) -> Block:
    return TrendBlock(reading.measure(section, "trend"), reading.text(section, "caption", ""))


def _attachment(section: Section, reading: Reading) -> Block:
    return AttachmentBlock(reading.text(section, "attachment"), section.flag("landscape"))


# in the order in which they are looked for: a topics block has a text too
_READERS: dict[str, Callable[[Section, Reading], Block]] = {
    "topics": _topics,
    "heading": _heading,
    "text": _text,
    "words": _words,
    "columns": _sheet,
    "sheet": _sheet,
    "scores": _scores,
    "podium": _podium,
    "breakdown": _breakdown,
    "chart": _chart,
    "trend": _trend,
    "attachment": _attachment,
}
