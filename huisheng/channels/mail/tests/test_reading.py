"""A real IMAP server: letters become orders once, whatever the peer does."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formataddr
from io import BytesIO
from pathlib import Path

import pytest
from imapclient import IMAPClient  # type: ignore[import-untyped]  # it ships no types
from PIL import Image

from huisheng.channels import loops
from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.contract import Came, Outcome
from huisheng.channels.inbox.models import Contact, Incoming
from huisheng.channels.mail import receive, serve, wire
from huisheng.channels.mail.models import Arrival, Mailbox
from huisheng.channels.mail.parse import parse
from huisheng.channels.mail.receive import Reader
from huisheng.channels.mail.tests.conftest import ADDRESS, issued
from huisheng.channels.mail.tests.peers import SECRET, Post
from huisheng.channels.outbox.models import Outgoing
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import World

BLNS = Path(__file__).parents[5] / "shared" / "vectors" / "strings" / "blns.json"
CITIZEN = "yanshijia@example.com"
WORDS = "幸福里小区旁工地连续三晚施工到凌晨，影响休息。"


def letter(
    words: str = WORDS,
    *,
    no: str = "1",
    subject: str = "夜间施工噪声",
    sender: str = CITIZEN,
    charset: str = "utf-8",
    **more: str,
) -> bytes:
    message = MIMEText(words, "plain", charset)
    message["From"], message["To"], message["Subject"] = formataddr(("演示甲", sender)), ADDRESS, subject
    if no:
        message["Message-ID"] = f"<{no}@example.com>"
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    return message.as_bytes()


@pytest.fixture
def box(world: World, post: Post) -> Mailbox:
    return issued(world, imap_port=post.port, user=post.user())


def read(box: Mailbox, world: World, reader: Reader | None = None) -> int:
    """One round of the reader."""
    box.refresh_from_db()
    with world.hour(), wire.opened(box, SECRET) as line:
        return receive.all_new(box, line, reader or Reader(), threading.Event())


def outcomes() -> list[str]:
    return list(Incoming.objects.order_by("pk").values_list("outcome", flat=True))


def flags(box: Mailbox) -> list[set[bytes]]:
    with wire.opened(box, SECRET) as line:
        client = line._client
        return [
            set(found) & {b"\\Seen", b"\\Flagged"} for _, found in sorted(client.get_flags(client.search()).items())
        ]


def test_a_letter_becomes_an_order_once(world: World, post: Post, box: Mailbox) -> None:
    post.lay(box.user, letter())
    assert read(box, world) == 1
    order = WorkOrder.objects.get()
    assert order.channel == "mail"
    contact = Contact.objects.get()
    assert (contact.order_id, contact.medium, contact.source) == (order.pk, "mail", "mayor")
    assert Incoming.objects.get().ref == "1@example.com"
    assert flags(box) == [{b"\\Seen"}]
    assert read(box, world) == 0
    post.lay(box.user, letter(X_Other="2"))  # the same letter by another way
    assert read(box, world) == 1
    assert outcomes() == [Outcome.NEW]
    post.lay(box.user, letter("另一件事：路灯不亮。"))  # another letter that bears the same Message-ID
    read(box, world)
    assert outcomes() == [Outcome.NEW, Outcome.NEW]
    assert Incoming.objects.last().ref.startswith("sha256:")  # type: ignore[union-attr]  # there are two


def test_uids_that_begin_anew_make_nothing_twice(world: World, post: Post, box: Mailbox) -> None:
    for no in "123":
        post.lay(box.user, letter(f"{WORDS}{no}", no=no))
    assert read(box, world) == 3
    before = box.uidvalidity
    post.number_anew(box.user)
    post.lay(box.user, letter("新来的：垃圾没人收。", no="4"))
    assert read(box, world) == 4
    assert box.uidvalidity != before
    assert Incoming.objects.count() == WorkOrder.objects.count() == 4


def test_who_was_cut_off_reads_it_once_more(
    world: World, post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.lay(box.user, letter(no="1"))
    post.lay(box.user, letter("路灯不亮。", no="2"))

    def cut(self: wire.Wire, uid: int, *, flagged: bool) -> None:
        raise wire.Lost("断了")

    with monkeypatch.context() as patched:
        patched.setattr(wire.Wire, "put_away", cut)
        with pytest.raises(wire.Lost):
            read(box, world)
    assert (outcomes(), flags(box), box.last_uid) == ([Outcome.NEW], [set(), set()], 0)
    assert read(box, world) == 2
    assert (outcomes(), flags(box)) == ([Outcome.NEW] * 2, [{b"\\Seen"}] * 2)


def test_what_is_taken_can_be_moved(world: World, post: Post) -> None:
    box = issued(world, imap_port=post.port, user=post.user(), done_folder="Done")
    post.lay(box.user, letter())
    assert read(box, world) == 1
    with wire.opened(box, SECRET) as line:
        assert line._client.search() == []
        line._client.select_folder("Done")
        assert len(line._client.search()) == 1


def test_a_folder_that_takes_nothing_stops_nobody(
    world: World, post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: wire.Wire, uid: int, *, flagged: bool) -> None:
        raise wire.Refused("满了")

    monkeypatch.setattr(wire.Wire, "put_away", refuse)
    for no in "12":
        post.lay(box.user, letter(f"{WORDS}{no}", no=no))
    assert read(box, world) == 2
    assert "标记" in Mailbox.objects.get().trouble


def test_letters_before_the_mailbox_was_ours_stay_unread(world: World, post: Post, box: Mailbox) -> None:
    post.lay(box.user, letter())
    Mailbox.objects.update(since=box.since.replace(year=2100))
    assert read(box, world) == 0
    assert box.last_uid == 1
    post.lay(box.user, letter("路灯不亮。", no="2"))
    assert read(box, world) == 1
    assert (outcomes(), flags(box)) == ([Outcome.NEW], [set(), {b"\\Seen"}])


def test_pictures_come_along(world: World, post: Post, box: Mailbox, tmp_path: Path, settings: object) -> None:
    settings.ATTACHMENTS = tmp_path  # type: ignore[attr-defined]  # pytest-django's
    drawn = BytesIO()
    Image.effect_noise((200, 200), 90).convert("RGB").save(drawn, "JPEG")
    whole = MIMEMultipart("mixed")
    whole["From"], whole["Subject"], whole["Message-ID"] = CITIZEN, "噪声", "<p@example.com>"
    whole.attach(MIMEText(WORDS, "plain", "gb18030"))
    for no, how in enumerate(("attachment", "inline")):
        picture = MIMEImage(drawn.getvalue() + bytes(no), "jpeg")
        picture.add_header("Content-Disposition", how, filename=("gbk", "", f"现场{no}.jpg"))
        whole.attach(picture)
    post.lay(box.user, whole.as_bytes())
    read(box, world)
    assert outcomes() == [Outcome.NEW], Incoming.objects.get().trouble
    assert Attachment.objects.count() >= 1


def test_answers_are_added_to_their_order(world: World, post: Post, box: Mailbox) -> None:
    post.lay(box.user, letter())
    read(box, world)
    order = WorkOrder.objects.get()
    Outgoing.objects.create(
        platform_id=box.platform_id, ref="t", order=order, medium="mail", source="mayor", template="receipt",
        address_sealed=b"", address_blind=b"", text_sealed=b"", state="sent", made_at=world.now, due_at=world.now,
        peer_ref=f"hs.{'a' * 32}@yanshi.example",
    )  # fmt: skip
    quoted = "补充：在3号楼。\n\n------------------ 原始邮件 ------------------\n发件人: 热线\n发送时间: 昨天\n\n旧的话"
    post.lay(box.user, letter(quoted, no="2", subject="回复：您的诉求", In_Reply_To=f"<hs.{'a' * 32}@yanshi.example>"))
    post.lay(box.user, letter("再补充：每晚十点起。", no="3", subject=f"Re: [{order.number}] 您的诉求"))
    post.lay(box.user, letter("还有灰尘。", no="4", subject="Re: 夜间施工噪声", References="<0@x> <1@example.com>"))
    post.lay(box.user, letter("不是我的也来说。", no="5", sender="b@example.com", subject=f"Re: [{order.number}]"))
    assert read(box, world) == 4
    assert dict(Incoming.objects.values_list("ref", "outcome")) == {
        f"{no}@example.com": Outcome.NEW if no in "15" else Outcome.ADDED for no in "12345"
    }
    assert set(Incoming.objects.filter(outcome="added").values_list("order_id", flat=True)) == {order.pk}


def test_what_nobody_wrote_is_kept_aside(world: World, post: Post, box: Mailbox) -> None:
    post.lay(box.user, letter(no="1", Auto_Submitted="auto-replied"))
    post.lay(box.user, letter(no="2", Precedence="bulk"))
    post.lay(box.user, letter(no="3", List_Id="<x.example.com>"))
    post.lay(box.user, letter(no="4", subject="自动回复:您好"))
    post.lay(box.user, letter(no="5", sender=ADDRESS.upper()))
    post.lay(box.user, letter(no="6", X_Loop=ADDRESS))
    post.lay(box.user, letter(no="7", sender="MAILER-DAEMON@example.com"))
    assert read(box, world) == 7
    assert outcomes() == [Outcome.ASIDE] * 7
    assert not WorkOrder.objects.exists()
    assert len(set(Incoming.objects.values_list("trouble", flat=True))) == 5


DSN = """From: MAILER-DAEMON@example.com
Subject: Undelivered
Message-ID: <dsn{no}@example.com>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=B

