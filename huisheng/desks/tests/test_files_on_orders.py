"""Files through the forms: sent, shown, taken out; and what a reply is held back for."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from huisheng.desks.tests.addresses import DETAIL, address, order, said, version
from huisheng.desks.tests.conftest import As
from huisheng.directory.models import Look
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.attachments.tests.made import PDF, amr, mp3, picture
from huisheng.lifecycle.workorder.models import Note
from tests.cast import World

REPLY = "11月4日上午已到现场责令停工，施工单位承诺夜间不再施工。"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    """A store of the test's own."""
    settings.ATTACHMENTS = tmp_path
    return tmp_path


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def signed(world: World, unit: str = "water", *, contacted: bool = True, **changed: Any) -> int:
    key = world.dispatched(unit, **changed)
    world.do(key, "sign_in", f"h-{unit}")
    if contacted:
        world.do(key, "contact", f"h-{unit}", outcome="reached", words="约定下午到场")
    return key


def verb(answer: Any, name: str) -> Any:
    return next(one for one in answer.context["verbs"] if one.name == name)


def test_arrival_with_a_photo(world: World, as_: As) -> None:
    key = signed(world)
    client = as_("h-water")
    page: Any = client.get(address(key))
    form = verb(page, "arrive")
    assert form.multipart and "到场时间按提交的时刻记" in form.note
    assert "不超过 10 MB，最多 9 个" in form.fields[-1].hint
    assert 'enctype="multipart/form-data"' in said(page)
    given = {"outcome": "met", "files": [file("现场.jpg", picture()), file("<b>.pdf", PDF)]}
    assert client.post(address(key, "arrive"), {**version(key), **given}).status_code == 303
    page = client.get(address(key))
    (hung,) = [line.files for line in page.context["timeline"] if line.files]
    assert [one.name for one in hung] == ["现场.jpg", "b.pdf"]
    assert hung[0].small_url and not hung[1].small_url
    assert f'src="{hung[0].small_url}"' in said(page)
    small = client.get(hung[0].small_url)
    assert (small.status_code, small["Content-Type"], small["Cache-Control"]) == (200, "image/jpeg", "no-store")
    taken = client.post(hung[1].url)
    assert taken.content == PDF
    assert taken["Content-Disposition"] == "attachment; filename*=UTF-8''b.pdf"
    assert (taken["X-Content-Type-Options"], taken["Cache-Control"]) == ("nosniff", "no-store")
    assert Look.objects.get(fields="attachment").purpose == "下载第2号附件"
    assert client.get(hung[1].url).status_code == 302, "a look alone takes nothing out"
    assert client.get(hung[1].small_url or f"{hung[1].url}small/").status_code == 404


def test_a_file_never_reaches_another_unit(world: World, as_: As) -> None:
    key = signed(world)
    as_("h-water").post(address(key, "arrive"), {**version(key), "outcome": "met", "files": [file("a.jpg", picture())]})
    there = f"/files/{order(key).number}/1/"
    assert as_("dispatcher").post(there).status_code == 200
    for code in ("h-urban", "h-police", "h-town", "d-linhe", "admin", "auditor"):
        assert as_(code).post(there).status_code == 404
        assert as_(code).get(f"{there}small/").status_code == 404
    assert Look.objects.filter(fields="attachment").count() == 1


def test_a_bad_file_loses_nothing_typed(world: World, as_: As, folder: Path) -> None:
    key = signed(world)
    form = {**version(key), "words": REPLY, "solved": "1", "files": [file("a.exe", b"MZ\0\0"), file("b.pdf", PDF)]}
    answer: Any = as_("h-water").post(address(key, "reply"), form, headers=DETAIL)
    assert answer.status_code == 422
    shown = {one.name: one for one in verb(answer, "reply").fields}
    assert "“a.exe”不是照片、语音、PDF、Word 或 Excel 文件" in shown["files"].error
    assert shown["words"].value == REPLY and shown["solved"].value == "1"
    assert not Attachment.objects.exists() and not list(folder.rglob("*.*"))
    assert order(key).state == "in_hand"


def test_a_reply_is_held_back_once_and_then_sent(world: World, as_: As) -> None:
    key = signed(world, contacted=False)
    client = as_("h-water")
    form = {**version(key), "words": "已处理", "solved": "1"}
    answer: Any = client.post(address(key, "reply"), form, headers=DETAIL)
    assert answer.status_code == 422
    page = said(answer)
    for words in ("还没有提交", "还没有联系上市民的记录", "没有实际内容", "仍要提交"):
        assert words in page
    assert verb(answer, "reply").hints.paused
    assert order(key).state == "in_hand"
    assert client.post(address(key, "reply"), {**form, "sure": "1"}).status_code == 303
    assert order(key).state == "replied"


def test_a_good_reply_is_sent_at_once(world: World, as_: As) -> None:
    key = signed(world)
    form = {**version(key), "words": REPLY, "solved": "1"}
    assert as_("h-water").post(address(key, "reply"), form).status_code == 303
    assert Note.objects.filter(order_id=key, text=REPLY).exists()


def test_hints_while_it_is_typed(world: World, as_: As) -> None:
    earlier = signed(world)
    world.do(earlier, "reply", "h-water", words=REPLY, solved=True)
    foreign = signed(world, "urban")
    world.do(foreign, "reply", "h-urban", words="11月4日已到现场清运垃圾，市民在场。", solved=True)
    key = signed(world)
    client, there = as_("h-water"), f"/unit/{order(key).number}/check/"
    found = said(client.post(there, {"words": f"{REPLY}！", "solved": "1"}))
    assert "100% 相同" in found and f"/orders/{order(earlier).number}/" in found
    assert "相同" not in said(client.post(there, {"words": "11月4日已到现场清运垃圾，市民在场。", "solved": "1"}))
    assert said(client.post(there, {"words": "", "solved": ""})).strip() == said(client.post(there, {})).strip()
    assert "做了什么，还要做什么、到哪天" in said(client.post(there, {})), "nothing is written yet"
    assert client.get(there).status_code == 302
    assert "<li>" not in said(as_("dispatcher").post(there, {"words": "好"})), "who doesn't reply is told nothing"


