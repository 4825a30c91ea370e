"""The files in a folder: each written whole or not at all, under its name."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

_PART = ".part"


class Disk:
    """A folder that several machines may share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, sealed: Callable[[], bytes]) -> None:
        """Keep it, unless a file of that name is there: the same content has the same name."""
        path = self._path(name)
        with suppress(FileNotFoundError):
            os.utime(path)  # it is there, and somebody wants it: see throw_away
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_name(f"{uuid4().hex}{_PART}")
        try:
            with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(sealed())
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

    def read(self, name: str) -> bytes | None:
        """What was kept; None where it isn't there."""
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def old(self, first: str, before: float) -> Iterator[tuple[str, float]]:
        """Names that begin with this hex digit and when they were last put. What somebody left half is deleted."""
        for folder in sorted(self._folder.glob(f"{first}?")):
            for path in folder.iterdir():
                with suppress(FileNotFoundError):
                    put_at = path.stat().st_mtime
                    if path.suffix != _PART:
                        yield path.name, put_at
                    elif put_at < before:
                        path.unlink()

    def throw_away(self, name: str, before: float) -> bool:
        """Delete it, unless somebody puts the same content just now; whether it went.

        Who puts it touches the file or finds none. So it is taken aside first: what was touched meanwhile goes back.
        """
        path = self._path(name)
        aside = path.with_name(f"{uuid4().hex}{_PART}")
        try:
            path.rename(aside)
        except FileNotFoundError:
            return False
        if aside.stat().st_mtime >= before:
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name
