"""The Word document: form, heads, pictures, and a city's own template, sound or hostile."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from docx import Document as open_document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm

from huisheng.circular.document import Attachment
from huisheng.circular.render import to_docx
from huisheng.circular.render.tests.sample import KEPT, bare, rich, wide, with_blocks
from huisheng.kernel.errors import Refusal


def opened(blob: bytes) -> WordDocument:
    """The document of the bytes."""
    return open_document(io.BytesIO(blob))


def words(word: WordDocument) -> str:
    """All words of the body."""
    return "".join(one.text or "" for one in word.element.body.iter(qn("w:t")))


def part(blob: bytes, name: str) -> str:
    """One file of the package."""
    with zipfile.ZipFile(io.BytesIO(blob)) as packed:
        return packed.read(name).decode()


def template(*lines: str, save: Callable[[WordDocument], None] = lambda word: None) -> bytes:
    """A template with these paragraphs."""
    word = open_document()
    for line in lines:
        word.add_paragraph(line)
    save(word)
    held = io.BytesIO()
    word.save(held)
    return held.getvalue()


LINES = ("本市红头", "{{标题}}", "{{主送}}：", "{{正文}}", "{{署名}} {{日期}}", "{{附件}}", "{{抄送}}")


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_docx(rich()) == to_docx(rich())


def test_page_and_sections() -> None:
    word = opened(to_docx(rich()))
    first, second, third = word.sections
    assert (first.page_width, first.page_height) == pytest.approx((Mm(210), Mm(297)), rel=0.001)
    edges = (first.top_margin, first.left_margin, first.right_margin, first.bottom_margin)
    assert edges == pytest.approx((Mm(37), Mm(28), Mm(26), Mm(35)), rel=0.001)
    assert [one.orientation for one in (first, second, third)] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    assert word.settings.odd_and_even_pages_header_footer
    assert "PAGE" in first.footer._element.xml and "征求意见稿" in first.header._element.xml


def test_faces_are_named_with_others_to_fall_back_on() -> None:
    blob = to_docx(rich())
    assert 'w:eastAsia="仿宋_GB2312"' in part(blob, "word/styles.xml")
    table = part(blob, "word/fontTable.xml")
    assert 'w:name="方正小标宋简体"' in table and "FangSong" in table and "embed" not in table


def test_rows_stay_whole_and_heads_repeat() -> None:
    word = opened(to_docx(with_blocks(wide(100))))
    rows = word.element.body.findall(f".//{qn('w:tr')}")
    assert len(rows) == 103
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows[:3]] == [True, True, False]
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    assert 'w:gridSpan w:val="3"' in rows[0].xml and 'w:vMerge w:val="restart"' in rows[0].xml


def test_words_of_any_kind_arrive() -> None:
    read = words(opened(to_docx(rich())))
    assert KEPT in read and "😀" in read and "附录：指标口径" in read and "（无）" in read
    assert "9744[1]" in words(opened(to_docx(rich(), noted=True)))


def test_charts_are_drawings_with_a_picture_behind() -> None:
    blob = to_docx(rich())
    with zipfile.ZipFile(io.BytesIO(blob)) as packed:
        names = packed.namelist()
        assert packed.read("word/media/huisheng0.png").startswith(b"\x89PNG")
    assert sum(name.endswith(".svg") for name in names) == 5
    assert "svgBlip" in part(blob, "word/document.xml") and "image/svg+xml" in part(blob, "[Content_Types].xml")


def test_a_bulletin_is_not_signed() -> None:
    assert words(opened(to_docx(bare()))).count("演示中心") == 1
    assert words(opened(to_docx(rich()))).count("演示区12345市民热线受理中心") == 2


def test_the_last_page_may_be_turned() -> None:
    """版记 goes onto an upright page; without one the document ends turned."""
    turned = Attachment("宽表", (wide(2),), landscape=True)
    two = replace(bare(), issue="第1期", attachments=(turned, turned))
    ends = [opened(to_docx(one)).sections for one in (two, replace(two, copies=(("报", "市委"),)))]
    wide_page, upright = WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT
    assert [one.orientation for one in ends[0]] == [upright, wide_page, wide_page]
    assert [one.orientation for one in ends[1]] == [upright, wide_page, wide_page, upright]


def test_lines_in_a_placeholder_become_lines() -> None:
    given = replace(bare(), copies=(("报", "市委"), ("抄送", "市人大")))
    word = opened(to_docx(given, template("{{标题}}", "{{正文}}", "{{抄送}}")))
    assert [one.text for one in word.paragraphs] == ["空文档", "报：市委\n抄送：市人大"]


def test_a_template_is_filled() -> None:
    def styled(word: WordDocument) -> None:
        split = word.paragraphs[1]
        split.runs[0].text = ""
        for piece in ("关于{", "{标", "题}", "}的模板"):
            split.add_run(piece)
        word.sections[0].header.paragraphs[0].text = "{{期号}}"
        word.paragraphs[3].runs[0].italic = True

    word = opened(to_docx(rich(), template(*LINES, save=styled)))
    read = words(word)
    assert "关于演示区12345市民热线二月份办理情况通报的模板" in read and "本市红头" in read and "{{" not in read
    assert word.sections[0].header.paragraphs[0].text == "第2期（总第113期）"
    assert "征求意见稿" in word.sections[0].header._element.xml
    assert [one.orientation for one in word.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    body = next(one for one in word.paragraphs if one.text.startswith("2月份"))
    assert body.runs[0].italic
    assert any(one.style is not None and one.style.name == "Heading 1" for one in word.paragraphs)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (LINES[1:3], "缺少占位符{{正文}}、{{附件}}、{{抄送}}"),
        ((*LINES, "{{落款}}"), "不认识的占位符{{落款}}"),
        ((*LINES, "{{正文}}"), "应只出现一次"),
        ((*LINES[:3], "如下：{{正文}}", *LINES[4:]), "独占一段"),
    ],
)
def test_a_template_with_wrong_placeholders(lines: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refusal) as refused:
        to_docx(rich(), template(*lines))
    assert said in refused.value.sentence and refused.value.code == "bad_template"


def changed(name: str, change: Callable[[bytes], bytes], added: dict[str, bytes] | None = None) -> bytes:
    """A sound template with one file changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template(*LINES))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            new.writestr(one, change(old.read(one)) if one == name else old.read(one))
        for extra, blob in (added or {}).items():
            new.writestr(extra, blob)
    return made.getvalue()


