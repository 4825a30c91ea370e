"""Messages from a CSV that somebody exported: codings, names of columns and ways to write a date as they come."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from huisheng.insight.classify import sheets
from huisheng.insight.hot.said import Said
from huisheng.kernel.errors import Refusal

BYTES = 512 * 1024 * 1024
YEARS = range(1990, 2101)  # a message of another year is a slip of whoever wrote its date
_NUMBER = re.compile(r"(\d{1,9})?(?:[.．]\d{1,9})?")
_COLUMNS = {
    "key": ("留言编号", "编号", "工单编号", "信件编号", "序号", "id"),
    "who": ("留言用户", "用户", "诉求人", "来电人", "来电号码", "手机号", "user"),
    "title": ("留言主题", "主题", "标题", "诉求标题", "title"),
    "at": ("留言时间", "时间", "受理时间", "来电时间", "登记时间", "日期", "time"),
    "words": ("留言详情", "详情", "内容", "诉求内容", "留言内容", "正文", "text"),
    "likes": ("点赞数", "点赞", "赞", "likes"),
}
_DAY = re.compile(
    r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(上午|下午|晚上|AM|PM|am|pm)?\s*(\d{1,2})\s*[:：时点]\s*(\d{1,2})?\s*(?:[:：分]\s*(\d{1,2}))?)?"
)
_TIGHT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2})(?::?(\d{2}))?)?\s*\Z")
_SERIAL = re.compile(r"\s*(\d{5})(\.\d+)?\s*\Z")  # days since 1899-12-30, as a workbook counts them
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock of the place where the messages were written


class Read(NamedTuple):
    """The messages, keyed by their row, and their own numbers; rows without a time, and with likes that are no number.

    The first row below the heading is 1; blank lines are no rows, as everywhere else.
    """

    messages: list[Said]
    numbers: dict[str, str]
    timeless: int
    unliked: int = 0


def moment(told: str) -> datetime | None:
    """A date with or without time in any usual way of writing; None where it is none, or not of ``YEARS``."""
    at = _moment(told)
    return at if at is not None and at.year in YEARS else None


def _moment(told: str) -> datetime | None:
    found = _DAY.match(told)
    if found:
        year, month, day, half, hour, minute, second = found.groups()
        late = half in ("下午", "晚上", "PM", "pm") and hour is not None and int(hour) < 12
        parts = [year, month, day, int(hour or 0) + 12 * late, minute or 0, second or 0]
    elif found := _TIGHT.match(told):
        parts = [*found.groups()[:3], *(part or 0 for part in found.groups()[3:])]
    elif found := _SERIAL.match(told):
        return _EPOCH + timedelta(days=int(found[1]), seconds=int(86400 * float(found[2] or 0)))
    else:
        return None
    try:
        return datetime(*map(int, parts))  # type: ignore[arg-type]  # noqa: DTZ001 - as above; six numbers
    except ValueError:
        return None


def read(path: Path) -> Read:
    """All messages of a file. Raises Refusal with what is wrong and what to do."""
    with suppress(OSError):  # what can't be opened is said below
        if path.stat().st_size > BYTES:
            raise Refusal("too_large", f"{path.name}超过512MB，请分开。", field="file")
    try:
        columns = _columns(_head(path), sheets.encoding(path))
        rows = sheets.rows(path, list(columns.values()), needed=())
        return _messages(dict(zip(columns, row, strict=True)) for row in rows)
    except csv.Error:
        raise Refusal("not_a_table", f"{path.name}不是完整的CSV，请重新导出。", field="file") from None


def _head(path: Path) -> list[str]:
    """The names of the columns; none where the file is empty."""
    with sheets.path_text(path) as lines:
        first = next((line for line in lines if line.strip()), "")
        if not first:
            raise Refusal("empty_file", f"文件{path}是空的，没有表头。", field="file")
        return [
            name.strip() for name in next(csv.reader(chain([first], lines), delimiter=max(",\t;", key=first.count)))
        ]


def _columns(head: Sequence[str], coding: str) -> dict[str, str]:
    """What is known by which of the file's names."""
    names = {name.lower(): name for name in reversed(head)}
    out = {
        key: found
        for key, called in _COLUMNS.items()
        if (found := next((names[name] for name in called if name in names), ""))
    }
    hint = "文件按GB18030读，若成乱码请另存为UTF-8。" if coding == "gb18030" else ""
    if "at" not in out:
        raise Refusal("no_time_column", f"文件没有“留言时间”列，热点要知道时间，请加上。{hint}", field="file")
    if "title" not in out and "words" not in out:
        raise Refusal("no_text_column", f"文件没有“留言主题”或“留言详情”列，请加上一列。{hint}", field="file")
    return out


def _messages(rows: Iterable[Mapping[str, str]]) -> Read:
    messages, numbers, timeless, unliked = [], {}, 0, 0
    for number, row in enumerate(rows, start=1):
        cell = {key: told.strip() for key, told in row.items()}
        if not any(cell.values()):
            continue
        at = moment(cell["at"])
        if at is None:
            timeless += 1
            continue
        key = f"{number:08d}"
        numbers[key] = cell.get("key", "")
        likes = _likes(cell.get("likes", ""))
        unliked += likes is None
        said = Said(key, cell.get("who", ""), at, cell.get("title", ""), cell.get("words", ""), likes=likes or 0)
        messages.append(said)
    return Read(messages, numbers, timeless, unliked)


def _likes(told: str) -> int | None:
    """1,000, １２ and 3.0 too; None where it isn't a number."""
    found = _NUMBER.fullmatch(told.replace(",", "").replace("，", ""))
    return int(found[1] or 0) if found else None
