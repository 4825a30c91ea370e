"""听到: one thing a switch said, taken once, in whatever order it comes, and turned into the verbs of a call."""

from datetime import timedelta

from huisheng.channels.telephony import reads
from huisheng.channels.telephony.actions import dialled, offer, recorded, set_state, tell
from huisheng.channels.telephony.actions.tell import DONE, HELD, VOID
from huisheng.channels.telephony.contract import Phase, Said, Told
from huisheng.channels.telephony.models import Call, Heard, Switch
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append

KNOWN = "known"
_BEGIN = (Told.OFFERED, Told.QUEUED, Told.RINGING, Told.ANSWERED, Told.ABANDONED)
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('telephony'), hashtext(%s))"


def do(switch: Switch, said: Said) -> str:
    """``done``; ``held`` until what comes before it comes; ``void``: too late to mean anything; ``known``: said before.

    Refusal ``in_future`` where the switch's clock is ahead.
    """
    if said.at > clock.now() + clock.TOLERANCE:
        raise Refusal("in_future", "发生时间晚于当前时间，请校准来源系统的时钟。", field="occurred_at")
    with append.writing():
        fixed.rows(_LOCK, [f"{switch.code}/{said.call_id or said.agent}"])
        heard, new = Heard.objects.get_or_create(
            source=switch.code,
            call_id=said.call_id,
            event=said.event.value,
            seq=said.seq,
            defaults={
                "occurred_at": said.at,
                "received_at": clock.now(),
                "outcome": DONE,
                **{name: getattr(said, name) for name in ("agent", "talk_s", "cause", "recording_ref", "rating")},
            },
        )
        if not new:
            return KNOWN
        system = reads.system(switch.platform_id)
        call, outcome = _take(switch, said, reads.known(switch.code, said.call_id, system), system)
        Heard.objects.filter(pk=heard.pk).update(outcome=outcome)
        if said.event is Told.RECORDING:
            recorded.do(switch, heard, call)
        if call is not None and outcome == DONE:
            _take_held(switch, call, system)
        return outcome


def _take(switch: Switch, said: Said, call: Call | None, system: Actor) -> tuple[Call | None, str]:
    if said.event is Told.STATE:
        seat = reads.seat_of(said.agent, switch.platform_id)
        changed = seat is not None and set_state.do(Phase(said.phase), by=seat, at=said.at)
        return None, DONE if changed else VOID
    if said.outward:  # of calls that the centre makes, those that return a missed one count
        return None, DONE if dialled.do(switch.code, said, system) else VOID
    if call is None and said.event in _BEGIN:
        waited = timedelta(seconds=0 if said.event is Told.OFFERED else (said.queue_s or 0) + (said.ring_s or 0))
        call = offer.do(
            by=system, at=said.at - waited, source=switch.code, call_id=said.call_id, queue=said.queue,
            phone=said.caller,
        )  # fmt: skip
    if call is None:
        return None, HELD if said.event is Told.ENDED else DONE
    return call, tell.do(call, said, switch, system)


def _take_held(switch: Switch, call: Call, system: Actor) -> None:
    """What came before its time, tried again."""
    waiting = Heard.objects.filter(source=switch.code, call_id=call.call_id, outcome=HELD)
    for row in waiting.order_by("occurred_at", "seq"):
        said = Said(Told(row.event), row.call_id, row.seq, row.occurred_at, agent=row.agent, talk_s=row.talk_s)
        outcome = tell.do(call, said, switch, system)
        if outcome != HELD:
            Heard.objects.filter(pk=row.pk).update(outcome=outcome)
