"""One letter: read out as far as it can be, checked by a person, made a matter with its file."""

import sys
from collections.abc import Iterator
from pathlib import Path

import manimgx_fonts_cjk
import pytest
from django.conf import LazySettings
from PIL import ImageFont

from huisheng.channels.inbox.models import Incoming
from huisheng.channels.letters import paper, reading, reads
from huisheng.channels.letters.actions import drop_letter, open_letter, take_letter
from huisheng.channels.letters.models import Letter
from huisheng.channels.letters.tests.papers import SAID, printed, saved, scanned, word
from huisheng.kernel import clock
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments import reads as attachments
from huisheng.lifecycle.attachments import store
from huisheng.lifecycle.attachments.rules import Limits
from huisheng.lifecycle.attachments.states import Sort
from huisheng.lifecycle.attachments.tests.made import XLSX, packed, picture
from tests.cast import START, World

LIMITS = Limits(10 << 20, 9, ("jpeg", "png", "webp", "pdf", "docx", "xlsx"))
GIVEN = {"words": SAID, "kind": "help", "channel": "mail", "name": "演示甲", "written": "2019-11-01"}


@pytest.fixture(autouse=True)
def hour(tmp_path: Path, settings: LazySettings) -> Iterator[None]:
    settings.ATTACHMENTS = tmp_path
    with clock.at(START):
        yield


def opened(world: World, name: str, data: bytes, by: str = "agent") -> Letter:
    return open_letter.do(Upload(name, data, len(data)), LIMITS, by=world.seat(by), at=START)


def test_a_word_letter_becomes_a_matter_with_its_file(world: World) -> None:
    data = word()
    letter = opened(world, "来信.docx", data)
    assert reads.letter_words(letter) == f"尊敬的市长：\n{SAID}\n联系人　演示甲" and letter.note == ""
    assert not Incoming.objects.exists()
    key = letter.pk
    taken = take_letter.do(key, by=world.seat("agent"), at=START, **GIVEN)
    assert taken.order is not None and taken.outcome == "new"
    matter = world.matter(taken.order.pk)
    assert (matter.order.channel, matter.personal.words) == ("mail", SAID)
    (hung,) = [one for files in attachments.on_entries(matter).values() for one in files]
    assert (hung.name, store.read(hung.content)) == ("来信.docx", data)
    assert not Letter.objects.exists(), "typed, it isn't kept here"
    with pytest.raises(Refusal, match="没有这封"):
        take_letter.do(key, by=world.seat("agent"), at=START, **GIVEN)


def test_only_its_seat_types_it(world: World) -> None:
    letter = opened(world, "来信.docx", word(), by="dispatcher")
    for code in ("agent", "d-linhe"):
        with pytest.raises(Refusal, match="没有这封"):
            reads.letter(letter.pk, world.seat(code))
    with pytest.raises(Refusal, match="导入"):
        opened(world, "来信.docx", word(), by="h-water")
    with pytest.raises(Refusal):
        drop_letter.do(letter.pk, by=world.seat("agent"))
    drop_letter.do(letter.pk, by=world.seat("dispatcher"))
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"words": ""}, "words", "请填写来信内容"),
        ({"kind": ""}, "kind", "请选择诉求性质"),
        ({"written": "昨天"}, "written", "来信日期不对"),
        ({"written": "2019-12-01"}, "written", "不晚于今天"),
    ],
)
def test_what_is_wrong_is_said_beside_it(world: World, given: dict[str, str], field: str, sentence: str) -> None:
    letter = opened(world, "来信.docx", word())
    with pytest.raises(Refusal, match=sentence) as caught:
        take_letter.do(letter.pk, by=world.seat("agent"), at=START, **{**GIVEN, **given})
    assert caught.value.field == field and Letter.objects.exists() and not Incoming.objects.exists()


def test_a_printed_letter_is_read() -> None:
    assert paper.words_of(printed(), Sort.PDF) == ("The lamp in Xingfu Road is dark.", "")


@pytest.mark.skipif(not reading.has_ocr(), reason="no rapidocr: install huisheng[ocr]")
@pytest.mark.parametrize("form", ["PNG", "PDF"])
def test_a_scan_is_read(form: str) -> None:
    font = next(Path(manimgx_fonts_cjk.__file__).parent.rglob("*.tt[cf]"))
    page = scanned(ImageFont.truetype(str(font), 44))
    found = paper.words_of(saved(page, form), Sort.PDF if form == "PDF" else Sort.PNG)
    assert "路灯坏了一周" in found.words and "请派人修理" in found.words
    assert "会有错字" in found.note


def test_without_models_a_scan_is_typed_by_hand(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "has_ocr", lambda: False)
    letter = opened(world, "扫描.JPG", picture("JPEG", exif=True))
    assert reads.letter_words(letter) == "" and "没有装文字识别" in letter.note
    assert reads.letter_name(letter) == "扫描.jpg" and reads.letter_sort(letter) is Sort.JPEG
    assert b"Exif" not in reads.letter_file(letter).data
    taken = take_letter.do(letter.pk, by=world.seat("agent"), at=START, **{**GIVEN, "written": ""})
    assert taken.order is not None


@pytest.mark.parametrize(
    ("data", "sort"),
    [
        (packed(types="<Types/>", word="<broken"), Sort.DOCX),
        (b"%PDF-1.7\nnothing", Sort.PDF),
        (XLSX, Sort.XLSX),
    ],
)
def test_what_can_t_be_read_is_said(data: bytes, sort: Sort) -> None:
    assert paper.words_of(data, sort) == ("", "这个文件的文字读不出来，请对着原件录入；文件照样附在工单上。")


def test_a_bomb_dies_alone() -> None:
    bomb = packed(types="<Types/>", word="<a>" + "x" * (30 << 20))
    assert paper.words_of(bomb, Sort.DOCX).words == ""
    assert paper.words_of(word(), Sort.DOCX, seconds=0).note.startswith("这个文件的文字读不出来")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("信.exe", b"MZ\0", "“信.exe”不是照片"),
        ("信.zip", packed(a="1"), "压缩包"),
        ("信.docm", packed(types="<Types/>", word="1", macro="x"), "宏"),
        ("信.png", picture("PNG")[:300], "打不开"),
        ("信.pdf", b"", "是空的"),
    ],
)
def test_a_bad_file_isn_t_opened(world: World, name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence) as caught:
        opened(world, name, data)
    assert caught.value.field == "file" and not Letter.objects.exists()


def test_lines_of_a_scan_are_put_together() -> None:
    box = ((0, 0), (9, 0), (9, 9), (0, 9))
    right = tuple((x + 50, y + 2) for x, y in box)
    below = tuple((x, y + 30) for x, y in box)
    assert reading._in_lines([(below, "丙"), (right, "乙"), (box, "甲")]) == "甲 乙\n丙"


def test_so_many_wait_at_most(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_letter, "_WAITING", 1)
    monkeypatch.setattr(reading, "has_ocr", lambda: False)
    opened(world, "一.png", picture("PNG"))
    with pytest.raises(Refusal, match="没有录完"):
        opened(world, "二.png", picture("PNG"))
    assert len(reads.letters(world.seat("agent"))) == 1 and sys.executable
