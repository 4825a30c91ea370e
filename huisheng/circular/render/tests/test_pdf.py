"""The PDF: the standard's form, every character of any text, the same bytes, no need of an installed font."""

import io
import re

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]  # has no types
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.circular.document import Document, Paragraph, Table
from huisheng.circular.render import fonts, to_pdf
from huisheng.circular.render.tests.sample import bare, rich, wide, with_blocks
from huisheng.circular.render.words import clean

MM = 72 / 25.4


def text_of(pdf: bytes) -> str:
    """All words, without blanks: lines are broken where the page wants it."""
    pages = pypdfium2.PdfDocument(pdf)
    words = "".join(page.get_textpage().get_text_bounded() for page in pages)
    return re.sub(r"[\s\u200e\ufffe\x02\x00]", "", words)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_pdf(rich()) == to_pdf(rich())


def test_the_page_is_the_standards() -> None:
    with pdfplumber.open(io.BytesIO(to_pdf(rich()))) as pdf:
        first, wide_page = pdf.pages[0], next(page for page in pdf.pages if page.width > page.height)
        assert (round(first.width / MM), round(first.height / MM)) == (210, 297)
        assert (round(wide_page.width / MM), round(wide_page.height / MM)) == (297, 210)
        body = [one for one in first.chars if round(one["size"]) == 16]
        assert min(one["x0"] for one in body) >= 28 * MM - 1
        assert max(one["x1"] for one in body if one["text"] not in "，。、：") <= (210 - 26) * MM + 1
        head = [one for one in first.chars if one["text"] == "演" and one["size"] > 22.5]
        assert head and head[0]["non_stroking_color"] != (0, 0, 0)


def test_lines_and_characters_are_the_standards() -> None:
    """22 lines of 28 characters to a page."""
    document = with_blocks(*(Paragraph(("字" * 27 * 5,)) for _ in range(20)))
    with pdfplumber.open(io.BytesIO(to_pdf(document))) as pdf:
        chars = [one for one in pdf.pages[1].chars if one["text"] == "字"]
        tops = sorted({round(one["top"]) for one in chars})
        counts = [sum(1 for one in chars if round(one["top"]) == top) for top in tops]
    assert len(tops) == 22
    assert max(counts) == 28


def test_page_numbers_stand_outside() -> None:
    with pdfplumber.open(io.BytesIO(to_pdf(rich()))) as pdf:
        for number, page in enumerate(pdf.pages[:4], 1):
            foot = page.crop((0, page.height - 35 * MM, page.width, page.height))
            assert foot.extract_text().replace(" ", "") == f"—{number}—"
            middle = foot.chars[0]["x0"] > page.width / 2
            assert middle is (number % 2 == 1)


def test_heads_repeat_on_each_page_of_a_long_table() -> None:
    with pdfplumber.open(io.BytesIO(to_pdf(rich()))) as pdf:
        turned = [page.extract_text() for page in pdf.pages if page.width > page.height]
    assert len(turned) == 3
    assert all("应办数" in text and "综合排名" in text for text in turned)
    assert "演示玄镇" in turned[-1] and "合计" in turned[-1]


def test_everything_is_printed() -> None:
    read = text_of(to_pdf(rich()))
    for words in (
        "征求意见稿",
        "区委书记，区长，各副区长",
        "附件：1.镇（街）",
        "口径变化",
        "2024年3月11日印发",
        "𠮷",
        "99.03%",
    ):
        assert words in read, words
    assert "重复诉求" in read and "已解决÷有效回访" in read
    assert "9101÷9190" not in read and "40+50=90" not in read  # the appendix tells methods, not every number's working


def test_marks_lead_to_the_appendix() -> None:
    assert "9744[1]" in text_of(to_pdf(rich(), noted=True))
    assert "9744[1]" not in text_of(to_pdf(rich()))


def test_the_least_document() -> None:
    assert "空文档" in text_of(to_pdf(bare()))


def test_a_table_of_a_hundred_rows() -> None:
    assert text_of(to_pdf(with_blocks(wide(100)))).count("应办数") >= 8


def test_a_cell_longer_than_a_page_is_not_cut() -> None:
    long = Table("长", wide(1).columns[:2], (("1", "很长的内容" * 1500 + "尾"),))
    assert "尾" in text_of(to_pdf(with_blocks(long)))


def test_without_any_font_of_the_machine() -> None:
    """The wheel's variable font is enough for Chinese, rare characters too."""
    read = text_of(to_pdf(rich(), faces=fonts.from_the_wheel(system=False)))
    assert "演示区12345市民热线二月份办理情况通报" in read and "𠮷" in read and "征求意见稿" in read


def test_the_faces_at_hand() -> None:
    held = fonts.families(fonts.from_the_wheel(system=False))
    assert held == dict.fromkeys(("title", "body", "black", "kai", "song"), ["Noto Sans CJK SC"])


LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S"), max_codepoint=0x2FF) | st.sampled_from(
    "#$*_[]@<>\\/`~-=+'\"{}()|&%^;:!?，。、；：？！“”（）《》中文字件率𠮷㐀"
)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text(LETTERS, min_size=1, max_size=40), min_size=8, max_size=8))
def test_any_text_comes_out_as_it_went_in(texts: list[str]) -> None:
    """Nothing of a document is markup: each text is found between its brackets, by the glyphs' own characters."""
    blocks = [Paragraph((f"〖{text}〗",)) for text in texts] + [
        Table(texts[0], wide(1).columns[:2], ((texts[1], texts[2]),))
    ]
    read = text_of(to_pdf(with_blocks(*blocks)))
    for text in texts:
        wanted = re.sub(r"\s", "", clean(text)).replace("\xad", "")
        assert f"〖{wanted}〗" in read.replace("\xad", ""), text


def test_a_document_named_like_markup() -> None:
    document = Document(
        "x",
        '#panic("x")',
        "*头*",
        "@期",
        "$署$",
        bare().dated,
        (),
        addressee="_主送_",
        copies=(("#报", "//甲"),),
        watermark="#稿",
    )
    read = text_of(to_pdf(document))
    assert all(words in read for words in ('#panic("x")', "*头*", "@期", "$署$", "_主送_：", "#报：//甲", "#稿"))
