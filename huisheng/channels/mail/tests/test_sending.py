"""A real SMTP server: what it takes, what it refuses, and where the line goes in the middle."""

import socket
import threading
from email import message_from_bytes, policy

import pytest

from huisheng.channels.inbox.contract import Medium
from huisheng.channels.mail import compose, parse, send
from huisheng.channels.mail.models import Arrival, Mailbox
from huisheng.channels.mail.tests.conftest import ADDRESS, issued
from huisheng.channels.mail.tests.peers import Sink
from huisheng.channels.outbox.actions import post
from huisheng.channels.outbox.contract import Later, Never, Parcel, State
from huisheng.channels.outbox.models import Outgoing
from huisheng.channels.outbox.sending import OF_ACCOUNT, Hands, Sending
from tests.cast import World

SUBJECT = "您的诉求已受理［LC-20240218-0000317］：" + "幸福里小区旁工地连续三晚施工到凌晨，" * 3
TEXT = "您好：\n\n您的诉求已受理。\n.\n以点开头的一行也在。"


def parcel(world: World, **changed: object) -> Parcel:
    given = {
        "key": "o1", "platform": world.platform, "source": "mayor", "address": "yanshijia@example.com",
        "subject": SUBJECT, "text": TEXT, **changed,
    }  # fmt: skip
    return Parcel(**given)  # type: ignore[arg-type]  # its own fields


@pytest.fixture
def box(world: World, sink: Sink) -> Mailbox:
    return issued(world, smtp_port=sink.port)


def test_a_letter_goes_out_readable(world: World, sink: Sink, box: Mailbox) -> None:
    Arrival.objects.create(source="mayor", ref="sha256:1", message_id="came@example.com", digest="x")
    with world.hour():
        peer_ref = send.send(parcel(world, thread="sha256:1"))
    taken = sink.taken[0]
    assert (taken.mail_from, taken.rcpt_tos) == (ADDRESS, ["yanshijia@example.com"])
    raw = taken.content
    assert isinstance(raw, bytes)
    assert all(len(line) <= 200 and line.isascii() for line in raw.split(b"\r\n"))
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Subject"] == SUBJECT
    assert message["From"] == f"云山市12345热线 <{ADDRESS}>"
    assert message["Message-ID"] == f"<{peer_ref}>"
    assert message["In-Reply-To"] == message["References"] == "<came@example.com>"
    assert (message["Auto-Submitted"], message["X-Loop"]) == ("auto-generated", ADDRESS)
    read = parse.parse(raw, {ADDRESS})
    assert (read.words, read.subject) == (TEXT, SUBJECT)
    assert "循环" in read.automatic


def test_one_key_is_one_letter(world: World, sink: Sink, box: Mailbox) -> None:
    first, again = send.send(parcel(world)), send.send(parcel(world))
    assert first == again
    assert first != send.send(parcel(world, key="o2"))
    assert first.startswith("hs.")
    assert first.endswith("@yanshi.example")


@pytest.mark.parametrize(
    ("where", "answer", "raised", "said"),
    [
        ("rcpt", "550 5.1.1 no such user yanshijia@example.com", Never, "没有这个邮箱"),
        ("rcpt", "450 4.2.2 full", Later, "4.2.2"),
        ("data", "554 5.7.1 spam", Never, "拒收"),
        ("data", "421 closing", Later, "421"),
        ("mail", "553 5.7.1 not yours", Later, "发信地址"),
    ],
)
def test_what_the_peer_refuses(
    world: World, sink: Sink, box: Mailbox, where: str, answer: str, raised: type[Exception], said: str
) -> None:
    setattr(sink, where, answer)
    with pytest.raises(raised, match=said) as caught:
        send.send(parcel(world))
    assert "example.com" not in str(caught.value)
    setattr(sink, where, "")
    send.send(parcel(world))
    assert len(sink.taken) == 1


def test_the_line_goes_before_and_after_the_last_dot(world: World, sink: Sink, box: Mailbox) -> None:
    sink.hang_up = "rcpt"
    with pytest.raises(Later, match="断了"):
        send.send(parcel(world))
    assert sink.taken == []
    sink.hang_up = "data"  # the peer has it, and we don't know: a second copy bears the same Message-ID
    with pytest.raises(Later, match="断了"):
        send.send(parcel(world))
    sink.hang_up = ""
    peer_ref = send.send(parcel(world))
    found = [
        message_from_bytes(one.content or b"")["Message-ID"] for one in sink.taken if isinstance(one.content, bytes)
    ]
    assert found == [f"<{peer_ref}>"] * 2


