"""Long files sealed at rest: written and read a piece at a time, so that memory stays where it is.

Each piece is sealed for its place in its file and whether it is the last: none can be altered, moved, left out, or
taken into another file, and a file cut short doesn't open to its end.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO

from huisheng.kernel import secrets
from huisheng.kernel.secrets import SealBroken

PIECE = 64 * 1024
_MARK = b"HSF1"
_MORE = 28  # what a seal adds: nonce and tag
_SEALED = PIECE + _MORE


class SealedFile(io.BufferedIOBase):
    """A file that is written from its beginning to its end; whole once it is closed."""

    def __init__(self, file: BinaryIO, context: str) -> None:
        self._file, self._context = file, context
        self._held, self._no = bytearray(), 0
        file.write(_MARK)

    @property
    def name(self) -> str:
        """The path it is written to."""
        return str(self._file.name)

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]  # what callers give it
        """Take these bytes; full pieces go to the disk, but never the last."""
        self._held += data
        while len(self._held) > PIECE:
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(data)

    def close(self) -> None:
        """The last piece, and the file is whole."""
        if not self.closed:
            try:
                self._put(bytes(self._held), last=True)
            finally:
                self._file.close()
                super().close()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._file.write(secrets.seal_bytes(piece, _place(self._context, self._no, last=last)))
        self._no += 1


def pieces(file: BinaryIO, context: str) -> Iterator[bytes]:
    """The content, a piece at a time. SealBroken where a piece isn't what was sealed there, or some are missing."""
    if file.read(len(_MARK)) != _MARK:
        raise SealBroken(context)
    no, piece = 0, file.read(_SEALED)
    while piece:
        following = file.read(_SEALED)
        yield secrets.unseal_bytes(piece, _place(context, no, last=not following))
        no, piece = no + 1, following
    if no == 0:
        raise SealBroken(context)


def size(sealed: int) -> int:
    """How long the content of a sealed file of that length is."""
    body = sealed - len(_MARK)
    return body - -(-body // _SEALED) * _MORE


def _place(context: str, no: int, *, last: bool) -> str:
    return f"{context}#{no}{'.' if last else ''}"
