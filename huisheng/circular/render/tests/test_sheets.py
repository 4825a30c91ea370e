"""The workbook: real numbers, formulas that agree, words that stay words."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.circular.document import Attachment, Column, Document, Number, Source, Table
from huisheng.circular.render import to_xlsx
from huisheng.circular.render.tests.sample import bare, number, rich, with_blocks


def sheets(document: Document, *, values: bool) -> openpyxl.Workbook:
    """The workbook with its formulas, or with the values that were kept of them."""
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(document)), data_only=values)


def rated(place: int, top: int, bottom: int, text: str) -> tuple[tuple[str, Number, Number, Number], Source]:
    """A row of a rate with its source."""
    source = Source(f"r{place}", "figure", "率", "r@1", "", "", "", top, bottom)
    return (f"单位{place}", number(str(top)), number(str(bottom)), number(text, source.ref)), source


def rates() -> Document:
    """办成 ÷ 应办, with a sum at the foot."""
    made = [rated(1, 2, 3, "66.67%"), rated(2, 1, 8, "12.50%"), rated(3, 3, 11, "27.27%")]
    columns = (Column("单位", words=True), Column("办成"), Column("应办"), Column("比率"))
    table = Table("比率", columns, tuple(row for row, _ in made), total=True)
    return replace(with_blocks(table), sources={source.ref: source for _, source in made})


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_xlsx(rich()) == to_xlsx(rich())


def test_sheets_have_names_and_stay_readable() -> None:
    book = sheets(rich(), values=True)
    assert book.sheetnames[-1] == "指标口径" and len(set(book.sheetnames)) == len(book.sheetnames)
    sheet = book["镇（街）、园区二月份办理情况表"]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == ("B4", "$1:$3", "landscape")
    assert sheet["D2"].value == "响应" and sheet["D3"].value == "应办数" and sheet["C2"].value == "承办量"
    assert sheet["C4"].value == 100 and sheet["F4"].value == 0.9 and sheet["F4"].number_format == "0.00%"


def test_sums_and_rates_are_formulas_whose_values_agree() -> None:
    formulas, kept = (sheets(rates(), values=values)["比率"] for values in (False, True))
    assert formulas["B5"].value == "=SUM(B3:B4)" and kept["B5"].value == 3
    assert formulas["D3"].value == "=ROUND(B3/C3,4)" and kept["D3"].value == 0.6667
    assert formulas["C5"].value == "=SUM(C3:C4)" and kept["C5"].value == 11


def test_a_foot_that_is_no_sum_stays_a_number() -> None:
    table = Table(
        "t", (Column("单位", words=True), Column("件")), (("a", number("1")), ("合计", number("5"))), total=True
    )
    assert sheets(with_blocks(table), values=False)["t"]["B4"].value == 5


def test_a_rate_that_its_columns_do_not_explain_stays_a_number() -> None:
    row, source = rated(1, 2, 3, "66.60%")
    table = Table("t", (Column("单位", words=True), Column("办成"), Column("应办"), Column("率")), (row,))
    document = replace(with_blocks(table), sources={source.ref: source})
    assert sheets(document, values=False)["t"]["D3"].value == 0.666


def test_a_number_too_long_for_a_cell_stays_whole() -> None:
    table = Table(
        "t",
        (Column("数"),),
        ((Number("1" * 20, int("1" * 20)),), (Number("-", None),), (Number("1.5", Decimal("1.5")),)),
    )
    sheet = sheets(with_blocks(table), values=False)["t"]
    assert [sheet.cell(row, 1).value for row in (3, 4, 5)] == ["1" * 20, "-", 1.5]


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(["=", "+", "-", "@", "\t", "{=", "http://x", "＝"]),
    st.text(st.characters(codec="utf-8"), max_size=20),
)
def test_words_never_become_formulas(start: str, rest: str) -> None:
    text = f"{start}{rest}"
    table = Table(text, (Column(text, text, words=True), Column(text, text)), ((text, text),), note=text)
    with zipfile.ZipFile(io.BytesIO(to_xlsx(with_blocks(table)))) as packed:
        xml = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml and "<hyperlink" not in xml


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=50), min_size=3, max_size=6))
def test_any_titles_make_sheets(titles: list[str]) -> None:
    blocks = tuple(
        Table(title, (Column("a"),), (("1",),)) for title in [*titles, *titles, "History", "'''", "指标口径"]
    )
    document = replace(bare(), attachments=(Attachment("附", blocks),))
    names = sheets(document, values=True).sheetnames
    assert len(names) == len(blocks) + 1
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 for name in names)


def test_definitions_are_told() -> None:
    sheet = sheets(rich(), values=True)["指标口径"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[2][0] == "解决率" and rows[2][5:7] == [9101, 9190] and "重复诉求12件" in rows[2][8]
    assert [row[1] for row in rows[1:]] == [
        "按台账统计",
        "按台账统计",
        "引自已发布数据",
        "按考核办法计分",
        "按考核办法计分",
    ]
