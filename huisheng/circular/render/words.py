"""Words as paper takes them: unprintable characters dropped, widths in ems, days and signatures by GB/T 9704."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from huisheng.circular.document import Attachment, Document, Run
from huisheng.rulebook import article, implements

Marks = Mapping[str, int]
# controls, and the marks that turn the direction of their neighbours around: a number after them would read backwards
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_LINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_HALF = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"
_RIGHTWARD = "\u200e"  # after Hebrew or Arabic, so that the number that follows stays where it is


def clean(text: str) -> str:
    """The text without what XML and printers refuse; lines end in a line feed; a lone half of a character is U+FFFD."""
    text = _UNPRINTABLE.sub("", _HALF.sub(REPLACEMENT, _LINE.sub("\n", text).replace("\t", " ")))
    leftward = not text.isascii() and any(unicodedata.bidirectional(one) in ("R", "AL") for one in text)
    return text + _RIGHTWARD if leftward else text


def plain(run: Run) -> str:
    """What one run reads."""
    return clean(run if isinstance(run, str) else run.text)


@lru_cache(maxsize=4096)
def _ems(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.55


def ems(text: str) -> float:
    """How wide a line is, in ems: a Chinese character is one, a digit or letter about half."""
    return sum(map(_ems, text))


def dated(day: date) -> str:
    """成文日期: 2024年3月11日, no zeros in front."""
    return f"{day.year}年{day.month}月{day.day}日"


def cited(cite: str) -> str:
    """A citation as people say it, 《文件》第3条; what cites nothing we hold stays itself."""
    try:
        found = article(cite)
    except KeyError:
        return clean(cite)
    return f"《{found.title}》第{found.number}条"


@implements("gbt-9704-2012#art-1")
def signature(issuer: str, day: str) -> tuple[float, float]:
    """How many ems 署名 and 成文日期 stand in from the right: the day four, the issuer centred above it (7.3.5.1).

    An issuer too wide for that stands two ems in, and the day moves left with it.
    """
    wide, narrow = ems(issuer), ems(day)
    inset = 4 - (wide - narrow) / 2
    return (inset, 4.0) if inset >= 2 else (2.0, 2 + (wide - narrow) / 2)


def listed(attachments: Sequence[Attachment]) -> list[str]:
    """附件说明: one title, or numbered ones."""
    if len(attachments) == 1:
        return [clean(attachments[0].title)]
    return [f"{number}. {clean(one.title)}" for number, one in enumerate(attachments, 1)]


def attachment_label(number: int, of: int) -> str:
    """附件 where there is one, 附件1 where there are several (7.3.7)."""
    return "附件" if of == 1 else f"附件{number}"


def letter(document: Document) -> bool:
    """A document with an addressee is signed at its end; a bulletin has issuer and day in its head."""
    return bool(document.addressee)
