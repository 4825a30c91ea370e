"""The same circular in every form: consistent, nothing is found; one figure changed, it is, at its place."""

import pytest

from huisheng.circular.checker import check_file
from huisheng.circular.checker.tests import synthetic

# what is changed in the text, and a piece of a finding that must come of it
CHANGES = [
    ("其他156件", "其他176件", "176"),
    ("求助类936件", "求助类986件", "31.60%"),
    ("占15.00%", "占16.00%", "15.00%"),
    ("直接答复1872件", "直接答复1972件", "63.21%"),
    ("环比增长33.33%", "环比增长35.33%", "33.33%"),
    ("下降25.00%", "增长25.00%", "一增一减"),
    ("日均受理101件", "日均受理131件", "101"),
    ("退单1次的工单36件", "退单1次的工单39件", "79次"),
    ("93.10%", "89.10%", "乙山区"),
    ("84.00%", "94.00%", "（漏）丙港区"),
    ("后三名是丙港区", "后三名是甲河县", "甲河县为96.50%"),
    ("1248", "1348", "1248"),
]


@pytest.mark.parametrize("form", synthetic.FORMS)
def test_a_consistent_circular_has_no_findings(form: str) -> None:
    report = check_file(synthetic.FORMS[form](), form)
    assert [(one.rule, one.place.text, one.printed, one.working) for one in report.findings] == []


@pytest.mark.parametrize("form", synthetic.FORMS)
@pytest.mark.parametrize(("old", "new", "says"), CHANGES[:1] + CHANGES[6:9])
def test_a_changed_figure_is_found_in_every_form(form: str, old: str, new: str, says: str) -> None:
    findings = check_file(synthetic.FORMS[form]([(old, new)]), form).findings
    assert any(says in one.computed + one.working + one.printed for one in findings), findings


@pytest.mark.parametrize(("old", "new", "says"), CHANGES)
def test_each_changed_figure_is_found(old: str, new: str, says: str) -> None:
    findings = synthetic.found(synthetic.as_tabs([(old, new)]))
    assert any(says in one.computed + one.working + one.printed for one in findings), findings


@pytest.mark.parametrize("row", range(6))
@pytest.mark.parametrize("column", [1, 2, 3, 4, 5, 6, 7])
def test_each_changed_cell_is_found_at_its_row(row: int, column: int) -> None:
    line = synthetic.rows()[row]
    cell = line[column]
    digits = cell.rstrip("%")
    changed = str(int(digits) + 7) if "." not in digits else f"{int(digits.replace('.', '')) - 131:04d}"
    if "." in digits:
        changed = f"{changed[:-2]}.{changed[-2:]}" + cell[len(digits) :]
    other = [*line[:column], changed, *line[column + 1 :]]
    findings = synthetic.found(synthetic.as_tabs([("\t".join(line), "\t".join(other))]))
    assert any(line[0] in one.place.text + one.working for one in findings), (cell, changed, findings)


def test_places_name_line_page_paragraph_and_cell() -> None:
    broken = [("其他156件", "其他176件"), ("84.00%", "94.00%")]
    places = {
        form: [one.place.text for one in check_file(make(broken), form).findings]
        for form, make in synthetic.FORMS.items()
    }
    assert "第7行" in places["tabs.txt"]
    assert any("“丙港区”行“考核得分”列" in place for place in places["tabs.txt"])
    assert "第4段" in places["file.docx"]
    assert any(place.startswith("第1个表第5行“丙港区”行") for place in places["file.docx"])
    assert "工作表“Sheet”A4" in places["book.xlsx"]
    assert any(place.startswith("第1页第") for place in places["print.pdf"])
    assert any(place.startswith("第1页表1第4行") for place in places["print.pdf"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gbk", "gb18030"])
def test_every_encoding_reads_the_same(encoding: str) -> None:
    text = synthetic.as_tabs([("其他156件", "其他176件")]).decode()
    plain = [one.working for one in synthetic.found(text)]
    assert [one.working for one in synthetic.found(text.encode(encoding))] == plain != []
