"""Measures as definitions: what is counted, over which facts, when, and by which article.

A file of ``definitions/`` begins with what its measures share (``fact``, ``anchor``, ``group``). Each ``[[measure]]``:

name, label, version, unit ("件", "次", "分钟" … or "%"), cite, note
where        which rows are looked at at all
count        "rows", or "order_id": each order once, by its ``keep`` = "first" or "last" row of the window,
             rows that fulfil ``prefer`` before the others
numerator    the rows that count (default: all)
sum          a column of whole numbers: it is added over the rows that count, instead of counting them (empty adds 0)
denominator  of a "%" or a mean: the rows it is a part of, always counted
divisor      how many of the column's units make one of the figure's: 1440 minutes a day, 100 hundredths of a mark
rounding     half_up_0 … half_up_4; what has a divisor or is a mean needs it, a "%" is half_up_2 unless it says so
exclude      [{ when, reason, cite }]: rows left out, and why
or, instead of those, made of other measures' numerators, added and divided: sum_of = [names], for a "%" or a mean
per = [names]. A mean is what is divided and isn't a "%": mean minutes = sum "minutes", denominator, rounding.
A change of definition is a new version beside the old; a bare name means the newest.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from huisheng.measures import predicate, wording
from huisheng.measures.compute import PERCENT, ROUNDINGS
from huisheng.measures.rows import FACTS, Fact
from huisheng.measures.source import Mistakes, Section, parse, sections
from huisheng.rulebook import book

HERE = Path(__file__).resolve().parent / "definitions"
UNITS = (*"件次个人条篇家期场天秒", "人次", "分钟", "小时", "工作日", "分", PERCENT)
ALL = wording.ALL
WHOLE: tuple[object, ...] = (int, int | None)
INSTANT: tuple[object, ...] = (datetime, datetime | None)
_KINDS = {WHOLE: "整数", INSTANT: "时刻"}


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Rows that don't count, and why."""

    when: str
    reason: str
    cite: str


@dataclass(frozen=True, slots=True)
class Base:
    """Which rows a measure looks at. Measures with equal bases are counted in one pass."""

    fact: str
    anchor: str
    where: str
    keep: str  # "" counts rows; first or last counts each subject once
    prefer: str
    exclude: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named, versioned figure. Either ``base`` with predicates, or ``sum_of`` (and ``per``) other measures."""

    name: str
    version: int
    label: str
    unit: str
    cite: str
    note: str
    group: str  # the column with the unit that answers for a row; "" where no unit does
    base: Base | None
    numerator: str
    denominator: str | None
    sum: str  # the column added over the numerator's rows; "" where rows are counted
    divisor: int
    rounding: str  # a name of ``compute.ROUNDINGS``; "" for a whole number
    sum_of: tuple[str, ...]
    per: tuple[str, ...]
    file: str
    line: int

    @property
    def reference(self) -> str:
        """How a figure names its definition: ``visited@1``."""
        return f"{self.name}@{self.version}"

    @property
    def parts(self) -> tuple[str, ...]:
        """The measures this one is made of."""
        return self.sum_of + self.per


class Library(Mapping[str, Measure]):
    """All definitions, by ``name@version`` and, for the newest, by ``name``."""

    def __init__(self, measures: Iterable[Measure], folder: Path) -> None:
        self.folder = folder  # where they were read
        self._held: dict[str, Measure] = {}
        for measure in sorted(measures, key=lambda m: m.version):
            self._held[measure.name] = self._held[measure.reference] = measure

    def __getitem__(self, name: str) -> Measure:
        return self._held[name]

    def __iter__(self) -> Any:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def formula(self, measure: Measure) -> str:
        """The working in words: labels where other measures are used, else what is counted of which rows."""
        if measure.base is not None:
            return wording.formula(measure, measure.base)
        over, under = ([self[name].label for name in names] for names in (measure.sum_of, measure.per))
        top, bottom = " + ".join(over), " + ".join(under)
        if not under:
            return top
        return f"{f'({top})' if len(over) > 1 else top} ÷ {f'({bottom})' if len(under) > 1 else bottom}"


def load(folder: Path, articles: Collection[str] | None = None) -> Library:
    """The definitions of a folder. Raises Mistakes with everything that is wrong in it.

    ``articles``: the citations there are; this installation's rulebook, if none are given.
    """
    known = book.shipped().articles if articles is None else articles
    measures: list[Measure] = []
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            measures += _read(path, known)
        except Mistakes as wrong:
            mistakes += wrong.sentences
    mistakes += _across(measures)
    if mistakes:
        raise Mistakes(mistakes)
    return Library(measures, folder)


@lru_cache(maxsize=1)
def shipped() -> Library:
    """The definitions of this installation, read once."""
    return load(HERE)


def _read(path: Path, articles: Collection[str]) -> list[Measure]:
    source, raw = parse(path)
    head = Section(source, raw, 0)
    fact = FACTS.get(head.one_of("fact", FACTS, ""))
    shared = {key: head.text(key, "") for key in ("anchor", "group", "note")}
    for key, kind in (("anchor", INSTANT), ("group", ())):
        if fact and shared[key]:
            _column(head, key, shared[key], fact, kind)
    head.asked.add("measure")
    head.done()
    found = sections(source, raw, "measure")
    if not found:
        source.wrong(1, "至少要有一个指标，每个指标以单独一行 [[measure]] 开头。")
    measures = [_measure(section, fact, shared, articles) for section in found]
    if source.mistakes:
        raise Mistakes(source.mistakes)
    return measures


def _measure(section: Section, fact: Fact | None, shared: Mapping[str, str], articles: Collection[str]) -> Measure:
    version = section.whole("version")
    if version < 1 and "version" in section.raw:
        section.wrong("version", "version 应是从1起的整数。")
    cite = section.text("cite")
    if cite and cite not in articles:
        section.wrong("cite", f"规则库里没有“{cite}”这一条，应如 xiangtan-2019-11#art-6。")
    unit, sum_of, per = section.one_of("unit", UNITS), section.texts("sum_of"), section.texts("per")
    rounding = section.one_of("rounding", ROUNDINGS, "half_up_2" if unit == PERCENT else "")
    group = section.text("group", shared["group"])
    base, numerator, denominator = None, "", None
    if sum_of:
        _divides(section, "per", unit, rounding, divided=bool(per))
    elif fact is None:
        section.source.wrong(section.start, "没有 sum_of 的指标要说明对什么计数：请在文件开头写 fact 和 anchor。")
    else:
        base = _base(section, fact, shared["anchor"])
        if group:
            _column(section, "group", group, fact)
        numerator = _predicate(section, "numerator", fact, ALL)
        denominator = _predicate(section, "denominator", fact, "") or None
        _divides(section, "denominator", unit, rounding, divided=bool(denominator))
    measure = Measure(
        section.text("name"), version, section.text("label"), unit, cite, section.text("note", shared["note"]),
        group, base, numerator, denominator, _sum(section, fact, unit, parts=bool(sum_of)), _divisor(section, unit),
        rounding, sum_of, per, section.source.file, section.start,
    )  # fmt: skip
    section.done()
    return measure


def _divides(section: Section, key: str, unit: str, rounding: str, *, divided: bool) -> None:
    """A "%" is divided and a whole number isn't; whatever else is divided is a mean, which says how it is rounded."""
    if unit == PERCENT:
        if not divided:
            section.wrong("unit", f"单位是 % 的必须有 {key}。")
    elif divided and not rounding:
        section.wrong(key, f"单位是 % 的才有 {key}；平均数（单位不是 % 而有 {key}）要写明 rounding，如 half_up_2。")
    elif rounding and not divided and "divisor" not in section.raw:
        section.wrong("rounding", "rounding 只用于 %、平均数和写明 divisor 的数，计数不用取舍。")


