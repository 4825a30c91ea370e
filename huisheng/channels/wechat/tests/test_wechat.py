"""What a citizen writes to the account becomes a matter, once; what he should hear goes out; a forger is refused.

The peer is our own (``peer.py``): the real one can't be had for a test.
"""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.sax.saxutils import escape

import pytest
from django.db import OperationalError
from django.test import Client

from huisheng.channels import posting
from huisheng.channels.inbox.contract import Medium, Outcome
from huisheng.channels.inbox.models import Contact, Incoming
from huisheng.channels.outbox import follow, sending
from huisheng.channels.outbox.actions import post
from huisheng.channels.outbox.contract import Later, Never, Parcel, State
from huisheng.channels.outbox.models import Outgoing
from huisheng.channels.wechat import api, codec, reads, rules, send, serve
from huisheng.channels.wechat.actions import hear, issue_account, revoke_account, set_menu
from huisheng.channels.wechat.models import Account, Signed, Waiting
from huisheng.channels.wechat.tests.peer import JPEG_KEY, VOICE_KEY, Peer, open_peer
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.attachments.tests import made
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import World

OPENID, OTHER = "oDemo-A", "oDemo-B"


class WeChat:
    """The peer's other half: pushes to our door, as WeChat does, at the world's hour."""

    def __init__(self, world: World, peer: Peer, **given: Any) -> None:
        self.world, self.peer, self.client, self.sent = world, peer, Client(), 1000
        asked = {"code": "wx", "label": "云山12345", "appid": "wx0123", "secret": "演示密钥", "api_base": peer.base}
        with world.hour() as at:
            self.token, self.aes_key = issue_account.do(by=world.seat("admin"), at=at, **{**asked, **given})
        self.code = str({**asked, **given}["code"])

    @property
    def account(self) -> Account:
        found = reads.account(self.code)
        assert found is not None
        return found

    def xml(self, **told: str) -> str:
        self.sent += 1
        head = {
            "ToUserName": "gh_1",
            "FromUserName": OPENID,
            "CreateTime": str(int(self.world.now.timestamp())),
            "MsgId": "" if told.get("MsgType") == "event" else str(self.sent),
        }
        parts = {name: value for name, value in {**head, **told}.items() if value}
        return f"<xml>{''.join(f'<{name}><![CDATA[{value}]]></{name}>' for name, value in parts.items())}</xml>"

    def signed(self, xml: str, *, late: int = 0, nonce: str = "") -> tuple[str, str]:
        """The address's query and the body of a push."""
        timestamp, nonce = str(int(self.world.now.timestamp()) - late), nonce or f"n{self.sent}"
        query = {"timestamp": timestamp, "nonce": nonce, "signature": codec.signature(self.token, timestamp, nonce)}
        if self.aes_key:
            sealed = codec.seal(codec.key_of(self.aes_key), xml, "wx0123")
            xml = f"<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
            signature = codec.signature(self.token, timestamp, nonce, sealed)
            query |= {"encrypt_type": "aes", "msg_signature": signature}
        return urlencode({**query, "openid": OPENID}), xml

    def post(self, query: str, body: str | bytes, **given: Any) -> Any:
        with self.world.hour():
            return self.client.post(f"/api/wechat/{self.code}?{query}", body, content_type="text/xml", **given)

    def push(self, **told: str) -> str:
        """The words with which a push is answered; "" for none."""
        return self.answer(self.post(*self.signed(self.xml(**told))))

    def answer(self, response: Any) -> str:
        assert response.status_code == 200, response.content.decode()
        if response.content == b"success":
            return ""
        told = rules.fields(response.content)
        if self.aes_key:
            parts = (told["TimeStamp"], told["Nonce"], told["Encrypt"])
            assert codec.same(told["MsgSignature"], self.token, *parts)
            told = rules.fields(codec.unseal(codec.key_of(self.aes_key), told["Encrypt"], "wx0123"))
        assert (told["ToUserName"], told["FromUserName"], told["MsgType"]) == (OPENID, "gh_1", "text")
        return told["Content"]

    def say(self, words: str, **more: str) -> str:
        return self.push(MsgType="text", Content=words, **more)


@pytest.fixture(scope="module")
def listening() -> Iterator[Peer]:
    with open_peer() as peer:
        yield peer


