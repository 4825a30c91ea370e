"""渠道账户: who keeps the accounts sets them up and stops them; nobody else sees them, nobody sees a secret again."""

from typing import Any

import pytest

from huisheng.channels import accounts
from huisheng.channels.mail.models import Mailbox
from huisheng.channels.telephony.models import Manager
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import As
from tests.cast import World

MAIL = {
    "code": "mail-1", "label": "演示信箱", "channel": "mail", "address": "12345@example.cn",
    "imap_host": "imap.example.cn", "imap_port": "993", "imap_guard": "tls", "folder": "INBOX", "done_folder": "",
    "smtp_host": "smtp.example.cn", "smtp_port": "465", "smtp_guard": "tls", "user": "", "secret": "mima-hao-chang",
}  # fmt: skip
FORMS: dict[str, dict[str, str]] = {
    "asterisk": {
        "code": "pbx-1", "label": "大厅总机", "host": "10.0.0.5", "port": "5038", "username": "huisheng",
        "secret": "mima", "contexts": "from-trunk",
    },
    "switch": {"code": "pbx-2", "label": "旧交换机", "profile": "signed"},
    "mail": MAIL,
    "sms": {
        "code": "sms-1", "label": "演示短信号", "protocol": "smpp", "host": "10.0.0.6", "port": "2775",
        "system_id": "hs", "secret": "mima", "number": "12345", "rate": "20", "window": "16",
        "way": "udh8", "encoding": "ucs2",
    },
    "wechat": {"code": "wx-1", "label": "云山发布", "appid": "wx0123456789abcdef", "secret": "mima"},
    "open311": {"code": "app-1", "label": "市民APP", "channel": "app", "may_write": "1", "per_minute": "60"},
}  # fmt: skip


def test_every_kind_is_set_up_listed_and_stopped(world: World, as_: As) -> None:
    client = as_("security")
    assert set(FORMS) == set(accounts.KINDS)
    for kind, form in FORMS.items():
        assert form["label"] not in said(client.get("/account/channels/"))
        made: Any = client.post(f"/account/channels/{kind}/", form)
        assert made.status_code == 200, said(made)
        assert "已登记" in said(made)
        page = said(client.get("/account/channels/"))
        assert form["label"] in page and "停用" in page
        assert client.post(f"/account/channels/{kind}/stop/", {"code": form["code"]}).status_code == 302
        assert all(one.revoked_at for one in accounts.all_(world.seat("security")))
    again: Any = client.post("/account/channels/mail/stop/", {"code": "mail-1"}, follow=True)
    assert "没有这个正在使用的邮箱" in said(again)


def test_what_the_peer_must_be_told_is_shown_once(world: World, as_: As) -> None:
    client = as_("security")
    made = said(client.post("/account/channels/wechat/", FORMS["wechat"]))
    assert "Token：" in made and "EncodingAESKey：" in made and "只显示这一次" in made
    assert "EncodingAESKey" not in said(client.get("/account/channels/"))


def test_what_was_typed_comes_back_but_the_password(world: World, as_: As) -> None:
    wrong: Any = as_("security").post("/account/channels/mail/", {**MAIL, "address": "not an address"})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert "imap.example.cn" in text and "mima-hao-chang" not in text
    assert not Mailbox.objects.exists()


def test_how_a_switch_goes_is_its_managers_to_say(world: World, as_: As) -> None:
    as_("security").post("/account/channels/asterisk/", FORMS["asterisk"])
    Manager.objects.update(trouble="连不上10.0.0.5。")
    assert "连不上10.0.0.5。" in said(as_("security").get("/account/channels/"))


@pytest.mark.parametrize("seat", ["agent", "h-water", "dispatcher"])
def test_nobody_else(world: World, as_: As, seat: str) -> None:
    for path in ("/account/channels/", "/account/channels/mail/"):
        assert as_(seat).get(path).status_code == 403
    assert as_(seat).post("/account/channels/mail/", MAIL).status_code == 403
    assert as_(seat).post("/account/channels/mail/stop/", {"code": "mail-1"}).status_code == 403
    assert not Mailbox.objects.exists()


def test_no_such_kind(world: World, as_: As) -> None:
    assert as_("security").get("/account/channels/pigeon/").status_code == 404
    assert as_("security").post("/account/channels/pigeon/stop/").status_code == 404
