"""申请退单: with a ground, the clause it rests on, and evidence. Until it is decided the unit keeps handling."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.dispatches import ReturnAsked
from huisheng.lifecycle.attachments import filing
from huisheng.lifecycle.attachments.fields import FILES
from huisheng.lifecycle.deadlines.rules import within
from huisheng.lifecycle.dispatch import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Request
from huisheng.lifecycle.workorder.states import RequestState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("ask_return", "申请退单", (fields.DISPATCH, fields.GROUND, fields.CLAUSE, fields.EVIDENCE, FILES))


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """One request at a time for a dispatch."""
    refusal = VERB.check(matter, actor, dispatch)
    if refusal is None and matter.pending("return", VERB.dispatch_for(matter, actor, dispatch).no):
        refusal = Refusal("pending", "退单申请正在审批，审批前请继续办理。", "domain#art-16")
    return refusal


@VERB.door
@implements("domain#art-13", "domain#art-16")
def do(
    matter: Matter,
    *,
    by: Actor,
    at: datetime,
    dispatch: int | None,
    ground: str,
    clause: str,
    evidence: str,
    files: tuple[Upload, ...],
) -> None:
    """Ask to return the dispatch; Refusal ``too_late`` after the limit the platform sets for returns."""
    held = VERB.dispatch_for(matter, by, dispatch)
    rules = matter.rules(held.sent_at, matter.authority(held))
    late = within("returns.within", held.sent_at, at, rules, matter.traits)
    if late is not None:
        raise Refusal("too_late", f"派单后{late.limit}内才能申请退单，现已超过，请继续办理。", late.cite)
    kept = filing.ready(files, matter, at)
    request = Request(
        order=matter.order,
        no=len(matter.requests) + 1,
        kind="return",
        dispatch=held.no,
        unit_id=held.unit_id,
        state=RequestState.PENDING.value,
        ground=ground,
        clause=clause,
        evidence=evidence,
        asked_at=at,
    )
    matter.requests.append(request)
    matter.keep(request)
    digest = matter.note(f"依据：{clause}\n证据：{evidence}")
    body = ReturnAsked(request.no, held.no, held.unit_id, ground, digest, filing.told(kept))
    filing.hang(matter, matter.record(body, by=by, at=at), kept)