@pytest.fixture
def peer(listening: Peer) -> Peer:
    base = listening.base
    listening.__init__()  # type: ignore[misc]  # as new, on the same port
    listening.base = base
    listening.files = {JPEG_KEY: ("image/jpeg", made.picture()), VOICE_KEY: ("audio/amr", made.amr(1))}
    return listening


@pytest.fixture(params=[True, False], ids=["plain", "sealed"])
def either(request: pytest.FixtureRequest, world: World, peer: Peer) -> WeChat:
    return WeChat(world, peer, plain=request.param)


@pytest.fixture
def wechat(world: World, peer: Peer) -> WeChat:
    return WeChat(world, peer)


def test_the_address_is_proved(either: WeChat) -> None:
    timestamp = str(int(either.world.now.timestamp()))
    query = {"timestamp": timestamp, "nonce": "n", "echostr": "4130<x>"}
    good = codec.signature(either.token, timestamp, "n")
    with either.world.hour():
        answer = either.client.get("/api/wechat/wx", {**query, "signature": good})
        assert (answer.content, answer.headers["Content-Type"]) == (b"4130<x>", "text/plain; charset=utf-8")
        assert either.client.get("/api/wechat/wx", {**query, "signature": "x"}).status_code == 403
        assert either.client.get("/api/wechat/other", {**query, "signature": good}).status_code == 403
        assert either.client.get("/api/wechat/wx").status_code == 403
        if either.aes_key:
            echo = codec.seal(codec.key_of(either.aes_key), "123", "wx0123")
            signature = codec.signature(either.token, timestamp, "n", echo)
            answer = either.client.get("/api/wechat/wx", {**query, "echostr": echo, "msg_signature": signature})
            assert answer.content == b"123"
    assert either.client.put("/api/wechat/wx").status_code == 405


def test_words_become_a_matter_once(either: WeChat) -> None:
    query, body = either.signed(either.xml(MsgType="text", Content="幸福里小区夜里施工噪声，请处理。"))
    told = either.answer(either.post(query, body))
    order = WorkOrder.objects.select_related("personal").get()
    assert told.startswith(f"已受理，工单号{order.number}，预计11月") and order.channel == "wechat"
    assert either.answer(either.post(query, body)) == told  # the very same push
    either.sent -= 1
    again = either.push(MsgType="text", Content="幸福里小区夜里施工噪声，请处理。")
    assert again == told  # the same message, pushed anew
    assert Incoming.objects.count() == WorkOrder.objects.count() == 1
    contact = Contact.objects.get()
    assert (contact.medium, contact.source) == ("wechat", "wx") and OPENID.encode() not in bytes(contact.address_sealed)
    assert either.account.connected_at == either.world.now


def test_progress_is_told_to_whose_it_is(wechat: WeChat) -> None:
    assert wechat.say("进度") == "没有查到您在这个公众号反映的工单，请核对工单号；用电话反映的请拨打12345查询。"
    wechat.say("夜里施工噪声")
    order = WorkOrder.objects.get()
    wechat.world.do(order.pk, "hand_on", "agent")
    wechat.world.do(order.pk, "send", "dispatcher", unit="water")
    told = wechat.say("进度")
    assert told.splitlines()[0] == f"工单{order.number}" and "已转云山市水务局办理" in told and "预计11月" in told
    assert wechat.say(f"进度 {order.number}") == told
    assert wechat.push(MsgType="event", Event="CLICK", EventKey="progress") == told
    theirs = wechat.world.accept()
    number = WorkOrder.objects.get(pk=theirs).number
    assert "没有查到" in wechat.say(f"进度{number}")
    assert Incoming.objects.count() == 1


def test_who_sends_pictures_first_and_then_says_what_they_are(wechat: WeChat) -> None:
    told = [wechat.push(MsgType="image", MediaId=JPEG_KEY) for _ in range(3)]
    (order,) = WorkOrder.objects.all()
    assert "已受理" in told[0] and told[1:] == [f"已补充到工单{order.number}。"] * 2
    assert wechat.say("幸福里小区的路灯不亮") == told[1]
    assert "已受理" in wechat.say("还有一件事：楼下油烟扰民"), "words after words are a matter of their own"
    assert WorkOrder.objects.count() == 2
    wechat.world.do(WorkOrder.objects.latest("pk").pk, "answer", "agent", words="已告知。")
    assert "已受理" in wechat.push(MsgType="image", MediaId=JPEG_KEY), "what is answered is not added to"


