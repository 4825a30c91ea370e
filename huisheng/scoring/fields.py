"""Fields of a scheme's sections that ``measures.source`` doesn't know: numbers, days, names, expressions, citations."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from huisheng.measures.definition import Library
from huisheng.measures.source import Section
from huisheng.rulebook import book
from huisheng.scoring import formulas
from huisheng.scoring.expression import NUMBER, SPECIAL, Expression, Misspoken, compile_, unknown
from huisheng.scoring.quantity import FORMATS, known_format
from huisheng.scoring.scheme import FULL, GROUP, Rounding

_NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*")
_ROUND = re.compile(r"([a-z_]+)_([0-9])")
_LARGEST, _FINEST = Decimal("1e12"), Decimal("1e-12")
_TAKEN = {*formulas.FUNCTIONS, *SPECIAL, FULL, GROUP, "if", "then", "else", "and", "or", "not"}
_WORDS = {"若", "则", "否则", "且", "或", "非"}


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known while a scheme is read: its names, and the measures where somebody has them at hand."""

    known: tuple[str, ...]
    library: Library | None

    def expression(self, section: Section, key: str, *, kind: str = NUMBER, full: bool = False) -> Expression | None:
        """An expression, None where it isn't said or can't be used."""
        text = section.text(key, "")
        return self.compiled(section, key, text, kind=kind, full=full) if text else None

    def compiled(
        self, section: Section, key: str, text: str, *, kind: str = NUMBER, full: bool = False
    ) -> Expression | None:
        """A text as an expression; a mistake at the line of ``key`` where it can't be used."""
        try:
            return compile_(text, (*self.known, FULL) if full else self.known, kind=kind)
        except Misspoken as wrong:
            section.wrong(key, f"{key} 的算式：{wrong}")
            return None

    def name(self, section: Section, key: str, default: str | None = None, also: Sequence[str] = ()) -> str:
        """A name of the scheme."""
        name = section.text(key, default)
        if name:
            self.check(section, key, name, also)
        return name

    def names(self, section: Section, key: str, also: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of names of the scheme."""
        return tuple(name for name in section.texts(key) if self.check(section, key, name, also))

    def check(self, section: Section, key: str, name: str, also: Sequence[str] = ()) -> bool:
        """Whether the scheme has the name; a mistake at ``key`` where not."""
        known = (*self.known, *also)
        if name not in known:
            section.wrong(key, f"{key}：{unknown(name, known)}")
        return name in known

    def measures(self, section: Section, key: str) -> tuple[str, ...]:
        """A measure's name, or several with + between them."""
        names = tuple(one.strip() for one in section.text(key, "").split("+") if one.strip())
        for name in names:
            if self.library is not None and name not in self.library:
                known = [one for one in self.library if "@" not in one]
                section.wrong(key, f"没有名为“{name}”的指标。{unknown(name, known)}")
        return names


def order(section: Section, key: str, reader: Reader) -> tuple[tuple[str, bool], ...]:
    """Names by which units are put in order, each with whether it falls ("-得分")."""
    found = [one for one in section.texts(key) if reader.check(section, key, one.lstrip("-"))]
    return tuple((one.lstrip("-"), one.startswith("-")) for one in found)


def own_name(section: Section) -> str:
    """The name that a section gives to its value: one that an expression can use."""
    name = section.text("name")
    if name and (not _NAME.fullmatch(name) or name in _TAKEN or name in _WORDS):
        section.wrong("name", f"名称“{name}”不能用，应以汉字或字母开头，只含汉字、字母、数字和下划线，且不与函数同名。")
    return name


def number(section: Section, key: str) -> Fraction | None:
    """A number, None where it isn't said."""
    section.asked.add(key)
    value = section.raw.get(key)
    if value is None:
        return None
    good = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not good or not _usual(Decimal(value)):
        section.wrong(key, f"{key} 应是数，如 {key} = 50。")
        return None
    return Fraction(value)


def _usual(value: Decimal) -> bool:
    """Neither infinite nor absurdly large or fine."""
    return value.is_finite() and abs(value) <= _LARGEST and value % _FINEST == 0


def numbers(section: Section, key: str) -> dict[str, Fraction]:
    """A number for each name: { "县" = 150, "部门" = 100 }; empty where it isn't said."""
    section.asked.add(key)
    table = section.raw.get(key, {})
    if not isinstance(table, dict):
        section.wrong(key, f'{key} 应写成名称和数，如 {key} = {{ "甲" = 0.4, "乙" = 0.6 }}。')
        return {}
    within = Section(section.source, table, section.source.line(section.start, key))
    return {name: needed(within, name) for name in table}


def needed(section: Section, key: str) -> Fraction:
    """A number that must be there."""
    if key not in section.raw:
        section.wrong(key, f"缺少 {key}（应是数）。")
    return number(section, key) or Fraction(0)


def day(section: Section, key: str, *, need: bool) -> date | None:
    """A day, None where it isn't said."""
    section.asked.add(key)
    value = section.raw.get(key)
    if type(value) is date:
        return value
    if need or value is not None:
        section.wrong(key, f"{key} 应是日期，如 {key} = 2024-01-25。")
    return None


def cite(section: Section, default: str = "") -> str:
    """The article it rests on; the scheme's own where none is said."""
    found = section.text("cite", default)
    if found and found not in book.shipped().articles:
        near = unknown(found, list(book.shipped().articles)) if "#" in found else "应如 liaocheng-2015-01#art-12。"
        section.wrong("cite", f"规则库里没有“{found}”这一条。{near}")
    return found


def form(section: Section, default: str) -> str:
    """How the value is printed."""
    found = section.text("format", default)
    if not known_format(found):
        section.wrong("format", f"format 不能是“{found}”，可用的如：{'、'.join(FORMATS)}（末位是小数位数）。")
        return default
    return found


def rounding(section: Section, default: str = "") -> Rounding | None:
    """``half_up_2``: the mode and the decimals; None: the exact value goes on."""
    text = section.text("round", default)
    if text in ("", "no"):
        return None
    found = _ROUND.fullmatch(text)
    if found is None or found[1] not in formulas.ROUNDINGS:
        known = "、".join(f"{mode}_2（{words}到两位小数）" for mode, (_, words) in formulas.ROUNDINGS.items())
        section.wrong("round", f"round 不能是“{text}”，可用的有：{known}。")
        return None
    return Rounding(found[1], int(found[2]))
