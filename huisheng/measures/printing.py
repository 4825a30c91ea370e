"""A table as CSV, and as text for a terminal in which a Chinese character is two columns wide."""

import csv
import io
import unicodedata
from collections.abc import Sequence

from huisheng.measures.rows import FACTS
from huisheng.measures.table import Table, texts


def to_csv(table: Table) -> bytes:
    """UTF-8 without a byte order mark, lines ended as RFC 4180 says (CR LF)."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(texts(table))
    return out.getvalue().encode()


def to_text(table: Table) -> str:
    """The table with aligned columns, and below it the other numbers of the period."""
    parts = [table.sheet.title, f"统计时段 {table.scope.window}"]
    parts += [f"其中{label} {window}" for label, window in _windows(table)]
    parts += ["", *_aligned(texts(table))]
    if table.sheet.note:
        parts += ["", f"备注：{table.sheet.note}"]
    for line in table.lines:
        if line.heading:
            parts += ["", line.heading]
        share = f"，占{line.share.text}" if line.share else ""
        unit = "" if line.figure.denominator is not None else line.figure.unit
        parts.append(f"  {line.label} {line.figure.text}{unit}{share}")
    return "\n".join(parts) + "\n"


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _windows(table: Table) -> list[tuple[str, str]]:
    return [(FACTS[fact].label, str(window)) for fact, window in table.scope.windows.items()]


def _aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(width(cell) for cell in column) for column in zip(*lines, strict=True)]
    return [
        "  ".join(
            # names to the left, numbers to the right
            cell + " " * (room - width(cell)) if place == 0 else " " * (room - width(cell)) + cell
            for place, (cell, room) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
