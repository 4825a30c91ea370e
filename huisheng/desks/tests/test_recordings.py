"""A recording on the page of its order: heard for a purpose that is written down, by whoever may, piece by piece."""

import io
import os
import wave
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from huisheng.channels.telephony import retention, speech, tapes, transcripts
from huisheng.channels.telephony.actions import destroy, hear
from huisheng.channels.telephony.asterisk.actions import issue_manager
from huisheng.channels.telephony.asterisk.tests.test_managers import GIVEN
from huisheng.channels.telephony.contract import Said, Told
from huisheng.channels.telephony.models import Call, CallOrder, Recording, Transcript
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import As
from huisheng.directory.models import Look
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read
from huisheng.lifecycle.workorder import lists
from huisheng.lifecycle.workorder.models import Personal, WorkOrder
from huisheng.lifecycle.workorder.search import find, follow
from huisheng.lifecycle.workorder.spoken_models import Spoken
from huisheng.workers import learn, listening
from tests.cast import World

CONTENT = bytes(range(256)) * 600


@pytest.fixture
def order(world: World, tmp_path: Any, settings: Any) -> WorkOrder:
    """An order that the water works have answered, with the recording of its call."""
    settings.VAR = tmp_path
    return recorded(world, world.awaiting_visit("water"))


def recorded(world: World, key: int) -> WorkOrder:
    """That order, its call recorded."""
    with world.hour() as at:
        row = issue_manager.do(by=world.seat("admin"), at=at, **GIVEN)
        for event, more in (
            (Told.OFFERED, {"caller": "13800138000"}),
            (Told.RECORDING, {"recording_ref": "k.wav"}),
            (Told.RATED, {"rating": 5}),
        ):
            hear.do(row.switch, Said(event, "k", 0, at, **more))
        CallOrder.objects.create(call=Call.objects.get(source="ast"), order_id=key)
        name, digest, size = tapes.put(io.BytesIO(CONTENT))
        Recording.objects.update(
            content=name, digest=digest, size=size, media="audio/wav", seconds=65, kept_at=at, next_at=None
        )
    return WorkOrder.objects.get(pk=key)


def test_heard_for_a_purpose(world: World, order: WorkOrder, as_: As) -> None:
    client, where = as_("dispatcher"), f"/recordings/{order.number}/{Recording.objects.get().pk}/"
    with world.hour():
        page = said(client.get(f"/orders/{order.number}/"))
        assert "1分05秒" in page and "来电人评价 5" in page and where in page
        assert client.get(f"{where}sound/").status_code == 302, "nobody has said what for"
        wrong = client.post(where, {"purpose": ""})
        assert wrong.status_code == 422 and "请选择收听用途" in said(wrong)
        assert client.post(where, {"purpose": "x"}, headers={"HX-Request": "true"}).status_code == 422
        assert not Look.objects.filter(purpose__startswith="收听").exists()
        assert client.get(where).status_code == 302
        assert f"{where}sound/" in said(client.post(where, {"purpose": "verify"}))
        look = Look.objects.get(purpose="收听录音：核实诉求内容")
        assert look.subject == order.stream
        whole: Any = client.get(f"{where}sound/")
        assert b"".join(whole.streaming_content) == CONTENT and whole["Content-Type"] == "audio/wav"
        part: Any = client.get(f"{where}sound/", headers={"Range": "bytes=65530-65545"})
        assert (part.status_code, part["Content-Range"]) == (206, f"bytes 65530-65545/{len(CONTENT)}")
        assert b"".join(part.streaming_content) == CONTENT[65530:65546]
        end: Any = client.get(f"{where}sound/", headers={"Range": "bytes=-10"})
        assert b"".join(end.streaming_content) == CONTENT[-10:]
        assert client.get(f"{where}sound/", headers={"Range": "bytes=999999-"}).status_code == 416
        assert as_("agent").get(f"{where}sound/").status_code == 302, "another seat hasn't said what for"
    world.pass_(minutes=61)
    with world.hour():
        assert client.get(f"{where}sound/").status_code == 302, "that look is over"


def test_who_may_not(world: World, order: WorkOrder, as_: As) -> None:
    key = Recording.objects.get().pk
    where = f"/recordings/{order.number}/{key}/"
    with world.hour():
        handler = as_("h-water")
        page = said(handler.get(f"/orders/{order.number}/"))
        assert "录音" in page and where not in page
        refused = handler.post(where, {"purpose": "verify"})
        assert refused.status_code == 422 and "本单位手上没有" in said(refused)
        assert as_("h-urban").post(where, {"purpose": "verify"}).status_code == 404
        assert as_("h-urban").get(f"{where}sound/").status_code == 404
        assert (
            as_("dispatcher").post(f"/recordings/{order.number}/{key + 1}/", {"purpose": "verify"}).status_code == 404
        )
        assert not Look.objects.filter(purpose__startswith="收听").exists()


