"""What the process of the channels does: an account of a peer is served by a thread of its own, the outbox by one."""

import logging
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from django.db import Error, close_old_connections, connection

from huisheng.channels import posting
from huisheng.channels.inbox import reads as inbox
from huisheng.channels.inbox.actions import place
from huisheng.channels.inbox.contract import Gone
from huisheng.channels.outbox import follow
from huisheng.channels.outbox.sending import Hands, Sending
from huisheng.channels.posting import Served
from huisheng.kernel import clock

log = logging.getLogger("huisheng.channels")

IDLE = 0.5  # seconds between looks when there is nothing to do
LOOK_EVERY = 5.0  # seconds between looks for accounts that came or went
FAILED_PAUSE = 1.0
FIRST, LONGEST = 1.0, 60.0  # seconds until an account is served again whose peer went; growing
HELD = 30.0  # seconds: what was served so long was no failing one
_DATABASE = "数据库暂时不可用，稍后自动重试。"
_BROKEN = "收发程序出错，稍后自动重试，请管理员查看日志。"
UNPLACED_AFTER = timedelta(seconds=60)


def write() -> bool:
    """Write to citizens what the ledger says they should hear."""
    return follow.step(posting.reaches) > 0


def place_what_was_left() -> bool:
    """Place messages whose adapter was cut off after keeping them. Never busy: one that fails waits for a person."""
    now = clock.now()
    for key in inbox.unplaced(now - UNPLACED_AFTER, 100):
        place.do(key, at=now)
    return False


def hold(channel: Served, key: int, stop: threading.Event) -> None:
    """Serve an account until ``stop`` is set, or it is there no more; again after growing pauses where that fails."""
    pause = FIRST
    try:
        while not stop.is_set():
            began = time.monotonic()
            there = _served(channel, key, stop)
            close_old_connections()
            if not there:
                return
            pause = FIRST if time.monotonic() - began > HELD else pause
            stop.wait(pause)
            pause = min(2 * pause, LONGEST)
    finally:
        connection.close()


def _served(channel: Served, key: int, stop: threading.Event) -> bool:
    """Serve it once; whether it is still to be served. Why it went is shown on it, if there is a database to do so."""
    name, trouble = getattr(channel, "__name__", str(channel)), ""
    try:
        try:
            channel.serve(key, stop)
            return key in channel.accounts()
        except Gone as gone:
            trouble = str(gone)
        except Error:
            raise
        except Exception as error:
            # where, but not what: the words may be a citizen's
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s, account %s: %s\n%s", name, key, type(error).__name__, where)  # noqa: TRY400  its words stay out
            trouble = _BROKEN
        log.warning("%s, account %s: %s", name, key, trouble)
        channel.troubled(key, trouble)
    except Error as error:
        log.warning("%s, account %s: database: %s", name, key, type(error).__name__)
        connection.close()
        with suppress(Error):
            channel.troubled(key, _DATABASE)
    return True


class Hall:
    """The threads of the process, kept in step with the accounts there are."""

    def __init__(self, served: Sequence[Served]) -> None:
        self._served = served
        self._stop = threading.Event()
        self._threads: dict[tuple[int, int], threading.Thread] = {}

    def run(self) -> None:
        """Until ``stop``."""
        loops = [threading.Thread(target=self._loop, args=step, daemon=True) for step in self._steps()]
        for loop in loops:
            loop.start()
        while not self._stop.is_set():
            self._look()
            self._stop.wait(LOOK_EVERY)
        for thread in (*loops, *self._threads.values()):
            thread.join(10.0)

    def stop(self) -> None:
        """End every thread."""
        self._stop.set()

    def _steps(self) -> list[tuple[Callable[[], bool], float]]:
        sending = Sending(posting.SENDERS, Hands())
        return [(write, IDLE), (lambda: sending.step() > 0 or sending.wait(IDLE), IDLE), (place_what_was_left, 30.0)]

    def _look(self) -> None:
        """A thread for each account there is."""
        for at, channel in enumerate(self._served):
            for key in self._accounts(channel):
                thread = self._threads.get((at, key))
                if thread is None or not thread.is_alive():
                    thread = threading.Thread(target=hold, args=(channel, key, self._stop), daemon=True)
                    self._threads[at, key] = thread
                    thread.start()

    def _accounts(self, channel: Served) -> Sequence[int]:
        try:
            return channel.accounts()
        except Error:
            log.exception("database")
            connection.close()
            return ()
        finally:
            close_old_connections()

    def _loop(self, step: Callable[[], bool], idle: float) -> None:
        """A step that fails is logged and tried again; its transaction left nothing."""
        while not self._stop.is_set():
            busy = False
            try:
                busy = step()
            except Error:
                log.exception("database")
                connection.close()
            except Exception:
                log.exception("step failed")
                time.sleep(FAILED_PAUSE)
            finally:
                close_old_connections()
            if not busy:
                self._stop.wait(idle)
        connection.close()
