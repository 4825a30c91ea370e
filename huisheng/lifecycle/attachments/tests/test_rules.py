"""What a file is, by its own bytes; and why one isn't taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.lifecycle.attachments import rules
from huisheng.lifecycle.attachments.rules import Limits, Unfit
from huisheng.lifecycle.attachments.states import Sort
from huisheng.lifecycle.attachments.tests.made import DOCX, PDF, XLSX, packed, picture

LIMITS = Limits(1 << 20, 9, tuple(sort.value for sort in Sort))


@pytest.mark.parametrize(
    ("data", "sort"),
    [
        (picture("JPEG"), Sort.JPEG),
        (picture("PNG"), Sort.PNG),
        (picture("WEBP"), Sort.WEBP),
        (PDF, Sort.PDF),
        (DOCX, Sort.DOCX),
        (XLSX, Sort.XLSX),
    ],
)
def test_it_is_what_its_bytes_say(data: bytes, sort: Sort) -> None:
    assert rules.sort_of(data, len(data), LIMITS) is sort


BAD = {
    "空": (b"", "是空的"),
    "程序": (b"MZ\x90\x00" + b"\0" * 60, "不是照片"),
    "网页": (b"<html><script>alert(1)</script>", "不是照片"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不是照片"),
    "zip": (packed(a="1"), "压缩包"),
    "两样": (packed(types="<Types/>", word="1", excel="2"), "压缩包"),
    "无类型": (packed(word="1"), "压缩包"),
    "rar": (b"Rar!\x1a\x07\x01\x00", "压缩包"),
    "空zip": (b"PK\x05\x06" + b"\0" * 18, "压缩包"),
    "7z": (b"7z\xbc\xaf\x27\x1c123", "压缩包"),
    "旧doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "旧版"),
    "宏": (packed(types="<Types/>", word="1", macro="Sub AutoOpen"), "宏"),
    "宏类型": (packed(types="application/vnd.ms-word.document.macroEnabled.main+xml", word="1"), "宏"),
    "嵌入": (packed(**{"types": "<Types/>", "excel": "1", "xl/embeddings/a.xlsx": "1"}), "宏"),
    "断zip": (DOCX[:60], "打不开"),
    "脚本pdf": (PDF + b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>", "脚本"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_has_its_sentence(name: str) -> None:
    data, words = BAD[name]
    with pytest.raises(Unfit, match=words) as caught:
        rules.sort_of(data, len(data), LIMITS)
    assert str(caught.value).endswith("。")


def test_too_large_is_said_by_what_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unfit, match=r"有3\.1 MB，超过1 MB"):
        rules.sort_of(PDF, 3_300_000, LIMITS)
    monkeypatch.setattr(rules, "_PARTS", 1)
    with pytest.raises(Unfit, match="解开后过大"):
        rules.sort_of(DOCX, len(DOCX), LIMITS)


def test_a_sort_that_the_platform_doesn_t_take() -> None:
    with pytest.raises(Unfit, match="请换成照片、Word"):
        rules.sort_of(PDF, len(PDF), Limits(1 << 20, 9, ("jpeg", "png", "docx")))


@given(st.binary(max_size=400))
def test_whatever_comes_is_judged(data: bytes) -> None:
    """No bytes make it fall over."""
    for head in (b"", b"PK\x03\x04", DOCX[:80]):
        try:
            assert rules.sort_of(head + data, len(head + data), LIMITS) in Sort
        except Unfit as unfit:
            assert str(unfit)


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("现场.JPG", "现场.jpg"),
        (r"C:\照片\一 号.jpeg", "一 号.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ('x"\r\nSet-Cookie: a=1.png', "x Set-Cookie a=1.jpg"),
        ("", "附件.jpg"),
        (".jpg", "附件.jpg"),
        ("长" * 300 + ".jpg", "长" * 80 + ".jpg"),
    ],
)
def test_a_name_is_made_harmless(given_: str, kept: str) -> None:
    assert rules.clean_name(given_, Sort.JPEG) == kept


def test_words_for_people() -> None:
    assert rules.shown_name("a/b/ 现场 图.exe ") == "现场 图.exe"
    assert rules.shown_name("") == "文件"
    assert [rules.megabytes(size) for size in (10, 30_000, 1 << 20, 5_000_000, 10 << 20)] == [
        *("1 KB", "29 KB", "1 MB", "4.8 MB", "10 MB"),
    ]
    assert rules.kinds(("webp", "jpeg", "xlsx")) == "照片、Excel"