def test_kept_as_long_as_the_rules_say(world: World, order: WorkOrder, as_: As) -> None:
    """Not while its order is open, and once: the entry, the file, the page."""
    found = Recording.objects.get()
    where = f"/recordings/{order.number}/{found.pk}/"
    world.pass_(days=731)
    with world.hour():
        assert retention.expire() == 0, "the order is open"
    world.do(order.pk, "visit", "visitor", outcome="reached", grade="satisfied", solved="yes", contacted=True)
    client = as_("dispatcher")
    with world.hour():
        client.post(where, {"purpose": "verify"})
        assert (retention.expire(), retention.expire()) == (1, 0)
        assert destroy.do(found.pk, days=730, at=world.now) is False
        with pytest.raises(Refusal, match="录音文件不在"):
            tapes.read(found.content, 0, 1)
        page = said(client.get(f"/orders/{order.number}/"))
        assert "录音已按规定于2021年11月04日销毁。" in page and where not in page
        assert client.post(where, {"purpose": "verify"}).status_code == 422
        assert "录音已按规定于2021年11月04日销毁。" in said(client.get(f"{where}sound/"))
    entry = list(read.stream(found.call.stream))[-1]
    assert (entry.kind, entry.body.to_json()) == ("recording_destroyed", {"recording": found.pk, "days": 730})


COMPLAINT = "您好，我要投诉，楼下饭店噪音扰民，噪音一直没人管。"


def listener(sound: BinaryIO) -> str:
    """Hears what it was written for, and looks whether the whole recording came."""
    assert sound.read() == CONTENT
    return COMPLAINT


@pytest.fixture
def model(tmp_path: Path, settings: Any) -> None:
    settings.SPEECH_MODEL = str(tmp_path / "base")


@pytest.mark.usefixtures("model")
def test_what_it_says_is_read_and_searched_by_who_may_hear_it(world: World, order: WorkOrder, as_: As) -> None:
    found = Recording.objects.get()
    where = f"/recordings/{order.number}/{found.pk}/"
    with world.hour():
        assert listening.listen(listener) and not transcripts.waiting(clock.now()).exists()
        row = Transcript.objects.get()
        assert "投诉".encode() not in bytes(row.text_sealed) and (row.model, row.tries, row.trouble) == ("base", 1, "")
        client = as_("dispatcher")
        assert "扰民" not in said(client.get(f"/orders/{order.number}/"))
        assert client.get(f"{where}?find=噪音").status_code == 302, "nobody has said what for"
        for stranger, status in (("h-water", 422), ("h-urban", 404)):
            refused = as_(stranger).post(where, {"purpose": "verify"})
            assert refused.status_code == status and "扰民" not in said(refused)
        page = said(client.post(where, {"purpose": "verify"}))
        assert COMPLAINT in page and "准确程度取决于所用模型，以录音为准" in page and "模型 base" in page
        assert Look.objects.filter(purpose="收听录音：核实诉求内容").count() == 1
        page = said(client.get(f"{where}?find=噪音", headers={"HX-Request": "true"}))
        assert "2 处" in page and page.count("<mark>噪音</mark>") == 2 and "<audio" not in page
        assert "0 处" in said(client.get(f"{where}?find=(没有"))
        Personal.objects.filter(order=order).update(erased_at=clock.now())
        assert "扰民" not in said(client.post(where, {"purpose": "verify"})), "his words were erased"
        retention.expire()
        assert not Transcript.objects.exists() and not transcripts.waiting(clock.now()).exists()


@pytest.mark.usefixtures("model", "order")
def test_its_text_goes_with_the_recording(world: World) -> None:
    with world.hour():
        listening.listen(listener)
        destroy.do(Recording.objects.get().pk, days=730, at=world.now)
        assert not Transcript.objects.exists() and not transcripts.waiting(clock.now()).exists()


@pytest.mark.usefixtures("model")
def test_what_fails_is_noted_and_not_tried_for_ever(world: World, order: WorkOrder, as_: As) -> None:
    def broken(_: BinaryIO) -> str:
        raise ZeroDivisionError

    where = f"/recordings/{order.number}/{Recording.objects.get().pk}/"
    with world.hour():
        assert "转写" not in said(as_("dispatcher").post(where, {"purpose": "verify"}))
    for tried in range(3):
        with clock.at(world.now + timedelta(hours=2 * tried)):
            assert not listening.listen(broken)
            assert listening.listen(broken), "not at once again"
    with clock.at(world.now + timedelta(days=1)):
        assert listening.listen(broken) and Transcript.objects.get().tries == 3
        assert "录音转写出错，没有转成。以录音为准。" in said(as_("dispatcher").post(where, {"purpose": "verify"}))
    Transcript.objects.all().delete()
    tapes.throw_away(Recording.objects.get().content)
    with world.hour():
        assert listening.listen(listener) and "录音文件不在" in Transcript.objects.get().trouble


