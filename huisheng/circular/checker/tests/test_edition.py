"""Our own editions before they are signed: consistent ones pass, a broken one doesn't, "can't tell" is left out."""

from datetime import date
from decimal import Decimal

from huisheng.circular.checker import Severity, check_document
from huisheng.circular.document import Attachment, Block, Chart, Column, Document, Heading, Number, Paragraph, Table


def _number(text: str) -> Number:
    return Number(text, Decimal(text.rstrip("%")), percent=text.endswith("%"))


def _edition(*paragraphs: str, rate: str = "90.00%", total: str = "300") -> Document:
    columns = (
        Column("单位", words=True),
        Column("承办量", "办理"),
        Column("办结数", "办理"),
        Column("办结率", "办理"),
    )
    rows = (
        ("甲局", _number("100"), _number("90"), _number(rate)),
        ("乙局", _number("120"), _number("110"), _number("91.67%")),
        ("丙局", _number("50"), _number("49"), _number("98.00%")),
        ("丁局", _number("30"), _number("26"), _number("86.67%")),
        ("合计", _number(total), _number("275"), _number("91.67%")),
    )
    table = Table("各单位办理情况表", columns, rows, total=True, note="统计时间为2024年1月25日至2024年2月22日")
    blocks: tuple[Block, ...] = (
        Heading(1, ("一、受理概况",)),
        *(Paragraph((text,)) for text in paragraphs),
        Chart("各渠道受理量", "pie", ("电话",), (("受理量", (_number("1"),)),)),
    )
    attachment = Attachment("附件", (table,))
    return Document(
        "demo", "办理情况通报", "演示市", "第1期", "演示市热线中心", date(2024, 3, 1), blocks, attachments=(attachment,)
    )


OWN = (
    "2月份共受理各类承办事项11198件，同比增长16.08%，环比下降27.24%，日均受理386件。其中，来电10787件，占96.33%；微信209件，占1.87%。",
    "从类别看，求助类9191件，占82.08%；咨询类1713件，占15.30%；建议类260件，占2.32%；感谢类34件，占0.30%。",
    "响应率100.00%，按时办理率100.00%，诉求解决率87.80%，综合满意率91.86%。受理量较多的渠道有来电10787件、微信209件、随手拍150件。",
    "拖欠工资问题2159件，占19.28%，同比增长108.20%，环比下降4.60%。",
    "退单301件、396次，其中退单5次的2件、4次的6件、3次的13件、2次的43件、1次的237件。各单位共承办工单300件。",
)


def test_a_consistent_edition_has_no_findings() -> None:
    assert check_document(_edition(*OWN)) == []


def test_broken_editions_are_told() -> None:
    assert [one.place.text for one in check_document(_edition(*OWN, rate="91.00%"))] == [
        "表1第1行“甲局”行“办理办结率”列"
    ]
    assert {one.rule for one in check_document(_edition(*OWN, total="310"))} == {"表中合计", "表中比率"}
    [wrong] = check_document(_edition(OWN[0], OWN[1].replace("1713", "1731")))
    assert (wrong.severity, wrong.place.text, wrong.computed) == (Severity.CONTRADICTION, "第4段", "15.46%")


def test_what_cant_be_told_is_left_out() -> None:
    assert check_document(_edition("共受理1000件。渠道有来电900件、微信60件、网站30件。")) == []
