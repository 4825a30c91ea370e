"""公布: the signed edition is out; units and, for a public edition, everybody may read it."""

from datetime import datetime

from huisheng.circular import frame, reads
from huisheng.circular.models import Edition
from huisheng.circular.states import EDGES, EditionState, RunState
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import EditionPublished
from huisheng.rulebook import implements


def can(edition: Edition, actor: Actor) -> Refusal | None:
    """An assessor, once it is signed, unless its figures have been frozen anew since."""
    refusal = frame.check("publish", actor, edition.run.platform_id, edition.state)
    if refusal is None and edition.run.state == RunState.SUPERSEDED:
        sentence = "这一期的数据已经重新冻结，请从新的一次起草，不能公布按旧数签发的稿。"
        return Refusal("superseded", sentence, EDGES["publish"].cite)
    return refusal


@implements("domain#art-50")
def do(key: int, no: int, *, by: Actor, at: datetime, seen: str = "") -> Edition:
    """Publish."""
    frame.check_time(at)
    with append.writing() as page:
        edition = reads.edition(by, key, no, lock=True)
        insist(can(edition, by))
        frame.same(edition, seen)
        edition.state, edition.published_at = EditionState.PUBLISHED.value, at
        page.keep(edition)
        frame.write(edition.run, EditionPublished(edition.no), by=by, at=at)
    return edition