@pytest.mark.usefixtures("model")
def test_a_complaint_typed_as_an_inquiry_is_flagged(world: World, tmp_path: Path, settings: Any, as_: As) -> None:
    settings.VAR = tmp_path
    key = world.accept(kind="consult")
    world.do(key, "answer", "agent", words="已告知窗口地址。")
    order = recorded(world, key)
    sentence, review = "录音像投诉，登记成了咨询", f"/quality/answers/{order.number}/"
    with world.hour():
        assert sentence not in said(as_("quality").get(review))
        listening.listen(listener)
        assert sentence in said(as_("quality").get(review))
        for seat, sees in (("quality", True), ("supervisor", True), ("dispatcher", False), ("agent", False)):
            assert (sentence in said(as_(seat).get(f"/orders/{order.number}/"))) == sees, seat
        settings.INSIGHT = False
        assert sentence not in said(as_("quality").get(review))


@pytest.mark.usefixtures("order")
def test_nothing_is_heard_where_no_model_is_named(
    world: World, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "nice", lambda _: 0)  # the tests' own process stays as it is
    settings.SPEECH_MODEL = ""
    step = listening.Listening()
    with world.hour():
        assert listening.listen(listener) and not step.step()
    step.end()
    assert speech.folder() is None and not Transcript.objects.exists()
    with pytest.raises(SystemExit, match="0"):
        learn.main("listen")
    settings.SPEECH_MODEL = str(tmp_path)
    with world.hour():
        assert not listening.listen(), "the folder is empty, or the package isn't there"
    with pytest.raises(Refusal, match="缺少model.bin" if speech.has_speech() else "没有装语音识别"):
        speech.load(tmp_path)


@pytest.mark.skipif(
    not speech.has_speech() or speech.folder() is None,
    reason="no faster-whisper or no model: install huisheng[speech], set HUISHENG_SPEECH_MODEL",
)
def test_a_real_model_hears_nothing_in_silence() -> None:
    sound, where = io.BytesIO(), speech.folder()
    with wave.open(sound, "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", ""))
        out.writeframes(bytes(16000))
    sound.seek(0)
    assert where is not None and speech.load(where)(sound) == ""


@pytest.mark.usefixtures("model")
def test_the_order_is_found_by_what_was_said_by_who_may_hear_it(world: World, order: WorkOrder, as_: As) -> None:
    """Its words aren't shown: who reads them says what for. They go with the recording."""
    other = world.accept(title="噪音扰民", words="饭店吵。", phone="19900000002")
    call = Call.objects.get(source="ast")

    def found(q: str, seat: str = "dispatcher") -> list[int]:
        return [one.pk for one in lists.page(world.seat(seat), {"q": q}).orders]

    with world.hour():
        assert found("没人管") == [], "nobody has listened"
        listening.listen(listener)
        for near in (True, False):
            with pytest.MonkeyPatch.context() as patch:
                if not near:  # found by the index, once the follower has been there
                    follow.write([order.pk, other])
                    patch.setattr(find, "NEWEST", 1)
                assert found("没人管") == found("一直没人管") == found("幸福里 楼下饭店") == [order.pk]
                assert found("扰民") == [other, order.pk] and found("人管没") == found("管 一") == []
                for stranger in ("h-water", "h-urban", "d-linhe", "admin"):
                    assert found("没人管", stranger) == [], stranger
        page = said(as_("dispatcher").get("/orders/", {"q": "没人管"}))
        assert order.number in page and "通话录音里有相符的话" in page and "一直没人管" not in page
        assert not Look.objects.filter(purpose__startswith="收听录音").exists()
        WorkOrder.objects.filter(pk=order.pk).update(confidential=True)
        assert found("没人管", "agent") == [] and found("没人管", "supervisor") == [order.pk]
        CallOrder.objects.create(call=call, order_id=other)
        assert found("没人管") == [other, order.pk], "taken at the wrap-up"
        Spoken.objects.all().delete()
        assert transcripts.tell_search_again() == 1 and found("没人管") == [other, order.pk]
        destroy.do(Recording.objects.get().pk, days=730, at=world.now)
        assert found("没人管") == [] and not Spoken.objects.exists() and transcripts.tell_search_again() == 0


@pytest.mark.usefixtures("model")
def test_erased_words_are_no_more_found_by_what_was_said(world: World, order: WorkOrder) -> None:
    other = world.accept(phone="19900000002")
    CallOrder.objects.create(call=Call.objects.get(source="ast"), order_id=other)
    with world.hour():
        listening.listen(lambda _: "我叫王建国，电话13800138000，请来看看。")
        assert Spoken.objects.count() == 2
        for q in ("王建国", "建国", "13800138000", "0138"):
            assert not lists.filtered(world.seat("supervisor"), {"q": q}).filter(pk=other).exists(), q
        Personal.objects.filter(order=order).update(erased_at=clock.now())
        assert not Spoken.objects.exists(), "of none of the call's orders"
        transcripts.tell_search_again()
        assert not Spoken.objects.exists() and Transcript.objects.exists(), "that goes at night"
