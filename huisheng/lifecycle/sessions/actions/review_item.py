"""领导审核: the leader who answered reads the unit's reply before the office gets it."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Flag
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.sessions import ItemReviewed
from huisheng.lifecycle.sessions import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("review_item", "领导审核", (Flag("approved", "审核通过", required=True), fields.WORDS))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """When the unit has replied and the leader hasn't approved this reply yet."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    if not matter.session_items:
        return Refusal("no_item", "这件工单不是领导接听件，无需领导审核。", VERB.edges.cite)
    if not matter.awaits_leader:
        return Refusal("reviewed", "领导已经审核过这次答复。", VERB.edges.cite)
    return None


@VERB.door
@implements("jining-2013#art-9")
def do(matter: Matter, *, by: Actor, at: datetime, approved: bool, words: str) -> None:
    """Approve the reply or not; the dispatcher sends back one that isn't approved."""
    item = matter.session_items[-1]
    item.reviewed_at, item.approved = at, approved
    matter.keep(item)
    matter.record(ItemReviewed(approved, matter.note(words)), by=by, at=at)
