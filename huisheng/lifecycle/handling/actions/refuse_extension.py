"""不同意延期: the clock stays as it is."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.handling import ExtensionRefused
from huisheng.lifecycle.handling import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import RequestState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("refuse_extension", "不同意延期", (fields.REQUEST, fields.OPINION))


def can(matter: Matter, actor: Actor, *, request: int | None = None) -> Refusal | None:
    """Where an extension is asked of this platform."""
    return VERB.check_request(matter, actor, "extension", request)


@VERB.door
@implements("domain#art-7")
def do(matter: Matter, *, by: Actor, at: datetime, request: int | None, words: str) -> None:
    """Refuse it, with the reason."""
    asked = VERB.request_for(matter, by, "extension", request)
    asked.state, asked.decided_at = RequestState.REFUSED.value, at
    matter.keep(asked)
    matter.record(ExtensionRefused(asked.no, asked.dispatch, asked.unit_id, matter.note(words)), by=by, at=at)
