"""Printed numbers: what was printed, to how many places, and whether an exact value could have been printed so."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum
from fractions import Fraction

# no document of a hotline has longer numbers; a file full of nines shall not cost minutes
_DIGITS = 15
_NUMBER = re.compile(r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
WORDS = r"[一二两三四五六七八九十百千万零〇]{2,10}"  # Chinese numerals of two characters at least: 十二, 一百二十
_ONES = {word: at for at, word in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}
DASHES = frozenset({"-", "--", "—", "——", "–", "/", "\\", "－", "无", "*"})


class Fit(IntEnum):
    """How an exact value goes with a printed one."""

    OFF = 0
    CLOSE = 1  # one in the last printed place: another way of rounding
    EXACT = 2


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number. ``value``: a percentage in points; ``step``: one in the last printed place."""

    text: str
    value: Fraction
    step: Fraction
    percent: bool = False

    @property
    def low(self) -> Fraction:
        return self.value - self.step / 2

    @property
    def high(self) -> Fraction:
        return self.value + self.step / 2

    @property
    def whole(self) -> bool:
        return self.step == 1 and not self.percent

    def span(self, exact: bool = False) -> tuple[Fraction, Fraction]:
        """The values that it may stand for: itself where ``exact`` or a whole number, else everything rounded to it."""
        return (self.value, self.value) if exact or self.whole else (self.low, self.high)

    def fit(self, low: Fraction, high: Fraction | None = None) -> Fit:
        """Whether a value between ``low`` and ``high`` could be printed like this."""
        high = low if high is None else high
        if low <= self.high and high >= self.low:
            return Fit.EXACT
        if low < self.value + self.step and high > self.value - self.step:
            return Fit.CLOSE
        return Fit.OFF

    def like(self, value: Fraction) -> str:
        """Another value, printed to the same places, half up."""
        text = show(value, self.step)
        return f"{text}%" if self.percent else text


def show(value: Fraction, step: Fraction = Fraction(1)) -> str:
    """A value to the places of ``step``, rounded half up; whole numbers as they are."""
    places = Decimal(step.numerator) / Decimal(step.denominator)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    rounded = exact.quantize(places if places < 1 else Decimal(1), rounding=ROUND_HALF_UP)
    return f"{rounded or abs(rounded):f}"


def percent_of(part: Fraction, whole: Fraction) -> Fraction:
    """A share in points."""
    return part * 100 / whole


def number(text: str, scale: int = 1, percent: bool = False) -> Printed | None:
    """``1,284`` or ``-0.12`` as printed; None where it is no number or longer than any figure is."""
    plain = text.replace(",", "").replace("−", "-").lstrip("+")
    whole, _, decimals = plain.partition(".")
    if len(whole.lstrip("-")) + len(decimals) > _DIGITS or not whole.lstrip("-").isdigit():
        return None
    if "." in plain and not decimals.isdigit():
        return None
    return Printed(text, Fraction(plain) * scale, Fraction(scale, 10 ** len(decimals)), percent)


def cell(text: str) -> Printed | None:
    """A table's cell as a number: ``99.53%``, ``1,284``, ``97.7分``, ``1.2万``; None where it is something else."""
    found = re.fullmatch(rf"({_NUMBER.pattern})\s*(万|%|‰)?\s*(?:件次|件|次|个|分|单|家|名|位)?", text.strip())
    if found is None:
        return None
    mark = found[2] or ""
    return number(found[1], 10_000 if mark == "万" else 1, mark == "%") if mark != "‰" else None


def worded(text: str) -> int | None:
    """一百二十 is 120, 一万二千 is 12,000; None where it is no numeral, such as 三五 or 一二三."""
    total = section = 0
    digit: int | None = None
    last = 10_000
    for letter in text:
        if letter in _ONES:
            if digit:
                return None
            digit = _ONES[letter]
        elif letter == "万":
            total, section, digit, last = (section + (digit or 0)) * 10_000, 0, None, 10_000
        else:
            if _TENS[letter] >= last:
                return None
            last = _TENS[letter]
            section, digit = section + (1 if digit is None else digit) * last, None
    return total + section + (digit or 0) if any(letter in "十百千万" for letter in text) else None
