"""An invented city's circular in every form: consistent, so that nothing may be found in it, or one figure changed."""

import io
from collections.abc import Sequence

import docx
import openpyxl
import typst

from huisheng.circular.checker import Finding, Severity, check_file

TITLE = "云溪市12345热线2023年5月份工作情况通报"
TEXT = (
    "一、受理情况",
    "5月份,云溪市12345热线共受理群众诉求3120件,同比增长20.00%,环比下降4.00%,日均受理101件。"
    "其中直接答复1872件,占60.00%;转办1248件,占40.00%。",
    "从诉求类型看,咨询类1560件,占50.00%;求助类936件,占30.00%;投诉类468件,占15.00%;其他156件,占5.00%。",
    "供水问题416件,较上月增加104件,环比增长33.33%。停车问题273件,较去年同期减少91件,下降25.00%。",
    "二、办理情况",
    "各单位共办结转办工单1200件,逾期48件,按时办结率96.15%。",
    "满意率高于90%的单位有:甲河县、乙山区、己城管局。满意率前三名是甲河县、乙山区、己城管局,后三名是丙港区、戊住建局、丁交通局。",
    "退单共76次,其中退单3次的工单4件、退单2次的工单14件、退单1次的工单36件。",
)
CAPTION = "各单位办理情况统计表"
HEAD = ("单位", "转办量", "按时办结数", "逾期数", "按时办结率", "满意率", "考核得分", "排名")
NOTE = "注:考核得分按照按时办结率×0.4、满意率×0.6计算。统计时间为2023年5月1日至5月31日。"
# 转办量, 按时办结数, 满意率 in points
FIGURES = (
    ("甲河县", 400, 392, "96.50"),
    ("乙山区", 310, 300, "93.10"),
    ("丙港区", 250, 240, "84.00"),
    ("丁交通局", 120, 110, "88.75"),
    ("戊住建局", 98, 90, "85.20"),
    ("己城管局", 70, 68, "91.00"),
)


def rows() -> list[list[str]]:
    """The table's rows, computed in whole hundredths."""
    made = []
    for name, sent, done, satisfied in FIGURES:
        rate = (done * 20_000 + sent) // (2 * sent)  # hundredths of a point, half up
        score = (4 * rate + 6 * int(satisfied.replace(".", "")) + 5) // 10
        made.append(
            [name, str(sent), str(done), str(sent - done), _hundredths(rate) + "%", f"{satisfied}%", _hundredths(score)]
        )
    scores = sorted((row[6] for row in made), key=lambda text: -int(text.replace(".", "")))
    ranked = [[*row, str(scores.index(row[6]) + 1)] for row in made]
    sums = [str(sum(int(row[at]) for row in ranked)) for at in (1, 2, 3)]
    return [*ranked, ["合计", *sums, "96.15%", "", "", ""]]


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


Changed = Sequence[tuple[str, str]]


def _with(text: str, changed: Changed) -> str:
    for old, new in changed:
        text = text.replace(old, new)
    return text


def as_tabs(changed: Changed = ()) -> bytes:
    """Plain text, the table by tabs."""
    table = "\n".join("\t".join(row) for row in (HEAD, *rows()))
    return _with("\n\n".join((TITLE, *TEXT, CAPTION)) + f"\n\n{table}\n\n{NOTE}\n", changed).encode()


def as_spaces(changed: Changed = ()) -> bytes:
    """Plain text, lines broken, the table by spaces with its empty cells lost."""
    table = "\n\n".join(" ".join(cell for cell in row if cell) for row in (HEAD, *rows()))
    whole = [_with(passage, changed) for passage in TEXT]  # before the lines are broken: a figure may be broken too
    text = "\n\n".join(passage[at : at + 30] for passage in whole for at in range(0, len(passage), 30))
    return _with(f"{TITLE}\n\n{text}\n\n{CAPTION}\n\n{table}\n\n{NOTE}\n", changed).encode()


def as_cells(changed: Changed = ()) -> bytes:
    """Plain text, one cell a line."""
    table = "\n\n".join("\n".join(f"\t{cell or '-'}" for cell in row) for row in (HEAD, *rows()))
    return _with("\n".join((TITLE, *TEXT, CAPTION)) + f"\n{table}\n\n{NOTE}\n", changed).encode()