def test_more_is_added(wechat: WeChat) -> None:
    wechat.say("夜里施工噪声")
    order = WorkOrder.objects.get()
    assert wechat.say("补充：在三号楼东侧") == f"已补充到工单{order.number}。"
    place = {"Location_X": "27.8", "Location_Y": "112.9", "Label": "幸福里小区"}
    assert wechat.push(MsgType="location", **place) == f"已补充到工单{order.number}。"
    wechat.world.pass_(hours=2)
    assert "已受理" in wechat.push(MsgType="location", **place)
    assert WorkOrder.objects.select_related("personal").latest("pk").personal.place == "幸福里小区"
    assert wechat.push(MsgType="video", MediaId="m").startswith("已补充到工单")
    assert WorkOrder.objects.count() == 2


def test_pictures_and_voices(wechat: WeChat) -> None:
    assert wechat.push(MsgType="voice", MediaId=VOICE_KEY, Format="amr", Recognition="夜里施工噪声").startswith(
        "已受理"
    )
    order = WorkOrder.objects.get()
    assert wechat.push(MsgType="image", MediaId=JPEG_KEY) == f"已补充到工单{order.number}。"
    assert Attachment.objects.filter(order=order).count() == 2
    assert not Waiting.objects.exists() and wechat.peer.handed == 1
    assert not Incoming.objects.exclude(trouble="").exists(), Incoming.objects.exclude(trouble="").values("trouble")
    wechat.sent -= 1
    before = len(wechat.peer.asked)
    assert "已补充" in wechat.push(MsgType="image", MediaId=JPEG_KEY) and len(wechat.peer.asked) == before


def test_a_picture_that_can_t_be_had_yet_is_fetched_later(wechat: WeChat) -> None:
    wechat.say("夜里施工噪声")
    wechat.peer.next = [500]
    assert wechat.push(MsgType="image", MediaId=JPEG_KEY).startswith("已收到，正在保存")
    row = Waiting.objects.get()
    assert JPEG_KEY.encode() not in bytes(row.said_sealed) and "应答500" in wechat.account.trouble
    wechat.peer.next = [{"errcode": 45009}]
    wechat.sent -= 1
    assert wechat.push(MsgType="image", MediaId=JPEG_KEY).startswith("已收到，正在保存")  # WeChat asked again
    wechat.world.pass_(minutes=5)
    served(wechat)
    assert not Waiting.objects.exists() and wechat.account.trouble == ""
    assert [one.outcome for one in Incoming.objects.order_by("pk")] == [Outcome.NEW, Outcome.ADDED]


