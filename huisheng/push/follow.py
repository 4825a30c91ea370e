"""The push follows the ledger: nudged by the one LISTEN connection, and looking by itself where no nudge came."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import ParamSpec, TypeVar

import psycopg
from django.db import close_old_connections, connection
from psycopg import sql

from huisheng.directory.access import Scope
from huisheng.ledger import nudge
from huisheng.push import reads
from huisheng.push.hub import Hub

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger("huisheng.push")

LOOK = 0.5  # seconds between looks where nobody nudges
BREATH = 0.05  # between two looks however often one is nudged: what happens in between is told together
RING = 0.2  # between two looks at the call bars
COUNT = 2.0  # between two counts of the same scope
CHECK = 5.0  # between two looks at whether the logins stand
AGAIN = 3.0  # after the database was away


class Follower:
    """Looks while somebody listens, and tells the hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        # two connections to ask by: who comes in doesn't wait for the news, nor the news for a hundred who come in
        self._news = ThreadPoolExecutor(1, "news")
        self._door = ThreadPoolExecutor(1, "door")
        self._nudged = asyncio.Event()
        self._began = asyncio.Lock()
        self._place: str | None = None  # where the last look was; None: nobody listens
        self._notice = 0
        self._rung = 0.0
        self._counted: dict[Scope, float] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to follow, in the running loop."""
        loops = (self._listen, self._look, self._count, self._check)
        self._tasks = [asyncio.create_task(self._forever(one)) for one in loops]

    async def stop(self) -> None:
        """Follow no more; the connections are closed."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for pool in (self._news, self._door):
            await asyncio.get_running_loop().run_in_executor(pool, lambda: connection.close())  # each thread's own
            pool.shutdown(wait=False)

    async def ask(self, question: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask the database, in the thread of those who come in."""
        return await self._asked(self._door, question, *args, **kwargs)

    async def ready(self) -> None:
        """Look from now on: whoever comes in is told of what happens from here."""
        async with self._began:
            if self._place is None:
                self._place, self._notice = await self._asked(self._news, reads.begin)

    async def _asked(self, pool: ThreadPoolExecutor, question: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        def answer() -> R:
            close_old_connections()
            return question(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(pool, answer)

    async def _forever(self, loop: Callable[[], Awaitable[None]]) -> None:
        """A loop that fails is logged and begun again: the database may have been away."""
        while True:
            try:
                await loop()
            except Exception:
                log.exception("push: %s", getattr(loop, "__name__", loop))
            await asyncio.sleep(AGAIN)

    async def _listen(self) -> None:
        """The one connection that waits: a nudge says nothing but that there is something."""
        given = dict(connection.get_connection_params())
        wanted = {name: given[name] for name in ("dbname", "user", "password", "host", "port") if given.get(name)}
        async with await psycopg.AsyncConnection.connect(**wanted, autocommit=True) as raw:
            await raw.execute(sql.SQL("LISTEN {}").format(sql.Identifier(nudge.CHANNEL)))
            async for _ in raw.notifies():
                self._nudged.set()

    async def _look(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._nudged.wait(), LOOK)
            self._nudged.clear()
            if not self._hub.streams:
                self._place = None  # an old place would be a long look; whoever comes says himself where he was
                continue
            if self._place is None:
                continue  # somebody is just coming in
            await self._tell(await self._asked(self._news, reads.look, self._place, self._notice))
            await self._ring()
            await asyncio.sleep(BREATH)

    async def _tell(self, found: reads.Look) -> None:
        self._place = found.place
        if found.told is None or found.told:
            self._hub.tell(found.told, found.place)
        if found.cards:
            self._notice = found.cards[-1].key
            self._hub.notify(found.cards, found.orders, found.quiet)

    async def _ring(self) -> None:
        """Call bars: rings and states of seats stand in no ledger, so their rows are looked at."""
        seats = self._hub.agents()
        if seats and time.monotonic() - self._rung >= RING:
            self._rung = time.monotonic()
            self._hub.ring(await self._asked(self._news, reads.bars, seats))

    async def _count(self) -> None:
        """Counts of those scopes in which something has happened, each now and then."""
        while True:
            await asyncio.sleep(BREATH * 4)
            now = time.monotonic()
            self._hub.tidy()
            for scope in [one for one in self._hub.stirred if now - self._counted.get(one, 0.0) >= COUNT]:
                self._hub.stirred.discard(scope)
                actor = self._hub.actor_of(scope)
                if actor is not None:
                    self._counted[scope] = now
                    self._hub.count(scope, await self._asked(self._news, reads.counts, actor))
            for scope in [one for one, at in self._counted.items() if now - at > 60]:
                del self._counted[scope]

    async def _check(self) -> None:
        """Logins that have ended close their streams."""
        while True:
            await asyncio.sleep(CHECK)
            guests = self._hub.guests()
            if guests:
                self._hub.keep(guests, await self.ask(reads.still, guests))
