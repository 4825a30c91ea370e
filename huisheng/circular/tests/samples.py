"""A small document with every sort of block, for the tests of the room."""

from datetime import date
from decimal import Decimal

from huisheng.circular.document import (
    Attachment,
    Chart,
    Column,
    Document,
    Heading,
    Number,
    Paragraph,
    Source,
    Table,
)

CALLS = Number("9744", 9744, "f1")
RATE = Number("97.71%", Decimal("97.71"), "f2", percent=True)
NONE = Number("-", None)


def document() -> Document:
    """Two paragraphs, a table, a chart and an attachment."""
    return Document(
        name="example",
        title="示例市热线工作情况通报",
        masthead="示例市12345市民热线通报",
        issue="第1期",
        issuer="示例市热线办",
        dated=date(2019, 12, 26),
        addressee="各成员单位：",
        blocks=(
            Heading(1, ("热线运行基本情况",)),
            Paragraph(("共接到群众来电", CALLS, "件，接通率", RATE, "。"), "p-calls"),
            Paragraph(("下一步，继续做好各项工作。",), "p-next"),
            Table(
                "办理情况",
                (Column("单位", words=True), Column("来电", "热线"), Column("接通率", "热线")),
                (("甲局", CALLS, RATE), ("乙局", NONE, NONE)),
                note="乙局没有来电。",
            ),
            Chart("来电", "bar", ("甲局", "乙局"), (("来电", (CALLS, None)),), ("乙局",)),
        ),
        attachments=(Attachment("附表", (Paragraph(("附表说明。",), "a-1"),), True),),
        copies=(("报", "市政府。"), ("发", "各成员单位。")),
        sources={
            "f1": Source(
                "f1", "figure", "来电数", "calls_offered@1", "来电数 = 9744个", "全部来电", "domain#art-1", 9744
            ),
            "f2": Source(
                "f2",
                "figure",
                "接通率",
                "connection_rate@1",
                "9521 ÷ 9744 = 97.71%",
                "接通 ÷ 来电",
                "domain#art-1",
                9521,
                9744,
                (("统计时段", "2019-11-01 至 2019-11-30"),),
                (("测试来电", 2, "domain#art-1"),),
                "abcdefgh",
            ),
        },
    )
