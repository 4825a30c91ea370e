"""What is read out of a message's words. Pure: no Django, no clock."""

import re

from huisheng.kernel import text
from huisheng.lifecycle.workorder.states import NUMBER

_TITLE = 40  # characters that a title made of words has at most
_NUMBER = re.compile(NUMBER, re.ASCII)
_BREAK = re.compile(r"[。！？!?；;\n]")
_GRADES = {"1": "satisfied", "2": "partly", "3": "unsatisfied"}
_JUDGED = re.compile(r"\W*([123])\W*\Z")
WORDS = 5000  # characters of an order's words


def title_of(words: str) -> str:
    """A title made of the words: the first sentence that says something, cut where it is long; "" for no words."""
    for part in _BREAK.split(words):
        said = " ".join(part.split())
        if len(said) > 1:
            return said if len(said) <= _TITLE else f"{said[: _TITLE - 1]}…"
    return " ".join(words.split())[:_TITLE]


def numbers_in(words: str) -> list[str]:
    """The numbers of orders that stand in a text, as they stand."""
    return list(dict.fromkeys(_NUMBER.findall(text.fold(words).upper())))


def grade_said(words: str) -> str:
    """The grade that an answer to a survey gives (1 满意, 2 基本满意, 3 不满意); "" for other words."""
    found = _JUDGED.match(text.fold(words))
    return _GRADES[found[1]] if found else ""


def shortened(words: str, limit: int = WORDS) -> tuple[str, bool]:
    """The words as an order can hold them, and whether some were left out: the whole is kept with the message."""
    if len(words) <= limit:
        return words, False
    mark = "……（原文较长，余下部分见来件）"
    return words[: limit - len(mark)] + mark, True
