"""Tables as data: ``tables/NAME.toml`` says whose matters, when, which columns and rows, and what stands below.

title, platform (a unit's code), window = [first, last], note, cite
[windows]    another window for some facts: visit = [2019-10-31, 2019-11-30]
[rows]       label of the first column; first_kinds: kinds of units that come first, in the directory's order;
             by: the measure by which the others fall; total: label of the last row
[[column]]   measure, label (the measure's own, if none is said), blank_without: "-" where these measures are all zero
[[line]]     a number below the table: measure, label, heading of what it begins, and, to break it up: by (a column),
             order ("count" or "value", the largest first), share (of the whole), limit
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from huisheng.directory.roles import UnitKind
from huisheng.kernel import own
from huisheng.kernel.errors import Refusal
from huisheng.measures.definition import Library, shipped
from huisheng.measures.figure import Window
from huisheng.measures.rows import FACTS
from huisheng.measures.source import Mistakes, Section, parse, sections
from huisheng.rulebook import book

HERE = Path(__file__).resolve().parent / "tables"
_ORDERS = ("count", "value")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of numbers."""

    measure: str
    label: str
    blank_without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One number below the table, or one for each value of ``by``."""

    measure: str
    label: str
    heading: str
    by: str
    order: str
    share: bool
    limit: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is to be made."""

    name: str
    title: str
    platform: str
    window: Window
    windows: Mapping[str, Window]
    note: str
    cite: str
    rows_label: str
    first_kinds: tuple[str, ...]
    rows_by: str
    total: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def names(folder: Path = HERE) -> list[str]:
    """The tables there are."""
    return list(own.files("tables", HERE, folder))


def load(name: str, folder: Path = HERE, library: Library | None = None) -> Sheet:
    """The table of a name. Refusal where there is none; Mistakes where its file is wrong."""
    known = own.files("tables", HERE, folder)
    if name not in known:
        said = "、".join(known) or "（无）"
        raise Refusal("unknown_table", f"没有名为“{name[:60]}”的统计表，可用的有：{said}。", field="name")
    held = library or shipped()
    source, raw = parse(known[name])
    head = Section(source, raw, 0)
    rows = head.within("rows")
    head.asked |= {"column", "line"}
    sheet = Sheet(
        name=name,
        title=head.text("title"),
        platform=head.text("platform"),
        window=Window(*head.days("window")),
        windows=_windows(head.within("windows")),
        note=head.text("note", ""),
        cite=_cite(head),
        rows_label=rows.text("label"),
        first_kinds=_kinds(rows),
        rows_by=_measure(rows, "by", held, grouped=True),
        total=rows.text("total"),
        columns=tuple(_column(one, held) for one in sections(source, raw, "column")),
        lines=tuple(_line(one, held) for one in sections(source, raw, "line")),
    )
    head.done()
    rows.done()
    if source.mistakes:
        raise Mistakes(source.mistakes)
    return sheet


def _windows(section: Section) -> dict[str, Window]:
    windows = {}
    for fact in section.raw:
        if fact in FACTS:
            windows[fact] = Window(*section.days(fact))
        else:
            section.asked.add(fact)
            section.wrong(fact, f"没有“{fact}”这种事实，可用的有：{'、'.join(FACTS)}。")
    return windows


def _cite(section: Section) -> str:
    cite = section.text("cite")
    if cite and cite not in book.shipped().articles:
        section.wrong("cite", f"规则库里没有“{cite}”这一条，应如 xiangtan-2019-11#art-22。")
    return cite


def _kinds(section: Section) -> tuple[str, ...]:
    kinds = section.texts("first_kinds")
    for kind in kinds:
        if kind not in list(UnitKind):
            known = "、".join(f"{known.value}（{known.label}）" for known in UnitKind)
            section.wrong("first_kinds", f"没有“{kind}”这种单位类别，可用的有：{known}。")
    return kinds


def _measure(section: Section, key: str, held: Library, *, grouped: bool) -> str:
    name = section.text(key)
    if name and name not in held:
        section.wrong(key, f"没有名为“{name}”的指标，可用的有：{'、'.join(n for n in held if '@' not in n)}。")
    elif name and grouped and not all(held[part].group for part in held[name].parts or (name,)):
        section.wrong(key, f"指标“{name}”不归任何单位，不能分单位列出。")
    return name


def _label(name: str, held: Library) -> str:
    return held[name].label if name in held else ""


def _column(section: Section, held: Library) -> Column:
    measure = _measure(section, "measure", held, grouped=True)
    blank = section.texts("blank_without")
    for name in blank:
        if name not in held:
            section.wrong("blank_without", f"没有名为“{name}”的指标。")
    column = Column(measure, section.text("label", _label(measure, held)), blank)
    section.done()
    return column


def _line(section: Section, held: Library) -> Line:
    measure = _measure(section, "measure", held, grouped=False)
    by = section.text("by", "")
    base = held[measure].base if measure in held else None
    if by and measure in held and (base is None or by not in FACTS[base.fact].columns):
        section.wrong("by", f"指标“{measure}”不能按“{by}”分列。")
    line = Line(
        measure=measure,
        label=section.text("label", _label(measure, held)),
        heading=section.text("heading", ""),
        by=by,
        order=section.one_of("order", _ORDERS, "count"),
        share=section.flag("share"),
        limit=section.whole("limit", 0),
    )
    section.done()
    return line


def citations() -> set[str]:
    """Every article that a shipped definition or table rests on: they answer for it as code does."""
    held = shipped()
    cited = {measure.cite for measure in held.values()}
    cited |= {left.cite for measure in held.values() if measure.base for left in measure.base.exclude}
    return {cite for cite in (*cited, *(load(name).cite for name in names())) if cite}
