"""The one door to the recordings: sealed, written whole or not at all, read from any place on.

Nothing here knows who may hear what: ``playing`` does.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from django.conf import settings

from huisheng.kernel import sealed_files
from huisheng.kernel.errors import Refusal

_BLOCK = 256 * 1024


def put(source: BinaryIO) -> tuple[str, bytes, int]:
    """Keep what the file holds: its name here, the SHA-256 of the content, its length."""
    name, digest, size = uuid4().hex, sha256(), 0
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        raw = os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
        with sealed_files.SealedFile(raw, _context(name)) as sealed:
            while block := source.read(_BLOCK):
                sealed.write(block)
                digest.update(block)
                size += len(block)
        _sync(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    _sync(path.parent)
    return name, digest.digest(), size


def read(name: str, first: int, last: int) -> Iterator[bytes]:
    """The bytes from ``first`` to ``last``, both included, a piece at a time. Refusal where the file has gone."""
    try:
        file = _path(name).open("rb")
    except OSError:
        raise Refusal("no_file", "录音文件不在存储目录里，请管理员从备份恢复 recordings 目录。") from None
    return _cut(file, name, first, last)


def throw_away(name: str) -> None:
    """Delete one that nobody needs."""
    with suppress(FileNotFoundError):
        _path(name).unlink()


def _cut(file: BinaryIO, name: str, first: int, last: int) -> Iterator[bytes]:
    with file:
        at = 0
        for piece in sealed_files.pieces(file, _context(name)):
            if at > last:
                return
            if at + len(piece) > first:
                yield piece[max(first - at, 0) : last - at + 1]
            at += len(piece)


def _path(name: str) -> Path:
    return Path(settings.VAR) / "recordings" / name[:2] / name


def _context(name: str) -> str:
    return f"recording:{name}"


def _sync(path: Path) -> None:
    """To the disk: else a file, or its very name, may be lost with the power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
