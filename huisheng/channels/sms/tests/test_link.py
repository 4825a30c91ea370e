"""A link whose other end does what none should: garbage, silence, ten megabytes, half a message, too much."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from huisheng.channels.sms import link as linked
from huisheng.channels.sms.contract import Answer, Part, Report, Retry, Said
from huisheng.channels.sms.link import Broken, Link
from huisheng.channels.sms.smpp.dialect import Smpp

US = Smpp("huisheng", "secret12", "", "10690000")
AT = datetime(2019, 11, 4, 1, 0, tzinfo=UTC)
SAID = b"\0\1\x0119900000001\0\1\x0110690000\0" + b"\0\0\0\0\0\0\0\x08\0\x02\x59\x7d"


def pdu(command: int, seq: int, body: bytes = b"", status: int = 0) -> bytes:
    return struct.pack(">IIII", 16 + len(body), command, status, seq) + body


class Ear:
    """It keeps what it hears in a list."""

    def __init__(self) -> None:
        self.came: list[Said | Report] = []
        self.keys: list[tuple[int, str]] = []
        self.pings = self.pongs = self.odds = 0
        self.there = True

    def heard(self, came: Sequence[Said | Report]) -> list[bool]:
        self.came += came
        return [True] * len(came)

    def accepted(self, mark: int, message_id: str) -> None:
        self.keys.append((mark, message_id))

    def pinged(self) -> None:
        self.pings += 1

    def ponged(self) -> None:
        self.pongs += 1

    def up(self) -> None:
        pass

    def odd(self) -> None:
        self.odds += 1

    def beat(self) -> bool:
        return self.there


class Line:
    """Both ends: ours in a thread, the other in the test's hand."""

    def __init__(self, *, window: int = 2, rate: int = 1000) -> None:
        self.ear, self.stop, self.trouble = Ear(), threading.Event(), ""
        self.link = Link(US, self.ear, rate=rate, window=window)
        ours, self.theirs = socket.socketpair()
        self.theirs.settimeout(5)
        self.thread = threading.Thread(target=self._run, args=(ours,), daemon=True)
        self.thread.start()

    def _run(self, ours: socket.socket) -> None:
        try:
            self.link.run(ours, self.stop)
        except Broken as broken:
            self.trouble = str(broken)

    def get(self) -> tuple[int, int, int, bytes]:
        """Command, status, sequence and body of the next PDU."""
        size, *head = struct.unpack(">IIII", self.exactly(16))
        return head[0], head[1], head[2], self.exactly(size - 16)

    def exactly(self, count: int) -> bytes:
        got = b""
        while len(got) < count:
            more = self.theirs.recv(count - len(got))
            assert more, "the end"
            got += more
        return got

    def put(self, *said: bytes) -> None:
        self.theirs.sendall(b"".join(said))

    def up(self) -> None:
        command, _, seq, _ = self.get()
        assert command == 0x9
        self.put(pdu(0x80000009, seq, b"centre\0"))
        while not self.link.is_up:
            time.sleep(0.005)

    def submit(self, count: int, timeout: float = 5.0) -> "tuple[threading.Thread, dict[int, Answer]]":
        parts = [(mark, Part("19900000001", b"\x59\x7d", 8, mark)) for mark in range(1, count + 1)]
        answers: dict[int, Answer] = {}
        thread = threading.Thread(target=lambda: answers.update(self.link.submit(parts, timeout=timeout)))
        thread.start()
        return thread, answers

    def ended(self) -> str:
        self.thread.join(5)
        assert not self.thread.is_alive()
        return self.trouble

    def close(self) -> None:
        self.stop.set()
        self.theirs.close()
        self.thread.join(5)


@pytest.fixture
def line() -> Iterator[Line]:
    here = Line()
    yield here
    here.close()


def test_no_more_than_the_window_and_slower_when_told(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "_SLOW_S", 0.05)
    line.up()
    thread, answers = line.submit(3)
    first, second = line.get(), line.get()
    line.theirs.settimeout(0.3)
    with pytest.raises(TimeoutError):
        line.get()
    line.theirs.settimeout(5)
    line.put(pdu(0x80000004, first[2], status=0x58))
    again = line.get()
    assert again[3] == first[3]
    line.put(pdu(0x80000004, again[2], b"A\0"), pdu(0x80000004, second[2], b"B\0"), pdu(0x80000004, 999, b"C\0"))
    line.put(pdu(0x80000000, line.get()[2], status=3))
    thread.join(5)
    assert line.ear.keys == [(1, "A"), (2, "B")]
    assert (answers[1].message_id, answers[3].retry) == ("A", Retry.LATER)


def test_slower_and_slower_is_later(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "_SLOW_S", 0.01)
    line.up()
    thread, answers = line.submit(1)
    for _ in range(6):
        line.put(pdu(0x80000004, line.get()[2], status=0x14))
    thread.join(5)
    assert answers[1].retry is Retry.SLOWER


