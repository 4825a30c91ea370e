"""pdf: the text of every page outside of its tables, and the tables by their lines."""

import io
import logging
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.psexceptions import PSException

from huisheng.circular.checker import spelling
from huisheng.circular.checker.model import Content, Grid, Part, Place
from huisheng.circular.checker.readers import limits
from huisheng.circular.checker.readers.plain import Line, parts_of

# a broken stream says so a thousand times on stderr
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read(data: bytes) -> Content:
    """All pages. An encrypted file is refused even where an empty password opens it: its rights forbid extraction."""
    try:
        with pdfplumber.open(io.BytesIO(data)) as book:
            if book.doc.encryption is not None:
                raise limits.refuse("encrypted", "pdf文件加了密码或限制，请解除后再核对。")
            if len(book.pages) > limits.PAGES:
                raise limits.too_much(f"超过{limits.PAGES}页")
            return _pages(book.pages)
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise limits.refuse("encrypted", "pdf文件加了密码，请解除密码后再核对。") from None
    except (
        PSException,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
    ) as failure:
        raise limits.refuse("broken", f"pdf文件已损坏，读不出来（{type(failure).__name__}），请重新导出。") from None
    except Exception as failure:
        if type(failure).__module__.startswith(("pdfminer", "pdfplumber")):
            cause = failure.args[0] if failure.args else failure
            if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
                raise limits.refuse("encrypted", "pdf文件加了密码，请解除密码后再核对。") from None
            raise limits.refuse("broken", "pdf文件已损坏，读不出来，请重新导出。") from None
        raise


def _pages(pages: list[Any]) -> Content:
    parts: list[Part] = []
    lines: list[Line] = []
    tables = cells = 0
    for number, page in enumerate(pages, 1):
        found = page.find_tables()
        height = 0.0
        for table in sorted(found, key=lambda one: one.bbox[1]):
            lines += _lines(page, height, table.bbox[1], found, number)
            parts += parts_of(lines, len(parts))
            lines = []
            tables += 1
            grid = _grid(table.extract(), tables, number, len(parts))
            cells += sum(map(len, grid.rows))
            if cells > limits.CELLS:
                raise limits.too_much("表格过大")
            parts.append(grid)
            height = table.bbox[3]
        lines += _lines(page, height, float(page.height), found, number)
        page.close()
    return Content(tuple(parts + parts_of(lines, len(parts))))


def _lines(page: Any, top: float, bottom: float, tables: list[Any], number: int) -> list[Line]:
    if bottom - top < 1:
        return []
    band = page.crop((0, max(0, top), page.width, min(bottom, page.height)), strict=False)
    outside = band.filter(lambda thing: not any(_inside(thing, table.bbox) for table in tables))
    text = outside.extract_text(x_tolerance=2) or ""
    return [Line(spelling.line(raw), f"第{number}页第{n}行") for n, raw in enumerate(text.split("\n"), 1)]


def _inside(thing: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    middle_x, middle_y = (thing["x0"] + thing["x1"]) * 0.5, (thing["top"] + thing["bottom"]) * 0.5
    return bool(box[0] <= middle_x <= box[2] and box[1] <= middle_y <= box[3])


def _grid(raw: list[list[str | None]], number: int, page: int, order: int) -> Grid:
    rows = tuple(tuple(spelling.cell((one or "").replace("\n", "")) for one in row) for row in raw)
    places = tuple(Place(f"第{page}页表{number}第{n}行", (order, n)) for n in range(1, len(rows) + 1))
    return Grid(rows, places)
