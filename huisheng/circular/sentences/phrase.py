"""Words that follow from numbers: how an office says growth and fall, Chinese numerals, a mean of days."""

from dataclasses import dataclass
from decimal import Decimal

from huisheng.kernel.rounding import half_up

_ONES = "零一二三四五六七八九"
_LARGEST = 99


@dataclass(frozen=True, slots=True)
class Wording:
    """How an office says it: 同比 or 较去年同期, 环比 or 较上季度; 增长 and 下降; 增加 and 减少."""

    year: str = "同比"
    previous: str = "环比"
    up: str = "增长"
    down: str = "下降"
    more: str = "增加"
    less: str = "减少"
    even: str = "持平"
    better: str = "提高"
    points: str = "个百分点"


def numeral(number: int) -> str:
    """A count as a Chinese numeral, up to 九十九; beyond, in digits."""
    if not 0 <= number <= _LARGEST:
        return str(number)
    tens, ones = divmod(number, 10)
    if not tens:
        return _ONES[ones]
    return ("" if tens == 1 else _ONES[tens]) + "十" + (_ONES[ones] if ones else "")


def a_day(count: int, days: int) -> int:
    """A count a day, half up to the whole number."""
    return int(half_up(Decimal(count) / days, 0))