def _sum(section: Section, fact: Fact | None, unit: str, *, parts: bool) -> str:
    column = section.text("sum", "")
    if column and (parts or unit == PERCENT):
        section.wrong("sum", "sum 只用于直接计数、单位不是 % 的指标；求率请另写两个指标，再用 sum_of 和 per 相除。")
    elif column and fact:
        _column(section, "sum", column, fact, WHOLE)
    return column


def _divisor(section: Section, unit: str) -> int:
    divisor = section.whole("divisor", 1)
    if "divisor" in section.raw and (divisor < 1 or unit == PERCENT or "rounding" not in section.raw):
        section.wrong("divisor", "divisor 应是从1起的整数，单位不是 %，并写明 rounding。")
    return divisor


def _base(section: Section, fact: Fact, anchor: str) -> Base:
    anchor = section.text("anchor", anchor)
    _column(section, "anchor", anchor, fact, INSTANT)
    count = section.one_of("count", ("rows", fact.subject), "rows")
    keep = section.one_of("keep", ("first", "last"), "last" if count != "rows" else "")
    if keep and count == "rows":
        section.wrong("keep", f'keep 只用于 count = "{fact.subject}"（每件只计一次）。')
    exclude = []
    for one in section.tables("exclude"):
        exclude.append(Exclusion(_predicate(one, "when", fact, None), one.text("reason"), one.text("cite", "")))
        one.done()
    return Base(
        fact.name,
        anchor,
        _predicate(section, "where", fact, ALL),
        keep,
        _predicate(section, "prefer", fact, ""),
        tuple(exclude),
    )


def _column(section: Section, key: str, value: str, fact: Fact, kind: tuple[object, ...] = ()) -> None:
    usable = sorted(column.name for column in fields(fact.row) if not kind or column.type in kind)
    if value not in usable:
        what = _KINDS.get(kind, "")
        section.wrong(key, f"{key} 应是{fact.label}的一列{what}，没有“{value}”，可用的列：{'、'.join(usable)}。")


def _predicate(section: Section, key: str, fact: Fact, default: str | None) -> str:
    words = section.text(key, default)
    if key in section.raw and isinstance(section.raw[key], str):
        wrong = predicate.mistake(words, fact.columns)
        if wrong:
            section.wrong(key, f"{key}：{wrong}。")
    return words


def _across(measures: list[Measure]) -> list[str]:
    """What is wrong between measures: two of one name and version, parts that don't exist or are made of parts."""
    mistakes = []
    known: dict[str, Measure] = {}
    for measure in measures:
        other = known.get(measure.reference)
        if other is not None:
            mistakes.append(
                f"{measure.file} 第{measure.line}行：{measure.reference} 已在 {other.file} 第{other.line}行定义，"
                "改了定义请用新的 version。"
            )
        known[measure.reference] = known[measure.name] = measure
    for measure in measures:
        for name in measure.parts:
            if name not in known:
                mistakes.append(f"{measure.file} 第{measure.line}行：没有名为“{name}”的指标，请先定义它。")
            elif known[name].base is None:
                mistakes.append(f"{measure.file} 第{measure.line}行：“{name}”本身是合成的，只能由直接计数的指标合成。")
    return mistakes
