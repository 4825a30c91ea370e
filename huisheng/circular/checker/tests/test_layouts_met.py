"""Tables and files as other houses make them: merged groups, subtotals, tracked changes, boxes, notes, formulas."""

import io
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from huisheng.circular.checker import Severity, check_file
from huisheng.circular.checker.tests.synthetic import told
from huisheng.kernel.errors import Refusal

NO, UNKNOWN = Severity.CONTRADICTION, Severity.UNKNOWN
TEXT = "共受理3120件,其中直接答复1872件,占60.00%;转办1248件,占40.00%。"
HTML = """<html><body><p>各单位办理情况</p><table>
<tr><th rowspan=2>区域</th><th rowspan=2>单位</th><th colspan=3>办理</th></tr>
<tr><th>转办量</th><th>办结量</th><th>办结率</th></tr>
<tr><td rowspan=2>县区</td><td>甲县</td><td>200</td><td>190</td><td>95.00%</td></tr>
<tr><td>乙县</td><td>150</td><td>138</td><td>92.00%</td></tr>
<tr><td colspan=2>小计</td><td>350</td><td>328</td><td>93.71%</td></tr>
<tr><td rowspan=3>部门</td><td>丙局</td><td>120</td><td>117</td><td>97.50%</td></tr>
<tr><td>丁局</td><td>90</td><td>81</td><td>90.00%</td></tr>
<tr><td>戊局</td><td>40</td><td>37</td><td>92.50%</td></tr>
<tr><td colspan=2>合计</td><td>600</td><td>563</td><td>93.83%</td></tr></table></body></html>"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        (">350<", ">360<", [("表中合计", NO, "350")]),
        (">600<", ">610<", [("表中合计", NO, "600")]),
        (">97.50%<", ">95.70%<", [("表中比率", NO, "97.50%")]),
    ],
)
def test_groups_and_subtotals_in_merged_cells(old: str, new: str, expected: list[tuple[str, Severity, str]]) -> None:
    text = HTML.replace(old, new) if old else HTML
    got = [(one.rule, one.severity, one.computed) for one in check_file(text.encode("gbk"), "a.html").findings]
    assert [one for one in got if one[0] != "表中比率" or len(expected) == 1 and expected[0][0] == one[0]] == expected


def test_subtotals_prove_each_other_or_say_nothing() -> None:
    rows = "甲局\t20\n乙局\t30\n小计\t51\n丙局\t5\n丁局\t6\n小计\t12\n"
    assert told(f"单位\t受理量\n{rows}") == []
    assert told("单位\t受理量\n" + rows.replace("\t51", "\t50")) == [("表中合计", NO, "11")]
    assert told("单位\t受理量\n甲局\t20\n小计\t21\n丙局\t5\n丁局\t6\n小计\t11\n") == []


def test_a_column_called_subtotal_needs_little_proof() -> None:
    head = "时间\t刑事\t治安\t求助\t小计\n"
    rows = "2023年8月\t320\t813\t128\t1261\n2024年7月\t378\t962\t142\t1482\n2024年8月\t310\t750\t114\t1174\n"
    assert told(head + rows) == []
    assert told(head + rows.replace("\t1482", "\t1842")) == [("表中合计", NO, "1482")]


def test_a_rate_called_as_its_part_needs_little_proof() -> None:
    rows = "甲区\t935\t912\t97.54%\n乙区\t848\t806\t95.05%\n丙区\t736\t596\t80.98%\n"
    assert told(f"城区\t应结案数\t结案数\t结案率\n{rows}") == []
    wrong = rows.replace("95.05", "95.50")
    assert told(f"城区\t应结案数\t结案数\t结案率\n{wrong}") == [("表中比率", NO, "95.05%")]


def _docx(*bodies: str) -> bytes:
    book = docx.Document()
    for body in bodies:
        book.add_paragraph()._p.append(parse_xml(body.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _told(data: bytes, name: str) -> list[str]:
    return [one.place.text for one in check_file(data, name).findings]


def test_tracked_changes_are_read_as_accepted() -> None:
    book = docx.Document()
    paragraph = book.add_paragraph(TEXT.partition("1248")[0])
    for tag, word, number in (("del", "delText", 1284), ("ins", "t", 1248)):
        run = f"<w:r><w:{word}>{number}</w:{word}></w:r>"
        paragraph._p.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="x">{run}</w:{tag}>'))
    paragraph.add_run(TEXT.partition("1248")[2])
    table = book.add_table(4, 2)
    for at, line in enumerate((("单位", "受理量"), ("甲局", "20"), ("乙局", "30"), ("合计", "20"))):
        table.cell(at, 0).text, table.cell(at, 1).text = line
    row = table.rows[2]._tr
    row.get_or_add_trPr().append(parse_xml(f'<w:del {nsdecls("w")} w:id="3" w:author="x"/>'))
    out = io.BytesIO()
    book.save(out)
    assert _told(out.getvalue(), "a.docx") == []


def test_a_text_box_is_read_once() -> None:
    inner = f"<w:txbxContent><w:p><w:r><w:t>{TEXT.replace('1248件', '1284件')}</w:t></w:r></w:p></w:txbxContent>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f'<mc:Choice Requires="wps">{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>'
    data = _docx(f"<w:r><mc:AlternateContent {space}>{box}</mc:AlternateContent></w:r>")
    assert set(_told(data, "a.docx")) == {"第2段"}


def test_footnotes_are_read() -> None:
    plain, out = _docx("<w:r><w:t>一、受理情况</w:t></w:r>"), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        words = f"<w:p><w:r><w:t>{TEXT.replace('60.00', '66.00')}</w:t></w:r></w:p><w:p/>"
        notes = f"<w:footnote><w:p/></w:footnote><w:footnote>{words}</w:footnote>"
        new.writestr("word/footnotes.xml", f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>")
    assert _told(out.getvalue(), "a.docx") == ["脚注2"]


def test_a_table_in_a_table_is_read_by_itself() -> None:
    book = docx.Document()
    outer = book.add_table(1, 1)
    outer.cell(0, 0).text = TEXT
    inner = outer.cell(0, 0).add_table(4, 2)
    for at, line in enumerate((("单位", "受理量"), ("甲局", "20"), ("乙局", "30"), ("合计", "60"))):
        inner.cell(at, 0).text, inner.cell(at, 1).text = line
    out = io.BytesIO()
    book.save(out)
    assert _told(out.getvalue(), "a.docx") == ["第1个表第4行“合计”行“受理量”列"]


def test_formulas_without_results_are_refused() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (("单位", "受理量"), ("甲局", 20), ("乙局", 30), ("合计", "=SUM(B2:B3)")):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Refusal, match="公式") as caught:
        check_file(out.getvalue(), "a.xlsx")
    assert caught.value.code == "uncomputed"


def test_rich_text_is_refused() -> None:
    with pytest.raises(Refusal, match="RTF"):
        check_file(b"{\\rtf1 x}", "a.rtf")