MAIN = b"wordprocessingml.document.main+xml"
OUTSIDE = b'<Relationship Id="rX" Type="x" Target="http://x.invalid/" TargetMode="External"/></Relationships>'
FIELD = b'<w:p><w:r><w:instrText>INCLUDETEXT "C:\\\\x"</w:instrText></w:r></w:p><w:sectPr'


@pytest.mark.parametrize(
    ("blob", "said"),
    [
        (b"not a zip", "不是可用的 Word 文档"),
        (b"x" * (10 * 2**20 + 1), "超过10 MB"),
        (changed("", bytes, {"word/vbaProject.bin": b"x"}), "宏"),
        (changed("", bytes, {"word/embeddings/a.bin": b"x"}), "嵌入对象"),
        (changed("", bytes, {"bomb.bin": b"0" * (81 * 2**20)}), "解压后超过80 MB"),
        (changed("", bytes, {f"word/{number}.bin": b"" for number in range(1001)}), "太多"),
        (changed("[Content_Types].xml", lambda x: x.replace(MAIN, b"document.macroEnabled.main+xml")), "不含宏"),
        (changed("word/_rels/document.xml.rels", lambda x: x.replace(b"</Relationships>", OUTSIDE)), "外部文件"),
        (changed("word/document.xml", lambda x: x.replace(b"<w:sectPr", FIELD, 1)), "INCLUDETEXT"),
        (changed("word/styles.xml", lambda x: b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "不是规范的 XML"),
        (changed("word/document.xml", lambda x: x[:-20]), "不是规范的 XML"),
        (changed("word/document.xml", lambda x: x.replace(b"<w:pgSz", b"<w:was")), "纸张大小"),
        (changed("word/document.xml", lambda x: x.replace(b'w:w="12240"', b'w:w="5000"')), "太窄"),
    ],
)
def test_a_hostile_or_broken_template(blob: bytes, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        to_docx(rich(), blob)
    assert said in refused.value.sentence
