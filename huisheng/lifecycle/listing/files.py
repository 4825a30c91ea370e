"""Where exports lie: a folder that only this installation's user reads. Beside each file: the keys of its orders."""

import os
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from secrets import token_hex

from django.conf import settings


def folder() -> Path:
    """The folder, made where it isn't there."""
    path = Path(settings.VAR) / "exports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def fresh(key: int, form: str) -> Path:
    """A new empty file that nobody else reads; its name can't be guessed."""
    path = folder() / f"{key}-{token_hex(12)}.{form}"
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return path


def at(name: str) -> Path:
    """The file of that name."""
    return folder() / Path(name).name


def drop(name: str) -> None:
    """Delete a file and its keys, if they are there."""
    if name:
        at(name).unlink(missing_ok=True)
        _keys(at(name)).unlink(missing_ok=True)


def note(path: Path, keys: Iterable[int]) -> None:
    """Add the keys of orders that stand in a file."""
    with _keys(path).open("ab") as file:
        array("q", keys).tofile(file)
    _keys(path).chmod(0o600)


def noted(name: str, size: int) -> Iterator[list[int]]:
    """The keys of the orders that stand in a file, ``size`` at a time."""
    path = _keys(at(name))
    if not path.exists():  # an empty export has none
        return
    with path.open("rb") as file:
        while read := file.read(size * 8):
            yield array("q", read).tolist()


def _keys(path: Path) -> Path:
    return path.with_suffix(".keys")