def test_who_doesn_t_wait_any_more_isn_t_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(window=1)
    line.up()
    thread, answers = line.submit(2, timeout=0.2)
    seq = line.get()[2]
    thread.join(5)
    assert answers == {}
    line.put(pdu(0x80000004, seq, b"A\0"), pdu(0x15, 5))
    assert line.get()[0] == 0x80000015  # and no second part before or after it
    assert line.ear.keys == [(1, "A")]  # an answer that came too late for who waited is still known
    line.close()


def test_kept_before_it_is_answered_and_in_any_slices(line: Line) -> None:
    line.up()
    for byte in pdu(0x5, 7, SAID):
        line.put(bytes((byte,)))
    assert line.get() == (0x80000005, 0, 7, b"\0")
    assert [one.sender for one in line.ear.came if isinstance(one, Said)] == ["19900000001"]
    line.put(pdu(0x5, 8, b"\0"), pdu(0x4444, 9), pdu(0x5, 10, SAID), pdu(0x5, 11, SAID))
    assert [line.get()[:3] for _ in range(4)] == [
        (0x80000005, 0x65, 8),
        (0x80000000, 0x3, 9),
        (0x80000005, 0, 10),
        (0x80000005, 0, 11),
    ]
    assert line.ear.odds == 1


def test_nothing_is_taken_before_we_are_let_in(line: Line) -> None:
    line.get()
    line.put(pdu(0x5, 7, SAID))
    assert line.get()[:3] == (0x80000005, 0x64, 7)
    assert line.ear.came == []


@pytest.mark.parametrize("garbage", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0\0\x04", struct.pack(">I", 10_000_000)])
def test_garbage_ends_the_link_and_what_was_whole_before_it_is_kept(line: Line, garbage: bytes) -> None:
    line.up()
    thread, answers = line.submit(1)
    line.get()
    line.put(pdu(0x5, 7, SAID), garbage)
    assert line.get()[:3] == (0x80000005, 0, 7)
    assert line.get()[:2] == (0x80000000, 0x2)
    assert "不合协议" in line.ended()
    thread.join(5)
    assert answers[1].retry is Retry.LATER
    assert line.link.submit([(1, Part("1", b"", 8, 1))]) == {}


def test_ten_megabytes_of_whole_messages(line: Line) -> None:
    line.up()
    count = 10_000_000 // 65_000
    body = b"\0\1\x0119900000001\0\1\x0110690000\0" + bytes(7) + b"\x08\0\0" + b"\x04\x24" + struct.pack(">H", 64_900)
    whole = [pdu(0x5, seq, body + b"\x59\x7d" * 32_450) for seq in range(1, count + 1)]
    threading.Thread(target=line.put, args=whole, daemon=True).start()
    assert [line.get()[:3] for _ in range(count)] == [(0x80000005, 0, seq) for seq in range(1, count + 1)]
    assert len(line.ear.came) == count


@pytest.mark.parametrize(("status", "says"), [(0x0F, "账户名"), (0x05, "已经登录")])
def test_not_let_in(line: Line, status: int, says: str) -> None:
    line.put(pdu(0x80000009, line.get()[2], status=status))
    assert says in line.ended()


def test_silence_at_the_door(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "BIND_S", 0.1)
    slow = Line()
    assert "没有回应登录" in slow.ended()
    slow.close()


def test_silence_after_a_ping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "PING_S", 0.3)
    line = Line()
    line.up()
    command, _, seq, _ = line.get()
    assert command == 0x15
    line.put(pdu(0x80000015, seq), pdu(0x80000015, 4711))
    assert line.get()[0] == 0x15
    assert "很久没有回应" in line.ended()
    assert (line.ear.pings, line.ear.pongs) == (2, 1)
    line.close()


def test_silence_after_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "ANSWER_S", 0.2)
    line = Line()
    line.up()
    thread, answers = line.submit(1)
    assert "很久没有回应" in line.ended()
    thread.join(5)
    assert answers[1].retry is Retry.LATER
    line.close()


def test_who_never_reads(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "_BACKLOG", 1000)
    line.up()
    line.theirs.settimeout(0.05)
    while line.thread.is_alive():
        with contextlib.suppress(OSError):
            line.theirs.send(pdu(0x15, 1))
    assert "不再接收" in line.ended()


def test_both_say_goodbye() -> None:
    for asked in (True, False):
        line = Line()
        line.up()
        if asked:
            line.put(pdu(0x6, 3))
            assert line.get()[:3] == (0x80000006, 0, 3)
        else:
            line.ear.there = False
            command, _, seq, _ = line.get()
            assert command == 0x6
            line.put(pdu(0x5, 7, SAID), pdu(0x80000006, seq))
            assert line.get()[:3] == (0x80000005, 0, 7)
        assert line.ended() == ""
        line.close()


def test_no_answer_to_our_goodbye(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linked, "BYE_S", 0.1)
    line = Line()
    line.up()
    line.stop.set()
    assert line.ended() == ""
    line.close()


def test_numbers_begin_again(line: Line) -> None:
    line.link._seq = 0x7FFFFFFF
    assert line.link._new_seq() == 1
