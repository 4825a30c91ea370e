"""Asterisk's queue_log: what happened while nobody listened, also across a rotation of the file.

A file is known by its inode, how far it was read by an offset; only whole lines are read.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from huisheng.channels.telephony.asterisk.fold import count, extension, seq_of
from huisheng.channels.telephony.contract import Said, Told, number

_FIELDS = 5  # of every line
_GIVEN_UP = ("ABANDON", "EXITWITHTIMEOUT", "EXITEMPTY", "EXITWITHKEY", "EXITFULL", "FULL", "JOINEMPTY", "LEAVEEMPTY")
_DIGITS = 12  # of the seconds since 1970


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the log was read; ``inode`` "" before the first time."""

    inode: str = ""
    offset: int = 0


def end(path: Path) -> Mark:
    """The end of the log as it is now; no mark where there is none."""
    try:
        found = path.stat()
    except OSError:
        return Mark()
    return Mark(str(found.st_ino), found.st_size)


def read(path: Path, since: Mark) -> tuple[list[str], Mark]:
    """The whole lines since that mark, the oldest first, and the mark after them. OSError where it can't be read.

    A file that was renamed is found by its inode beside the present one, and what came after it too; where it is no
    longer there, the present one is read from its beginning.
    """
    if not since.inode:
        path.open("rb").close()
        return [], end(path)
    lines: list[str] = []
    mark = since
    for one, offset in _files(path, since):
        with one.open("rb") as file:
            mark = Mark(str(os.fstat(file.fileno()).st_ino), offset)
            file.seek(offset)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        lines += whole.decode("utf-8", "replace").splitlines()
        mark = replace(mark, offset=offset + len(whole))
    return lines, mark


def _files(path: Path, since: Mark) -> list[tuple[Path, int]]:
    now = path.stat()
    if str(now.st_ino) == since.inode:
        return [(path, since.offset if since.offset <= now.st_size else 0)]
    found: list[tuple[float, Path, str]] = []
    for one in path.parent.glob(f"{path.name}?*"):
        with suppress(OSError):
            stat = one.stat()
            found.append((stat.st_mtime, one, str(stat.st_ino)))
    found.sort()
    inodes = [inode for _, _, inode in found]
    if since.inode not in inodes:
        return [(path, 0)]
    first = inodes.index(since.inode)
    return [(found[first][1], since.offset), *((one, 0) for _, one, _ in found[first + 1 :]), (path, 0)]


def told(lines: Iterable[str], callers: Mapping[str, str]) -> Iterator[Said]:
    """What lines say: ``epoch|call|queue|agent|event|…``. A line that is none is passed over.

    ``callers``: numbers of calls that were offered before these lines.
    """
    known = dict(callers)
    for raw in lines:
        words = raw.rstrip("\r\n").split("|")
        if len(words) < _FIELDS or not (words[0].isascii() and words[0].isdigit() and len(words[0]) < _DIGITS):
            continue
        at = datetime.fromtimestamp(int(words[0]), UTC)
        (key, queue, agent, event), rest = words[1:_FIELDS], words[_FIELDS:]
        if event == "ENTERQUEUE":
            known[key] = number(rest[1]) if len(rest) > 1 else ""
        base = Said(Told.QUEUED, key, 0, at, caller=known.get(key, ""), queue=queue)
        yield from _line(event, base, extension(agent), rest)


def _line(event: str, base: Said, agent: str, rest: Sequence[str]) -> Iterator[Said]:
    match event:
        case "ENTERQUEUE":
            yield replace(base, event=Told.OFFERED)
            yield base
        case "RINGNOANSWER":
            yield replace(base, event=Told.NO_ANSWER, seq=seq_of(base.at, agent), agent=agent)
        case "CONNECT":
            yield replace(base, event=Told.ANSWERED, agent=agent, queue_s=_nth(rest, 0), ring_s=_nth(rest, 2))
        case "COMPLETEAGENT" | "COMPLETECALLER":
            by = event.removeprefix("COMPLETE").lower()
            yield replace(base, event=Told.ENDED, agent=agent, talk_s=_nth(rest, 1), cause=by)
        case "BLINDTRANSFER" | "ATTENDEDTRANSFER" | "TRANSFER":
            yield replace(base, event=Told.ENDED, agent=agent, cause="transfer")
        case _ if event in _GIVEN_UP:
            yield replace(base, event=Told.ABANDONED, queue_s=_nth(rest, 2), cause=event.lower())


def _nth(words: Sequence[str], place: int) -> int | None:
    return count(words[place]) if len(words) > place else None