def served(wechat: WeChat, key: int = 0) -> None:
    """One round of the thread, at the world's hour."""
    stop = threading.Event()
    stop.wait = lambda timeout=None: stop.set() or True  # type: ignore[method-assign,func-returns-value]  # one round
    with wechat.world.hour(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(serve, "close_old_connections", lambda: None)  # the test's own transaction is on it
        serve.serve(key or wechat.account.pk, stop)


def test_a_picture_that_is_gone_is_said_so(wechat: WeChat) -> None:
    assert "已受理" in wechat.push(MsgType="image", MediaId="no-such")
    wechat.peer.next = [b"no json", b'{"video_url": "http://x"}']
    assert "正在保存" in wechat.push(MsgType="voice", MediaId=VOICE_KEY, Format="amr")
    assert "已补充" in wechat.push(MsgType="voice", MediaId=VOICE_KEY, Format="amr")
    wechat.peer.next = [302]
    wechat.world.pass_(days=3)
    served(wechat)
    assert not Waiting.objects.exists()
    words = WorkOrder.objects.select_related("personal").first().personal.words  # type: ignore[union-attr]  # there is one
    assert words == "（市民发来图片，没能从微信取到，请联系市民）"


def test_grades(wechat: WeChat) -> None:
    wechat.say("夜里施工噪声")
    key = WorkOrder.objects.get().pk
    wechat.world.do(key, "hand_on", "agent")
    wechat.world.do(key, "send", "dispatcher", unit="water")
    wechat.world.do(key, "sign_in", "h-water")
    wechat.world.do(key, "contact", "h-water", outcome="reached")
    wechat.world.do(key, "reply", "h-water", words="已处理。", solved=True)
    wechat.world.do(key, "accept_reply", "dispatcher")
    wechat.world.do(key, "conclude", "dispatcher")
    assert wechat.say("1") == "感谢您的评价。"
    assert wechat.say("3") == "已收到，受理员会尽快处理。查进度请回复“进度”。"


def test_events(wechat: WeChat) -> None:
    guide = wechat.push(MsgType="event", Event="subscribe")
    assert guide.startswith("您好，这里是云山市12345市民热线。") and wechat.say("你好") == guide
    assert wechat.push(MsgType="event", Event="CLICK", EventKey="file") == guide
    assert wechat.push(MsgType="event", Event="VIEW", EventKey="http://x") == ""
    wechat.say("夜里施工噪声")
    assert wechat.push(MsgType="event", Event="unsubscribe") == ""
    assert Contact.objects.get().ended_at == wechat.world.now
    assert Incoming.objects.count() == 1


def test_who_isn_t_wechat_is_refused(either: WeChat) -> None:
    good, body = either.signed(either.xml(MsgType="text", Content="夜里施工"))
    forged = either.xml(MsgType="text", Content="改过的话")
    late = either.signed(either.xml(MsgType="text", Content="早先的"), late=301)
    early = either.signed(either.xml(MsgType="text", Content="将来的"), late=-301)
    for query, said in (
        ("", body),
        (good.replace("signature=", "signature=0"), body),
        (good.replace("timestamp=", "timestamp=1"), body),
        (good.replace("timestamp=", "timestamp=x"), body),
        late,
        early,
    ):
        assert either.post(query, said).status_code == 403, query
    assert either.post(good, forged if either.aes_key else "garbage").status_code in (400, 403)
    assert either.post(*either.signed("garbage")).status_code == 400
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">]><xml><Content>&a;</Content></xml>'
    assert either.post(*either.signed(laughs)).status_code == 400
    assert either.post(good, laughs).status_code == 400
    assert either.post(good, b"x" * 10_000_000).status_code == 413
    assert not Incoming.objects.exists() and not Signed.objects.exists() and not Waiting.objects.exists()
    assert either.post(good, body).status_code == 200
    with either.world.hour() as at:
        revoke_account.do("wx", by=either.world.seat("admin"), at=at)
    assert either.post(good, body).status_code == 403


def test_naughty_strings(wechat: WeChat, vectors: Path) -> None:
    """Whatever a citizen writes is a message, what XML can't hold left out."""
    strings = json.loads((vectors / "strings" / "blns.json").read_text(encoding="utf-8"))
    for no in range(0, len(strings), 40):
        said = "\n".join(strings[no : no + 40])[:2000].encode("utf-8", "replace").decode()
        xml = wechat.xml(MsgType="text", Content="@").replace("<![CDATA[@]]>", f"\x00{escape(said)}")
        assert wechat.answer(wechat.post(*wechat.signed(xml))).startswith("已受理"), said
    assert Incoming.objects.filter(outcome=Outcome.NEW.value).count() == len(range(0, len(strings), 40))


def test_a_signature_holds_for_its_own_words_only(world: World, peer: Peer) -> None:
    """In plain mode it covers no word: who overheard one could say anything with it."""
    wechat = WeChat(world, peer, plain=True)
    query, body = wechat.signed(wechat.xml(MsgType="text", Content="夜里施工"))
    assert wechat.post(query, body).status_code == 200
    assert wechat.post(query, wechat.xml(MsgType="text", Content="别的话")).status_code == 403
    assert Incoming.objects.count() == 1
    world.pass_(minutes=16)
    wechat.say("另一件事")
    assert Signed.objects.count() == 1  # the old one is thrown away: its time is over


def test_a_key_means_sealed(wechat: WeChat) -> None:
    """Nobody talks the account down to plain mode; nor is what was sealed for another account heard."""
    sealed = wechat.aes_key
    wechat.aes_key = ""
    assert wechat.post(*wechat.signed(wechat.xml(MsgType="text", Content="x"))).status_code == 403
    wechat.aes_key = sealed
    timestamp = str(int(wechat.world.now.timestamp()))
    other = codec.seal(codec.key_of(sealed), wechat.xml(MsgType="text", Content="x"), "wx-other")
    signature = codec.signature(wechat.token, timestamp, "n", other)
    query = urlencode({"timestamp": timestamp, "nonce": "n", "msg_signature": signature})
    assert wechat.post(query, f"<xml><Encrypt>{other}</Encrypt></xml>").status_code == 403


def parcel(**changed: Any) -> Parcel:
    said = {"address": OPENID, "subject": "主题", "text": "您的工单已办结。"}
    return Parcel(**{"key": "o1", "platform": 0, "source": "wx", **said, **changed})


def sent(wechat: WeChat, **changed: Any) -> str:
    with wechat.world.hour():
        return send.send(parcel(platform=wechat.world.platform, **changed))


def test_sending(world: World, peer: Peer) -> None:
    wechat = WeChat(world, peer, template_id="TM1", template_fields="thing1:subject remark:text")
    assert sent(wechat) == "" == sent(wechat, source="")
    body = {"touser": OPENID, "msgtype": "text", "text": {"content": "您的工单已办结。"}}
    assert peer.sent() == [body, body] and peer.handed == 1  # the access is kept
    peer.access += 1  # WeChat took it back before its time
    assert sent(wechat) == "" and peer.handed == 2
    world.pass_(hours=2)
    assert sent(wechat) == "" and peer.handed == 3
    peer.next = [{"errcode": 40001}]  # the same again is no other: a new one is asked for
    assert sent(wechat) == "" and peer.access == 3
    peer.next = [{"errcode": 45015}]
    assert sent(wechat, subject="二十字以上的主题" * 5) == "200228332"
    (by_template,) = peer.sent("template")
    assert by_template["client_msg_id"] == "o1" and by_template["data"]["remark"] == {"value": "您的工单已办结。"}
    assert len(by_template["data"]["thing1"]["value"]) == 20


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ({"errcode": 45015}, Never, "48小时"),
        ({"errcode": 43004}, Never, "取消关注"),
        ({"errcode": -1}, Later, "繁忙"),
        ({"errcode": 40164}, Later, "errcode 40164"),
        ({"errcode": "?"}, Later, "繁忙"),
        (500, Later, "应答500"),
        (302, Later, "应答302"),
        (b"<html>", Later, "读不懂"),
        (b"x" * (api.LARGEST + 1), Later, "过大"),
    ],
)
def test_what_won_t_go(wechat: WeChat, answer: Any, kind: type[Exception], words: str) -> None:
    wechat.peer.next = [answer]
    with pytest.raises(kind, match=words):
        sent(wechat)


