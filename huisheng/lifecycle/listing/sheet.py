"""An export as a file: a row an order, written as it comes, so that memory stays where it is however many there are."""

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from huisheng.kernel.clock import local
from huisheng.kernel.sealed_files import PIECE
from huisheng.lifecycle.listing import files
from huisheng.lifecycle.listing.rules import fitting, tame
from huisheng.lifecycle.listing.states import Form

Cell = str | int | datetime | None
SHEET_ROWS = 1_000_000  # a sheet of a workbook holds 1,048,576
_DAY = "%Y-%m-%d %H:%M"


class Sheet(Protocol):
    """A file that is being written."""

    def row(self, cells: Sequence[Cell]) -> None:
        """One line."""

    def close(self) -> None:
        """Everything is on the disk."""


def opened(form: str, path: Path, heads: Sequence[tuple[str, int]], note: str) -> Sheet:
    """A new file with its head line: labels and widths. ``note`` says what it holds."""
    return Workbook(path, heads, note) if form == Form.XLSX else Lines(path, heads)


class Lines:
    """CSV: UTF-8 with a byte order mark, which Excel needs, every text quoted and tamed, lines ended by CR LF."""

    def __init__(self, path: Path, heads: Sequence[tuple[str, int]]) -> None:
        self._file = io.TextIOWrapper(files.sealing(path), encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        self.row([label for label, _ in heads])

    def row(self, cells: Sequence[Cell]) -> None:
        """One line; a time as 2019-11-04 09:00, on the wall of the hall."""
        self._writer.writerow([self._said(cell) for cell in cells])

    def close(self) -> None:
        """All of it is in the file."""
        self._file.close()

    @staticmethod
    def _said(cell: Cell) -> str | int:
        if isinstance(cell, datetime):
            return local(cell).strftime(_DAY)
        return tame(cell) if isinstance(cell, str) else "" if cell is None else cell


class Workbook:
    """XLSX, a row at a time (constant_memory); texts are strings and nothing else, times are times.

    A workbook is made of several files, which lie aside, and is sealed when it is whole.
    """

    def __init__(self, path: Path, heads: Sequence[tuple[str, int]], note: str) -> None:
        self._path, self._made = path, files.aside(path) / "book.xlsx"
        options = {
            "constant_memory": True,
            "tmpdir": str(self._made.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._book: Any = xlsxwriter.Workbook(str(self._made), options)
        self._book.set_properties({"title": "工单导出", "comments": note[:250]})
        self._bold = self._book.add_format({"bold": True, "bottom": 1})
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self._heads = heads
        self._sheet: Any = None
        self._at = 0
        self._begin()

    def _begin(self) -> None:
        self._sheet = self._book.add_worksheet()
        for column, (_, width) in enumerate(self._heads):
            self._sheet.set_column(column, column, width)
        self._sheet.freeze_panes(1, 1)
        for column, (label, _) in enumerate(self._heads):
            self._sheet.write_string(0, column, label, self._bold)
        self._at = 1

    def row(self, cells: Sequence[Cell]) -> None:
        """One line; where a sheet is full, on the next."""
        if self._at > SHEET_ROWS:
            self._begin()
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                self._sheet.write_string(self._at, column, fitting(cell))
            elif isinstance(cell, datetime):
                self._sheet.write_datetime(self._at, column, local(cell).replace(tzinfo=None), self._time)
            elif cell is not None:
                self._sheet.write_number(self._at, column, cell)
        self._at += 1

    def close(self) -> None:
        """The rows kept aside become the workbook, and nothing stays aside."""
        self._book.close()
        with self._made.open("rb") as made, files.sealing(self._path) as sealed:
            shutil.copyfileobj(made, sealed, PIECE)
        files.tidy(self._path)


def abandon(sheet: Sheet) -> None:
    """Nobody wants it any more. What it put aside may have gone with a worker that took over."""
    with suppress(OSError, XlsxWriterException):
        sheet.close()


def write(sheet: Sheet, rows: Iterable[Sequence[Cell]]) -> None:
    """All these lines."""
    for row in rows:
        sheet.row(row)
