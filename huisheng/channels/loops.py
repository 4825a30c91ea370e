"""What the process of the channels does: an account of a peer is served by a thread of its own, the outbox by one."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import Error, close_old_connections, connection

from huisheng.channels import posting
from huisheng.channels.inbox import reads as inbox
from huisheng.channels.inbox.actions import place
from huisheng.channels.outbox import follow, sending
from huisheng.channels.posting import Served
from huisheng.kernel import clock

log = logging.getLogger("huisheng.channels")

IDLE = 0.5  # seconds between looks when there is nothing to do
LOOK_EVERY = 5.0  # seconds between looks for accounts that came or went
FAILED_PAUSE = 1.0
UNPLACED_AFTER = timedelta(seconds=60)


def write() -> bool:
    """Write to citizens what the ledger says they should hear."""
    return follow.step(posting.reaches) > 0


def send(stopping: Callable[[], bool] = lambda: False) -> bool:
    """Send what is due."""
    return sending.step(posting.SENDERS, stopping=stopping) > 0


def place_what_was_left() -> bool:
    """Place messages whose adapter was cut off after keeping them. Never busy: one that fails waits for a person."""
    now = clock.now()
    for key in inbox.unplaced(now - UNPLACED_AFTER, 100):
        place.do(key, at=now)
    return False


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
        return [(write, IDLE), (lambda: send(self._stop.is_set), IDLE), (place_what_was_left, 30.0)]

    def _look(self) -> None:
        """A thread for each account; one that has ended, or failed, is begun again while its account is there."""
        for at, channel in enumerate(self._served):
            for key in self._accounts(channel):
                thread = self._threads.get((at, key))
                if thread is None or not thread.is_alive():
                    thread = threading.Thread(target=self._serve, args=(channel, key), daemon=True)
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

    def _serve(self, channel: Served, key: int) -> None:
        try:
            channel.serve(key, self._stop)
        except Exception:
            log.exception("account %s of %s", key, getattr(channel, "__name__", channel))
            self._stop.wait(FAILED_PAUSE)
        finally:
            connection.close()

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
