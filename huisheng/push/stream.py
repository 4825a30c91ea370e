"""One open page: what waits to be sent to it, and what it says of itself."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import replace

from huisheng.channels.telephony.hall import Mark
from huisheng.directory.access import Scope, visible_to
from huisheng.directory.actor import Actor
from huisheng.push.reads import Guest

DEEP = 200  # pieces that may wait for a page: one that takes nothing for so long is let go, and comes again
HEARTBEAT = 15.0  # seconds of silence after which a line shows that both ends are there
CALM = 5.0  # seconds between two calls to ask anew
PAUSE = 3000  # milliseconds after which a browser comes again


def event(name: str, data: object) -> bytes:
    """An event as it goes over the wire."""
    said = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {said}\n\n".encode()


def place(where: str) -> bytes:
    """Where the page stands now, sent after the events that led there: its browser says it when it comes again."""
    return f"event: place\nid: {where}\ndata: \n\n".encode()


RESYNC = event("resync", {})


class Stream:
    """A page of a seat. ``token`` names it in what its browser posts; only this stream was told it."""

    def __init__(self, guest: Guest) -> None:
        self.guest = guest
        self.scope: Scope = visible_to(guest.actor)
        self.token = secrets.token_urlsafe(18)
        self.number = ""  # the order that lies open on the page
        self.doing = ""  # the verb whose form is open, "" for none
        self.seen = time.monotonic()  # when the page last said so
        self.rung: Mark | None = None  # how the seat's call bar stood when the page was last told of it
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(DEEP)
        self._closed = False
        self._called, self._owed = 0.0, ""  # when it was last called to ask anew; up to which place it must be

    @property
    def actor(self) -> Actor:
        """The seat."""
        return self.guest.actor

    def is_now(self, actor: Actor) -> None:
        """The seat's unit, role or rights may have changed."""
        self.guest = replace(self.guest, actor=actor)
        self.scope = visible_to(actor)

    def send(self, piece: bytes) -> None:
        """Let it wait for the page. A page that has fallen too far behind is let go."""
        if self._closed:
            return
        try:
            self._waiting.put_nowait(piece)
        except asyncio.QueueFull:
            self.close()

    def tell(self, said: bytes | None, where: str) -> None:
        """What happened up to a place; None: so much that the page had better ask, which it is told now and then."""
        if said is None or self._owed:
            self._owed = where
            self.pay()
        else:
            self.send(said + place(where))

    def pay(self) -> None:
        """Call to ask anew, if that is owed and the last call is a while ago."""
        if self._owed and time.monotonic() - self._called >= CALM:
            self._called, where, self._owed = time.monotonic(), self._owed, ""
            self.send(RESYNC + place(where))

    def close(self, last: bytes = b"") -> None:
        """Nothing more is sent, after ``last``; what still waits is dropped if there is no room."""
        if self._closed:
            return
        self._closed = True
        while self._waiting.qsize() > DEEP - 2:
            self._waiting.get_nowait()
        if last:
            self._waiting.put_nowait(last)
        self._waiting.put_nowait(None)

    async def pieces(self) -> AsyncIterator[bytes]:
        """What is to be sent, in order, several at once where they wait; heartbeats in between; until it is closed."""
        while True:
            try:
                piece = await asyncio.wait_for(self._waiting.get(), HEARTBEAT)
            except TimeoutError:
                yield b": \n\n"
                continue
            together = []
            while piece is not None:
                together.append(piece)
                if self._waiting.empty():
                    break
                piece = self._waiting.get_nowait()
            if together:
                yield b"".join(together)
            if piece is None:
                return
