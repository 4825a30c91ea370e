"""A scored table as CSV, and as text for a terminal in which a Chinese character is two columns wide."""

import csv
import io
import unicodedata
from collections.abc import Sequence

from huisheng.scoring.scored import Row, Scored

_GAP = "  "


def texts(scored: Scored) -> list[list[str]]:
    """The table in words: the heading, the rows, and the footer if there is one."""
    heading = [scored.rows_label, *(heading.label for heading in scored.headings)]
    rows: Sequence[Row] = (*scored.rows, *([scored.footer] if scored.footer is not None else []))
    return [heading, *([row.name, *(row[one.name].text for one in scored.headings)] for row in rows)]


def to_csv(scored: Scored) -> bytes:
    """UTF-8 without a byte order mark, lines ended as RFC 4180 says (CR LF). Only the table."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(texts(scored))
    return out.getvalue().encode()


def to_text(scored: Scored) -> str:
    """The table with aligned columns; around it whatever a reader has to know."""
    parts = [scored.title, "", *aligned(texts(scored))]
    if scored.notice:
        parts += ["", f"说明：{scored.notice}"]
    if scored.note:
        parts += ["", f"备注：{scored.note}"]
    for one in scored.lists:
        parts += ["", f"{one.label}（{len(one.names)}个）：{'、'.join(one.names) or '无'}"]
    for note in scored.notes:
        parts += ["", note]
    if scored.left_out:
        parts += ["", "未列入的单位：", *(f"  {one.name}：{one.reason}（{one.cite}）" for one in scored.left_out)]
    return "\n".join(parts) + "\n"


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lines of equal cells: the first column to the left, the others to the right."""
    widths = [max(width(cell) for cell in column) for column in zip(*lines, strict=True)]
    return [
        _GAP.join(
            cell + " " * (room - width(cell)) if place == 0 else " " * (room - width(cell)) + cell
            for place, (cell, room) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    ]
