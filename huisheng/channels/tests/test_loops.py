"""The process of the channels: accounts are served while they are there, and nothing that fails stops the rest."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import Error

from huisheng.channels import loops, posting
from huisheng.channels.inbox.contract import Came, Gone, Medium, Outcome
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.inbox.reads import sealed
from huisheng.channels.outbox.models import Outgoing
from huisheng.channels.outbox.sending import Sending
from huisheng.kernel import clock
from huisheng.ledger import cursor
from tests.cast import World


class Peers:
    """A channel with accounts; ``fails``: what the first serving of each ends with."""

    def __init__(self, keys: Sequence[int], fails: Exception | None = None) -> None:
        self.keys, self.fails = list(keys), fails
        self.served: list[int] = []
        self.shown: list[str] = []
        self.asked = 0

    def accounts(self) -> Sequence[int]:
        self.asked += 1
        if self.asked == 1 and isinstance(self.fails, Error):
            raise self.fails
        return self.keys

    def serve(self, key: int, stop: threading.Event) -> None:
        self.served.append(key)
        if self.fails is not None and self.served.count(key) == 1:
            raise self.fails
        stop.wait(10)

    def troubled(self, key: int, trouble: str) -> None:
        self.shown.append(trouble)
        if isinstance(self.fails, Error):
            raise self.fails


@contextmanager
def running(*channels: Peers) -> Iterator[loops.Hall]:
    hall = loops.Hall(channels)
    thread = threading.Thread(target=hall.run)
    thread.start()
    try:
        yield hall
    finally:
        hall.stop()
        thread.join(15)
        assert not thread.is_alive()


def until(done: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(loops, "IDLE", 0.01)
    monkeypatch.setattr(loops, "FIRST", 0.01)
    monkeypatch.setattr(loops.Hall, "_steps", lambda self: [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick")
def test_each_account_is_served_once_and_a_new_one_too() -> None:
    peers, others = Peers([1, 2]), Peers([1])
    with running(peers, others):
        until(lambda: sorted(peers.served) == [1, 2] and others.served == [1])
        peers.keys.append(3)
        until(lambda: 3 in peers.served)
    assert sorted(peers.served) == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quick")
def test_what_fails_is_logged_and_begun_again(caplog: pytest.LogCaptureFixture) -> None:
    broken, away = Peers([7], ZeroDivisionError("13800138000")), Peers([1], Error("gone"))
    gone = Peers([3], Gone("对方没有回应。"))
    with caplog.at_level(logging.INFO, "huisheng.channels"), running(broken, away, gone):
        until(lambda: all(one.served.count(one.keys[0]) == 2 for one in (broken, away, gone)))
    assert (broken.shown, away.shown, gone.shown) == ([loops._BROKEN], [loops._DATABASE], ["对方没有回应。"])
    assert "ZeroDivisionError" in caplog.text and "13800138000" not in caplog.text


def test_what_keeps_going_is_begun_again_ever_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until its account is there no more."""
    monkeypatch.setattr(loops, "close_old_connections", lambda: None)
    monkeypatch.setattr(loops, "connection", Closed())
    peers, waited = Peers([7]), []
    stop = threading.Event()
    stop.wait = lambda timeout=None: waited.append(timeout) or False  # type: ignore[method-assign,func-returns-value]

    def serve(key: int, stop: threading.Event) -> None:
        if len(waited) == 8:
            peers.keys.clear()
            return
        raise Gone

    monkeypatch.setattr(peers, "serve", serve)
    loops.hold(peers, 7, stop)
    assert waited == [1, 2, 4, 8, 16, 32, 60, 60]
    waited.clear()
    peers.keys.append(7)
    monkeypatch.setattr(loops, "HELD", -1)  # it lasted long each time
    loops.hold(peers, 7, stop)
    assert waited == [1] * 8


class Closed:
    """A connection that the test doesn't need."""

    def close(self) -> None:
        """There is none."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", [ZeroDivisionError(), Error("gone")], ids=["program", "database"])
def test_a_step_that_fails_is_tried_again(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def step() -> bool:
        done.append(len(done))
        if len(done) == 1:
            raise fault
        return len(done) == 2

    monkeypatch.setattr(loops, "FAILED_PAUSE", 0.01)
    monkeypatch.setattr(loops.Hall, "_steps", lambda self: [(step, 0.01)])
    logging.getLogger("huisheng.channels").disabled = True
    try:
        with running():
            until(lambda: len(done) > 3)
    finally:
        logging.getLogger("huisheng.channels").disabled = False


def test_what_the_loops_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The three steps by hand: what was cut off is placed, what happened is written, what is due is sent."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)
    monkeypatch.setitem(posting.REACHES, Medium.MAIL, lambda platform: True)
    monkeypatch.setitem(posting.SENDERS, Medium.MAIL, lambda parcel: f"peer-{parcel.key}")
    with world.hour() as at:
        came = Came("mail-yunshan", "m1", "mail", Medium.MAIL, at, "路灯不亮", address="yanshi@example.com")
        Incoming.objects.create(
            platform_id=world.platform, source=came.source, ref=came.ref, channel=came.channel, medium="mail", at=at,
            received_at=at, said_sealed=sealed(came), outcome=Outcome.RECEIVED.value,
        )  # fmt: skip
    with clock.at(world.now + timedelta(minutes=2)):
        assert loops.place_what_was_left() is False
        assert Incoming.objects.get().outcome == Outcome.NEW
        assert loops.write() is True
        assert loops.write() is False
        sending = Sending(posting.SENDERS)
        assert [sending.step(), sending.step(), sending.wait(0)] == [1, 0, False]
    sent = Outgoing.objects.get()
    assert sent.peer_ref == f"peer-o{sent.pk}"


def test_a_medium_without_a_channel_reaches_nobody() -> None:
    assert posting.reaches(1, Medium.WEB) is False
    assert len([step for step, _ in loops.Hall(())._steps()]) == 3
