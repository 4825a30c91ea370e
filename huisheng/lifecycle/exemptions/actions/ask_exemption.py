"""申请不计考核: with a ground, the clause it rests on, and evidence."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.supervision import ExemptionAsked
from huisheng.lifecycle.exemptions import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Request
from huisheng.lifecycle.workorder.states import RequestState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("ask_exemption", "申请不计考核", (fields.DISPATCH, fields.GROUND, fields.CLAUSE, fields.EVIDENCE))


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """One undecided or granted request for a dispatch."""
    refusal = VERB.check(matter, actor, dispatch)
    if refusal is not None:
        return refusal
    held = VERB.dispatch_for(matter, actor, dispatch)
    for request in matter.requests:
        if request.kind == "exemption" and request.dispatch == held.no:
            if request.state == RequestState.PENDING:
                return Refusal("pending", "不计考核申请正在审批，请等待结果。", VERB.edges.cite)
            if request.state == RequestState.GRANTED:
                return Refusal("no_change", "已同意不计考核，无需再申请。", VERB.edges.cite)
    return None


@VERB.door
@implements("domain#art-21", "dongchangfu-2024-02#art-14")
def do(
    matter: Matter, *, by: Actor, at: datetime, dispatch: int | None, ground: str, clause: str, evidence: str
) -> None:
    """Ask that this dispatch not count."""
    held = VERB.dispatch_for(matter, by, dispatch)
    request = Request(
        order=matter.order,
        no=len(matter.requests) + 1,
        kind="exemption",
        dispatch=held.no,
        unit_id=held.unit_id,
        state=RequestState.PENDING.value,
        clause=clause,
        evidence=evidence,
        ground=ground,
        asked_at=at,
    )
    matter.requests.append(request)
    matter.keep(request)
    digest = matter.note(f"依据：{clause}\n证据：{evidence}")
    matter.record(ExemptionAsked(request.no, held.no, held.unit_id, ground, digest), by=by, at=at)
