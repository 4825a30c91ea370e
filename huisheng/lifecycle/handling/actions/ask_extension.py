"""申请延期: more working days, with a reason, before the time is up."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Count, Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.handling import ExtensionAsked
from huisheng.lifecycle.handling import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Request
from huisheng.lifecycle.workorder.states import RequestState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb(
    "ask_extension",
    "申请延期",
    (fields.DISPATCH, Count("days", "延期工作日", low=1, high=60), Text("reason", "延期原因", limit=1000)),
)


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """One request at a time for a dispatch whose reply clock still runs in time."""
    refusal = VERB.check(matter, actor, dispatch)
    if refusal is not None:
        return refusal
    held = VERB.dispatch_for(matter, actor, dispatch)
    if matter.pending("extension", held.no):
        return Refusal("pending", "延期申请正在审批，请等待结果。", VERB.edges.cite)
    clock = matter.clock("reply", held.no)
    if clock is None or clock.missed_at is not None:
        return Refusal("too_late", "办理时限已过，不能再申请延期，请尽快答复。", VERB.edges.cite)
    return None


@VERB.door
@implements("domain#art-7")
def do(matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, days: int, reason: str) -> None:
    """Ask for ``days`` working days more; Refusal where the platform's rule allows fewer, or the time is up."""
    held = VERB.dispatch_for(matter, by, dispatch)
    most = matter.rules(at, matter.authority(held)).get("extensions.max_days")
    had = sum(
        request.days or 0
        for request in matter.requests
        if request.kind == "extension" and request.dispatch == held.no and request.state == RequestState.GRANTED
    )
    if had + days > most.count:
        left = f"已延{had}个，" if had else ""
        raise Refusal("too_long", f"延期累计最多{most.count}个工作日，{left}请减少后再申请。", most.cite, "days")
    clock = matter.clock("reply", held.no)
    if clock is None or at > clock.due_at:
        raise Refusal("too_late", "办理时限已过，不能再申请延期，请尽快答复。", VERB.edges.cite)
    request = Request(
        order=matter.order,
        no=len(matter.requests) + 1,
        kind="extension",
        dispatch=held.no,
        unit_id=held.unit_id,
        state=RequestState.PENDING.value,
        days=days,
        asked_at=at,
    )
    matter.requests.append(request)
    matter.keep(request)
    matter.record(ExtensionAsked(request.no, held.no, held.unit_id, days, matter.note(reason)), by=by, at=at)
