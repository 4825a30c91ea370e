"""One link to a gateway, while it lasts: one thread reads, answers, sends and watches it; others hand messages over.

What is heard is answered only after the ear has kept it. What is handed over goes out at the account's rate, no more
than its window unanswered at once. Nothing of a link outlives it: what was unanswered when it broke is handed over
again by who keeps it.
"""

import select
import socket
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol as Interface

from huisheng.channels.sms.contract import (
    Answer,
    Bound,
    Bye,
    Dialect,
    Garbled,
    Heard,
    Odd,
    Part,
    Ping,
    Pong,
    Report,
    Retry,
    Said,
)
from huisheng.kernel import clock

CONNECT_S, BIND_S, ANSWER_S, PING_S, BYE_S = 10.0, 10.0, 30.0, 30.0, 2.0
_BEAT, _SLOW_S, _SLOWED_MOST = 0.2, 1.0, 5
_CHUNK, _BACKLOG = 65_536, 4_000_000
_LAST_SEQ = 0x7FFFFFFF
_LOST = "短信通道中断，稍后自动再发。"


class Broken(Exception):
    """The link is no more; the sentence says why."""


class Ear(Interface):
    """Who keeps what a link hears. It runs in the link's thread."""

    def heard(self, came: Sequence[Said | Report]) -> list[bool]:
        """Keep them; whether each is kept."""

    def accepted(self, mark: int, message_id: str) -> None:
        """The gateway took the part of that mark."""

    def pinged(self) -> None:
        """All answers so far went out before this moment."""

    def ponged(self) -> None:
        """The gateway has everything that went out before the last ping."""

    def up(self) -> None:
        """The gateway let us in."""

    def odd(self) -> None:
        """Something came that couldn't be read."""

    def beat(self) -> bool:
        """Called now and then; False ends the link."""


@dataclass(slots=True)
class Job:
    """Parts of one message, each with the ear's mark of it; ``answers`` as they come, by mark."""

    parts: Sequence[tuple[int, Part]]
    answers: dict[int, Answer] = field(default_factory=dict)
    done: threading.Event = field(default_factory=threading.Event)
    given_up: bool = False

    def answered(self, mark: int, answer: Answer) -> None:
        """One part's answer; the last one lets go of who waits."""
        self.answers[mark] = answer
        if len(self.answers) == len(self.parts):
            self.done.set()


@dataclass(slots=True)
class _Out:
    job: Job
    mark: int
    part: Part
    slowed: int = 0
    sent: float = 0.0


