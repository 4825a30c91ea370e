"""Everybody who listens: who is told of what, and who looks at the same order. In memory only."""

import time
from collections.abc import Collection, Iterable, Mapping

from huisheng.channels.telephony.hall import Mark
from huisheng.directory.access import Scope
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.lifecycle.notices.reads import Card
from huisheng.lifecycle.verbs import VERBS
from huisheng.lifecycle.workorder.news import Glimpse, Told
from huisheng.push.reads import Guest
from huisheng.push.stream import Stream, event

A_SEAT = 12  # pages that one seat may keep open; the oldest is let go for a new one
ALL = 2000
LOST = 30.0  # seconds after which a page that said nothing looks at no order any more
MANY = 50  # orders at once that one seat is told of singly

ENDED = event("ended", {})


class Hub:
    """The open streams. All of it runs in the event loop's one thread."""

    def __init__(self) -> None:
        self.streams: dict[str, Stream] = {}
        self.stirred: set[Scope] = set()  # whose counts may be other than they were
        self._looking: dict[str, dict[str, Stream]] = {}  # number -> token -> stream

    # -- coming and going --

    def enter(self, guest: Guest) -> Stream | None:
        """A new stream for a seat; None where the house is full."""
        own = [stream for stream in self.streams.values() if stream.actor.seat == guest.actor.seat]
        if len(own) >= A_SEAT:
            self.leave(own[0])
        elif len(self.streams) >= ALL:
            return None
        stream = Stream(guest)
        self.streams[stream.token] = stream
        return stream

    def leave(self, stream: Stream, last: bytes = b"") -> None:
        """The page is gone, or is to go."""
        self.streams.pop(stream.token, None)
        stream.close(last)
        self._look(stream, "", "")

    def guests(self) -> list[Guest]:
        """Everybody, once a login."""
        return list({stream.guest.login: stream.guest for stream in self.streams.values()}.values())

    def keep(self, asked: Iterable[Guest], actors: Mapping[int, Actor]) -> None:
        """Of those who were asked for, the logins that still stand stay, each as the seat that it is now."""
        known = {guest.login for guest in asked}
        for stream in list(self.streams.values()):
            actor = actors.get(stream.guest.login)
            if actor is not None and actor != stream.actor:
                stream.is_now(actor)
            elif actor is None and stream.guest.login in known:
                self.leave(stream, ENDED)

    def close(self) -> None:
        """Everybody goes; the browsers come again when there is somebody to come to."""
        for stream in list(self.streams.values()):
            self.leave(stream)

    # -- telling --

    def tell(self, told: list[Told] | None, where: str) -> None:
        """Each is told of the orders that it may see; ``None``: of so many that it had better ask."""
        for scope, streams in self._by_scope().items():
            seen = None if told is None else [one for one in told if one.order.seen_by(scope)]
            if seen == []:
                continue
            self.stirred.add(scope)
            several = seen is None or len(seen) > MANY
            said = None if seen is None or several else orders(seen, 0)
            actors = {one.actor for one in seen or ()}
            for stream in streams:
                own = said is not None and seen is not None and stream.actor.seat in actors
                stream.tell(orders(seen or (), stream.actor.seat) if own else said, where)
        for one in told or ():
            self._recheck(one.order)

    def notify(self, cards: list[Card], seen: Mapping[int, Glimpse], quiet: Collection[str]) -> None:
        """Each is told of the notices that are meant for it, of orders that it may see."""
        for card in cards:
            order = seen.get(card.order) if card.order is not None else None
            if card.order is not None and order is None:
                continue
            for stream in self.streams.values():
                if card.meant_for(stream.actor) and (order is None or order.seen_by(stream.scope)):
                    said = {"id": card.key, "text": card.sentence, "urgent": card.urgent}
                    number = order.number if order is not None else ""
                    silent = not card.urgent and stream.actor.scope in quiet
                    stream.send(event("notice", {**said, "number": number, "silent": silent}))

    def agents(self) -> dict[int, int]:
        """The seats with a call bar: seat -> its platform."""
        actors = (stream.actor for stream in self.streams.values())
        return {actor.seat: actor.platform for actor in actors if actor.role is Role.AGENT}

    def ring(self, marks: Mapping[int, Mark]) -> None:
        """Each seat whose own bar is another hears so, and asks: what rings there isn't said here, not even to it."""
        for stream in self.streams.values():
            mark = marks.get(stream.actor.seat)
            if mark is not None and mark != stream.rung:
                own = stream.rung is None or stream.rung.own != mark.own
                stream.rung = mark
                stream.send(event("calls", {"own": own}))

    def count(self, scope: Scope, states: Mapping[str, int]) -> None:
        """Those of this scope get their counts."""
        piece = event("rail", {"states": states})
        for stream in self.streams.values():
            if stream.scope == scope:
                stream.send(piece)

    def actor_of(self, scope: Scope) -> Actor | None:
        """Somebody who has this scope."""
        return next((stream.actor for stream in self.streams.values() if stream.scope == scope), None)

    # -- who looks at the same order --

    def here(self, stream: Stream, number: str, doing: str) -> None:
        """The page shows this order ("" for none), and the form of this verb is open. It may see the order."""
        stream.seen = time.monotonic()
        self._look(stream, number, doing if doing in VERBS else "")

    def tidy(self) -> None:
        """Now and then: who is owed a call gets it; pages that said for long nothing of themselves look at nothing."""
        for stream in list(self.streams.values()):
            stream.pay()
            if stream.number and time.monotonic() - stream.seen > LOST:
                self._look(stream, "", "")

    def _look(self, stream: Stream, number: str, doing: str) -> None:
        if (stream.number, stream.doing) == (number, doing):
            return
        before, stream.number, stream.doing = stream.number, number, doing
        if before and before != number:
            self._looking.get(before, {}).pop(stream.token, None)
            if not self._looking.get(before):
                self._looking.pop(before, None)
            self._show(before)
            stream.send(event("presence", {"number": before, "seats": []}))
        if number:
            self._looking.setdefault(number, {})[stream.token] = stream
            self._show(number)

    def _show(self, number: str) -> None:
        """Those who look at an order see each other; two pages of one seat don't."""
        streams = list(self._looking.get(number, {}).values())
        for stream in streams:
            others: dict[int, dict[str, str]] = {}
            for other in streams:
                if other.actor.seat != stream.actor.seat and (other.doing or other.actor.seat not in others):
                    others[other.actor.seat] = _seat(other)
            stream.send(event("presence", {"number": number, "seats": list(others.values())}))

    def _recheck(self, order: Glimpse) -> None:
        """Whoever may not see the order any more doesn't look at it."""
        for stream in list(self._looking.get(order.number, {}).values()):
            if not order.seen_by(stream.scope):
                self._look(stream, "", "")

    def _by_scope(self) -> dict[Scope, list[Stream]]:
        found: dict[Scope, list[Stream]] = {}
        for stream in self.streams.values():
            found.setdefault(stream.scope, []).append(stream)
        return found


def orders(told: Iterable[Told], seat: int) -> bytes:
    """What is said of orders to a seat that may see them."""
    return b"".join(event("order", one.said(seat)) for one in told)


def _seat(stream: Stream) -> dict[str, str]:
    actor = stream.actor
    doing = VERBS[stream.doing].VERB.label if stream.doing else ""
    return {"name": actor.label, "role": actor.role.label, "unit": stream.guest.unit, "doing": doing}
