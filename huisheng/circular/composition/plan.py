"""A composition as it is written: what a city's circular says, from its red head to its copies.

A file begins with: title, masthead, issuer (templates), platform (a unit's code), kind (week, month, quarter), window =
[first, last], dated, issue, addressee, audience (internal, public), names = words with digits that are names (12345),
cite. Then, each where it is needed:

[windows]    other windows for some facts: visit = [first, last]; [compared] year and previous, where a city's calendar
             isn't the plain one before
[wording]    how the office says it: year = "同比", previous = "环比", up, down, more, less, even, better
[style]      whole_percent = true prints 100% for 100.00%
[[bound]]    name; rule = a rulebook parameter in percent or a count: a threshold
[[group]]    name, label; kinds, codes, or table (a scored table's units): some of the units
[[hot]]      name, label, by, keys: a hot topic, some codes of the category tree; under: the topic it is a part of
[[list]]     name; of = a list ({…} without braces); item, join, base, names = {key = label}, other, limit, zero, least
[[block]]    one piece of the document, see ``blocks``
[[copy]]     label, words: 报, 发, 抄送
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Literal, cast

from huisheng.circular.composition import block, named
from huisheng.circular.composition.block import (
    AttachmentBlock,
    Block,
    ChartBlock,
    HeadingBlock,
    PodiumBlock,
    ScoresBlock,
    SheetBlock,
    TextBlock,
    TrendBlock,
    WordsBlock,
)
from huisheng.circular.composition.named import Bound, Group, Hot, ListPlan
from huisheng.circular.composition.periods import KINDS, Kind, Periods, around
from huisheng.circular.composition.reading import Reading
from huisheng.circular.sentences.phrase import Wording
from huisheng.circular.sentences.tree import (
    Choice,
    Counted,
    Listed,
    Overall,
    Score,
    Text,
    holes,
)
from huisheng.kernel import own
from huisheng.kernel.errors import Refusal
from huisheng.measures import compare
from huisheng.measures.definition import Library, shipped
from huisheng.measures.figure import Window
from huisheng.measures.rows import FACTS
from huisheng.measures.source import Mistakes, Section, parse, sections
from huisheng.rulebook import book

HERE = Path(__file__).resolve().parents[1] / "compositions"
_NEVER_YEAR = ("环比", "上月", "上周", "上季", "上期")
_NEVER_PREVIOUS = ("同比", "去年", "同期")
_LEVELS = ("topic", "subtopic", "category")  # columns with codes of the category tree, each the beginning of the next


@dataclass(frozen=True, slots=True)
class Plan:
    """A composition."""

    name: str
    title: Text
    masthead: Text
    issuer: Text
    issue: str
    dated: date | None
    platform: str
    periods: Periods
    audience: Literal["internal", "public"]
    addressee: Text
    wording: Wording
    whole_percent: bool
    bounds: Mapping[str, Bound]
    groups: Mapping[str, Group]
    hots: Mapping[str, Hot]
    lists: Mapping[str, ListPlan]
    blocks: tuple[Block, ...]
    copies: tuple[tuple[str, Text], ...]
    cite: str


def names(folder: Path = HERE) -> list[str]:
    """The compositions there are: the shipped ones and the city's own."""
    return list(own.files("compositions", HERE, folder))


def load(name: str, folder: Path = HERE, library: Library | None = None) -> Plan:
    """The composition of a name. Refusal where there is none; Mistakes where its file is wrong."""
    files = own.files("compositions", HERE, folder)
    if name not in files:
        there = "、".join(files) or "（无）"
        raise Refusal("unknown_composition", f"没有名为“{name[:60]}”的通报，可用的有：{there}。", field="name")
    source, raw = parse(files[name])
    head = Section(source, raw, 0)
    head.asked |= {"bound", "group", "hot", "list", "block", "copy"}
    reading = Reading(head.texts("names"), library or shipped())
    reading.check_names(head)
    known = named.everything(source, raw, reading)
    plan = Plan(
        name=name,
        title=reading.text(head, "title"),
        masthead=reading.text(head, "masthead"),
        issuer=reading.text(head, "issuer"),
        issue=head.text("issue", ""),
        dated=_dated(head),
        platform=head.text("platform"),
        periods=_periods(head),
        audience=cast(Literal["internal", "public"], head.one_of("audience", ("internal", "public"), "internal")),
        addressee=reading.text(head, "addressee", ""),
        wording=_wording(head.within("wording")),
        whole_percent=_style(head.within("style")),
        bounds=known.bounds,
        groups=known.groups,
        hots=known.hots,
        lists=known.lists,
        blocks=tuple(block.read(section, reading) for section in sections(source, raw, "block")),
        copies=tuple(_copy(section, reading) for section in sections(source, raw, "copy")),
        cite=_cite(head),
    )
    head.done()
    if source.mistakes:
        raise Mistakes(source.mistakes)
    return plan


