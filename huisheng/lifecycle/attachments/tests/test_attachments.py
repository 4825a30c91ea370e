"""Files on entries: kept whole and sealed, or not at all; found by those who may see the order."""

import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.db.utils import DatabaseError
from PIL import Image

from huisheng import rulebook
from huisheng.directory.models import Look
from huisheng.kernel import secrets
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read
from huisheng.ledger.replay import order as replayed
from huisheng.lifecycle.attachments import filing, pictures, reads, rules, store, sweep
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.attachments.rules import Limits
from huisheng.lifecycle.attachments.states import Sort
from huisheng.lifecycle.attachments.tests.made import DOCX, PDF, amr, m4a, packed, picture, upload
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import live
from tests.cast import World

HEIC = Path(__file__).with_name("photo.heic")
GPS: dict[int, Any] = {1: "N", 2: (36.0, 27.0, 12.34), 3: "E", 4: (115.0, 59.0, 8.0)}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """A store of the test's own."""
    settings.ATTACHMENTS = tmp_path / "attachments"
    yield tmp_path / "attachments"


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def arrived(world: World, *files: Upload) -> Matter:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    return world.do(key, "arrive", "h-water", outcome="met", files=list(files))


def test_a_picture_loses_what_the_camera_wrote(world: World, folder: Path) -> None:
    raw = picture(exif=True)
    assert b"Exif" in raw and b"yanshi" in raw
    matter = arrived(world, upload("现场.JPG", raw), upload("图.png", picture("PNG", mode="RGBA")))
    ((entry, (first, second)),) = reads.on_entries(matter).items()
    assert entry == matter.order.version
    assert (first.name, first.sort, first.no, second.no) == ("现场.jpg", "jpeg", 1, 2)
    kept = store.read(first.content)
    assert not re.search(rb"Exif|yanshi|GPS", kept)
    with Image.open(BytesIO(kept)) as again:
        assert again.size == (600, 800), "upright, as it was meant"
        assert not again.getexif()
    with Image.open(BytesIO(store.read(second.content, small=True))) as small:
        assert (small.format, max(small.size)) == ("JPEG", 480)
    sealed = stored(folder)
    assert len(sealed) == 4
    assert all(not path.read_bytes().startswith((b"\xff\xd8", b"\x89PNG")) for path in sealed)
    assert {oct(path.stat().st_mode & 0o777) for path in sealed} == {"0o600"}


def test_the_entry_says_digest_and_size_and_replay_agrees(world: World) -> None:
    matter = arrived(world, upload("依据.pdf", PDF))
    body: Any = read.stream(matter.order.stream)[-1].body
    (row,) = reads.on_entries(matter)[matter.order.version]
    assert body.files == (filing.Ready("x", Sort.PDF, PDF, salt=bytes(row.salt)).filed,)
    assert body.files[0].size == row.size == len(PDF)
    assert replayed(read.stream(matter.order.stream))["dispatches"] == live(world.matter(matter.order.pk))["dispatches"]


def test_equal_content_is_kept_once_and_numbers_go_on(world: World, folder: Path) -> None:
    matter = arrived(world, upload("甲.docx", DOCX), upload("乙.docx", DOCX))
    key = matter.order.pk
    world.do(key, "reply", "h-water", words="已处理", solved=False, files=[upload("丙.docx", DOCX)])
    found = [one for hung in reads.on_entries(world.matter(key)).values() for one in hung]
    assert [one.no for one in found] == [1, 2, 3]
    assert len({one.content for one in found}) == 1
    assert len({bytes(one.salt) for one in found}) == 3
    assert len(stored(folder)) == 1


def test_bad_files_are_each_named_and_nothing_is_kept(world: World, folder: Path) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    before = world.matter(key).order.version
    bad = [upload("好.pdf", PDF), upload("病毒.exe", b"MZ\0\0"), upload("包.zip", packed(a="1"))]
    refusal = world.refused(key, "reply", "h-water", words="已处理", solved=True, files=bad)
    assert (refusal.code, refusal.field) == ("bad_file", "files")
    assert "“病毒.exe”不是照片" in refusal.sentence and "“包.zip”是压缩包" in refusal.sentence
    assert "好.pdf" not in refusal.sentence
    assert refusal.cite
    many = world.refused(
        key, "reply", "h-water", words="好", solved=True, files=[upload(f"{n}.pdf", PDF) for n in range(10)]
    )
    assert many.code == "too_many" and "9个" in many.sentence
    assert world.matter(key).order.version == before
    assert stored(folder) == [] and not Attachment.objects.exists()