--B
Content-Type: text/plain

sorry
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; example.com

Final-Recipient: rfc822; yanshijia@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <yanshijia@example.com> unknown

--B
Content-Type: text/rfc822-headers

Message-ID: <{id}>
Subject: x

--B--
"""


@pytest.mark.parametrize(
    ("action", "status", "state"),
    [("failed", "5.1.1", "failed"), ("delivered", "2.0.0", "delivered"), ("delayed", "4.4.1", "sent")],
)
def test_a_bounce_is_a_receipt(world: World, post: Post, box: Mailbox, action: str, status: str, state: str) -> None:
    ours = f"hs.{'b' * 32}@yanshi.example"
    Outgoing.objects.create(
        platform_id=box.platform_id, ref="t", medium="mail", source="", template="receipt", address_sealed=b"",
        address_blind=b"", text_sealed=b"", state="sent", made_at=world.now, due_at=world.now, peer_ref=ours,
    )  # fmt: skip
    post.lay(box.user, DSN.format(no=1, action=action, status=status, id=ours).encode())
    read(box, world)
    row = Outgoing.objects.get()
    assert row.state == state
    assert ("没有这个邮箱" in row.trouble) == (state == "failed")
    assert CITIZEN not in row.trouble
    assert outcomes() == ([Outcome.ASIDE] if state == "sent" else [])
    post.lay(box.user, DSN.format(no=2, action="failed", status="5.0.0", id=f"hs.{'c' * 32}@x").encode())
    read(box, world)
    assert outcomes()[-1] == Outcome.ASIDE


def test_a_broken_letter_is_held_and_stops_nobody(world: World, post: Post, box: Mailbox) -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (no, no) for no in range(1000))
    broken = [
        b"From: a@example.com\nMessage-ID: <deep@example.com>\n" + nested,
        b"From: a@example.com\nSubject: long\n\n" + "长".encode() * 3_500_000,
        b"",
        b"\0" * 5000,
        b"\xff\xfe garbage without any header \x80\x81",
        b"From: a@example.com\nContent-Type: multipart/mixed\n\n--nowhere\n",
        b"Content-Type: text/plain; charset=idna\nFrom: <<<@@@>>>\nMessage-ID: <"
        + b"x" * 5000
        + b">\n\n\xc4\xe3\xba\xc3",
    ]
    for raw in broken:
        post.lay(box.user, raw)
    post.lay(box.user, letter(no="after"))
    reader = Reader()
    for _ in range(12):  # this server itself falls over some of them
        with suppress(wire.Lost):
            read(box, world, reader)
            break
    held = Incoming.objects.filter(outcome="held")
    assert len(outcomes()) == len(broken) + 1
    assert Incoming.objects.get(ref="after@example.com").outcome == Outcome.NEW
    assert held.count() >= 4
    assert all(held.values_list("trouble", flat=True))


@pytest.mark.skipif(not BLNS.exists(), reason="the naughty strings lie beside the project, and aren't there")
def test_naughty_strings(world: World, box: Mailbox) -> None:
    strings = [one for one in json.loads(BLNS.read_text(encoding="utf-8")) if one.strip()]
    with world.hour() as at:
        for start in range(0, len(strings), 40):
            some = strings[start : start + 40]
            raw = f"From: {some[0]} <{CITIZEN}>\nSubject: {some[1 % len(some)]}\nMessage-ID: <{start}@{some[-1]}>\n\n"
            found = parse((raw + "\n".join(some)).encode("utf-8", "surrogatepass"))
            assert receive.hand_on(box, found, at) in (Outcome.NEW, Outcome.HELD)


def test_a_letter_that_the_server_keeps_is_held(
    world: World, post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for no in "12":
        post.lay(box.user, letter(f"{WORDS}{no}", no=no))
    honest = wire.Wire.raw

    def lost(self: wire.Wire, uid: int) -> bytes | None:
        if uid == 1:
            raise wire.Lost("断了")
        return honest(self, uid)

    monkeypatch.setattr(wire.Wire, "raw", lost)
    reader = Reader()
    for _ in range(3):
        with pytest.raises(wire.Lost):
            read(box, world, reader)
    assert read(box, world, reader) == 2
    assert outcomes() == [Outcome.HELD, Outcome.NEW]
    assert "给不出" in Incoming.objects.order_by("pk")[0].trouble

    def unfetched(self: wire.Wire, uid: int) -> bytes | None:
        raise wire.Unfetched

    monkeypatch.setattr(wire.Wire, "raw", unfetched)
    post.lay(box.user, letter("路灯", no="3"))
    read(box, world, reader)
    assert outcomes()[-1] == Outcome.HELD


def test_a_letter_that_the_inbox_chokes_on_is_held(world: World, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    honest, calls = take.do, []

    def choke(came: Came, *, platform: int, at: datetime) -> object:
        calls.append(came)
        if len(calls) == 1:
            raise ZeroDivisionError
        return honest(came, platform=platform, at=at)

    monkeypatch.setattr(take, "do", choke)
    with world.hour() as at:
        assert receive.hand_on(box, parse(letter()), at) is Outcome.HELD
    assert "程序登记" in Incoming.objects.get().trouble


def _until(done: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "too slow"
        time.sleep(0.05)


def test_served_through_a_kill_of_the_server(lasting_world: World, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "FIRST", 0.1)
    monkeypatch.setattr(wire, "SLICE", 0.1)
    box = issued(lasting_world, imap_port=post.port, user=post.user())
    post.lay(box.user, letter(no="1"))
    stop = threading.Event()
    thread = threading.Thread(target=loops.hold, args=(serve, box.pk, stop), daemon=True)
    assert serve.accounts() == [box.pk]
    thread.start()
    try:
        _until(lambda: Incoming.objects.filter(outcome="new").count() == 1)
        assert Mailbox.objects.get().connected_at is not None
        post.kill()
        try:
            _until(lambda: Mailbox.objects.get().trouble != "")
            post.lay(box.user, letter("路灯不亮。", no="2"))
        finally:
            post.start()
        _until(lambda: Incoming.objects.filter(outcome="new").count() == 2)
        post.lay(box.user, letter("垃圾没人收。", no="3"))  # while it waits
        _until(lambda: Incoming.objects.filter(outcome="new").count() == 3)
        assert Mailbox.objects.get().trouble == ""
        assert Arrival.objects.count() == WorkOrder.objects.count() == 3
    finally:
        stop.set()
        thread.join(10)
    assert not thread.is_alive()
    Mailbox.objects.update(revoked_at=lasting_world.now)
    serve.serve(box.pk, threading.Event())  # ends by itself


def test_who_wont_have_us(world: World, post: Post, box: Mailbox) -> None:
    with pytest.raises(wire.Refused, match="不让登录"), wire.opened(box, "falsch"):
        pass
    box.folder = "gibt-es-nicht"
    with pytest.raises(wire.Refused, match="登录邮箱"), wire.opened(box, SECRET):
        pass
    box.imap_guard = "tls"
    with pytest.raises((wire.Refused, wire.Lost)), wire.opened(box, SECRET):
        pass
    box.imap_guard, box.imap_port = "plain", 1
    with pytest.raises(wire.Lost, match="连接"), wire.opened(box, SECRET):
        pass


def test_a_server_that_knows_little(world: World, post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """No IDLE: it is asked now and then. No MOVE: copied and expunged; without UIDPLUS it stays, marked."""
    known = set[str]()
    monkeypatch.setattr(IMAPClient, "has_capability", lambda self, name: name in known)
    monkeypatch.setattr(wire, "_POLL", 0.01)
    box = issued(world, imap_port=post.port, user=post.user(), done_folder="Done")
    for no in "12":
        post.lay(box.user, letter(f"{WORDS}{no}", no=no))
        assert read(box, world) == 1
        known.add("UIDPLUS")
    with wire.opened(box, SECRET) as line:
        line.wait(threading.Event(), 0.01)
        assert line._client.search() == [1]
        assert b"\\Deleted" in line._client.get_flags([1])[1]
        line._client.select_folder("Done")
        assert len(line._client.search()) == 2


def test_a_letter_that_went_meanwhile(world: World, post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    post.lay(box.user, letter())
    with world.hour(), wire.opened(box, SECRET) as line:
        assert (line.sight(99), line.raw(99)) == (None, None)
        monkeypatch.setattr(wire.Wire, "raw", lambda self, uid: None)
        assert receive.all_new(box, line, Reader(), threading.Event()) == 1
        stop = threading.Event()
        stop.set()
        box.last_uid = 0
        assert receive.all_new(box, line, Reader(), stop) == 0
    assert outcomes() == []


def test_an_answer_that_is_no_imap(world: World, post: Post, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with wire.opened(box, SECRET) as line:
        monkeypatch.setattr(line._client, "fetch", lambda uids, wanted: {7: {b"SEQ": 1}})
        with pytest.raises(wire.Unfetched):
            line.raw(7)

        def refuse(uids: object, wanted: object) -> object:
            raise IMAPClient.Error("NO")

        monkeypatch.setattr(line._client, "fetch", refuse)
        with pytest.raises(wire.Unfetched):
            line.sight(7)
    box.imap_guard = "starttls"  # which this server doesn't offer
    with pytest.raises(wire.Refused), wire.opened(box, SECRET):
        pass
