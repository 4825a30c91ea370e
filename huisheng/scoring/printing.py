"""A scored table as CSV, and as text for a terminal."""

from collections.abc import Sequence

from huisheng.kernel import columns
from huisheng.scoring.scored import Row, Scored
from huisheng.scoring.trace import aside, cited


def texts(scored: Scored) -> list[list[str]]:
    """The table in words: the heading, the rows, and the footer if there is one."""
    heading = [scored.rows_label, *(heading.label for heading in scored.headings)]
    rows: Sequence[Row] = (*scored.rows, *([scored.footer] if scored.footer is not None else []))
    return [heading, *([row.name, *(row[one.name].text for one in scored.headings)] for row in rows)]


def to_csv(scored: Scored) -> bytes:
    """UTF-8 without a byte order mark, lines ended as RFC 4180 says (CR LF). Only the table."""
    return columns.to_csv(texts(scored))


def to_text(scored: Scored) -> str:
    """The table with aligned columns; around it whatever a reader has to know."""
    parts = [scored.title, "", *columns.aligned(texts(scored))]
    if scored.notice:
        parts += ["", f"说明：{scored.notice}"]
    if scored.note:
        parts += ["", f"备注：{scored.note}"]
    for one in scored.lists:
        parts += ["", f"{one.label}（{len(one.names)}个）：{'、'.join(one.names) or '无'}"]
    for note in scored.notes:
        parts += ["", note]
    if scored.left_out:
        left = (f"  {one.name}：{one.reason}{aside(cited(one.cite))}" for one in scored.left_out)
        parts += ["", "未列入的单位：", *left]
    return "\n".join(parts) + "\n"
