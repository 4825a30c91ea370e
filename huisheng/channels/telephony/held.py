"""What a page knows of calls and seats: looked up once, locked until the page ends, one object a row.

What a page has begun isn't in the database yet, and is found here all the same: a page may hold a call's whole life.
"""

from huisheng.channels.telephony import reads
from huisheng.channels.telephony.contract import Said
from huisheng.channels.telephony.models import AgentState, Call, CallOrder, Heard, Leg
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel.database import fixed

_LOCK = "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))"
_PHONE = "SELECT seat_id FROM telephony_seatphone WHERE platform_id = %s AND extension = %s"
_PRESENT = "WHERE seat_id = %s AND until IS NULL FOR UPDATE"
_ANY = "SELECT FROM telephony_agentstate WHERE seat_id = %s AND until IS NULL"
_GLANCE = """
SELECT array_agg(event || '/' || seq), bool_or(outcome = 'held'),
       EXISTS (SELECT FROM telephony_call WHERE source = %(source)s AND call_id = %(call)s)
FROM telephony_heard WHERE source = %(source)s AND call_id = %(call)s
"""
_TAKEN = """
WHERE id IN (SELECT call_id FROM telephony_leg WHERE seat_id = %s AND NOT done AND answered_at IS NOT NULL)
ORDER BY id FOR UPDATE
"""
_STATE = "SELECT FROM telephony_heard WHERE source = %s AND call_id = %s AND event = %s AND seq = %s"


class Line:
    """What a switch said of one call: each saying as "event/seq", and what of it still waits for its time."""

    def __init__(self, said: set[str], waiting: list[Heard]) -> None:
        self.said = said
        self.waiting = waiting


class Held:
    """Of a page: ``append.page().known(Held)``."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], Call] = {}
        self._lines: dict[tuple[str, str], Line] = {}
        self._unknown: set[tuple[str, str]] = set()
        self._legs: list[Leg] = []
        self._states: dict[int, AgentState | None] = {}
        self._phones: dict[tuple[int, str], Actor | None] = {}
        self._systems: dict[int, Actor] = {}
        self._bound: set[int] = set()
        self._read: set[tuple[str, int]] = set()

    def line(self, source: str, call_id: str) -> Line:
        """What was said of that call so far; nobody else takes any of it meanwhile."""
        if (source, call_id) not in self._lines:
            fixed.rows(_LOCK, ["telephony", f"{source}/{call_id}"])
            ((said, waits, known),) = fixed.rows(_GLANCE, {"source": source, "call": call_id})
            if not known:
                self._unknown.add((source, call_id))
            rest = "WHERE source = %s AND call_id = %s AND outcome = 'held' ORDER BY occurred_at, seq"
            waiting = fixed.found(Heard, rest, [source, call_id]) if waits else []
            self._lines[source, call_id] = Line(set(said or ()), waiting)
        return self._lines[source, call_id]

    def of_a_seat(self, source: str, said: Said) -> Line:
        """The same of what isn't a call's: there may be years of it, and only this one is looked for."""
        fixed.rows(_LOCK, ["telephony", f"{source}/{said.call_id}"])
        found = fixed.rows(_STATE, [source, said.call_id, said.event.value, said.seq])
        return Line({f"{said.event.value}/{said.seq}"} if found else set(), [])

    def call(self, source: str, call_id: str) -> Call | None:
        """The call of that key; None before its first sign of life."""
        key = source, call_id
        if key not in self._calls and key not in self._unknown:
            for call in fixed.found(Call, "WHERE source = %s AND call_id = %s FOR UPDATE", [source, call_id]):
                self.begun(call)
        return self._calls.get(key)

    def begun(self, call: Call) -> None:
        """The page has begun this call, or locked it."""
        self._calls[call.source, call.call_id] = call

    def call_of(self, leg: Leg) -> Call:
        """The call that rang there."""
        for known in self._calls.values():
            if known.pk == leg.call_id:
                return known
        (call,) = fixed.found(Call, "WHERE id = %s FOR UPDATE", [leg.call_id])
        self.begun(call)
        return call

    def legs(self, call: Call) -> list[Leg]:
        """Where the call rang, in that order."""
        if not call._state.adding:
            self._look("call", call.pk, "WHERE call_id = %s ORDER BY id FOR UPDATE")
        return [leg for leg in self._legs if leg.call_id == call.pk]

    def at_seat(self, seat: int) -> list[Leg]:
        """What rings, talks or waits to be wrapped up at a seat, in that order.

        Who only looks locks nothing: the ends of two calls of one seat would wait for each other.
        """
        self._look("seat", seat, "WHERE seat_id = %s AND NOT done ORDER BY id")
        return [leg for leg in self._legs if leg.seat_id == seat and not leg.done]

    def answered_at_seat(self, seat: int) -> list[Leg]:
        """What talks or waits to be wrapped up at a seat, in that order, locked.

        The calls first, then where they ring, as the switch's own sayings do: the other way round the agent who hangs
        up and the switch that says so would wait for each other.
        """
        for call in fixed.found(Call, _TAKEN, [seat]):
            if (call.source, call.call_id) not in self._calls:
                self.begun(call)
            self.legs(call)
        locked = {call.pk for call in self._calls.values()}
        return [leg for leg in self.at_seat(seat) if leg.answered_at is not None and leg.call_id in locked]

    def rings(self, leg: Leg) -> None:
        """The page has begun this one."""
        self._legs.append(leg)

    def _look(self, kind: str, key: int, rest: str) -> None:
        if (kind, key) not in self._read:
            self._read.add((kind, key))
            known = {leg.pk for leg in self._legs}
            self._legs[:0] = [leg for leg in fixed.found(Leg, rest, [key]) if leg.pk not in known]

    def state(self, seat: int) -> AgentState | None:
        """The present state of a seat; nobody else changes it meanwhile."""
        if seat not in self._states:
            found = fixed.found(AgentState, _PRESENT, [seat])
            if not found:
                # none yet, or it was ended while its row was waited for
                fixed.rows(_LOCK, ["telephony seat", str(seat)])
                while not (found := fixed.found(AgentState, _PRESENT, [seat])) and fixed.rows(_ANY, [seat]):
                    pass
            self._states[seat] = found[0] if found else None
        return self._states[seat]

    def changed(self, state: AgentState) -> None:
        """The page has begun this state."""
        self._states[state.seat_id] = state

    def seat_of(self, extension: str, platform: int) -> Actor | None:
        """The agent at an extension; None where nobody sits."""
        if (platform, extension) not in self._phones:
            found = fixed.settled(_PHONE, [platform, extension])
            self._phones[platform, extension] = directory.actor_of_seat(found[0][0]) if found else None
        return self._phones[platform, extension]

    def system(self, platform: int) -> Actor:
        """The platform's own seat, which does what no agent does."""
        if platform not in self._systems:
            self._systems[platform] = reads.system(platform)
        return self._systems[platform]

    def bound(self, call: Call) -> bool:
        """Whether an order was taken in the call."""
        if call.pk in self._bound:
            return True
        return not call._state.adding and CallOrder.objects.filter(call=call).exists()

    def binds(self, call: Call) -> None:
        """The page binds an order to the call."""
        self._bound.add(call.pk)
