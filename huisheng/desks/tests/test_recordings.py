"""A recording on the page of its order: heard for a purpose that is written down, by whoever may, piece by piece."""

import io
from typing import Any

import pytest

from huisheng.channels.telephony import retention, tapes
from huisheng.channels.telephony.actions import destroy, hear
from huisheng.channels.telephony.asterisk.actions import issue_manager
from huisheng.channels.telephony.asterisk.tests.test_managers import GIVEN
from huisheng.channels.telephony.contract import Said, Told
from huisheng.channels.telephony.models import Call, CallOrder, Recording
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import As
from huisheng.directory.models import Look
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import World

CONTENT = bytes(range(256)) * 600


@pytest.fixture
def order(world: World, tmp_path: Any, settings: Any) -> WorkOrder:
    """An order that the water works have answered, with the recording of its call."""
    settings.VAR = tmp_path
    key = world.awaiting_visit("water")
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
