"""Lines of "DATE N" as people paste them from a spreadsheet."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from huisheng.kernel.errors import Refusal

_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_COUNT = re.compile(r"[0-9]{1,5}")
_SHOWN = 30


def parse_lines(lines: Iterable[str]) -> Iterator[tuple[int, date, int]]:
    """Line number, date and count of working days of each line that isn't blank.

    Full-width digits, hyphens and spaces, tabs and a byte order mark are tolerated. A line that can't be read is
    a Refusal (``bad_line``) naming the line; the lines before it have been handed out already.
    """
    for number, raw in enumerate(lines, 1):
        words = unicodedata.normalize("NFKC", raw.replace("\ufeff", "")).split()
        if words:
            yield number, *_entry(number, words)


def _entry(number: int, words: list[str]) -> tuple[date, int]:
    if len(words) != 2:
        raise _bad(number, f"应为“日期 工作日数”两项，如“2019-09-30 5”，收到“{_shown(' '.join(words))}”")
    parts = _DATE.fullmatch(words[0])
    if parts is None:
        raise _bad(number, f"的日期应写作“2019-09-30”，收到“{_shown(words[0])}”")
    try:
        day = date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        raise _bad(number, f"的日期“{words[0]}”不存在") from None
    if not _COUNT.fullmatch(words[1]):
        raise _bad(number, f"的工作日数应为0至99999的整数，收到“{_shown(words[1])}”")
    return day, int(words[1])


def _shown(text: str) -> str:
    """Enough of the text to find it, nothing that could upset a terminal."""
    safe = "".join(c if c.isprintable() else "?" for c in text)
    return safe if len(safe) <= _SHOWN else safe[:_SHOWN] + "…"


def _bad(number: int, what: str) -> Refusal:
    return Refusal("bad_line", f"第{number}行{what}，请改正后重试。", field=f"line {number}")
