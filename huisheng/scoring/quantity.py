"""Numbers of an assessment: exact fractions inside, cells of a table outside. Pure, and never a float."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from huisheng.kernel.rounding import half_up

NOTHING = "-"
_DIGITS = 50
_PLAIN = re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")
LARGEST = 10**18
_FINEST = 4096  # bits of a denominator: no rate and no weight comes near
_FORMAT = re.compile(r"(whole|fixed|trim|whole_or|percent|permille)_?([0-9]?)")
_SIGNS = str.maketrans({"−": "-", "÷": "/"})
_EMPTY = {"", "-", "—", "–", "/", "无"}
_PARTS = {"%": 100, "‰": 1000}  # the signs of a part of one
FORMATS = ("whole", "fixed_2", "trim_2", "whole_or_2", "percent_2", "permille_2")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A rate with its counts: ``over`` of ``under``. Counts may be weighted (20.94 of 23)."""

    over: Fraction
    under: Fraction

    @property
    def value(self) -> Fraction | None:
        """The quotient, exact; None where there is nothing to divide by."""
        return Fraction(self.over, self.under) if self.under else None


Given = int | Decimal | Fraction | Ratio | None
Value = Fraction | None


def rounded(value: Fraction, places: int) -> Decimal:
    """四舍五入, from the exact value: 0.125 is 0.13, a third of 0.375 too."""
    shift = 10**places
    whole, rest = divmod(abs(value) * shift, 1)
    up = whole + (1 if rest * 2 >= 1 else 0)
    with localcontext() as context:
        context.prec = _DIGITS
        return half_up(Decimal(up if value >= 0 else -up).scaleb(-places), places)


def read(text: str) -> Given | str:
    """A cell: 108, 37.08, -0.2, 99.57%, 2.1‰, 15/23, 20.94/23; "-" and blank are None. Else the text itself, not
    understood.

    A percentage is a fraction of one: 99.57% is 0.9957. Full-width digits and signs are read as others are.
    """
    clean = halved(text).translate(_SIGNS).replace(" ", "")
    if clean in _EMPTY:
        return None
    grouped = clean.replace(",", "")
    over, slash, under = grouped.partition("/")
    if slash and _PLAIN.fullmatch(over) and _PLAIN.fullmatch(under):
        return Ratio(Fraction(over), Fraction(under))
    if part_of_one(grouped) and _PLAIN.fullmatch(grouped[:-1]):
        return Fraction(Fraction(grouped[:-1]), _PARTS[grouped[-1]])
    return Fraction(grouped) if _PLAIN.fullmatch(grouped) else text


def halved(text: str) -> str:
    """A cell with half-width digits, letters and signs, without the blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def part_of_one(cell: str) -> bool:
    """Whether a cell ends with % or ‰."""
    return halved(cell).endswith(tuple(_PARTS))


def manageable(value: Value) -> bool:
    """Whether a number is one that an assessment can have: no runaway product, no endless fraction of fractions."""
    return value is None or (abs(value) <= LARGEST and value.denominator.bit_length() <= _FINEST)


def known_format(name: str) -> bool:
    """Whether a format has this name: whole, or fixed, trim, whole_or, percent, permille with the decimals."""
    found = _FORMAT.fullmatch(name)
    return found is not None and bool(found[2]) != (found[1] == "whole")


def written(value: Value, form: str, empty: str = NOTHING) -> str:
    """A value as a table prints it.

    fixed_2: 100.00; trim_2: 46.5; whole_or_2: 52 or 82.50; of a fraction of one, percent_2: 99.57%, permille_2: 2.10‰.
    """
    if value is None:
        return empty
    found = _FORMAT.fullmatch(form)
    assert found is not None  # the parser has seen the format
    kind, places = found[1], int(found[2] or 0)
    if kind == "percent":
        return f"{rounded(value * 100, places)}%"
    if kind == "permille":
        return f"{rounded(value * 1000, places)}‰"
    number = rounded(value, places)
    if kind == "whole_or" and number == number.to_integral_value():
        return str(number.to_integral_value())
    return plain(number) if kind == "trim" else str(number)


def plain(number: Decimal) -> str:
    """Without zeros at the end: 46.50 is 46.5, 100.00 is 100."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def by_hand(value: Value, digits: int = 6) -> str:
    """A value inside a calculation: all its decimals where they end soon, else the first six with an ellipsis."""
    if value is None:
        return NOTHING
    near = rounded(value, digits)
    return plain(near) if Fraction(near) == value else f"{near:f}…"
