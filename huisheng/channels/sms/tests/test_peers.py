"""Short messages both ways with real message centres: killed, refusing, silent, out of order; nothing lost or twice."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from huisheng.channels import loops
from huisheng.channels.inbox.models import Contact, Incoming
from huisheng.channels.outbox.contract import State
from huisheng.channels.sms import ear, link
from huisheng.channels.sms.actions import revoke_gateway
from huisheng.channels.sms.models import Early, Submitted
from huisheng.channels.sms.tests.peers import Peer
from huisheng.channels.sms.tests.stories import PHONE, account, held, is_up, post, send, soon, words
from tests.cast import World

LONG = "您反映的幸福里小区夜间施工噪声问题已办理完毕，" * 2 + "一" * 20 + "𠮷" * 30
NOISE = "云山市幸福里小区旁工地连续三晚施工到凌晨，影响休息，请处理。"


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begun again at once where a person wouldn't mind a second."""
    monkeypatch.setattr(loops, "FIRST", 0.05)
    monkeypatch.setattr(ear, "LOOK_S", 0.1)


@pytest.fixture(params=["smpp34", "node", "cmpp2", "cmpp3"])
def peer(request: pytest.FixtureRequest) -> Iterator[list[Peer]]:
    """A list with the peer, the last one the living."""
    peers = [Peer(request.param)]
    yield peers
    for one in peers:
        one.kill()


def protocol(peer: Peer) -> str:
    return peer.kind if peer.kind.startswith("cmpp") else "smpp"


def report(peer: Peer, key: str, stat: str, *, decimal: bool = False) -> None:
    """A receipt, as this peer writes it."""
    if peer.kind.startswith("cmpp"):
        wide = 21 if peer.kind == "cmpp2" else 32
        said = bytes.fromhex(key) + stat.encode() + b"1911040900" * 2 + PHONE.encode().ljust(wide, b"\0") + bytes(4)
        peer.delivered(PHONE, said, report=1, coding=0)
        return
    shown = f"{int(key, 16):010d}" if decimal else key
    words = f"id:{shown} sub:001 dlvrd:001 submit date:1911040900 done date:1911040901 stat:{stat} err:000 text:"
    peer.delivered("86" + PHONE, words.encode(), esm=4, coding=0)


def part(no: int, body: bytes, reference: int = 9, of: int = 2) -> dict[str, Any]:
    return {"body": bytes((5, 0, 3, reference, of, no)) + body, "esm": 0x40}


def test_both_ways(lasting_world: World, peer: list[Peer]) -> None:
    world, here = lasting_world, peer[0]
    gateway = account(world, here.port, protocol(here))
    row = post(world, LONG)
    assert (send(world, row).state, row.trouble) == (State.WAITING, "短信通道没有连上，稍后自动再发。")
    with held(world, gateway):
        assert here.await_("bound")["bound"] == gateway.system_id
        soon(lambda: is_up(gateway))
        _out(world, here, row)
        _in(world, here)
        _over_a_power_cut(world, peer)
        _refusals(world, peer[-1])
        world_admin = world.seat("admin")
        assert peer[-1].says_nothing("unbound", 0.05)
        with world.hour() as at:
            revoke_gateway.do("sms-1", by=world_admin, at=at)
        soon(lambda: not peer[-1].says_nothing("unbound", 0.1))
    assert not is_up(gateway)


def _out(world: World, here: Peer, row: Any) -> None:
    """A long text in parts, taken, and its receipts."""
    assert send(world, row).state == State.SENT
    # one of the centres tells of what came at once in any order
    first, second = sorted((here.await_("submit"), here.await_("submit")), key=lambda one: str(one["udh"]))
    assert first["text"] + second["text"] == LONG
    assert "\ufffd" not in LONG + first["text"]
    assert first["udh"][:6] == "0003" + first["udh"][4:6]
    assert (first["udh"][6:], second["udh"][6:]) == ("0201", "0202")
    assert (first["to"], first["sender"]) == (PHONE, "10690000")
    report(here, second["submit"], "DELIVRD", decimal=True)
    row.refresh_from_db()
    assert row.state == State.SENT
    report(here, first["submit"], "ACCEPTD")
    for _ in range(2):
        report(here, first["submit"], "DELIVRD")
    soon(lambda: type(row).objects.filter(pk=row.pk, state=State.DELIVERED.value).exists())
    assert not Early.objects.exists()


