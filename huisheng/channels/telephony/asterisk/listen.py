"""Listening to one Asterisk: what it says is heard; after a lost line nothing is missing and nothing there twice.

At every connection the order is: sign in (from here on events wait in the line), read what queue_log says of the time
between, take up the calls that are open, ask what Asterisk has now, then read what came meanwhile, and go on.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.db import Error, close_old_connections, connection

from huisheng.channels.telephony.actions import hear
from huisheng.channels.telephony.asterisk import fold, queue_log, reads, recordings
from huisheng.channels.telephony.asterisk.queue_log import Mark
from huisheng.channels.telephony.asterisk.wire import Line, Lost, Refused
from huisheng.channels.telephony.contract import Phase, Said, Told
from huisheng.channels.telephony.models import Manager
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import nudge

log = logging.getLogger("huisheng.telephony.asterisk")

PING = 20.0  # seconds
LOOK = 1.0  # seconds: so soon a stop is seen
_AGAIN = ("busy", "stale")  # refusals of the moment
_RESTS = (Phase.REST, Phase.AWAY)
_FAST = "交换机的时钟比本机快，已按本机时间记录，请校准交换机的时钟。"
_NO_LOG = "读不到 queue_log（{why}），断线期间的来电无法补记，请检查路径和权限。"
_PRIVILEGE = "账号没有“{action}”的权限，请在 manager.conf 的 read、write 中补上。"
_UNKNOWN = "unknown command"
_STARTING = "交换机还在启动，或者没有装队列模块（app_queue）。"


class Stopped(Exception):  # noqa: N818 — no error: somebody wants it to end
    """To stop, or the manager was changed or revoked."""


class Listener:
    """One connection's work. ``run`` comes back by Stopped, or by ``wire.Lost`` where the line goes."""

    def __init__(self, row: Manager, stop: threading.Event) -> None:
        self._row, self._stop = row, stop
        self._folder = fold.Folder(frozenset(row.contexts.split()))
        self._log = Path(row.queue_log) if row.queue_log else None
        self._settled = Mark(row.queue_log_inode, row.queue_log_offset)
        self._fetching = recordings.Fetching(row)
        self._news = False

    def run(self) -> None:
        """Connect, make up for the time between, and listen."""
        row = self._row
        with Line(row.host, row.port) as line:
            line.login(row.username, reads.secret(row), events=True)
            self._make_up(line)
            self._note(connected_at=clock.now(), last_at=clock.now(), trouble=self._row.trouble)
            self._listen(line)

    def _make_up(self, line: Line) -> None:
        self._row.trouble = ""
        lost_at, code = self._row.last_at or clock.now(), self._row.switch.code
        self._from_log()
        self._folder.lines = reads.open_lines(code)
        now = clock.now()
        members = self._members(line, now)
        try:
            channels = line.listed("CoreShowChannels", "CoreShowChannelsComplete")
        except Refused:
            self._trouble(_PRIVILEGE.format(action="CoreShowChannels"))
            return
        living = [channel.get("Uniqueid", "") for channel in channels]
        self._hear(self._folder.gone(living, lost_at))
        self._hear(self._folder.found(channels, members, now))

    def _members(self, line: Line, now: datetime) -> dict[str, str]:
        """Interface -> extension of the queues' members; those that pause are noted as resting."""
        try:
            told = line.listed("QueueStatus", "QueueStatusComplete")
        except Refused as refused:
            if _UNKNOWN in str(refused):
                raise Lost(_STARTING) from None  # its parts come up one after the other
            self._trouble(_PRIVILEGE.format(action="QueueStatus"))
            told = []
        found = {f"{self._row.technology}/{one}": one for one in reads.extensions(self._row.switch.platform_id)}
        for member in told:
            if member.get("Event") == "QueueMember":
                name = member.get("Location", "")
                found[name] = fold.extension(name)
                self._hear(fold.paused(member, now) if member.get("Paused") == "1" else [])
        return found

    def _from_log(self) -> None:
        """What queue_log says of the time between."""
        if self._log is None:
            return
        try:
            lines, mark = queue_log.read(self._log, self._settled)
        except OSError as error:
            self._trouble(_NO_LOG.format(why=error.strerror))
            return
        keys = {words[1] for line in lines if len(words := line.split("|", 2)) > 2}
        self._hear(queue_log.told(lines, reads.callers(self._row.switch.code, keys)))
        self._settle(mark)

    def _settle(self, mark: Mark) -> None:
        self._settled = mark
        self._note(queue_log_inode=mark.inode, queue_log_offset=mark.offset)

    def _listen(self, line: Line) -> None:
        asked = looked = time.monotonic()
        ahead = self._ahead()
        while True:
            stopping = self._stop.is_set()
            said = line.read(0 if stopping else nudge.GAP if self._news else LOOK)
            if said is not None:
                self._hear(self._folder.tell(said, clock.now()))
            elif stopping:
                raise Stopped  # what had come was heard first
            elif self._news:
                self._news = False
                nudge.tell()  # the last of several at once may have come too soon after the first to be told by itself
            now = time.monotonic()
            if now - looked >= LOOK:
                looked = now
                close_old_connections()
                self._fetching.step(self._folder.lines)
            if now - asked >= PING:
                asked, ahead = now, self._round(line, ahead)

    def _round(self, line: Line, ahead: Mark) -> Mark:
        """See whether the line and the manager are still what they were; the end of queue_log now."""
        line.ask("Ping")
        self._unchanged()
        self._note(last_at=clock.now())
        if line.behind:
            return ahead
        self._settle(ahead)  # what stood in the log at the last round has been heard by now
        return self._ahead()

    def _ahead(self) -> Mark:
        mark = queue_log.end(self._log) if self._log is not None else Mark()
        if self._settled.inode in ("", mark.inode):
            return mark
        return self._settled  # rotated: both files are read at the next connection

    def _hear(self, told: Iterable[Said]) -> None:
        for said in told:
            if said.event is not Told.STATE or self._fits(said):
                self._safely(self._hear_one, said)

    def _fits(self, said: Said) -> bool:
        """The switch lets a seat rest that isn't talking, and makes it idle where it rested."""
        now = reads.phase(said.agent, self._row.switch.platform_id)
        return now in _RESTS if said.phase == Phase.IDLE else now is not Phase.TALK and now is not None

    def _hear_one(self, said: Said) -> None:
        now = clock.now()
        if said.at > now + clock.TOLERANCE:
            self._trouble(_FAST)
            said = replace(said, at=now)
        try:
            hear.do(self._row.switch, said)
            self._news = True
        except Refusal as refusal:
            if refusal.code in _AGAIN:
                raise
            # one that can't be taken must not stop all that come after it
            log.error("%s: %s not taken: %s", self._row.switch.code, said.event.value, refusal.code)
            self._trouble(refusal.sentence)

    def _safely(self, act: Callable[[Said], None], said: Said) -> None:
        """Do it until it is done: a database that is away comes back, and what was said isn't said again."""
        pause = 0.1
        while True:
            try:
                act(said)
                return
            except (Error, Refusal) as error:
                log.error("%s: %s", self._row.switch.code, error)
                with suppress(Error):
                    connection.close()
            if self._stop.wait(pause):
                raise Stopped
            pause = min(pause * 2, 10.0)

    def _unchanged(self) -> None:
        now = reads.manager(self._row.pk)
        if now is None or reads.settings(now) != reads.settings(self._row):
            raise Stopped

    def _trouble(self, sentence: str) -> None:
        if sentence != self._row.trouble:
            self._row.trouble = sentence
            self._note(trouble=sentence)

    def _note(self, **changed: datetime | str | int | None) -> None:
        if "last_at" in changed:
            self._row.last_at = clock.now()
        reads.note(self._row.pk, **changed)
