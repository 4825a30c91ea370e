"""Recordings written down: in a process of its own (``learn.py listen``) when one waits, where a model is named."""

import logging
import subprocess
import sys
import time
from typing import Final

from huisheng.channels.telephony import speech, transcripts
from huisheng.channels.telephony.speech import Transcribe
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal

log = logging.getLogger("huisheng.workers")

AT_ONCE: Final = 20  # recordings a process: then it goes, with all it holds
_REST: Final = 600.0  # seconds after a process that failed


class Listening:
    """The worker's listener: one at a time."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._rest_until = 0.0

    def step(self) -> bool:
        """Begin to listen where recordings wait. Never busy: it is looked at again soon."""
        if self._child is not None:
            if self._child.poll() is None:
                return False
            self._rest_until = time.monotonic() + _REST if self._child.returncode else 0.0
            self._child = None
        if speech.folder() is None or time.monotonic() < self._rest_until:
            return False
        if transcripts.waiting(clock.now()).exists():
            self._child = subprocess.Popen([sys.executable, "-m", "huisheng.workers.learn", "listen"])  # our own
        return False

    def end(self) -> None:
        """The worker goes: so does its listener; the recording in hand is heard again."""
        if self._child is not None:
            self._child.terminate()
            self._child.wait()


def listen(transcribe: Transcribe | None = None) -> bool:
    """Write down some of what waits; whether all went well. ``transcribe``: by what, if not by the folder's model."""
    where = speech.folder()
    if where is None:
        return True
    try:
        by = transcribe or speech.load(where)
    except Refusal as refusal:
        log.error("%s", refusal.sentence)
        return False
    well = True
    for _ in range(AT_ONCE):
        try:
            if not transcripts.hear_next(by, where.name, clock.now()):
                break
        except Exception:
            log.exception("recording not written down")
            well = False
    return well
