"""``python -m huisheng.workers``: one process, a few loops; stopped by a signal between two steps."""

import logging
import os
import signal
import time
from collections.abc import Callable
from datetime import date
from types import FrameType

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.config.settings")

import django

django.setup()

from django.db import Error, close_old_connections, connection  # noqa: E402  settings come first

from huisheng.kernel import clock  # noqa: E402  the same
from huisheng.ledger import nudge  # noqa: E402  the same
from huisheng.lifecycle.listing import making  # noqa: E402  the same
from huisheng.workers import learning, listening, loops, nightly  # noqa: E402  the same

log = logging.getLogger("huisheng.workers")

IDLE = 0.25  # seconds between looks when there is nothing to do
SWEEP_EVERY = 5.0
AHEAD_EVERY = 60.0
SEAL_EVERY = 60.0
CLEAN_EVERY = 60.0
LEARN_EVERY = 2.0
LISTEN_EVERY = 30.0
DUE_EVERY = 60.0
TOPICS_EVERY = 3600.0


class Worker:
    """Runs each step when it is due, until a signal comes."""

    def __init__(self) -> None:
        self._stopping = False
        self._due: dict[str, float] = {}
        self._compared: date | None = None
        self._making = making.Making()
        self._learning = learning.Learning()
        self._listening = listening.Listening()

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        nudge.on()
        while not self._stopping:
            busy = self._try(loops.react) | self._try(loops.tell)
            busy |= self._try(loops.fold_facts) | self._try(loops.write_search)
            busy |= self._try(loops.judge_replies)
            busy |= self._try(self._making.step)  # a batch at a time: what others wait for comes between
            busy |= self._every("knowledge", SWEEP_EVERY, loops.note_knowledge)
            busy |= self._every("exports", CLEAN_EVERY, making.clean)
            busy |= self._every("files", SWEEP_EVERY, loops.carry_files)
            busy |= self._every("sweep", SWEEP_EVERY, loops.sweep_deadlines)
            busy |= self._every("ahead", AHEAD_EVERY, loops.tell_what_runs_out)
            busy |= self._every("due", DUE_EVERY, learning.ask_due)
            busy |= self._every("lessons", LEARN_EVERY, self._learning.step)
            busy |= self._every("listen", LISTEN_EVERY, self._listening.step)
            busy |= self._every("topics", TOPICS_EVERY, self._learning.find_topics)
            busy |= self._every("night", SEAL_EVERY, self._night)
            if not busy:
                time.sleep(IDLE)
        self._listening.end()
        self._learning.end()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _every(self, name: str, seconds: float, step: Callable[[], bool]) -> bool:
        if time.monotonic() < self._due.get(name, 0.0):
            return False
        busy = self._try(step)
        if not busy:
            self._due[name] = time.monotonic() + seconds
        return busy

    def _try(self, step: Callable[[], object]) -> bool:
        """A step that fails is logged and tried again; its transaction left nothing."""
        try:
            return bool(step())
        except Error:
            log.exception("database: %s", step.__name__)
            connection.close()
        except Exception:
            log.exception("step failed: %s", step.__name__)
        finally:
            close_old_connections()
        time.sleep(1.0)
        return False

    def _night(self) -> bool:
        """Seal yesterday once it is over, and compare ledger and live tables once a night."""
        sealed = nightly.seal_yesterday()
        if sealed is not None:
            log.warning("sealed %s: %s entries, root %s", sealed.day, sealed.count, sealed.root)
            today = clock.local_day(clock.now())
            if self._compared != today:
                self._compared = today
                for step in (nightly.expire, nightly.chase, self._learning.look_back, self._compare):
                    self._try(step)  # one that fails keeps none of the others from its night
        return False

    def _compare(self) -> None:
        for fault in nightly.compare().faults:
            log.error("replay: %s", fault)


if __name__ == "__main__":
    Worker().run()
