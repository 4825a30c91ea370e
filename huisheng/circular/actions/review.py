"""核稿: another seat than the drafter's, after the checker has found no contradiction."""

from datetime import datetime

from huisheng.circular import checking, frame, reads
from huisheng.circular.composition import length
from huisheng.circular.models import Edition
from huisheng.circular.states import EDGES, EditionState
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import EditionReviewed
from huisheng.rulebook import implements


def can(edition: Edition, actor: Actor) -> Refusal | None:
    """Not the seat that drafted it."""
    refusal = frame.check("review", actor, edition.run.platform_id, edition.state)
    if refusal is None and actor.seat == edition.drafted_by:
        return Refusal("four_eyes", "起草的席位不能核自己的稿，请换一个席位。", EDGES["review"].cite)
    return refusal


@implements("domain#art-50")
def do(key: int, no: int, *, by: Actor, at: datetime, seen: str = "") -> Edition:
    """Pass it. Refusal: it is too long, or the checker finds a contradiction, with its place."""
    frame.check_time(at)
    with append.writing() as page:
        edition = reads.edition(by, key, no, lock=True)
        insist(can(edition, by))
        frame.same(edition, seen)
        document = reads.document(edition)
        insist(length.too_long(document, by.scope))
        found = checking.insist_consistent(document)
        edition.state, edition.reviewed_by, edition.reviewed_at = EditionState.REVIEWED.value, by.seat, at
        page.keep(edition)
        frame.write(edition.run, EditionReviewed(edition.no, found), by=by, at=at)
    return edition
