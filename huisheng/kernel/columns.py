"""Cells in columns: as CSV, and for a terminal, in which a Chinese character is two columns wide."""

import csv
import io
import unicodedata
from collections.abc import Sequence

_GAP = "  "


def to_csv(lines: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 without a byte order mark, lines ended as RFC 4180 says (CR LF)."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode()


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lines of equally many cells: the first column, of names, to the left, the others, of numbers, to the right."""
    widths = [max(width(cell) for cell in column) for column in zip(*lines, strict=True)]
    return [
        _GAP.join(
            cell + " " * (room - width(cell)) if place == 0 else " " * (room - width(cell)) + cell
            for place, (cell, room) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