def test_the_peer_goes_after_it_took_it(world: World, box: Mailbox) -> None:
    """Killed at QUIT: the letter is taken, and that is what counts."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Mailbox.objects.update(smtp_port=listening.getsockname()[1], smtp_user="")

        def peer() -> None:
            line, _ = listening.accept()
            with line, line.makefile("rb") as said:
                line.sendall(b"220 hi\r\n")
                while command := said.readline():
                    if command.startswith(b"DATA"):
                        line.sendall(b"354 go\r\n")
                        while said.readline() != b".\r\n":
                            pass
                        line.sendall(b"250 taken\r\n")
                        return
                    line.sendall(b"250 OK\r\n")

        thread = threading.Thread(target=peer)
        thread.start()
        assert send.send(parcel(world)).startswith("hs.")
        thread.join(5)


def test_nobody_there(world: World, sink: Sink, box: Mailbox) -> None:
    Mailbox.objects.update(smtp_port=1)
    with pytest.raises(Later, match="断了"):
        send.send(parcel(world))
    Mailbox.objects.update(smtp_port=sink.port, smtp_guard="tls")
    with pytest.raises(Later, match="证书"):
        send.send(parcel(world))
    Mailbox.objects.update(smtp_guard="starttls")
    with pytest.raises(Later, match="登录"):
        send.send(parcel(world))
    Mailbox.objects.update(revoked_at=world.now)
    with pytest.raises(Later, match="没有正在使用的邮箱"):
        send.send(parcel(world))


def test_a_wrong_password_is_no_fault_of_the_letter(world: World, sink: Sink) -> None:
    issued(world, smtp_port=sink.port, secret="falsch")
    with pytest.raises(Later, match="不让登录"):
        send.send(parcel(world))


@pytest.mark.parametrize(
    "address",
    ["", "x", "a@b\r\nRCPT TO:<c@d>", "a b@c.d", "甲@example.com", "a@" + "x" * 300, "a@..", "a@\u3002", "<a@b.c>"],
)
def test_an_address_that_is_none(world: World, sink: Sink, box: Mailbox, address: str) -> None:
    with pytest.raises(Never, match="地址不对"):
        send.send(parcel(world, address=address))
    assert sink.taken == []


def test_a_chinese_domain() -> None:
    assert compose.mailable("yanshi@演示.中国") == "yanshi@xn--3bs3c50b.xn--fiqs8s" or compose.mailable(
        "yanshi@演示.中国"
    ).startswith("yanshi@xn--")


def test_hostile_words_make_no_headers(world: World, sink: Sink, box: Mailbox) -> None:
    send.send(parcel(world, subject="a\r\nBcc: b@example.com\n\nx", text="\0\r\n.\r\nMAIL FROM", thread="a>\r\nBcc: c"))
    message = message_from_bytes(sink.taken[0].content or b"", policy=policy.default)  # type: ignore[arg-type]  # bytes
    assert message["Bcc"] is None
    assert message["In-Reply-To"] is None
    assert message["Subject"] == "a Bcc: b@example.com x"


def test_a_peer_that_is_silent_holds_up_nobody_else(lasting_world: World, sink: Sink) -> None:
    """Six letters by a server that lets us in and says nothing, and one by another: that one is gone at once."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        issued(lasting_world, code="silent", smtp_port=silent.getsockname()[1])
        issued(lasting_world, smtp_port=sink.port)
        with lasting_world.hour() as at:
            for source in (*["silent"] * 6, "mayor"):
                post.do(
                    platform=lasting_world.platform, medium=Medium.MAIL, address="yanshijia@example.com", at=at,
                    template="code", values={"code": "123456", "minutes": "5"}, source=source,
                    ref=f"{source}-{Outgoing.objects.count()}",
                )  # fmt: skip
        sending = Sending({Medium.MAIL: send.send}, Hands(idle=0.05))
        assert sending.step() == OF_ACCOUNT + 1
        assert sending.step() == 0, "the silent one has enough, and nobody else waits"
        while not Outgoing.objects.filter(source="mayor", state=State.SENT.value).exists():
            assert sending.wait(10)
        assert len(sink.taken) == 1
        under_way = Outgoing.objects.filter(source="silent")
        assert (under_way.filter(tries=1).count(), under_way.filter(tries=0).count()) == (OF_ACCOUNT, 2)
        for _ in range(OF_ACCOUNT):
            silent.accept()[0].close()
    while sending.wait(10):
        pass
    assert under_way.filter(trouble=send.LOST, state=State.WAITING.value).count() == OF_ACCOUNT
