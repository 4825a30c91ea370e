"""Schemes as data: ``schemes/NAME.toml``. A mistake is said with file, line and what was expected.

title, cite, note, scope (a platform's, "山东/聊城"), valid_from, valid_to (the last day)
presentation  "tiers" (the default of the rulebook), "ranks" (a city switches them on; the notice is printed), "none"
score, place  the value that is the score, and the rank that is the place
columns       names in the order of printing; rows: label of the first column; footer: label of a row of sums
order         names by which rows rise, with - before a name by which they fall; ties stay as they came
full          what the items' full marks add up to; empty: how "unknown" is printed
[assessed]    whom: kinds, units, by + from / below; [[group]] name, label and the same; [[exempt]] unit, reason, cite
[[input]]     name, label (the column in a table), measure ("a + b"), before (the measure with what was exempted),
              times (0.01 of it), counted (the measure's numerator rather than its value), optional,
              blank (what an empty cell means), by_group = { "县" = 150, "部门" = 100 } (set by the scheme itself)
[[rate]]      name, label, over and under (expressions), or is (a fraction of one), or measure; empty, round,
              points (98.25 rather than 0.9825)
[[item]]      name, label, is (an expression, 满分 is its full mark), full, floor, cap, empty (or "full"), given, round
[[deduction]] name, label, each = [{ of, points }], or is (how many points are taken off), cap, given, round: never
              above zero
[[bonus]]     name, label, is, floor, cap, given, round
[[total]]     name, label, is, or sum = [names], or weights = { "满意率" = 0.6, "100 - 督办比" = 0.1 }, floor, cap,
              empty, round, missing = "share" (what is unknown is left out with its weight, the others share it)
[[rank]]      name, label, of, order ("descending", "ascending"), ties ("lowest", "dense"), given, then = [names] that
              decide between equals, with - before a name of which more is better, whole (among all groups' units)
[tiers]       name, label, of, steps = [{ name, from }, { name, top }, { name, from, top }, { name }], round (of how
              many units a top is: "half_up_0", "up_0")
[[list]]      name, label, where
[minimum]     count, at_least, label;  [small] below, rates, z, not_last;  [exemptions] both = [names]
Every section may have cite, note, and format (whole, fixed_2, trim_2, whole_or_2, percent_2, permille_2), blank_zero.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from huisheng.measures.definition import Library
from huisheng.measures.source import Mistakes, Section, Source, parse, sections
from huisheng.rulebook import implements
from huisheng.scoring import checks, circles, fields
from huisheng.scoring.expression import TRUTH, Expression, unknown
from huisheng.scoring.fields import Reader
from huisheng.scoring.scheme import (
    BONUS,
    DEDUCTION,
    GROUP,
    HERE,
    INPUT,
    ITEM,
    KINDS,
    NEITHER,
    RANK,
    RANKS,
    RATE,
    TIERS,
    TOTAL,
    Scheme,
    Selection,
    Tiers,
    Value,
    path_of,
)  # fmt: skip

_FORMS = {RATE: "percent_2", RANK: "whole"}
_LISTS = (*KINDS, "group", "exempt", "list")
_TABLES = ("assessed", "tiers", "minimum", "small", "exemptions")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the head of a scheme is checked against."""

    source: Source
    raw: Mapping[str, Any]
    head: Section
    reader: Reader


def load(name: str | Path, *, folder: Path = HERE, library: Library | None = None) -> Scheme:
    """A scheme by its file or its name among the shipped ones. Refusal where there is none, Mistakes where it is wrong.

    ``library``: with it the names of measures are checked too.
    """
    path = path_of(name, folder)
    source, raw = parse(path)
    _headings(source, raw)
    head = Section(source, raw, 0)
    head.asked |= {*_LISTS, *_TABLES}
    found = [(kind, section) for kind in KINDS for section in sections(source, raw, kind)]
    reader = Reader(tuple(dict.fromkeys(str(section.raw.get("name", "")) for _, section in found)), library)
    parts = _Parts(source, raw, head, reader)
    values = _values(parts, found)
    scheme = _scheme(path.stem, parts, values)
    checks.across(scheme, head, fields.number(head, "full"))
    head.done()
    if source.mistakes:
        raise Mistakes(source.mistakes)
    return scheme


def _headings(source: Source, raw: dict[str, Any]) -> None:
    """Sections of an unknown name, or with one pair of brackets for two: said at their own line, and put aside."""
    for name in list(raw):
        many = isinstance(raw[name], list) and bool(raw[name]) and all(isinstance(one, dict) for one in raw[name])
        one = isinstance(raw[name], dict)
        if not (many or one) or name in (_LISTS if many else _TABLES):
            continue
        heading = re.compile(rf"\s*\[+\s*{re.escape(name)}\s*\]")
        line = next((n for n, text in enumerate(source.lines, 1) if heading.match(text)), source.line(0, name))
        if name in _LISTS or name in _TABLES:
            right = f"[[{name}]]" if name in _LISTS else f"[{name}]"
            source.wrong(line, f"“{name}”这一节应以单独一行 {right} 开头。")
        else:
            source.wrong(line, f"没有“{name}”这种节。{unknown(name, (*_LISTS, *_TABLES))}")
        del raw[name]


