"""A list as it comes: an XLSX or a CSV, read as words and nothing else."""

import csv
import io
from collections.abc import Iterator

from huisheng.kernel import text, workbook
from huisheng.kernel.errors import Refusal
from huisheng.kernel.workbook import Sheet

ROWS = 50_000
BOUNDS = workbook.Bounds(rows=ROWS, cell=20_000, unpacked=240 * 1024 * 1024)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = (",", "\t", ";", "，")


def read(data: bytes, name: str) -> Sheet:
    """The table. Refusals about the field ``file`` say what is wrong with it."""
    if len(data) > workbook.BYTES:
        raise _refuse("too_big", f"文件超过{workbook.BYTES >> 20}兆，请分成几个文件导入。")
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or name.lower().endswith((".xlsx", ".xls", ".xlsm")):
        return workbook.read(data, BOUNDS)
    return _csv(_words(data))


def _words(data: bytes) -> str:
    coding = next((coding for mark, coding in _MARKS if data.startswith(mark)), "")
    for tried in (coding,) if coding else ("utf-8", "gb18030"):
        try:
            found = data.decode(tried)
        except UnicodeDecodeError:
            continue
        if "\x00" not in found:
            return found
    raise _refuse("no_table", "这个文件打不开，或不是表格；请用表格软件另存为.xlsx再传。")


def _csv(words: str) -> Sheet:
    found = Sheet([], [])
    first = words.lstrip("\ufeff\r\n").split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    for no, cells in enumerate(_lines(words, separator), 1):
        if no > ROWS + 5:
            raise _refuse("too_long", f"行数超过{ROWS}，请分成几个文件导入。")
        said = [text.clean(cell) for cell in cells[: workbook.COLUMNS]]
        for place, cell in enumerate(said):
            if len(cell) > BOUNDS.cell:
                heading = found.headings[place] if place < len(found.headings) else ""
                found.mistakes.append((no, heading, f"这一格有{len(cell)}字，最多{BOUNDS.cell}字，请删减。"))
                said[place] = cell[: BOUNDS.cell]
        workbook.take_row(found, no, said)
    return workbook.whole(found)


def _lines(words: str, separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(words, newline=""), delimiter=separator)
    except csv.Error:
        raise _refuse("no_table", "这个文件的引号或分隔符对不上，请用表格软件另存为.xlsx再传。") from None


def _refuse(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, field="file")
