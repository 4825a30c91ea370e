"""The ASGI door of the push: ``GET /events/`` is a page's stream, ``POST /events/here/`` says what lies open on it.

python -m granian --interface asgi --no-ws huisheng.push.asgi:application
"""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.config.settings")

import django

django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  settings come first

from huisheng.push import reads  # noqa: E402  the same
from huisheng.push.follow import Follower  # noqa: E402  the same
from huisheng.push.hub import Hub, orders  # noqa: E402  the same
from huisheng.push.stream import PAUSE, Stream, event  # noqa: E402  the same

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

STREAM, HERE, HEALTH = "/events/", "/events/here/", "/healthz"
_BODY = 1000  # bytes that a page may say of itself


class Push:
    """One process's push."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._follower: Follower | None = None

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] == "lifespan":
            return await self._live(receive, send)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        origin, path, method = headers.get("origin"), scope["path"], scope["method"]
        if path == HEALTH:
            return await _answer(send, 200, origin=None)
        if path not in (STREAM, HERE):
            return await _answer(send, 404, origin=None)
        # cookies know no ports: another page on this machine may send them, and must not read what comes
        if origin is not None and origin not in settings.PUSH_ORIGINS:
            return await _answer(send, 403, origin=None)
        if path == STREAM and method == "GET":
            return await self._stream(scope, headers, receive, send)
        if path == HERE and method == "POST" and origin is not None:
            return await _answer(send, await self._here(receive), origin=origin)
        return await _answer(send, 405, origin=origin)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._follower = Follower(self.hub)
                self._follower.start()
                self._stop_on_signal()
                await send({"type": "lifespan.startup.complete"})
            else:
                self.hub.close()
                if self._follower is not None:
                    await self._follower.stop()
                return await send({"type": "lifespan.shutdown.complete"})

    def _stop_on_signal(self) -> None:
        """Streams never end by themselves, and the server waits for them: they are closed first, then it may stop."""

        def stop() -> None:
            self.hub.close()
            os.kill(os.getpid(), signal.SIGINT)  # the server's own handler

        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)

    async def _stream(self, scope: Mapping[str, Any], headers: Mapping[str, str], receive: Receive, send: Send) -> None:
        assert self._follower is not None, "the lifespan began before"
        origin = headers.get("origin")
        guest = await self._follower.ask(reads.enter, headers.get("cookie", ""))
        if guest is None:
            return await _answer(send, 401, origin=origin)
        stream = self.hub.enter(guest)
        if stream is None:
            return await _answer(send, 503, origin=origin)
        gone = asyncio.create_task(_gone(receive))
        try:
            query = parse_qs(scope["query_string"].decode("latin-1"))
            since = headers.get("last-event-id") or query.get("since", [""])[0]
            await self._greet(stream, since)
            await _begin(send, origin)
            await self._flow(stream, gone, send)
        finally:
            gone.cancel()
            self.hub.leave(stream)

    async def _greet(self, stream: Stream, since: str) -> None:
        """Its token, and what it missed between its page and now: told twice rather than not at all."""
        assert self._follower is not None
        await self._follower.ready()
        stream.send(f"retry: {PAUSE}\n\n".encode() + event("hello", {"stream": stream.token}))
        here, missed = await self._follower.ask(reads.missed, since, stream.actor)
        stream.tell(None if missed is None else orders(missed, stream.actor.seat), here)

    async def _flow(self, stream: Stream, gone: "asyncio.Task[None]", send: Send) -> None:
        async def pour() -> None:
            async for piece in stream.pieces():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        pouring = asyncio.create_task(pour())
        await asyncio.wait((pouring, gone), return_when=asyncio.FIRST_COMPLETED)
        pouring.cancel()
        with suppress(asyncio.CancelledError, Exception):  # whoever has gone hears no more
            await pouring

    async def _here(self, receive: Receive) -> int:
        """What lies open on a page, said by the token that only its stream was told."""
        assert self._follower is not None
        try:
            said = json.loads(await _body(receive))
            stream = self.hub.streams.get(str(said["stream"]))
            number, doing = str(said["number"])[:60], str(said.get("doing", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            return 400
        if stream is None:
            return 410
        if number and number != stream.number and not await self._follower.ask(reads.sees, stream.actor, number):
            return 404
        if stream.token in self.hub.streams:  # it may have gone meanwhile
            self.hub.here(stream, number, doing)
        return 204


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > _BODY:
            raise ValueError("too long")
        if not message.get("more_body"):
            return body


async def _begin(send: Send, origin: str | None) -> None:
    more = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": _headers(origin) + more})


async def _answer(send: Send, status: int, *, origin: str | None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _headers(origin)})
    await send({"type": "http.response.body", "body": b""})


def _headers(origin: str | None) -> list[tuple[bytes, bytes]]:
    said = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"), (b"vary", b"Origin")]
    if origin is not None:
        said += [(b"access-control-allow-origin", origin.encode()), (b"access-control-allow-credentials", b"true")]
    return said


application = Push()
