"""holidays/YYYY.toml: what the State Council's notices say about a year's days.

A file names its year and, notice by notice (title, url), each holiday with its days off and its make-up working
days. Days at the end of December that the next year's notice moves stand in the file of the year they lie in.
Where a later notice changed an earlier one, the file says only what came to hold. A year without a file is a
Refusal: no calendar is ever guessed.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from huisheng.kernel.errors import Refusal

FOLDER = Path(__file__).parent / "holidays"


@dataclass(frozen=True, slots=True)
class Mark:
    """One day named in a notice: off or worked, for which holiday, by which notice."""

    working: bool
    holiday: str
    title: str
    url: str


@lru_cache(maxsize=64)
def marks(year: int) -> dict[date, Mark]:
    """The days of ``year`` that notices name. Refusal ``no_calendar`` or ``bad_calendar``."""
    return read(FOLDER / f"{year:04}.toml", year)


def years() -> list[int]:
    """The years that have a file, in order."""
    return sorted(int(path.stem) for path in FOLDER.glob("[0-9][0-9][0-9][0-9].toml"))


def read(path: Path, year: int) -> dict[date, Mark]:
    """Read and check one file. A failed read is not remembered, so a file put right helps at once."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _no_calendar(year) from None
    except UnicodeDecodeError:
        raise _bad(path, "不是UTF-8文本") from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad(path, f"不是合格的TOML（{error}）") from None
    if table.get("year") != year:
        raise _bad(path, f"year应为{year}")
    found: dict[date, Mark] = {}
    for day, mark in _entries(path, table):
        if day in found:
            raise _bad(path, f"{day}写了两次")
        if day.year != year:
            raise _bad(path, f"{day}不在{year}年")
        if mark.working and day.isoweekday() < 6:
            raise _bad(path, f"{day}不是周末，不能写作调休上班")
        found[day] = mark
    return found


def _entries(path: Path, table: dict[str, Any]) -> Iterator[tuple[date, Mark]]:
    try:
        for notice in table["notice"]:
            for holiday in notice["holiday"]:
                for key, working in (("off", False), ("work", True)):
                    for day in holiday.get(key, []):
                        if not isinstance(day, date) or isinstance(day, datetime):
                            raise _bad(path, f"“{day}”不是日期")
                        yield day, Mark(working, str(holiday["name"]), str(notice["title"]), str(notice["url"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise _bad(path, f"缺少或写错了notice、title、url、holiday、name、off、work（{error}）") from None


def _no_calendar(year: int) -> Refusal:
    known = years()
    return Refusal(
        "no_calendar",
        f"没有{year}年的放假安排（现有{known[0]}年至{known[-1]}年），不能推算工作日。"
        f"请按国务院关于{year}年放假的通知补充huisheng/workdays/holidays/{year}.toml，或核对日期。",
        field="date",
    )


def _bad(path: Path, what: str) -> Refusal:
    return Refusal("bad_calendar", f"放假安排文件{path.name}有误：{what}。请对照国务院通知改正。")
