"""签发: a leader signs; from here nothing of the edition moves."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from huisheng.circular import checking, frame, plain, reads
from huisheng.circular.models import Edition
from huisheng.circular.states import EDGES, EditionState, RunState
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import EditionSigned
from huisheng.rulebook import implements


def can(edition: Edition, actor: Actor) -> Refusal | None:
    """A leader, when it is reviewed and its figures are final."""
    refusal = frame.check("sign", actor, edition.run.platform_id, edition.state)
    if refusal is None and edition.run.state != RunState.FINAL:
        return Refusal("not_final", "数据还没有定稿（异议期未过或有异议未决），不能签发。", EDGES["sign"].cite)
    return refusal


@implements("domain#art-50")
def do(key: int, no: int, *, by: Actor, at: datetime, seen: str = "") -> Edition:
    """Keep the document as it is now, with its digest."""
    frame.check_time(at)
    with append.writing() as page:
        edition = reads.edition(by, key, no, lock=True)
        insist(can(edition, by))
        frame.same(edition, seen)
        document = replace(reads.document(edition), watermark="", dated=clock.local_day(at))
        checking.insist_consistent(document)
        edition.document = plain.to_text(document)
        edition.dated = document.dated
        edition.digest = sha256(edition.document.encode()).hexdigest()
        edition.state, edition.signed_by, edition.signed_at = EditionState.SIGNED.value, by.seat, at
        page.keep(edition)
        frame.write(edition.run, EditionSigned(edition.no, edition.digest), by=by, at=at)
    return edition
