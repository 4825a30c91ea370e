"""An XLSX somebody sends us, read as words and nothing else; and a template for the next one.

Nothing in the file is run, fetched or believed: no macro, no formula, no entity, no size that it only claims.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.utils.escape import unescape

from huisheng.kernel import text
from huisheng.kernel.errors import Refusal
from huisheng.kernel.lines import Column

# Technical bounds, far above what a city's directory needs; a file beyond them is a mistake or an attack.
BYTES, UNPACKED, PARTS = 10 * 1024 * 1024, 80 * 1024 * 1024, 400
ROWS, COLUMNS, CELL = 20_000, 60, 2000
_HEAD_ROWS = 5  # a title may stand above the headings
_OLE = b"\xd0\xcf\x11\xe0"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is read of one file: rows, characters of a cell, bytes once it is unpacked."""

    rows: int
    cell: int
    unpacked: int


@dataclass(slots=True)
class Sheet:
    """What was read. ``rows``: number in the file, cells as words in the order of ``headings``.

    ``mistakes``: (row, heading, sentence) of cells that aren't words; ``notes``: what was left aside, in sentences.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    mistakes: list[tuple[int, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(data: bytes, bounds: Bounds | None = None) -> Sheet:
    """The first visible sheet of an XLSX. Refusals about the field ``file`` say what is wrong with it."""
    bounds = bounds or Bounds(ROWS, CELL, UNPACKED)
    _sound(data, bounds)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    except Exception as error:  # openpyxl lets through whatever its parsers raise
        raise _no_table() from error
    try:
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not visible:
            raise _refuse("hidden", "文件里没有看得见的工作表，请取消隐藏后另存再传。")
        found = _sheet(visible[0], bounds)
        hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
        more = [sheet.title for sheet in visible[1:]]
    except Refusal:
        raise
    except Exception as error:
        raise _no_table() from error
    finally:
        book.close()
    if hidden:
        found.notes.append(f"隐藏的工作表没有读：{_named(hidden)}。要导入请取消隐藏，放到第一张。")
    if more:
        found.notes.append(f"只读第一张工作表，这些没有读：{_named(more)}。")
    return found


def _sound(data: bytes, bounds: Bounds) -> None:
    """What must hold before any parser sees the file."""
    if len(data) > BYTES:
        raise _refuse("too_big", f"文件超过{BYTES // 1024 // 1024}兆，请分成几个文件导入。")
    if data.startswith(_OLE):
        raise _refuse("old_form", "这是加了密码的文件或旧的.xls，请去掉密码、另存为.xlsx再传。")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if len(parts) > PARTS or sum(part.file_size for part in parts) > bounds.unpacked:
                raise _refuse("bomb", "文件解开后过大，系统没有打开它；请把数据复制到新的表格里，另存为.xlsx再传。")
            if "xl/workbook.xml" not in names:
                raise _no_table()
            if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
                raise _refuse("macros", "文件里有宏，系统不收；请另存为不带宏的.xlsx再传。")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _no_entities(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _no_table() from error


def _no_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a part that declares a document type; reading it whole also proves its size and its checksum."""
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            plain = (tail + chunk).replace(b"\0", b"").upper()  # UTF-16 too
            if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                raise _refuse(
                    "entities", "文件里有不该有的声明，系统没有打开它；请把数据复制到新表格，另存为.xlsx再传。"
                )
            tail = chunk[-32:]


def _sheet(sheet: Any, bounds: Bounds) -> Sheet:
    sheet.reset_dimensions()  # what the file claims of its size isn't believed
    head: list[str] = []
    found = Sheet(head, [])
    for no, cells in enumerate(sheet.iter_rows(max_col=COLUMNS), 1):
        if no > bounds.rows + _HEAD_ROWS:
            raise _refuse("too_long", f"行数超过{bounds.rows}，请分成几个文件导入。")
        take_row(found, no, [_word(cell, no, head, found, bounds.cell) for cell in cells])
    return whole(found)


