"""答复: the unit's result. The main unit's reply brings the matter to the centre's review."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Flag, Text, Upload
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.vocabulary.handling import Replied
from huisheng.lifecycle.attachments import filing
from huisheng.lifecycle.attachments.fields import FILES
from huisheng.lifecycle.deadlines import dispatches
from huisheng.lifecycle.handling import fields, reads
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import DispatchState, OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb(
    "reply",
    "答复",
    (fields.DISPATCH, Text("words", "答复内容", limit=5000), Flag("solved", "问题已解决", required=True), FILES),
)


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """After signing; a platform first has the answers of those to whom it passed the matter on."""
    refusal = VERB.check(matter, actor, dispatch)
    if refusal is None and matter.children(VERB.dispatch_for(matter, actor, dispatch)):
        refusal = Refusal("children", "下派的单位还没有办完，请先审核其答复或撤回下派。", "domain#art-32")
    return refusal


@VERB.door
@implements("domain#art-34")
def do(
    matter: Matter,
    *,
    by: Actor,
    at: datetime,
    dispatch: int | None,
    words: str,
    solved: bool,
    files: tuple[Upload, ...],
) -> None:
    """Reply; an undecided return or extension of this dispatch comes to nothing.

    Refusal ``never_contacted`` where the platform lets nobody say "solved" who hasn't spoken to the citizen.
    """
    held = VERB.dispatch_for(matter, by, dispatch)
    insist(reads.bar(matter, held, solved, at))
    kept = filing.ready(files, matter, at)
    held.state, held.replied_at, held.says_solved = DispatchState.REPLIED.value, at, solved
    matter.keep(held)
    dispatches.lapse(matter, held, at)
    state = OrderState.REPLIED if held is matter.main else None
    body = Replied(held.no, held.unit_id, solved, matter.note(words), filing.told(kept))
    filing.hang(matter, matter.record(body, by=by, at=at, state=state), kept)