def _in(world: World, here: Peer) -> None:
    """A citizen writes, is brought twice, and ends the messages."""
    here.delivered("86" + PHONE, NOISE.encode("utf-16-be"), key=1)
    here.delivered("86" + PHONE, NOISE.encode("utf-16-be"), key=1)
    message = Incoming.objects.get()
    assert (words(message), message.outcome, message.source) == (NOISE, "new", "sms-1")
    assert message.order is not None
    assert (message.order.channel, message.order.source) == ("sms", "sms-1")
    assert Contact.objects.get(medium="sms").ended_at is None
    here.delivered("86" + PHONE, b"TD", coding=1, key=2)
    assert Contact.objects.get(medium="sms").ended_at is not None
    assert Incoming.objects.count() == 1


def _over_a_power_cut(world: World, peer: list[Peer]) -> None:
    """The parts of a long message come by two links, the second first, a character parted between them."""
    said = "小区路灯不亮，请𠮷先生处理。"
    cut = said.encode("utf-16-be").index("𠮷".encode("utf-16-be")) + 2
    one, two = said.encode("utf-16-be")[:cut], said.encode("utf-16-be")[cut:]
    peer[-1].delivered(PHONE, **part(2, two), key=3)
    peer[-1].kill()
    peer.append(Peer(peer[0].kind, peer[0].port))
    peer[-1].await_("bound")
    peer[-1].delivered(PHONE, **part(2, two), key=4)
    assert Incoming.objects.count() == 1
    for key in (5, 6):
        peer[-1].delivered(PHONE, **part(1, one), key=key)
    assert words(Incoming.objects.latest("id")) == said
    assert Incoming.objects.count() == 2


def _refusals(world: World, here: Peer) -> None:
    """Refused for now, for good; silent and then killed: sent again, but not what was taken."""
    here.mode(0x08 if here.kind in ("smpp34", "node") else 99)
    row = send(world, post(world, "您好", "r2"))
    assert row.state == State.WAITING
    assert "稍后自动再发" in row.trouble
    here.mode(0x0B if here.kind in ("smpp34", "node") else 13)
    assert send(world, row).trouble == "收信号码不对，请核对市民的号码。"
    assert row.state == State.FAILED
    here.mode("accept")
    assert send(world, post(world, "您好", "r3", address="演示甲")).state == State.FAILED


@pytest.mark.parametrize("peer", ["smpp34"], indirect=True)
def test_killed_in_mid_window(lasting_world: World, peer: list[Peer]) -> None:
    world, gateway = lasting_world, account(lasting_world, peer[0].port)
    with held(world, gateway):
        peer[0].await_("bound")
        row = post(world, "一" * 200)
        peer[0].mode("hang")
        killer = threading.Timer(0.3, peer[0].kill)
        killer.start()
        assert (send(world, row).state, row.trouble) == (State.WAITING, "短信通道中断，稍后自动再发。")
        killer.join()
        assert set(Submitted.objects.values_list("fate", flat=True)) == {"sending"}
        first = Submitted.objects.earliest("id")
        Submitted.objects.filter(pk=first.pk).update(fate="accepted", message_id="77")  # the answer just came through
        peer.append(Peer("smpp34", peer[0].port))
        peer[1].await_("bound")
        soon(lambda: is_up(gateway))
        assert send(world, row).state == State.SENT
        sent = sorted(peer[1].await_("submit")["udh"] for _ in range(2))
        assert sent == [f"0003{first.pk & 0xFF:02x}03{no:02x}" for no in (2, 3)]
        assert peer[1].says_nothing("submit", 0.1)


@pytest.mark.parametrize("peer", ["node"], indirect=True)
def test_not_let_in(lasting_world: World, peer: list[Peer]) -> None:
    gateway = account(lasting_world, peer[0].port, secret="wrong")
    with held(lasting_world, gateway):
        soon(lambda: is_up(gateway) or gateway.trouble)
        assert gateway.trouble == "网关说密码不对，请管理员核对短信账户。"


@pytest.mark.parametrize("peer", ["cmpp2"], indirect=True)
def test_not_let_in_by_cmpp(lasting_world: World, peer: list[Peer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "BIND_S", 0.5)
    gateway = account(lasting_world, peer[0].port, "cmpp3")
    with held(lasting_world, gateway):
        soon(lambda: is_up(gateway) or gateway.trouble)
        assert "短信网关" in gateway.trouble


def test_nobody_there(lasting_world: World) -> None:
    gateway = account(lasting_world, 9)
    with held(lasting_world, gateway):
        soon(lambda: is_up(gateway) or gateway.trouble)
        assert gateway.trouble.startswith("连不上短信网关（")
