"""Recordings fetched from the directory in which Asterisk lays them, once the call is over and the file at rest."""

import logging
import struct
from collections.abc import Container
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from huisheng.channels.telephony import tapes
from huisheng.channels.telephony.models import Manager, Recording
from huisheng.kernel import clock

log = logging.getLogger("huisheng.telephony.asterisk")

_AT_ONCE = 3  # a round: calls go before
_AT_REST = 1.0  # seconds since the file was last written to
_SOON, _LATE, _LAST = timedelta(seconds=2), timedelta(hours=1), timedelta(days=3)
_HEAD = 64  # bytes that say what a file is
_MISSING = "录音文件还没有出现在录音目录里。"
_EMPTY = "录音文件是空的。"
_UNREADABLE = "录音文件读不出来：{why}。"
_MEDIA = ((b"OggS", "audio/ogg"), (b"ID3", "audio/mpeg"), (b"\xff\xfb", "audio/mpeg"), (b"fLaC", "audio/flac"))


class Fetching:
    """What is to be fetched of one manager's recordings, a few at each step."""

    def __init__(self, row: Manager) -> None:
        self._folder = Path(row.recordings) if row.recordings else None
        self._source = row.switch.code

    def step(self, living: Container[str]) -> None:
        """Fetch what is due; of a call that lives (its key is among them) nothing yet."""
        if self._folder is None:
            return
        now = clock.now()
        due = Recording.objects.filter(heard__source=self._source, next_at__lte=now).select_related("heard")
        for one in due.order_by("next_at")[:_AT_ONCE]:
            if one.heard.call_id in living:
                self._later(one, now, one.trouble)
            else:
                self._fetch(one, now, self._folder)

    def _fetch(self, one: Recording, now: datetime, folder: Path) -> None:
        path = found(folder, one.heard.recording_ref)
        try:
            if path is None:
                self._later(one, now, _MISSING)
                return
            if now.timestamp() - path.stat().st_mtime < _AT_REST:
                self._later(one, now, one.trouble)
                return
            with path.open("rb") as file:
                head = file.read(_HEAD)
                file.seek(0)
                name, digest, size = tapes.put(file)
        except OSError as error:
            log.error("recording %s: %s", one.pk, error.strerror)
            self._later(one, now, _UNREADABLE.format(why=error.strerror))
            return
        if size <= (_HEAD if head.startswith(b"RIFF") else 0):
            tapes.throw_away(name)
            self._later(one, now, _EMPTY)
            return
        media, seconds = sort_of(head, size)
        Recording.objects.filter(pk=one.pk).update(
            content=name, digest=digest, size=size, seconds=seconds, media=media, kept_at=now, next_at=None, trouble=""
        )

    def _later(self, one: Recording, now: datetime, trouble: str) -> None:
        """Try again: soon at first, then ever later; after some days a person looks at it."""
        age = now - one.found_at
        again = None if trouble and age > _LAST else now + min(max(age / 2, _SOON), _LATE)
        Recording.objects.filter(pk=one.pk).update(next_at=again, trouble=trouble)


def found(folder: Path, ref: str) -> Path | None:
    """The file that the switch calls ``ref``, below our folder: by as much of its path as is the same here.

    Nothing outside the folder is ever found.
    """
    parts = [part for part in PurePosixPath(ref.replace("\\", "/")).parts if part != "/"]
    if not parts or ".." in parts or "\0" in ref:
        return None
    root = folder.resolve()
    for first in range(len(parts)):
        path = root.joinpath(*parts[first:])
        if path.is_file() and path.resolve().is_relative_to(root):
            return path
    return None


def sort_of(head: bytes, size: int) -> tuple[str, int | None]:
    """What the file is, and how many seconds it lasts where its head says so."""
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE" and len(head) >= 44:
        rate = int(struct.unpack_from("<I", head, 28)[0])
        return "audio/wav", round((size - 44) / rate) if rate else None
    return next((media for mark, media in _MEDIA if head.startswith(mark)), "application/octet-stream"), None