class Link:
    """A link over a connected socket. ``run`` holds it; ``submit`` may be called from any thread."""

    def __init__(self, dialect: Dialect, ear: Ear, *, rate: int, window: int) -> None:
        self._dialect, self._ear = dialect, ear
        self._gap, self._window = 1 / rate, window
        self._waiting: deque[_Out] = deque()
        self._sent: dict[int, _Out] = {}
        self._lock = threading.Lock()
        self._wake: socket.socket | None = None
        self._in, self._out = bytearray(), bytearray()
        self._seq, self._next_send, self._ping_at, self._pinged = 0, 0.0, 0.0, 0
        self.is_up = self._leaving = self._left = self._over = False

    def submit(self, parts: Sequence[tuple[int, Part]], *, timeout: float = ANSWER_S) -> dict[int, Answer]:
        """Have parts sent, and wait; their answers by mark. One without an answer may have been sent or not."""
        job = Job(parts)
        with self._lock:
            if self._over or not self.is_up:
                return {}
            self._waiting.extend(_Out(job, mark, part) for mark, part in parts)
        self._rouse()
        job.done.wait(timeout)
        job.given_up = True
        return dict(job.answers)

    def run(self, sock: socket.socket, stop: threading.Event) -> None:
        """Until ``stop``, or until the ear has enough: then the gateway is told goodbye. Broken where it broke."""
        self._wake, self._woken = socket.socketpair()
        try:
            sock.setblocking(False)
            self._woken.setblocking(False)
            self._bind(sock, stop)
            while not self._left and not stop.is_set() and self._ear.beat():
                self._round(sock)
            self._leave(sock)
        except OSError as error:
            raise Broken(f"与短信网关的连接中断（{error.strerror or error}）。") from error
        finally:
            self._end(sock)

    def _bind(self, sock: socket.socket, stop: threading.Event) -> None:
        self._out += self._dialect.bind(self._new_seq(), clock.now())
        until = time.monotonic() + BIND_S
        while not self.is_up and not stop.is_set():
            self._round(sock)
            if time.monotonic() > until:
                raise Broken("短信网关没有回应登录，请管理员核对网关地址和协议。")

    def _leave(self, sock: socket.socket) -> None:
        """Say goodbye, and listen till the answer comes: what is on its way is still taken."""
        if self._left or not self.is_up:
            return
        self.is_up, self._leaving = False, True
        self._out += self._dialect.bye(self._new_seq())
        until = time.monotonic() + BYE_S
        while not self._left and time.monotonic() < until:
            self._round(sock)

    def _end(self, sock: socket.socket) -> None:
        sock.close()
        with self._lock:
            self.is_up, self._over = False, True
            lost = [*self._sent.values(), *self._waiting]
            self._waiting.clear()
            if self._wake is not None:
                self._wake.close()
                self._wake = None
        self._woken.close()
        for one in lost:
            one.job.answered(one.mark, Answer(0, "", Retry.LATER, _LOST))

    def _rouse(self) -> None:
        with self._lock:
            if self._wake is not None:
                self._wake.send(b"\0")

    def _new_seq(self) -> int:
        self._seq = 1 if self._seq >= _LAST_SEQ else self._seq + 1
        return self._seq

    def _round(self, sock: socket.socket) -> None:
        """Wait for something to do, a little while, and do it."""
        poll = select.poll()
        poll.register(sock, select.POLLIN | (select.POLLOUT if self._out else 0))
        poll.register(self._woken, select.POLLIN)
        ready = dict(poll.poll(1000 * self._idle()))
        if ready.get(self._woken.fileno()):
            self._woken.recv(4096)
        if ready.get(sock.fileno(), 0) & ~select.POLLOUT:
            self._read(sock)
        if self.is_up:
            self._send_due()
            self._watch()
        self._flush(sock)

    def _idle(self) -> float:
        if self._waiting and self.is_up and len(self._sent) < self._window:
            return min(max(self._next_send - time.monotonic(), 0.0), _BEAT)
        return _BEAT

    def _read(self, sock: socket.socket) -> None:
        got = sock.recv(_CHUNK)
        if not got:
            raise Broken("短信网关断开了连接。")
        self._in += got
        heard: list[Heard] = []
        garbage = False
        while len(self._in) >= 4 and not garbage:
            size = int.from_bytes(self._in[:4], "big")
            garbage = not self._dialect.header <= size <= self._dialect.limit
            if garbage or len(self._in) < size:
                break
            heard.append(self._understood(bytes(self._in[:size])))
            del self._in[:size]
        self._hear(heard)
        if garbage:
            self._out += self._dialect.nack(0)
            self._flush(sock)
            raise Broken("短信网关发来的数据不合协议，已断开重连；反复出现时请管理员联系运营商。")

    def _understood(self, pdu: bytes) -> Heard:
        try:
            return self._dialect.read(pdu)
        except Garbled as garbled:
            self._ear.odd()
            return Odd(garbled.reply)

    def _hear(self, heard: Sequence[Heard]) -> None:
        """In their order; those of one kind that follow each other at once are kept at once."""
        for kind, run in groupby(heard, key=type):
            group = list(run)
            if kind in (Said, Report):
                came = [one for one in group if isinstance(one, Said | Report)]
                kept = self._ear.heard(came) if self.is_up or self._leaving else [False] * len(came)
                for said, well in zip(came, kept, strict=True):
                    self._out += self._dialect.taken(said, kept=well)
                continue
            for one in group:
                self._hear_one(one)

    def _hear_one(self, heard: Heard) -> None:
        match heard:
            case Bound(trouble=trouble):
                if trouble:
                    raise Broken(trouble)
                self._ping_at = time.monotonic() + PING_S
                self.is_up = True
                self._ear.up()
            case Answer(seq=seq):
                self._answered(seq, heard)
            case Ping(seq=seq):
                self._out += self._dialect.pong(seq)
            case Pong(seq=seq):
                if seq == self._pinged:
                    self._pinged = 0
                    self._ear.ponged()
            case Bye(seq=seq, answer=answer):
                self._left = True
                if not answer:
                    self._out += self._dialect.bye(seq, answer=True)
            case Odd(reply=reply, about=about):
                self._out += reply
                if about:
                    self._answered(about, Answer(about, "", Retry.LATER, "短信网关没有看懂，稍后自动再发。"))

    def _answered(self, seq: int, answer: Answer) -> None:
        one = self._sent.pop(seq, None)
        if one is None:
            return
        if answer.retry is None:
            self._ear.accepted(one.mark, answer.message_id)
        elif answer.retry is Retry.SLOWER and one.slowed < _SLOWED_MOST and not one.job.given_up:
            one.slowed += 1
            self._next_send = time.monotonic() + _SLOW_S
            with self._lock:
                self._waiting.appendleft(one)
            return
        one.job.answered(one.mark, answer)

    def _send_due(self) -> None:
        while self._waiting and len(self._sent) < self._window and time.monotonic() >= self._next_send:
            with self._lock:
                one = self._waiting.popleft()
            if one.job.given_up:
                continue
            now = time.monotonic()
            self._next_send = max(self._next_send + self._gap, now)
            seq, one.sent = self._new_seq(), now
            self._sent[seq] = one
            self._out += self._dialect.submit(seq, one.part)

    def _watch(self) -> None:
        now = time.monotonic()
        if any(now - one.sent > ANSWER_S for one in self._sent.values()):
            raise Broken("短信网关很久没有回应，已断开重连。")
        if now < self._ping_at:
            return
        if self._pinged:
            raise Broken("短信网关很久没有回应，已断开重连。")
        self._pinged, self._ping_at = self._new_seq(), now + PING_S
        self._out += self._dialect.ping(self._pinged)
        self._ear.pinged()

    def _flush(self, sock: socket.socket) -> None:
        if self._out:
            try:
                del self._out[: sock.send(self._out)]
            except BlockingIOError:
                if len(self._out) > _BACKLOG:
                    raise Broken("短信网关不再接收数据，已断开重连。") from None