def take_row(found: Sheet, no: int, words: Sequence[str]) -> None:
    """One more row of words: the first of two words or more are the headings, what follows is kept."""
    head = found.headings
    if not head:
        if sum(bool(word) for word in words) >= 2:
            head += _headings(words)
        elif no >= _HEAD_ROWS:
            raise _refuse("no_head", f"前{_HEAD_ROWS}行里没有表头，请对照模板写上各列的名称。")
    elif any(words):
        found.rows.append((no, [*words, *[""] * len(head)][: len(head)]))


def whole(found: Sheet) -> Sheet:
    """The sheet, once all rows were taken. Refusal where there is nothing in it."""
    if not found.headings:
        raise _refuse("empty", "表是空的，请对照模板填好再传。")
    if not found.rows:
        raise _refuse("empty", "表头下面没有数据，请填好再传。")
    return found


def _headings(words: Sequence[str]) -> list[str]:
    while words and not words[-1]:
        words = words[:-1]
    seen: set[str] = set()
    for word in words:
        if word and word in seen:
            raise _refuse("head_twice", f"表头“{word}”出现了两次，请改正其中一列。")
        seen.add(word)
    return list(words)


def _word(cell: Any, no: int, head: Sequence[str], found: Sheet, limit: int) -> str:
    value = cell.value
    if value is None:
        return ""
    place = (cell.column or 1) - 1
    heading = head[place] if place < len(head) else ""
    if head and heading and cell.data_type == "f":
        found.mistakes.append((no, heading, "这一格是公式，系统不计算；请选中它，复制后“粘贴为数值”。"))
        return ""
    if head and heading and cell.data_type == "e":
        found.mistakes.append(
            (no, heading, f"这一格是表格软件的错误值{text.clean(str(value))[:20]}，请改成要填的内容。")
        )
        return ""
    word = _plain(value)
    if len(word) > limit:
        found.mistakes.append((no, heading, f"这一格有{len(word)}字，最多{limit}字，请删减。"))
        return word[:limit]
    return word


def _plain(value: object) -> str:
    """A cell as people read it: a date without its midnight, a whole number without its point."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return text.clean(unescape(str(value)))  # _x000D_: how the format writes what XML can't hold


def template(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[str]] = (), notes: Sequence[str] = ()
) -> bytes:
    """An XLSX to fill in: headings, an example or the ``rows`` there are, and a sheet that explains each column."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#E2EFF3", "border": 1, "num_format": "@"})
    plain = book.add_format({"num_format": "@"})  # words: a code 0101 keeps its nought
    sheet = book.add_worksheet(title[:31])
    given = list(rows) or [[column.example for column in columns]]
    for place, column in enumerate(columns):
        sheet.set_column(place, place, max(14, min(len(column.label) * 2 + 6, 40)), plain)
        sheet.write_string(0, place, column.label, bold)
    for no, row in enumerate(given, 1):
        for place, word in enumerate(row):
            sheet.write_string(no, place, word, plain)
    sheet.freeze_panes(1, 0)
    told = book.add_worksheet("填写说明")
    told.set_column(0, 0, 16)
    told.set_column(1, 1, 10)
    told.set_column(2, 2, 60)
    for place, word in enumerate(("列", "必填", "怎么填")):
        told.write_string(0, place, word, bold)
    for no, column in enumerate(columns, 1):
        for place, word in enumerate((column.label, "必填" if column.required else "", column.hint)):
            told.write_string(no, place, word)
    for no, note in enumerate(notes, len(columns) + 2):
        told.write_string(no, 0, note)
    book.close()
    return out.getvalue()


def _named(titles: Sequence[str]) -> str:
    return "、".join(text.clean(title)[:20] for title in titles[:5])


def _no_table() -> Refusal:
    return _refuse("no_table", "这个文件打不开，或不是.xlsx表格；请用表格软件另存为.xlsx再传。")


def _refuse(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, field="file")