def test_a_return_takes_its_evidence_along(world: World) -> None:
    key = world.dispatched()
    given = {"ground": "not_my_area", "clause": "辖区图", "evidence": "见照片"}
    matter = world.do(key, "ask_return", "h-water", **given, files=[upload("图.webp", picture("WEBP"))])
    (hung,) = reads.on_entries(matter).values()
    assert [one.sort for one in hung] == ["webp"]


def test_only_who_may_see_the_order_finds_it_and_taking_it_out_is_written_down(world: World) -> None:
    matter = arrived(world, upload("依据.pdf", PDF))
    number = matter.order.number
    for code in ("h-urban", "h-police", "h-town", "admin"):
        with pytest.raises(Refusal) as caught:
            reads.one(number, 1, world.seat(code))
        assert caught.value.code == "not_found"
    with pytest.raises(Refusal):
        reads.one(number, 2, world.seat("h-water"))
    found, row = reads.one(number, 1, world.seat("dispatcher"))
    assert filing.take_out(found, row, by=world.seat("dispatcher"), at=world.now) == PDF
    look = Look.objects.get(fields="attachment")
    assert (look.subject, look.purpose, look.fields) == (matter.order.stream, "下载第1号附件", "attachment")


def test_a_row_without_an_entry_stops_at_commit(lasting_world: World) -> None:
    matter = arrived(lasting_world, upload("依据.pdf", PDF))
    (row,) = reads.on_entries(matter)[matter.order.version]
    with pytest.raises(DatabaseError, match="tripwire"), transaction.atomic():
        row.pk, row.no = None, 9
        row._state.adding = True
        row.save()
    with pytest.raises(DatabaseError, match="tripwire"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM attachment")


def test_the_store_opens_only_what_is_whole_and_in_its_place(folder: Path) -> None:
    name = store.put(b"one")
    other = store.put(b"other")
    assert store.put(b"one") == name and store.read(name) == b"one"
    path = folder / name[:2] / name
    (folder / other[:2] / other).write_bytes(path.read_bytes())
    with pytest.raises(secrets.SealBroken):
        store.read(other)
    path.write_bytes(b"cut")
    with pytest.raises(secrets.SealBroken):
        store.read(name)
    path.unlink()
    with pytest.raises(Refusal, match="attachments 目录"):
        store.read(name)


def test_a_write_that_fails_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bytes:
        raise OSError("no space left")

    monkeypatch.setattr(secrets, "seal_bytes", full)
    with pytest.raises(OSError, match="no space"):
        store.put(b"one")
    assert stored(folder) == []


def test_pictures_that_aren_t(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(rules.Unfit, match="打不开"):
        pictures.redrawn(picture()[:300], Sort.JPEG)
    with pytest.raises(rules.Unfit, match="打不开"):
        pictures.redrawn(picture("PNG"), Sort.JPEG)
    monkeypatch.setattr(pictures, "_PIXELS", 100)
    with pytest.raises(rules.Unfit, match="像素"):
        pictures.redrawn(picture(), Sort.JPEG)


def test_where_a_picture_was_taken_is_only_told() -> None:
    heic = HEIC.read_bytes()
    for data in (heic, picture("JPEG", gps=GPS), picture("WEBP", gps=GPS)):
        found = pictures.place(data)
        assert found == (Decimal("36.453428"), Decimal("115.985556"))
        assert b"Exif" not in pictures.redrawn(data, rules.sort_of(data, 1, Limits(9, 9, ("jpeg", "png", "webp"))))[0]
    south = {1: "S", 2: (1.0, 0.0, 0.0), 3: "W", 4: (2.0, 30.0, 0.0)}
    assert pictures.place(picture(gps=south)) == (Decimal(-1), Decimal("-2.5"))
    nowhere: list[dict[int, Any]] = [
        {},
        {**GPS, 1: "X"},
        {**GPS, 2: (91.0, 0.0, 0.0)},
        {2: GPS[2], 4: GPS[4]},
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
    ]
    assert [pictures.place(picture(gps=one)) for one in nowhere] == [None] * 5
    assert pictures.place(b"\xff\xd8\xff") is None and pictures.place(PDF) is None
    assert pictures.place(heic[:300]) is None


def test_a_telephone_s_heic_is_kept_as_jpeg(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    matter = arrived(world, upload("IMG_0001.HEIC", HEIC.read_bytes()))
    ((row,),) = reads.on_entries(matter).values()
    assert (row.name, row.sort) == ("IMG_0001.jpg", "jpeg")
    with Image.open(BytesIO(store.read(row.content))) as kept:
        assert (kept.format, kept.size) == ("JPEG", (160, 120)) and not kept.getexif()
        red, green, _ = kept.convert("RGB").getpixel((20, 20))  # type: ignore[misc]  # three of an RGB
        assert red > 150 > green
    for broken in (HEIC.read_bytes()[:300], HEIC.read_bytes()[:24] + b"\0" * 400):
        with pytest.raises(rules.Unfit, match="兼容性最佳"):
            pictures.redrawn(broken, Sort.JPEG)
    with monkeypatch.context() as here, pytest.raises(rules.Unfit, match="像素"):
        here.setattr(pictures, "_PIXELS", 100)
        pictures.redrawn(HEIC.read_bytes(), Sort.JPEG)
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(rules.Unfit, match="兼容性最佳"):
        pictures.redrawn(HEIC.read_bytes(), Sort.JPEG)


def test_a_voice_note_hangs_as_it_came(world: World) -> None:
    matter = arrived(world, upload("录音.amr", amr(3)), upload("录音.3gp", m4a(1000, 4500)))
    (hung,) = reads.on_entries(matter).values()
    assert [(one.name, one.sort) for one in hung] == [("录音.amr", "amr"), ("录音.m4a", "m4a")]
    assert store.read(hung[0].content) == amr(3)
    key, long = world.dispatched(), upload("长.amr", amr(301))
    world.do(key, "sign_in", "h-water")
    refusal = world.refused(key, "arrive", "h-water", outcome="met", files=[long])
    assert "“长.amr”有5分1秒，语音每段最多5分钟" in refusal.sentence


def test_voices_are_taken_since_2019() -> None:
    before, after = (reads.limits(rulebook.at(date(year, 1, 1), scope="")) for year in (2018, 2019))
    assert "amr" not in before.sorts and "amr" in after.sorts


def test_what_nothing_names_goes_after_a_day(
    world: World, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    matter = arrived(world, upload("图.png", picture("PNG")))
    kept = [row.content for rows in reads.on_entries(matter).values() for row in rows]
    for data in (b"one", b"two"):
        store.put(data, b"small")
    left, again = secrets.fingerprint(b"one"), secrets.fingerprint(b"two")
    (folder / left[:2] / "half.part").write_bytes(b"x")
    put_at = stored(folder)[0].stat().st_mtime
    now = datetime.fromtimestamp(put_at, UTC)
    assert sweep.sweep(now) == 0, "a transaction may still be on its way"
    for path in stored(folder):
        os.utime(path, (put_at - 90_000, put_at - 90_000))
    store.put(b"two", b"small")  # the same content again
    with caplog.at_level("WARNING"):
        assert sweep.sweep(now) == 1
    names = {path.name for path in stored(folder)}
    assert names == {*kept, *(f"{one}.small" for one in kept), again, f"{again}.small"}
    assert f"deleted: {left}" in caplog.text
    assert store.read(again) == b"two" and store.read(kept[0])


def test_who_puts_it_just_now_keeps_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = store.put(b"one")
    (path,) = stored(folder)
    old = path.stat().st_mtime - 90_000
    os.utime(path, (old, old))
    assert list(store.old(name[0], old + 1)) == [name]
    store.put(b"one")  # after the look, before the deletion
    assert not store.throw_away(name, old + 1) and store.read(name) == b"one"
    assert not store.throw_away("ab" * 32, old)
    assert stored(folder) == [path]


def test_a_folder_of_another_database_isn_t_touched(
    db: None, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sweep, "_MANY", 0)
    name = store.put(b"one")
    assert sweep.sweep(datetime.now(UTC) + timedelta(days=2)) == 0
    assert store.read(name) == b"one" and "nothing deleted" in caplog.text
