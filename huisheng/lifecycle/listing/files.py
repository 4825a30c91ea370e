"""Where exports lie: a folder that only this installation's user reads, every file sealed for its own name.

Beside each file: the keys of its orders; while it is written, a folder for what the writer puts aside.
"""

import os
import shutil
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from secrets import token_hex

from django.conf import settings

from huisheng.kernel import sealed_files
from huisheng.kernel.errors import Refusal
from huisheng.kernel.sealed_files import SealedFile
from huisheng.kernel.secrets import SealBroken


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


def sealing(path: Path) -> SealedFile:
    """The file, to be written from its beginning to its end."""
    return SealedFile(path.open("wb"), _context(path))


def content(path: Path) -> Iterator[bytes]:
    """What the file holds, a piece at a time. Refusal ``no_file`` at once where it doesn't open."""
    flow = _flow(path)
    try:
        first = next(flow)
    except (FileNotFoundError, SealBroken):
        raise Refusal("no_file", "这份导出的文件打不开，请重新导出。") from None
    return _with(first, flow)


def size(path: Path) -> int:
    """How long what it holds is."""
    return sealed_files.size(path.stat().st_size)


def aside(path: Path) -> Path:
    """A folder for what the file is made of, until it is made; nobody else reads it."""
    made = path.with_suffix(".part")
    made.mkdir(mode=0o700, exist_ok=True)
    return made


def drop(name: str) -> None:
    """Delete a file, its keys and what was put aside for it, if they are there."""
    if name:
        at(name).unlink(missing_ok=True)
        _keys(at(name)).unlink(missing_ok=True)
        tidy(at(name))


def tidy(path: Path) -> None:
    """Nothing is aside any more."""
    shutil.rmtree(path.with_suffix(".part"), ignore_errors=True)


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


def _flow(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from sealed_files.pieces(file, _context(path))


def _with(first: bytes, flow: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from flow


def _context(path: Path) -> str:
    return f"export:{path.name}"


def _keys(path: Path) -> Path:
    return path.with_suffix(".keys")
