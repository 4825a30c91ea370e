"""A rich document for all renderers: everything the contract allows, and what a careless office may write into it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from huisheng.circular.document import (
    Attachment,
    Block,
    Chart,
    Column,
    Document,
    Heading,
    Number,
    Paragraph,
    Source,
    Table,
)

HOSTILE = '=1+1 #eval("x") $x$ *b* _c_ [d] @e <f> \\g // /* ` ~ & "引号" \x00\x07 𠮷 😀 שלום'
KEPT = '=1+1 #eval("x") $x$ *b* _c_ [d] @e <f> \\g // /* ` ~ & "引号"  𠮷'
UNITS = tuple(
    f"演示{name}{kind}" for kind in ("街道", "镇") for name in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄"
)


def number(text: str, ref: str = "") -> Number:
    """A Number whose value follows from its text."""
    percent = text.endswith("%")
    value = None if text == "-" else Decimal(text.rstrip("%")) if percent or "." in text else int(text)
    return Number(text, value, ref, percent)


SOURCES = {
    "total": Source("total", "figure", "受理量", "accepted@1", "9744件", "本期受理的事项", "gbt-9704-2012#art-1", 9744),
    "rate": Source(
        "rate",
        "figure",
        "解决率",
        "resolved@2",
        "9101 ÷ 9190 = 99.03%",
        "已解决 ÷ 有效回访",
        "gbt-9704-2012#art-1",
        9101,
        9190,
        (("时段", "2024年2月"),),
        (("重复诉求", 12, "gbt-9704-2012#art-1"), ("恶意骚扰", 3, "")),
        "t1",
    ),
    "before": Source("before", "given", "上期受理量", "accepted@1", "见上期通报", "", "某期通报"),
    "a": Source(
        "a",
        "score",
        "演示甲街道综合得分",
        "scheme@1",
        "40 + 50 = 90",
        "解决率得分 + 满意率得分",
        "本市考核办法",
        measure="综合得分",
    ),
    "b": Source(
        "b",
        "score",
        "演示乙街道综合得分",
        "scheme@1",
        "39 + 50 = 89",
        "解决率得分 + 满意率得分",
        "本市考核办法",
        measure="综合得分",
    ),
}


def wide(rows: int = 50) -> Table:
    """A table of ``rows`` × 16 with grouped heads and a sum at its foot."""
    columns = (
        Column("序号"),
        Column("单位", words=True),
        Column("承办量"),
        *(
            Column(head, group)
            for group in ("响应", "按时办理", "解决", "满意")
            for head in ("应办数", "办成数", "比率")
        ),
        Column("综合排名"),
    )
    made: list[tuple[str | Number, ...]] = []
    sums = [0] * 3
    for place in range(rows):
        due, done = 100 + place, 90 + place % 10
        rate = number(f"{(Decimal(done * 100) / due).quantize(Decimal('0.01'))}%")
        sums = [one + more for one, more in zip(sums, (due, due, done), strict=True)]
        cells = [number(str(due)), number(str(done)), rate] * 4
        made.append((number(str(place + 1)), UNITS[place % 50], number(str(due)), *cells, number(str(place + 1))))
    rate = number(f"{(Decimal(sums[2] * 100) / max(1, sums[1])).quantize(Decimal('0.01'))}%")
    foot = [number(str(sums[1])), number(str(sums[2])), rate] * 4
    made.append(("", "合计", number(str(sums[0])), *foot, "-"))
    return Table(
        "镇（街）、园区二月份办理情况表",
        columns,
        tuple(made),
        total=True,
        note="注：统计时间为2024年1月25日至2月22日。",
    )


def charts() -> tuple[Chart, ...]:
    """One of each kind, with gaps, zeros, negatives, a seam and many long labels."""
    months = tuple(f"2023年{month}月" for month in range(1, 13))
    line = tuple(None if month == 5 else number(f"{80 + month}.5%") for month in range(12))
    other = tuple(number(f"{90 - month}.25%") for month in range(12))
    channels = ("来电", "微信平台", "省级网站诉求", "随手拍", "其他")
    counts = tuple(number(text) for text in ("10787", "209", "52", "0", "51"))
    many = tuple(f"类别{place}拖欠工资与物业管理服务纠纷" for place in range(1, 23))
    return (
        Chart("各渠道受理量", "pie", channels, (("受理量", counts),)),
        Chart("解决率与满意率走势", "line", months, (("解决率", line), ("满意率", other)), ("2023年9月",)),
        Chart(
            "受理量同比",
            "column",
            channels,
            (("本期", counts), ("增减", tuple(map(number, ("12", "-9", "0", "3", "-"))))),
        ),
        Chart("热点问题", "bar", many, (("件数", tuple(number(str(2159 - 90 * place)) for place in range(22))),)),
        Chart("只有一类", "pie", ("全部",), (("件", (number("7"),)),)),
    )


def rich() -> Document:
    """The whole thing."""
    body: list[Block] = [
        Heading(1, ("一、受理概况",)),
        Paragraph(
            (
                "2月份，全区市民热线共受理各类承办事项",
                number("9744", "total"),
                "件，同比增长",
                number("16.08%", "rate"),
                "，环比下降27.24%，日均受理量386件。受理量较多的渠道有来电受理、微信平台受理、省级网站诉求和随手拍。"
                * 3,
            )
        ),
        charts()[0],
        Heading(2, ("（一）承办单位考核情况",)),
        Paragraph(
            ("镇（街）、园区共承办工单", number("3935", "before"), "件，得分", number("90", "a"), "分。"), "words"
        ),
        Heading(3, ("1. 办理较好的单位",)),
        Paragraph((HOSTILE, number("99.03%", "rate"))),
        Table(
            "排名",
            (Column("前三名", words=True), Column("名次")),
            (("演示甲街道", number("1")), ("演示乙街道", number("2"))),
        ),
        Table("没有行的表", (Column("单位", words=True), Column("件数")), ()),
        *charts()[1:],
        Heading(1, ("二、工作要求",)),
        *(Paragraph(("各单位要高度重视群众诉求，压实责任，及时办理，提高解决率和满意率。" * 4,)) for _ in range(6)),
    ]
    return Document(
        name="rich",
        title="演示区12345市民热线二月份办理情况通报",
        masthead="演示区12345市民热线月报",
        issue="第2期（总第113期）",
        issuer="演示区12345市民热线受理中心",
        dated=date(2024, 3, 11),
        blocks=tuple(body),
        addressee="各镇人民政府、各街道办事处，区直各部门、单位",
        attachments=(
            Attachment("镇（街）、园区二月份办理情况表", (wide(),), landscape=True),
            Attachment("企业诉求办理情况", (Paragraph(("说明如下。",)), wide(3))),
        ),
        copies=(
            ("报", "区委书记，区长，各副区长"),
            ("抄送", "区纪委监委，区委组织部，区人大常委会办公室，区政协办公室"),
        ),
        watermark="征求意见稿",
        sources=SOURCES,
    )


def bare() -> Document:
    """The least a document can be."""
    return Document("bare", "空文档", "演示月报", "", "演示中心", date(2024, 3, 11), ())


def with_blocks(*blocks: Block) -> Document:
    """A document of these blocks."""
    return replace(bare(), blocks=blocks)
