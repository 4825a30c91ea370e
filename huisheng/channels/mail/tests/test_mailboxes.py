"""Mailboxes are issued, tried and stopped; by the verbs and by ``huisheng mail``."""

import io
from collections.abc import Iterator

import pytest

from huisheng.channels.mail import check, reads
from huisheng.channels.mail.actions import revoke_mailbox
from huisheng.channels.mail.models import Mailbox
from huisheng.channels.mail.tests.conftest import issued
from huisheng.channels.mail.tests.peers import SECRET, Post, Sink
from huisheng.console.commands import mail
from huisheng.console.main import build
from huisheng.directory import load as directory_load
from huisheng.directory.models import Unit
from huisheng.kernel.errors import Refusal
from tests.cast import World
from tests.cast_with_park import second_city


def test_issue_and_revoke(world: World) -> None:
    box = issued(world)
    assert SECRET.encode() not in bytes(box.secret_sealed)
    assert reads.secret(box) == SECRET
    assert (box.folder, box.smtp_user, box.since) == ("INBOX", "nobody", world.now)
    assert reads.reaches(world.platform)
    assert reads.of_platform(world.seat("admin")) == [box]
    with pytest.raises(Refusal, match="已登记"):
        issued(world)
    Mailbox.objects.update(uidvalidity=7, last_uid=9)
    revoke_mailbox.do("mayor", by=world.seat("admin"), at=world.now)
    assert not reads.reaches(world.platform)
    assert reads.mailbox(box.pk) is None
    assert bytes(Mailbox.objects.get().secret_sealed) == b""
    again = issued(world, secret="neu")
    assert (again.uidvalidity, again.last_uid, again.since) == (7, 9, box.since)
    revoke_mailbox.do("mayor", by=world.seat("admin"), at=world.now)
    with pytest.raises(Refusal, match="没有这个"):
        revoke_mailbox.do("mayor", by=world.seat("admin"), at=world.now)
    assert issued(world, imap_host="other.example").last_uid == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"address": "x"}, "address"),
        ({"address": "a@b.c\nBcc: d@e.f"}, "address"),
        ({"imap_host": "a b"}, "imap_host"),
        ({"smtp_host": "http://x/"}, "smtp_host"),
        ({"imap_port": "0"}, "imap_port"),
        ({"smtp_guard": "ssl3"}, "smtp_guard"),
        ({"channel": "phone"}, "channel"),
        ({"done_folder": "inbox"}, "done_folder"),
        ({"secret": ""}, "secret"),
    ],
)
def test_what_wont_do(world: World, changed: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        issued(world, **changed)
    assert caught.value.field == field
    assert not Mailbox.objects.exists()


def test_only_an_administrator_and_only_his_own(world: World) -> None:
    from huisheng.channels.mail.actions import issue_mailbox

    assert issue_mailbox.can(world.seat("agent")) is not None
    issued(world)
    with pytest.raises(Refusal):
        revoke_mailbox.do("mayor", by=world.seat("agent"), at=world.now)


def test_sending_box_of_a_platform(world: World) -> None:
    assert reads.sending(world.platform, "") is None
    one = issued(world)
    two = issued(world, code="two")
    assert reads.sending(world.platform, "") == one
    assert reads.sending(world.platform, "two") == two
    assert reads.sending(world.platform, "gone") == one


def test_check(world: World, post: Post, sink: Sink) -> None:
    box = issued(world, imap_port=post.port, user=post.user(), smtp_port=sink.port)
    assert (check.receiving(box), check.sending(box)) == (check.GOOD, check.GOOD)
    bad = issued(world, code="bad", imap_port=post.port, smtp_port=sink.port, secret="falsch")
    assert "不让登录" in check.receiving(bad)
    assert "不让登录" in check.sending(bad)
    bad.smtp_port = 1
    assert "断了" in check.sending(bad)
    bad.smtp_port, bad.smtp_guard = sink.port, "tls"
    assert "证书" in check.sending(bad)


def run(*words: str) -> int:
    return mail.run(build(["mail"]).parse_args(["mail", *words]))


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{SECRET}\n"))
    yield


def test_the_command(
    world: World,
    post: Post,
    sink: Sink,
    typed: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = Unit.objects.get(pk=world.platform).code
    where = ["--imap", f"127.0.0.1:{post.port}", "--imap-guard", "plain", "--smtp", f"127.0.0.1:{sink.port}"]
    user = post.user()
    given = ["issue", code, "mayor", "热线", "rexian@yanshi.example", *where, "--smtp-guard", "plain", "--user", user]
    with pytest.raises(Refusal, match="2024-02-18"):
        run(*given, "--since", "gestern")
    assert run(*given, "--since", "2019-11-01") == 0
    assert run("check", "mayor") == 0
    assert run("list") == 0
    Mailbox.objects.update(trouble="断了")
    run("list")
    Mailbox.objects.update(trouble="", connected_at=world.now, smtp_port=1)
    run("list")
    assert run("check", "mayor") == 1
    assert run("revoke", "mayor") == 0
    run("list")
    out = capsys.readouterr().out
    for said in ("已登记", "收信：正常\n发信：正常", "还没有连过", "断了", "连上", "停用"):
        assert said in out
    assert SECRET not in out
    with pytest.raises(Refusal, match="没有这个"):
        run("revoke", "mayor")
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: SECRET)
    assert run("issue", code, "two", "热线", "b@yanshi.example", "--imap", "a.example", "--smtp", "[::1]") == 0
    two = Mailbox.objects.get(code="two")
    assert (two.imap_host, two.imap_port, two.smtp_host, two.smtp_port) == ("a.example", 993, "[::1]", 465)


def test_a_code_of_another_city(world: World) -> None:
    other = directory_load.load_city(second_city(), password="yanshi-mima-67890").platform
    issued(world)
    Mailbox.objects.update(platform_id=other, revoked_at=world.now)
    with pytest.raises(Refusal, match="别的平台"):
        issued(world)
