"""Lists as other platforms send them."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter

from huisheng.kernel.asks import Upload

HEAD = ("序号", "工单编号", "诉求人", "联系电话", "信件标题", "诉求内容", "受理时间", "诉求类型")


def line(no: int, **changed: str) -> list[str]:
    """A row of the list."""
    cells = {
        "序号": str(no),
        "工单编号": f"SJ{no:05d}",
        "诉求人": "演示甲",
        "联系电话": "19900000001",
        "信件标题": f"第{no}件：路灯不亮",
        "诉求内容": f"幸福路{no}号路灯不亮，已有一周，请派人修。",
        "受理时间": "2019-11-03 09:12",
        "诉求类型": "求助",
        **changed,
    }
    return [cells[name] for name in HEAD]


def xlsx(rows: Sequence[Sequence[object]], head: Sequence[str] = HEAD, name: str = "省级平台.xlsx") -> Upload:
    """As a spreadsheet; a word that begins with = is a formula there."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for place, words in enumerate(head):
        sheet.write_string(0, place, words)
    for no, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            sheet.write(no, place, cell)
    book.close()
    return Upload(name, out.getvalue(), len(out.getvalue()))


def table(rows: Sequence[Sequence[str]], *, coding: str = "utf-8", separator: str = ",") -> Upload:
    """As a CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([HEAD, *rows])
    data = out.getvalue().encode(coding)
    return Upload("列表.csv", data, len(data))
