"""听到: one thing a switch said, taken once, in whatever order it comes, and turned into the verbs of a call."""

from datetime import timedelta

from huisheng.channels.telephony.actions import dialled, offer, recorded, set_state, tell
from huisheng.channels.telephony.actions.tell import DONE, HELD, VOID
from huisheng.channels.telephony.contract import Phase, Said, Told
from huisheng.channels.telephony.held import Held, Line
from huisheng.channels.telephony.models import Call, Heard, Switch
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append

KNOWN = "known"
_BEGIN = (Told.OFFERED, Told.QUEUED, Told.RINGING, Told.ANSWERED, Told.ABANDONED)
_KEPT = ("agent", "talk_s", "cause", "recording_ref", "rating")


def do(switch: Switch, said: Said) -> str:
    """``done``; ``held`` until what comes before it comes; ``void``: too late to mean anything; ``known``: said before.

    Refusal ``in_future`` where the switch's clock is ahead.
    """
    if said.at > clock.now() + clock.TOLERANCE:
        raise Refusal("in_future", "发生时间晚于当前时间，请校准来源系统的时钟。", field="occurred_at")
    with append.writing() as page:
        held = page.known(Held)
        alone = said.event is Told.STATE
        line = held.of_a_seat(switch.code, said) if alone else held.line(switch.code, said.call_id)
        saying = f"{said.event.value}/{said.seq}"
        if saying in line.said:
            return KNOWN
        line.said.add(saying)
        heard = Heard(
            source=switch.code,
            call_id=said.call_id,
            event=said.event.value,
            seq=said.seq,
            occurred_at=said.at,
            received_at=clock.now(),
            outcome=DONE,
            **{name: getattr(said, name) for name in _KEPT},
        )
        page.keep(heard)
        system = held.system(switch.platform_id)
        call, heard.outcome = _take(switch, said, held, system)
        if said.event is Told.RECORDING:
            page.flush()  # it is named by its key
            recorded.do(switch, heard, call)
        if heard.outcome == HELD:
            line.waiting.append(heard)
        elif call is not None and heard.outcome == DONE and line.waiting:
            _take_held(switch, call, line, system)
        return heard.outcome


def _take(switch: Switch, said: Said, held: Held, system: Actor) -> tuple[Call | None, str]:
    if said.event is Told.STATE:
        seat = held.seat_of(said.agent, switch.platform_id)
        changed = seat is not None and set_state.do(Phase(said.phase), by=seat, at=said.at)
        return None, DONE if changed else VOID
    if said.outward:  # of calls that the centre makes, those that return a missed one count
        return None, DONE if dialled.do(switch.code, said, system) else VOID
    call = held.call(switch.code, said.call_id)
    if call is None and said.event in _BEGIN:
        waited = timedelta(seconds=0 if said.event is Told.OFFERED else (said.queue_s or 0) + (said.ring_s or 0))
        call = offer.do(
            by=system, at=said.at - waited, source=switch.code, call_id=said.call_id, queue=said.queue,
            phone=said.caller,
        )  # fmt: skip
    if call is None:
        return None, HELD if said.event is Told.ENDED else DONE
    return call, tell.do(call, said, switch, system)


def _take_held(switch: Switch, call: Call, line: Line, system: Actor) -> None:
    """What came before its time, tried again."""
    tried = sorted(line.waiting, key=lambda row: (row.occurred_at, row.seq))
    for row in tried:
        said = Said(Told(row.event), row.call_id, row.seq, row.occurred_at, agent=row.agent, talk_s=row.talk_s)
        row.outcome = tell.do(call, said, switch, system)
        append.page().keep(row)
    line.waiting = [row for row in tried if row.outcome == HELD]
