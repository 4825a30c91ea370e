"""不同意不计考核: it counts like any other."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.supervision import ExemptionRefused
from huisheng.lifecycle.exemptions import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import RequestState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("refuse_exemption", "不同意不计考核", (fields.REQUEST, fields.WORDS))


def can(matter: Matter, actor: Actor, *, request: int | None = None) -> Refusal | None:
    """Where an exemption is asked."""
    return VERB.check_request(matter, actor, "exemption", request)


@VERB.door
@implements("domain#art-21", "dongchangfu-2024-02#art-14")
def do(matter: Matter, *, by: Actor, at: datetime, request: int | None, words: str) -> None:
    """Refuse it, with the reason."""
    asked = VERB.request_for(matter, by, "exemption", request)
    asked.state, asked.decided_at = RequestState.REFUSED.value, at
    matter.keep(asked)
    matter.record(
        ExemptionRefused(asked.no, asked.dispatch, asked.unit_id, asked.ground, matter.note(words)), by=by, at=at
    )
