"""A table as CSV, and as text for a terminal."""

from huisheng.kernel import columns
from huisheng.measures.rows import FACTS
from huisheng.measures.table import Table, texts


def to_csv(table: Table) -> bytes:
    """UTF-8 without a byte order mark, lines ended as RFC 4180 says (CR LF)."""
    return columns.to_csv(texts(table))


def to_text(table: Table) -> str:
    """The table with aligned columns, and below it the other numbers of the period."""
    parts = [table.sheet.title, f"统计时段 {table.scope.window}"]
    parts += [f"其中{label} {window}" for label, window in _windows(table)]
    parts += ["", *columns.aligned(texts(table))]
    if table.sheet.note:
        parts += ["", f"备注：{table.sheet.note}"]
    for line in table.lines:
        if line.heading:
            parts += ["", line.heading]
        share = f"，占{line.share.text}" if line.share else ""
        unit = "" if line.figure.denominator is not None else line.figure.unit
        parts.append(f"  {line.label} {line.figure.text}{unit}{share}")
    return "\n".join(parts) + "\n"


def _windows(table: Table) -> list[tuple[str, str]]:
    return [(FACTS[fact].label, str(window)) for fact, window in table.scope.windows.items()]