def _values(parts: _Parts, found: list[tuple[str, Section]]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    article = str(parts.raw.get("cite", ""))
    for kind, section in found:
        value = _value(kind, section, parts.reader, article)
        if value.name in values:
            section.wrong("name", f"名称“{value.name}”与第{values[value.name].line}行重复。")
        values[value.name] = value
        section.done()
    return values


def _value(kind: str, section: Section, reader: Reader, article: str) -> Value:
    name = fields.own_name(section)
    value = Value(
        kind=kind,
        name=name,
        label=section.text("label", name),
        cite=fields.cite(section, article),
        note=section.text("note", ""),
        form=fields.form(section, _FORMS.get(kind, "trim_2")),
        line=section.start,
        blank_zero=section.flag("blank_zero"),
    )
    return _READERS[kind](value, section, reader)


def _input(value: Value, section: Section, reader: Reader) -> Value:
    return replace(
        value,
        measures=reader.measures(section, "measure"),
        before=reader.measures(section, "before"),
        times=fields.number(section, "times") or Fraction(1),
        counted=section.flag("counted"),
        blank=fields.number(section, "blank"),
        optional=section.flag("optional"),
        by_group=fields.numbers(section, "by_group"),
    )


def _rate(value: Value, section: Section, reader: Reader) -> Value:
    over, under = reader.expression(section, "over"), reader.expression(section, "under")
    expression = reader.expression(section, "is")
    if expression is not None and over is not None:
        section.wrong("is", "is 与 over、under 只写一种：is 是现成的率，over ÷ under 是两个数的比。")
    if ("over" in section.raw) != ("under" in section.raw):
        section.wrong("over", 'over 和 under 应同时写，如 over = "满意数"、under = "回访数"。')
    return replace(
        value,
        expression=expression,
        over=over,
        under=under,
        measures=reader.measures(section, "measure"),
        before=reader.measures(section, "before"),
        points=section.flag("points"),
        empty=fields.number(section, "empty"),
        rounding=fields.rounding(section),
        given=True,
    )


def _item(value: Value, section: Section, reader: Reader) -> Value:
    full = fields.needed(section, "full") if value.kind == ITEM else None
    expression = reader.expression(section, "is", full=full is not None)
    if "is" not in section.raw:
        section.wrong("name", f'“{value.name}”缺少 is（算式，如 is = "满分 × 按时率"）。')
    if section.raw.get("empty") == "full":
        section.asked.add("empty")
        empty = full
    else:
        empty = fields.number(section, "empty")
    return replace(
        value,
        expression=expression,
        full=full,
        floor=fields.number(section, "floor"),
        cap=fields.number(section, "cap"),
        empty=empty,
        given=section.flag("given"),
        rounding=fields.rounding(section),
    )


def _deduction(value: Value, section: Section, reader: Reader) -> Value:
    """Written with its cap into the expression, so that a calculation by hand shows both."""
    terms = []
    for one in section.tables("each"):
        name, points = reader.name(one, "of"), fields.needed(one, "points")
        one.done()
        terms.append(f"{_written(points)} × {name}")
    own, cap, text = reader.expression(section, "is"), fields.number(section, "cap"), " + ".join(terms)
    if bool(terms) == ("is" in section.raw):
        example = 'each = [{ of = "市重办数", points = 0.1 }]'
        section.wrong("each", f"减分项应写明每次扣几分，如 {example}，或用 is 写出扣几分的算式，只写一种。")
    if own is not None:
        text = f"最大(0, {own.text})"
    whole = f"最小({_written(cap)}, {text})" if cap is not None else text if own or len(terms) == 1 else f"({text})"
    clean = bool(text) and not section.source.mistakes
    return replace(
        value,
        expression=reader.compiled(section, "is" if own else "each", f"-{whole}") if clean else None,
        given=section.flag("given"),
        rounding=fields.rounding(section),
    )


def _total(value: Value, section: Section, reader: Reader) -> Value:
    ways = [key for key in ("is", "sum", "weights") if key in section.raw]
    if len(ways) != 1:
        section.wrong("name", f"“{value.name}”应写 is（算式）、sum（相加的名称）或 weights（权重）中的一种。")
    expression = reader.expression(section, "is")
    if ways == ["sum"]:
        expression = reader.compiled(section, "sum", " + ".join(reader.names(section, "sum")) or "0")
    elif ways == ["weights"]:
        expression = reader.compiled(section, "weights", _weights(section))
    return replace(
        value,
        expression=expression,
        floor=fields.number(section, "floor"),
        cap=fields.number(section, "cap"),
        empty=fields.number(section, "empty"),
        rounding=fields.rounding(section),
    )


def _weights(section: Section) -> str:
    """The sum of weights times values; with missing = "share" their mean, in which the known ones share the rest."""
    shared = section.one_of("missing", ("share",), "") == "share"
    held = fields.numbers(section, "weights")
    if sum(held.values(), Fraction(0)) != 1:
        section.wrong("weights", f"权重相加应是1，现在是{_written(sum(held.values(), Fraction(0)))}。")
    if shared:
        return f"加权平均({', '.join(f'{text}, {_written(weight)}' for text, weight in held.items())})"
    bare = {text: text if text.strip().isalnum() else f"({text})" for text in held}
    return " + ".join(f"{_written(weight)} × {bare[text]}" for text, weight in held.items()) or "0"


def _written(number: Fraction | None) -> str:
    """A number of a TOML file in an expression: its decimals end."""
    value = number or Fraction(0)
    places = next(n for n in range(40) if not value * 10**n % 1)
    text = str(int(abs(value) * 10**places)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else f"{sign}{text}"


def _rank(value: Value, section: Section, reader: Reader) -> Value:
    return replace(
        value,
        then=fields.order(section, "then", reader),
        of=reader.name(section, "of", "" if section.raw.get("given") is True else None),
        descending=section.one_of("order", ("descending", "ascending"), "descending") == "descending",
        ties=section.one_of("ties", ("lowest", "dense"), "lowest"),
        whole=section.flag("whole"),
        given=section.flag("given"),
    )


_READERS = {INPUT: _input, RATE: _rate, ITEM: _item, DEDUCTION: _deduction, BONUS: _item, TOTAL: _total, RANK: _rank}


@implements("council-2025-66#art-4")
def _scheme(name: str, parts: _Parts, values: Mapping[str, Value]) -> Scheme:
    """Tiers unless the scheme says otherwise: a ranking is switched on by name, never by leaving something out."""
    head, reader = parts.head, parts.reader
    tiers = _tiers(head.within("tiers"), reader)
    also = [GROUP, *([tiers.name] if tiers else [])]
    valid_from = fields.day(head, "valid_from", need=True)
    return Scheme(
        name=name,
        title=head.text("title"),
        scope=head.text("scope", ""),
        cite=fields.cite(head),
        note=head.text("note", ""),
        valid_from=valid_from or date.min,
        valid_to=fields.day(head, "valid_to", need=False),
        presentation=head.one_of("presentation", (TIERS, RANKS, NEITHER), TIERS),
        score=reader.name(head, "score", ""),
        place=reader.name(head, "place", ""),
        rows_label=head.text("rows", "单位"),
        columns=reader.names(head, "columns", also),
        order=fields.order(head, "order", reader),
        empty=head.text("empty", "-"),
        assessed=circles.circle(head.within("assessed"), reader),
        groups=tuple(circles.group(one, reader) for one in sections(parts.source, parts.raw, "group")),
        exempt=tuple(circles.exempt(one) for one in sections(parts.source, parts.raw, "exempt")),
        values=values,
        tiers=tiers,
        lists=tuple(_list(one, reader) for one in sections(parts.source, parts.raw, "list")),
        minimum=circles.minimum(head.within("minimum"), reader),
        small=circles.small(head.within("small"), reader),
        both=_both(head.within("exemptions"), reader),
        footer=head.text("footer", ""),
        text="\n".join(parts.source.lines),
    )


def _tiers(section: Section, reader: Reader) -> Tiers | None:
    if not section.raw:
        return None
    name = fields.own_name(section)
    tiers = Tiers(
        name=name,
        label=section.text("label", name),
        of=reader.name(section, "of"),
        steps=tuple(circles.tier(one) for one in section.tables("steps")),
        cite=fields.cite(section),
        rounding=fields.rounding(section),
    )
    checks.tiers(section, tiers)
    section.done()
    return tiers


def _list(section: Section, reader: Reader) -> Selection:
    where: Expression | None = reader.expression(section, "where", kind=TRUTH)
    name = section.text("name")
    if where is None:
        section.wrong("where", '名单应写明条件，如 where = "回访满意率 >= 80%"。')
        where = reader.compiled(section, "where", "1 = 1", kind=TRUTH)
    assert where is not None  # 1 = 1 needs no name
    selection = Selection(name, section.text("label", name), where, fields.cite(section), section.text("note", ""))
    section.done()
    return selection


def _both(section: Section, reader: Reader) -> tuple[str, ...]:
    names = reader.names(section, "both")
    fields.cite(section)
    section.done()
    return names
