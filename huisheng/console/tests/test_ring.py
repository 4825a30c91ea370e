"""A switch registered and a call rung from the command line, against the served house."""

import argparse
from typing import Any

import pytest

from huisheng.channels.telephony.actions import bind_phone
from huisheng.channels.telephony.asterisk import calling
from huisheng.channels.telephony.asterisk.actions import issue_manager
from huisheng.channels.telephony.asterisk.tests.ami import speaking
from huisheng.channels.telephony.models import Call, SeatPhone, Switch
from huisheng.console import main, places
from huisheng.console.commands import ring
from huisheng.directory.models import Unit
from huisheng.kernel.errors import Refusal
from tests.cast import World


def call(*words: str) -> int:
    args = main.build(words).parse_args(words)
    return int(args.module.run(args))


@pytest.mark.usefixtures("world")
def test_switches_and_phones(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("switch", "issue", "yunshan", "pbx-1", "大厅交换机") == 0
    key, where = capsys.readouterr().out.splitlines()
    assert len(key) > 40 and where == "地址：/api/telephony/pbx-1/events"
    assert call("switch", "issue", "yunshan", "old", "旧交换机", "--cti") == 0
    assert "/api/telephony/old/cti/" in capsys.readouterr().out
    assert call("switch", "phone", "agent", "801") == 0
    assert call("switch", "revoke", "old") == 0
    capsys.readouterr()
    assert call("switch", "list") == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0].startswith("yunshan\told\t通用CTI\t旧交换机\t") and listed[0].endswith("停用")
    assert listed[1:] == ["yunshan\tpbx-1\t签名事件\t大厅交换机\t有效", "yunshan\t分机801\tagent\t坐席甲"]
    assert call("switch", "unit", "yunshan", "water", "0535-5550101") == 0
    assert capsys.readouterr().out == "单位water的联动电话：0535-5550101\n"
    assert call("switch", "list") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "yunshan\t联动电话0535-5550101\twater\t云山市水务局"
    assert call("switch", "unit", "yunshan", "water") == call("switch", "phone", "agent") == 0
    assert capsys.readouterr().out == "单位water的联动电话已删去。\n席位agent的分机已解开。\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("switch", "issue", "nowhere", "x", "y"), "no_platform"),
        (("switch", "issue", "linhe", "x", "y"), "no_admin"),
        (("switch", "revoke", "nobody"), "unknown_switch"),
        (("switch", "phone", "nobody", "1"), "unknown_seat"),
        (("ring", "nobody"), "unknown_seat"),
        (("ring", "visitor"), "wrong_role"),
    ],
)
def test_what_isn_t_there(world: World, words: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        call(*words)
    assert caught.value.code == code


@pytest.fixture
def served(lasting_world: World, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(places, "address", lambda: f"{live_server}/")
    return lasting_world


def test_a_call_rings_and_ends(served: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("ring", "agent", "--from", "19900000002", "--ring", "0", "--talk", "0") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "已挂机。"
    first = Call.objects.get()
    assert (first.seat, first.source) == (served.seat("agent").seat, "ring-yunshan")
    assert call("ring", "agent", "--ring", "0", "--missed") == 0
    assert Call.objects.latest("pk").abandoned_at is not None
    assert (Switch.objects.count(), SeatPhone.objects.count()) == (1, 1)


def test_a_real_exchange_is_dialled_in(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """One that answers takes the call; one that doesn't leaves it to be simulated."""
    given = {"code": "ast", "label": "测试", "host": "127.0.0.1", "username": "u", "secret": "s", "contexts": "c"}
    with speaking(dialled=True) as port:
        issue_manager.do(by=world.seat("admin"), at=world.now, port=port, **given)
        bind_phone.do(by=world.seat("admin"), seat="agent", extension="801")
        assert call("ring", "agent") == 0
    assert "席位agent的分机是801" in capsys.readouterr().out and not Call.objects.exists()
    assert not calling.ring(world.platform, "19900000001", 5)


def test_an_early_hang_up(served: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"{ring.__name__}.time.sleep", stop)
    assert call("ring", "agent") == 0
    assert capsys.readouterr().out.endswith("没有人接，来电人挂断了。\n")
    assert Call.objects.get().abandoned_at is not None


def test_a_server_that_refuses_or_isn_t_there(served: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal) as caught:
        ring._post(f"{places.address()}api/telephony/ring/events", b"{}", {})
    assert caught.value.code == "refused" and "401" in caught.value.sentence
    monkeypatch.setattr(places, "address", lambda: "http://127.0.0.1:9/")
    with pytest.raises(Refusal) as caught:
        call("ring", "agent")
    assert caught.value.code == "not_running"


def test_never_in_a_real_city(world: World) -> None:
    Unit.objects.update(rehearsal=False)
    with pytest.raises(Refusal) as caught:
        ring.run(argparse.Namespace(seat="agent", caller="19900000001", simulated=False))
    assert caught.value.code == "real_data"
