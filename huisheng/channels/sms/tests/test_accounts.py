"""``huisheng sms``: accounts set up, listed and revoked, each refusal in its sentence."""

import argparse
import io
from datetime import timedelta
from typing import Any

import pytest

from huisheng.channels.sms import reads
from huisheng.channels.sms.actions import issue_gateway, revoke_gateway
from huisheng.channels.sms.models import Gateway
from huisheng.console.commands import sms
from huisheng.kernel import secrets
from huisheng.kernel.errors import Refusal
from tests.cast import World

ISSUE = ("issue", "yunshan", "sms-1", "127.0.0.1", "2775", "huisheng", "10690000")


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    sms.add_arguments(parser)
    return sms.run(parser.parse_args(words))


def issue(monkeypatch: pytest.MonkeyPatch, *more: str, secret: str = "secret12") -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{secret}\n"))
    return run(*ISSUE, *more)


def test_from_setting_up_to_revoking(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert issue(monkeypatch, "--prefix", "86", "--rate", "5") == 0
    row = Gateway.objects.get()
    assert (row.protocol, row.rate, row.window, row.way, row.encoding) == ("smpp", 5, 16, "udh8", "ucs2")
    assert secrets.unseal(bytes(row.secret_sealed), reads.context("sms-1")) == "secret12"
    Gateway.objects.update(trouble="网关说密码不对，请管理员核对短信账户。")
    run("list")
    Gateway.objects.update(connected_at=world.now)
    run("list")
    run("revoke", "sms-1")
    run("list")
    said = capsys.readouterr().out
    assert "没有连上。网关说密码不对" in said
    assert "2019-11-04 09:00起已连上" in said
    assert "停用\n" in said
    assert "secret12" not in said
    assert issue(monkeypatch, "--protocol", "smpp") == 0  # the code is free again
    with pytest.raises(Refusal, match="没有这个短信账户"):
        run("revoke", "sms-2")


def test_typed_unseen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.StringIO()
    monkeypatch.setattr(stdin, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", stdin)
    monkeypatch.setattr("getpass.getpass", lambda prompt: "secret12")
    assert run(*ISSUE) == 0


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, "code_taken"),
        ({"code": "sms-2", "secret": "123456789"}, "too_long"),
        ({"code": "sms-2", "protocol": "cmpp2"}, "bad_sp_id"),
        ({"code": "sms-2", "protocol": "cmpp3", "system_id": "901234", "way": "payload"}, "no_such_way"),
        ({"code": "sms-2", "system_id": "账户"}, "not_ascii"),
        ({"code": "sms-2", "system_type": "类型"}, "not_ascii"),
        ({"code": "sms-2", "secret": "密码"}, "not_ascii"),
        ({"code": "sms-2", "port": 0}, "not_a_count"),
        ({"code": "sms-2", "secret": ""}, "missing"),
        ({"code": "sms-2", "protocol": "smtp"}, "not_an_option"),
    ],
)
def test_what_can_t_be_set_up(world: World, changed: dict[str, Any], code: str) -> None:
    given = {
        "code": "sms-1",
        "label": "短信",
        "protocol": "smpp",
        "host": "127.0.0.1",
        "port": 2775,
        "system_id": "huisheng",
        "secret": "secret12",
        "number": "10690000",
    }
    by = world.seat("admin")
    issue_gateway.do(by=by, at=world.now, **given)
    with pytest.raises(Refusal) as caught:
        issue_gateway.do(by=by, at=world.now, **{**given, **changed})
    assert caught.value.code == code
    assert Gateway.objects.count() == 1


def test_who_may(world: World) -> None:
    with pytest.raises(Refusal):
        issue_gateway.do(by=world.seat("agent"), at=world.now)
    with pytest.raises(Refusal):
        revoke_gateway.do("sms-1", by=world.seat("agent"), at=world.now)
    with pytest.raises(Refusal, match="没有这个正在使用的短信账户"):
        revoke_gateway.do("sms-1", by=world.seat("admin"), at=world.now + timedelta(1))
