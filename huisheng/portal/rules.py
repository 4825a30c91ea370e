"""What is typed by citizens, read and judged. Pure: no Django, no clock."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from huisheng.kernel import text

KEY, CODE = 8, 6  # digits of a receipt's key, of a code sent by SMS
_MOBILE = re.compile(r"1[3-9][0-9]{9}\Z")
_LANDLINE = re.compile(r"(?:0[0-9]{2,3})?[2-9][0-9]{6,7}\Z")
_SPACES = re.compile(r"[\s\-()]+")
_CHINESE = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "两": 2}


@dataclass(frozen=True, slots=True)
class Riddle:
    """A question, drawn or in words, and what answers it."""

    asked: str
    answers: tuple[str, ...]


# for who can't read the picture: nothing that a school didn't teach
WORDED = (
    Riddle("一年有几个季节？", ("4", "四季")),
    Riddle("一个星期有几天？", ("7",)),
    Riddle("一年有几个月？", ("12",)),
    Riddle("人有几根手指？", ("10",)),
    Riddle("桌子、苹果、石头，哪一样能吃？", ("苹果",)),
    Riddle("白天天上亮的是什么，月亮还是太阳？", ("太阳",)),
    Riddle("冰是热的还是冷的？", ("冷", "冷的", "凉", "凉的")),
    Riddle("鱼在水里还是在树上？", ("水", "水里", "在水里")),
    Riddle("热线的号码是多少？", ("12345",)),
    Riddle("牛和蚂蚁，哪个大？", ("牛",)),
)


def phone_of(raw: str) -> str:
    """A telephone number as it is kept: digits alone, without +86; "" for what is none."""
    digits = _SPACES.sub("", text.fold(text.clean(raw[:64])))
    digits = re.sub(r"\A(?:\+|00)86", "", digits)
    return digits if _MOBILE.match(digits) or _LANDLINE.match(digits) else ""


def is_mobile(phone: str) -> bool:
    """Whether short messages reach it."""
    return _MOBILE.match(phone) is not None


def digits_of(raw: str, length: int) -> str:
    """The digits of a key or a code, however they are grouped or written; "" where they aren't so many."""
    found = _SPACES.sub("", text.fold(text.clean(raw[:64])))
    return found if len(found) == length and found.isascii() and found.isdigit() else ""


def key_of(mark: str) -> str:
    """The key that follows from a keyed digest in hex."""
    return str(int(mark[:24], 16) % 10**KEY).zfill(KEY)


def grouped(key: str) -> str:
    """A key as it is read aloud: 4821 7730."""
    half = len(key) // 2
    return f"{key[:half]} {key[half:]}"


def sum_of(first: int, second: int) -> Riddle:
    """A sum for the picture: 7 + 5 = ?"""
    return Riddle(f"{first} + {second} = ?", (str(first + second),))


def answered(answers: Sequence[str], raw: str) -> bool:
    """Whether this answers the question: digits or Chinese numerals, with or without what is counted."""
    said = re.sub(r"[\s。，.！!个天月根]+", "", text.fold(text.clean(raw[:64])))
    number = _number(said)
    return said in answers or (number is not None and str(number) in answers)


def _number(said: str) -> int | None:
    """十二, 二十, 七 as a number below a hundred; None for anything else."""
    tens, ten, ones = said.partition("十")
    if not ten:
        return _CHINESE.get(said)
    high, low = (_CHINESE.get(tens) if tens else 1), (_CHINESE.get(ones) if ones else 0)
    return None if high is None or low is None else high * 10 + low
