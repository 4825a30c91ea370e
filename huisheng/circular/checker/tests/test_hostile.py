"""Files that mean harm, are broken or aren't circulars: refused with a sentence, quickly, never a traceback."""

import io
import random
import zipfile
from pathlib import Path

import pytest
import typst

from huisheng.circular.checker import check_file
from huisheng.circular.checker.readers import limits
from huisheng.circular.checker.tests import synthetic
from huisheng.kernel.errors import Refusal

ENTITIES = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "x"><!ENTITY b SYSTEM "file:///etc/passwd">]><w>&b;</w>'


def _refused(data: bytes, name: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        check_file(data, name)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in caught.value.sentence)
    assert caught.value.sentence.endswith("。")
    return caught.value


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b"   \n \n", "a.txt", "no_text"),
        (b"\x00\x01\x02\x03" * 200, "a.txt", "not_text"),
        (b"\x81\xff\xff" * 9, "a.txt", "not_text"),
        (b"\x89PNG\r\n\x1a\n0000", "a.png", "picture"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "a.doc", "old_office"),
        (b"PK\x03\x04garbage", "a.docx", "broken"),
        (_zip({"readme.txt": b"x"}), "a.zip", "archive"),
        (_zip({"word/document.xml": b"<a>" + b"0" * 30_000_000 + b"</a>"}), "a.docx", "bomb"),
        (_zip({f"{n}.bin": b"" for n in range(limits.MEMBERS + 1)}), "a.docx", "bomb"),
        (_zip({"word/document.xml": ENTITIES.encode()}), "a.docx", "entities"),
        (_zip({"word/document.xml": ENTITIES.encode("utf-16")}), "a.docx", "entities"),
        (_zip({"xl/workbook.xml": b"<w/>", "xl/sharedStrings.xml": ENTITIES.encode()}), "a.xlsx", "entities"),
        (_zip({"xl/workbook.xml": b"<w/>"}), "a.xlsx", "broken"),
        (_zip({"word/document.xml": b"<w><p></w>"}), "a.docx", "broken"),
        (_zip({"word/document.xml": b"<w/>"}), "a.docx", "broken"),
        (b"%PDF-1.7 nothing more", "a.pdf", "broken"),
        (
            b"%PDF-1.4\n1 0 obj\n<</Type /Catalog /Pages 9 0 R>>\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF",
            "a.pdf",
            "no_text",
        ),
        (b"<html></html>", "a.html", "no_text"),
        (b"x" * (limits.FILE + 1), "a.txt", "too_large"),
        ("字".encode() * (limits.CHARACTERS + 1), "a.txt", "too_large"),
        (b"<html>" + "字".encode() * (limits.CHARACTERS + 1), "a.html", "too_large"),
    ],
)
def test_is_refused(data: bytes, name: str, code: str) -> None:
    assert _refused(data, name).code == code


def test_a_wrong_extension_is_told() -> None:
    assert _refused(synthetic.as_docx(), "通报.pdf").code == "wrong_extension"
    assert _refused(synthetic.as_tabs(), "通报.docx").code == "wrong_extension"
    assert check_file(synthetic.as_html(), "通报.txt").form == "html"
    assert check_file(synthetic.as_docx(), "没有扩展名").form == "docx"


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(_zip({"word/document.xml": b"<w/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert _refused(bytes(data), "a.docx").code == "encrypted"


def test_a_member_larger_than_it_says_is_refused() -> None:
    data = _zip({"word/document.xml": b"<w>" + b"0" * 60_000 + b"</w>"})
    lying = data.replace((60_007).to_bytes(4, "little"), (7).to_bytes(4, "little"))
    assert _refused(lying, "a.docx").code in ("bomb", "broken")


def test_an_encrypted_pdf_is_refused() -> None:
    plain = bytes(typst.compile(b"words"))
    body = plain.replace(b"trailer", b"trailer", 1)
    at = body.rindex(b"/Root")
    keys = (
        b"/Encrypt <</Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b">>> "
    )
    assert _refused(body[:at] + keys + b"/ID [<00><00>] " + body[at:], "a.pdf").code in ("encrypted", "broken")


def test_a_pdf_without_text_is_told_to_be_a_scan() -> None:
    assert "扫描" in _refused(bytes(typst.compile(b"#rect()")), "a.pdf").sentence


def test_too_many_pages_and_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PAGES", 0)
    assert _refused(synthetic.as_pdf(), "a.pdf").code == "too_large"
    monkeypatch.setattr(limits, "PAGES", 9)
    monkeypatch.setattr(limits, "CELLS", 20)
    for form in ("file.docx", "book.xlsx", "page.html", "print.pdf"):
        assert _refused(synthetic.FORMS[form](), form).code == "too_large"


def test_too_many_numbers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NUMBERS", 10)
    assert _refused(synthetic.as_tabs(), "a.txt").code == "too_large"


def test_html_nested_deeply_or_spanning_wide_is_read_in_bounds() -> None:
    deep = "<html>受理10件" + "<div>" * 50_000 + "</div>" * 50_000
    table = "<table><tr><td colspan='99999'>甲</td><td rowspan='x'>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    wide = f"<html>{table}</html>"
    for page in (deep, wide):
        assert check_file(page.encode(), "a.html").findings == []


def test_nothing_is_fetched_and_scripts_are_no_text() -> None:
    page = (
        "<html><body><p>受理100件,其中甲类60件</p><script>占999%</script><img src='http://127.0.0.1:1/x'></body></html>"
    )
    assert check_file(page.encode(), "a.html").findings == []


@pytest.mark.parametrize("form", synthetic.FORMS)
def test_damaged_files_are_read_or_refused(form: str) -> None:
    whole, chance = synthetic.FORMS[form](), random.Random(7)
    for _ in range(4):
        data = bytearray(whole)
        for _ in range(20):
            data[chance.randrange(len(data))] = chance.randrange(256)
        cut = bytes(data[: chance.randrange(1, len(data))] if chance.random() < 0.4 else data)
        try:
            check_file(cut, form)
        except Refusal as refusal:
            assert refusal.sentence


@pytest.mark.parametrize(
    "text",
    [
        "占" * 5000 + "%",
        "1" * 5000 + "件,占" + "9" * 3000 + "%",
        "甲类1件、" * 3000,
        "受理0件,占0%,同比增长0%,日均0件,上月0件增长0%。",
        "\t".join(["1"] * 60) + "\n" + "\t".join(["1"] * 60),
        "|" * 500 + "\n" + "|" * 500,
        "单位\t受理量\t占比\n" + "\n".join(f"甲{n}局\t{n}\t0.00%" for n in range(400)),
        "2023年13月45日至99月99日,日均3件,共受理9件",
        "a b c d e f\n甲 1 2 3 4 5\n" * 40,
        "名称 数量甲 数量乙 数量丙 数量丁\n甲乙 1 2\n丙丁 3 4\n戊己 5 6\n庚辛 7 8 9 1 2 3 4 5",
    ],
)
def test_odd_texts_are_no_trouble(text: str) -> None:
    check_file(text.encode(), "a.txt")


def test_a_path_is_read_and_a_missing_or_huge_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "通报.txt"
    path.write_bytes(synthetic.as_tabs())
    assert check_file(path).name == "通报.txt"
    with pytest.raises(Refusal, match="没有文件"):
        check_file(tmp_path / "没有.txt")
    with path.open("wb") as file:
        file.truncate(limits.FILE + 1)
    with pytest.raises(Refusal, match="超过"):
        check_file(path)