def tables(made: Plan) -> tuple[str, ...]:
    """The scored tables or schemes that a composition uses, as it names them."""
    found: dict[str, None] = {group.table: None for group in made.groups.values() if group.table}
    for one in made.blocks:
        if isinstance(one, ScoresBlock):
            found[one.table] = None
        elif isinstance(one, PodiumBlock):
            found.update(dict.fromkeys(one.tables))
    choices = [one.of for one in made.lists.values()]
    for asked in (asked for text in texts(made) for asked in holes(text)):
        if isinstance(asked, Overall):
            found[asked.score.table] = None
        elif isinstance(asked, (Listed, Counted)) and isinstance(asked.of, Choice):
            choices.append(asked.of)
    found.update({choice.of.table: None for choice in choices if isinstance(choice.of, Score)})
    return tuple(found)


def paragraphs_of_hots(made: Plan) -> dict[str, tuple[str, ...]]:
    """The keys of its paragraphs about hot topics that are groups of categories -> the categories' codes."""
    whole = [one for one in made.hots.values() if not one.under and one.by in _LEVELS]
    return {f"t.{one.name}": one.keys for one in whole}


def texts(made: Plan) -> Iterator[Text]:
    """All its templates but those of items."""
    yield from (made.title, made.masthead, made.issuer, made.addressee, *(words for _, words in made.copies))
    for one in made.blocks:
        if isinstance(one, HeadingBlock):
            yield one.runs
        elif isinstance(one, TextBlock):
            yield one.text
        elif isinstance(one, WordsBlock):
            yield one.default
        elif isinstance(one, AttachmentBlock):
            yield one.title
        elif isinstance(one, (SheetBlock, ScoresBlock)):
            yield from (one.caption, one.note)
        elif isinstance(one, (ChartBlock, TrendBlock)):
            yield one.title
        elif isinstance(one, PodiumBlock):
            yield from one.captions


def _periods(head: Section) -> Periods:
    kind = head.one_of("kind", KINDS)
    now = Window(*head.days("window"))
    windows, facts = head.within("windows"), {}
    for fact in windows.raw:
        if fact in FACTS:
            facts[fact] = Window(*windows.days(fact))
        else:
            windows.asked.add(fact)
            windows.wrong(fact, f"没有“{fact}”这种事实，可用的有：{'、'.join(FACTS)}。")
    compared = head.within("compared")
    year, previous = (Window(*compared.days(key)) if key in compared.raw else None for key in ("year", "previous"))
    compared.done()
    for key, window in (("year", year), ("previous", previous)):
        if window is not None:
            _named_rightly(compared, key, now, window)
    if kind not in KINDS or now.first == date.min:
        return Periods("month", now, now, now, facts)
    return around(cast(Kind, kind), now, facts=facts, year=year, previous=previous)


def _named_rightly(compared: Section, key: str, now: Window, before: Window) -> None:
    """同比 and 环比 follow from the windows."""
    try:
        pairing = compare.pairing(now, before)
    except Refusal as refusal:
        compared.wrong(key, refusal.sentence)
        return
    if pairing.value != key:
        compared.wrong(key, f"{before}与{now}相比是{pairing.label}，应写在 {pairing.value} 一行。")


def _dated(head: Section) -> date | None:
    head.asked.add("dated")
    value = head.raw.get("dated")
    if value is not None and type(value) is not date:
        head.wrong("dated", "dated 应是日期，如 2019-12-26。")
        return None
    return value


def _wording(section: Section) -> Wording:
    plain = Wording()
    said = Wording(**{field.name: section.text(field.name, getattr(plain, field.name)) for field in fields(Wording)})
    section.done()
    for key, never in (("year", _NEVER_YEAR), ("previous", _NEVER_PREVIOUS)):
        wrong = next((word for word in never if word in getattr(said, key)), None)
        if wrong:
            what = "与上年同期相比" if key == "year" else "与上一期相比"
            section.wrong(key, f"{key} 是{what}，不能叫“{wrong}”。")
    return said


def _style(section: Section) -> bool:
    whole = section.flag("whole_percent")
    section.done()
    return whole


def _copy(section: Section, reading: Reading) -> tuple[str, Text]:
    copy = (section.text("label"), reading.text(section, "words"))
    section.done()
    return copy


def _cite(section: Section) -> str:
    cite = section.text("cite")
    if cite and cite not in book.shipped().articles:
        section.wrong("cite", f"规则库里没有“{cite}”这一条，应如 xiangtan-2019-11#art-22。")
    return cite