def as_markdown(changed: Changed = ()) -> bytes:
    """Markdown with a bar table."""
    lines = [HEAD, ["---"] * len(HEAD), *rows()]
    table = "\n".join(f"| {' | '.join(row)} |" for row in lines)
    text = "\n\n".join(f"**{passage[:4]}**{passage[4:]}" for passage in TEXT)
    return _with(f"# {TITLE}\n\n{text}\n\n{CAPTION}\n\n{table}\n\n{NOTE}\n", changed).encode()


def as_html(changed: Changed = ()) -> bytes:
    """A web page: the table in a table that lays the page out, its name column's head over two rows."""
    head = "".join(f"<th rowspan='2'>{label}</th>" for label in HEAD[:4]) + "<th colspan='4'>质量</th>"
    under = "".join(f"<th>{label}</th>" for label in HEAD[4:])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows())
    text = "".join(f"<p>&nbsp;{passage}</p>" for passage in TEXT)
    table = f"<table><tr>{head}</tr><tr>{under}</tr>{body}</table>"
    page = f"<!DOCTYPE html><html><head><script>var a='占99.99%'</script></head><body><h1>{TITLE}</h1>{text}"
    page += f"<table><tr><td><p>{CAPTION}</p>{table}</td></tr></table><p>{NOTE}</p></body></html>"
    return _with(page, changed).encode()


def as_docx(changed: Changed = ()) -> bytes:
    """A Word file; the title of the table stands merged in the table."""
    book = docx.Document()
    book.add_heading(TITLE, 1)
    for passage in TEXT:
        book.add_paragraph(_with(passage, changed))
    lines = rows()
    table = book.add_table(len(lines) + 2, len(HEAD))
    table.cell(0, 0).merge(table.cell(0, len(HEAD) - 1)).text = CAPTION
    for at, line in enumerate((HEAD, *lines), 1):
        for column, cell in enumerate(line):
            table.cell(at, column).text = _with(cell, changed)
    book.add_paragraph(NOTE)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_xlsx(changed: Changed = ()) -> bytes:
    """A workbook; percentages are numbers with a format."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for passage in (TITLE, *TEXT, CAPTION):
        sheet.append([_with(passage, changed)])
    for line in (HEAD, *rows()):
        sheet.append([_with(cell, changed) for cell in line])
        for cell in sheet[sheet.max_row]:
            text = str(cell.value or "")
            if text.endswith("%"):
                cell.value, cell.number_format = float(text[:-1]) / 100, "0.00%"
            elif text.replace(".", "").isdigit():
                cell.value, cell.number_format = float(text), "0.00" if "." in text else "0"
    sheet.append([NOTE])
    hidden = book.create_sheet("底稿")
    hidden.append(["占99%", "1件"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_pdf(changed: Changed = ()) -> bytes:
    """A pdf with a ruled table."""
    quoted = ", ".join(f"[{_with(cell, changed)}]" for row in (HEAD, *rows()) for cell in row)
    text = "\n\n".join(_with(passage, changed) for passage in TEXT)
    source = f'#set text(font: "Noto Serif CJK SC", size: 11pt)\n{TITLE}\n\n{text}\n\n{CAPTION}\n\n'
    source += f"#table(columns: {len(HEAD)}, {quoted})\n\n{NOTE}\n"
    return bytes(typst.compile(source.encode()))


FORMS = {
    "tabs.txt": as_tabs,
    "spaces.txt": as_spaces,
    "cells.txt": as_cells,
    "bars.md": as_markdown,
    "page.html": as_html,
    "file.docx": as_docx,
    "book.xlsx": as_xlsx,
    "print.pdf": as_pdf,
}


def found(text: str | bytes, name: str = "通报.txt") -> list[Finding]:
    """The findings of a text."""
    return list(check_file(text.encode() if isinstance(text, str) else text, name).findings)


def told(text: str | bytes) -> list[tuple[str, Severity, str]]:
    """Rule, severity and what came out, of each finding of a text."""
    return [(one.rule, one.severity, one.computed) for one in found(text)]
