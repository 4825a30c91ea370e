"""holidays/YYYY.toml: what the State Council's notices say about a year's days.

A file names its year and, notice by notice (title, url), each holiday with its days off and its make-up working
days. Days at the end of December that the next year's notice moves stand in the file of the year they lie in.
Where a later notice changed an earlier one, the file says only what came to hold. A file of the same name in the
city's own folder takes the shipped one's place. A year without a file is a Refusal: no calendar is ever guessed. Until
the notice for the coming year is out, its file has ``provisional = true`` and the law's own days (ADR 0017).
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from huisheng.kernel import own
from huisheng.kernel.errors import Refusal

KIND = "holidays"
FOLDER = Path(__file__).parent / KIND


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
    return read(_path(year), year)


@lru_cache(maxsize=64)
def provisional(year: int) -> bool:
    """Whether the notice for ``year`` isn't known yet and only the law's own days count. Refusals as ``marks``."""
    path = _path(year)
    said = _table(path, year).get("provisional", False)
    if not isinstance(said, bool):
        raise _bad(path, "provisional应为true或false")
    return said


def years() -> list[int]:
    """The years that have a file, in order."""
    return sorted(int(stem) for stem in own.files(KIND, FOLDER) if len(stem) == 4 and stem.isascii() and stem.isdigit())


def _path(year: int) -> Path:
    path = own.files(KIND, FOLDER).get(f"{year:04}")
    if path is None:
        raise _no_calendar(year)
    return path


def read(path: Path, year: int) -> dict[date, Mark]:
    """Read and check one file. A failed read is not remembered, so a file put right helps at once."""
    table = _table(path, year)
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


def _table(path: Path, year: int) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise _bad(path, "不是UTF-8文本") from None
    except tomllib.TOMLDecodeError as error:
        raise _bad(path, f"不是合格的TOML（{error}）") from None
    if table.get("year") != year:
        raise _bad(path, f"year应为{year}")
    return table


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


def wanted(year: int) -> str:
    """What to do so that the year's notice is known, in a sentence."""
    return f"请按国务院办公厅的放假通知写成{year}.toml，放入{own.folder() / KIND}后重新启动。"


def _no_calendar(year: int) -> Refusal:
    known = years()
    return Refusal(
        "no_calendar",
        f"没有{year}年的放假安排（现有{known[0]}年至{known[-1]}年），不能推算工作日：请核对日期；如需这一年，{wanted(year)}",
        field="date",
    )


def _bad(path: Path, what: str) -> Refusal:
    return Refusal("bad_calendar", f"放假安排文件{path.name}有误：{what}。请对照国务院通知改正。")