def test_no_way_out(wechat: WeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Later, match="没有正在使用"):
        sent(wechat, source="other")
    Account.objects.update(api_base="http://127.0.0.1:1")
    with pytest.raises(Later, match="连不上"):
        sent(wechat)
    Account.objects.update(api_base=wechat.peer.base)
    monkeypatch.setattr(wechat.peer, "_token", lambda body: (200, "application/json", b'{"access_token": 1}'))
    with pytest.raises(Later, match="访问凭证"):
        sent(wechat)


def test_from_the_ledger_to_the_citizen_and_its_receipt(wechat: WeChat) -> None:
    Account.objects.update(template_id="TM1", template_fields="thing1:subject thing2:text")
    wechat.say("夜里施工噪声")
    order = WorkOrder.objects.get()
    with wechat.world.hour() as at:
        post.do(
            platform=order.platform_id,
            medium=Medium.WECHAT,
            address=OPENID,
            template="sent",
            order=order.pk,
            values={"number": order.number, "unit": "市水务局", "promised": "11月8日"},
            ref="e1:wechat",
            at=at,
            source="wx",
        )
        wechat.peer.next = [{"errcode": 45047}]
        assert sending.Sending(posting.SENDERS).step() == 1
    row = Outgoing.objects.get()
    assert (row.state, row.peer_ref) == (State.SENT, "200228332")
    done = {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": "200228332"}
    assert wechat.push(**done, Status="success") == ""
    assert wechat.push(**done, Status="success") == wechat.push(**{**done, "MsgID": "1"}, Status="success") == ""
    row.refresh_from_db()
    assert row.state == State.DELIVERED
    Outgoing.objects.update(state=State.SENT.value, source="")
    assert wechat.push(**done, Status="failed:user block") == ""
    row.refresh_from_db()
    assert row.state == State.FAILED and "user block" in row.trouble
    assert follow.NAME and posting.reaches(order.platform_id, Medium.WECHAT) and serve.accounts() == [wechat.account.pk]


def test_the_menu(wechat: WeChat) -> None:
    admin = wechat.world.seat("admin")
    with wechat.world.hour():
        set_menu.do("wx", by=admin)
        assert wechat.peer.asked[-1] == ("/cgi-bin/menu/create", {"button": list(set_menu.USUAL)})
        assert wechat.account.menu == list(set_menu.USUAL)
        for answer, code in (({"errcode": 40018}, "not_taken"), (500, "away")):
            wechat.peer.next = [answer]
            with pytest.raises(Refusal) as caught:
                set_menu.do("wx", by=admin)
            assert caught.value.code == code
        for by, name, code in ((admin, "other", "unknown_account"), (wechat.world.seat("agent"), "wx", "")):
            with pytest.raises(Refusal) as caught:
                set_menu.do(name, by=by)
            assert caught.value.code == code or not code


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "code_taken"),
        ({"code": "b", "api_base": "http://example.org"}, "not_an_address"),
        ({"code": "b", "api_base": "https://example.org@127.0.0.1"}, "not_an_address"),
        ({"code": "b", "template_id": "T"}, "half_a_template"),
        ({"code": "b", "template_fields": "thing1:phone"}, "not_fields"),
        ({"code": "b", "secret": ""}, "missing"),
    ],
)
def test_accounts_are_refused(wechat: WeChat, given: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        WeChat(wechat.world, wechat.peer, **given)
    assert caught.value.code == code


def test_a_code_is_one_platforms(wechat: WeChat) -> None:
    from huisheng.directory.models import Unit

    with wechat.world.hour() as at:
        revoke_account.do("wx", by=wechat.world.seat("admin"), at=at)
        with pytest.raises(Refusal):
            revoke_account.do("wx", by=wechat.world.seat("admin"), at=at)
    served(wechat, Account.objects.get().pk)  # ends at once: it was revoked
    again = WeChat(wechat.world, wechat.peer)
    assert again.token != wechat.token
    Account.objects.update(revoked_at=again.world.now, platform=Unit.objects.get(code="linhe"))
    with pytest.raises(Refusal, match="别的平台"):
        WeChat(wechat.world, wechat.peer)


def test_the_database_goes_away(wechat: WeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    query, body = wechat.signed(wechat.xml(MsgType="text", Content="夜里施工"))
    with monkeypatch.context() as broken:
        broken.setattr(hear, "do", away)
        assert wechat.post(query, body).status_code == 503
    assert "已受理" in wechat.answer(wechat.post(query, body))


def test_over_real_sockets_all_at_once(lasting_world: World, peer: Peer, live_server: Any) -> None:
    """Three pushes of one message, as WeChat does where an answer is late: one matter, the same answer. And three
    pictures of another citizen, sent at once: one matter of three pieces."""
    lasting_world.now = datetime.fromtimestamp(int(clock.now().timestamp()), clock.now().tzinfo) - timedelta(seconds=2)
    wechat = WeChat(lasting_world, peer)
    same = wechat.signed(wechat.xml(MsgType="text", Content="幸福里小区夜里施工噪声"))
    picture = {"MsgType": "image", "MediaId": JPEG_KEY, "FromUserName": "o-another"}
    pushes = [*[same] * 3, *(wechat.signed(wechat.xml(**picture)) for _ in range(3))]
    answers: list[bytes] = []

    def push(query: str, body: str) -> None:
        with urlopen(Request(f"{live_server}/api/wechat/wx?{query}", body.encode()), timeout=20) as answer:
            answers.append(answer.read())

    threads = [threading.Thread(target=push, args=one) for one in pushes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(answers), WorkOrder.objects.count(), Incoming.objects.count()) == (6, 2, 4)
    assert sorted(Incoming.objects.values_list("outcome", flat=True)) == ["added", "added", "new", "new"]
