"""xlsx: every visible sheet is a title, a table and notes; numbers are read as the sheet shows them."""

import io
import re
import zipfile
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from huisheng.circular.checker import spelling
from huisheng.circular.checker.model import Content, Grid, Part, Passage, Place
from huisheng.circular.checker.readers import limits

_BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
)
_FORMULA = re.compile(rb"<f[ />]")
_COMPUTED = re.compile(rb"(?:</f>|<f[^>]*/>)\s*<v>[^<]")
_PLACES = re.compile(r"0\.(0+)")


def read(data: bytes) -> Content:
    """All sheets, formulas by the values kept with them."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=False, data_only=True, keep_links=False)
    except _BROKEN:
        raise limits.refuse("broken", "xlsx文件已损坏，打不开，请重新导出。") from None
    if _uncomputed(data):
        sentence = "表中公式没有保存计算结果，请用电子表格软件打开、重新计算并保存后再核对。"
        raise limits.refuse("uncomputed", sentence)
    parts: list[Part] = []
    for page in book.worksheets:
        if page.sheet_state == "visible":
            _page(page, parts)
    return Content(tuple(parts))


def _uncomputed(data: bytes) -> bool:
    """Whether the formulas were written by a program that kept no results: nothing could be checked."""
    formulas = values = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                xml = archive.read(name)
                formulas += len(_FORMULA.findall(xml))
                values += len(_COMPUTED.findall(xml))
    return formulas > 0 and values == 0


def _page(page: Any, parts: list[Part]) -> None:
    if page.max_row * page.max_column > limits.CELLS:
        raise limits.too_much(f"工作表“{page.title}”过大")
    rows = [[_shown(cell) for cell in row] for row in page.iter_rows()]
    block: list[tuple[int, list[str]]] = []
    for number, row in enumerate(rows, 1):
        filled = [text for text in row if text]
        if len(filled) > 1:
            block.append((number, row))
            continue
        _flush(page.title, block, parts)
        block = []
        if filled:
            column = get_column_letter(row.index(filled[0]) + 1)
            place = Place(f"工作表“{page.title}”{column}{number}", (len(parts),))
            parts.append(Passage(filled[0], ((0, place),)))
    _flush(page.title, block, parts)


def _flush(title: str, block: list[tuple[int, list[str]]], parts: list[Part]) -> None:
    if not block:
        return
    used = [index for index in range(len(block[0][1])) if any(row[index] for _, row in block)]
    rows = tuple(tuple(row[index] for index in used) for _, row in block)
    places = tuple(Place(f"工作表“{title}”第{number}行", (len(parts), number)) for number, _ in block)
    parts.append(Grid(rows, places))


def _shown(cell: Any) -> str:
    """A cell as the sheet shows it: 0.9953 formatted as 0.00% is 99.53%."""
    value, form = cell.value, str(cell.number_format or "")
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not exact.is_finite():
            return ""
        found = _PLACES.search(form)
        places = len(found[1]) if found else None
        if "%" in form:
            return f"{_rounded(exact * 100, places or 0)}%"
        return f"{_rounded(exact, places):f}" if places is not None or "0" in form else f"{exact:f}"
    return spelling.cell(str(value))


def _rounded(value: Decimal, places: int | None) -> Decimal:
    if abs(value) >= Decimal(10) ** 15:
        return value
    return value.quantize(Decimal(1).scaleb(-(places or 0)), rounding=ROUND_HALF_UP)
