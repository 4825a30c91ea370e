"""The one door to the files: sealed, each under a keyed name made of its content, written whole or not at all.

The same content is kept once. Nothing here knows who may read what: ``reads`` and ``filing`` do.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from huisheng.kernel import secrets
from huisheng.kernel.errors import Refusal

_SMALL, _PART = ".small", ".part"


def put(data: bytes, small: bytes = b"") -> str:
    """Keep the content, and the small picture of it if there is one; its name. Sealed for that name alone."""
    name = secrets.fingerprint(data)
    if small:
        _write(name, _SMALL, small)
    _write(name, "", data)
    return name


def read(name: str, *, small: bool = False) -> bytes:
    """The content of a name, or its small picture. Refusal where the file has gone."""
    ending = _SMALL if small else ""
    try:
        sealed = _path(name, ending).read_bytes()
    except FileNotFoundError:
        raise Refusal("no_file", "附件文件不在存储目录里，请管理员从备份恢复 attachments 目录。") from None
    return secrets.unseal_bytes(sealed, f"attachment:{name}{ending}")


def _path(name: str, ending: str) -> Path:
    return Path(settings.ATTACHMENTS) / name[:2] / f"{name}{ending}"


def old(first: str, before: float) -> Iterator[str]:
    """The names that begin with this hex digit whose files were last put before then (seconds), each once.

    What somebody was writing when he went is deleted on the way.
    """
    for folder in sorted(Path(settings.ATTACHMENTS).glob(f"{first}?")):
        times: dict[str, float] = {}
        for path in folder.iterdir():
            name = path.name.removesuffix(_SMALL)
            with suppress(FileNotFoundError):
                put_at = path.stat().st_mtime
                if path.suffix != _PART:
                    times[name] = max(times.get(name, 0.0), put_at)
                elif put_at < before:
                    path.unlink()
        yield from sorted(name for name, put_at in times.items() if put_at < before)


def throw_away(name: str, before: float) -> bool:
    """Delete a name's files, unless somebody puts the same content just now; whether one went.

    Who puts it touches the file or finds none. So it is taken aside first: what was touched meanwhile goes back.
    """
    went = False
    for ending in (_SMALL, ""):
        path = _path(name, ending)
        aside = path.with_name(f"{uuid4().hex}{_PART}")
        try:
            path.rename(aside)
        except FileNotFoundError:
            continue
        if aside.stat().st_mtime >= before:
            aside.rename(path)
        else:
            aside.unlink()
            went = True
    return went


def _write(name: str, ending: str, data: bytes) -> None:
    path = _path(name, ending)
    with suppress(FileNotFoundError):
        os.utime(path)  # it is there, and somebody wants it: see throw_away
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{uuid4().hex}{_PART}")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.seal_bytes(data, f"attachment:{name}{ending}"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else the name itself may be lost with the power
    finally:
        os.close(folder)