def test_a_reply_sent_back_and_sent_again_unchanged(world: World, as_: As) -> None:
    key = signed(world)
    world.do(key, "reply", "h-water", words=REPLY, solved=True)
    world.do(key, "send_back", "dispatcher", words="请写明整改期限")
    found = said(as_("h-water").post(f"/unit/{order(key).number}/check/", {"words": REPLY, "solved": "1"}))
    assert "和本件上一次的答复" in found
    form = verb(as_("h-water").get(address(key)), "reply")
    assert form.note == "上次没有通过，理由：请写明整改期限"
    world.do(key, "reply", "h-water", words=f"{REPLY}11月30日前整改完。", solved=True)
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    world.unsatisfied(key)
    world.do(key, "redo", "visitor", reason="水又停了" * 80)
    world.do(key, "sign_in", "h-water")
    form = verb(as_("h-water").get(address(key)), "reply")
    assert form.note.startswith("上次没有通过，理由：水又停了") and form.note.endswith("……（全文见时间线）")


def test_a_confidential_reply_isn_t_named_to_who_may_not_see_it(world: World, as_: As) -> None:
    hidden = signed(world, confidential=True)
    world.do(hidden, "reply", "h-water", words=REPLY, solved=True)
    key = signed(world)
    assert "相同" not in said(as_("h-water").post(f"/unit/{order(key).number}/check/", {"words": REPLY, "solved": "1"}))


def test_what_has_been_tried_is_said(world: World, as_: As) -> None:
    key = signed(world, contacted=False)
    page: Any = as_("h-water").get(address(key))
    assert page.context["contacts"] == {"attempts": 0, "reached": 0, "last": None, "waits": True}
    assert "还没有联系过" in said(page)
    assert "写明用途就能看到电话" in verb(page, "contact").note
    world.do(key, "contact", "h-water", outcome="unreached", words="响铃无人接")
    world.do(key, "contact", "h-water", outcome="reached", words="约定明日上门")
    page = as_("h-water").get(address(key))
    told = page.context["contacts"]
    assert (told["attempts"], told["reached"], told["waits"]) == (2, 1, False)
    assert "约定明日上门" in said(page)
    other = world.dispatched("urban")
    assert as_("dispatcher").get(address(other)).context["contacts"] is None


def test_a_voice_note_is_played_where_it_hangs(world: World, as_: As) -> None:
    key = signed(world)
    client, sound = as_("h-water"), mp3(80)
    files = [file("录音.mp3", sound), file("录音.amr", amr(1)), file("依据.pdf", PDF)]
    client.post(address(key, "arrive"), {**version(key), "outcome": "met", "files": files})
    page: Any = client.get(address(key))
    (hung,) = [line.files for line in page.context["timeline"] if line.files]
    assert [bool(one.play_url) for one in hung] == [True, False, False]
    play = hung[0].play_url
    there = play.replace("/play/", "/sound/")
    assert said(page).count("播放会记录在案") == 1
    assert client.get(there).status_code == 302, "who hasn't said that he listens hears nothing"
    assert client.get(play).status_code == 302
    answer = client.post(play, headers={"HX-Request": "true"})
    assert f'src="{there}"' in said(answer) and "<html" not in said(answer)
    assert Look.objects.get(fields="voice.1").purpose == "播放第1号附件"
    whole = client.get(there)
    assert (whole.status_code, whole["Content-Type"], whole["Accept-Ranges"]) == (200, "audio/mpeg", "bytes")
    assert whole.content == sound and "media-src 'self'" in whole["Content-Security-Policy"]
    size = len(sound)
    for wanted, status, told, first, last in (
        ("bytes=0-", 206, f"bytes 0-{size - 1}/{size}", 0, size),
        ("bytes=100-199", 206, f"bytes 100-199/{size}", 100, 200),
        ("bytes=-50", 206, f"bytes {size - 50}-{size - 1}/{size}", size - 50, size),
        ("bytes=5-999999999", 206, f"bytes 5-{size - 1}/{size}", 5, size),
        (f"bytes={size}-", 416, f"bytes */{size}", 0, 0),
        ("bytes=9-3", 416, f"bytes */{size}", 0, 0),
    ):
        piece = client.get(there, headers={"Range": wanted})
        assert (piece.status_code, piece["Content-Range"], piece.content) == (status, told, sound[first:last])
    for odd in ("bytes=-", "bytes=0-1,4-5", "words=1-2", "bytes=٣-"):
        assert client.get(there, headers={"Range": odd.encode().decode("latin-1")}).status_code == 200
    assert Look.objects.filter(fields="voice.1").count() == 1, "piece by piece is one look"
    assert "回到工单" in said(client.post(play)), "without a script: a page of its own"
    for number in (2, 3):
        for end in ("play", "sound"):
            assert client.post(f"/files/{order(key).number}/{number}/{end}/").status_code in (404, 405)
    for code in ("h-urban", "d-linhe", "admin"):
        assert as_(code).post(play).status_code == 404 and as_(code).get(there).status_code == 404
    assert as_("dispatcher").get(there).status_code == 302, "another's look isn't his"
