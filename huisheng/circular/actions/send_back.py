"""退回修改: a reviewed edition becomes a draft again."""

import os
from datetime import datetime

from huisheng.circular import frame, reads
from huisheng.circular.models import Edition
from huisheng.circular.states import EditionState
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Text, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import EditionSentBack
from huisheng.rulebook import implements

ASKS = (Text("words", "退回理由", limit=500),)


def can(edition: Edition, actor: Actor) -> Refusal | None:
    """While it is reviewed and not signed."""
    return frame.check("send_back", actor, edition.run.platform_id, edition.state)


@implements("domain#art-50")
def do(key: int, no: int, *, by: Actor, at: datetime, **given: object) -> Edition:
    """Back to the drafter, with the reason."""
    words = str(read_all(ASKS, given)["words"])
    frame.check_time(at)
    with append.writing() as page:
        edition = reads.edition(by, key, no, lock=True)
        insist(can(edition, by))
        edition.state, edition.reviewed_by, edition.reviewed_at = EditionState.DRAFT.value, None, None
        edition.sent_back, edition.salt = words, os.urandom(16)
        page.keep(edition)
        frame.write(edition.run, EditionSentBack(edition.no, frame.digest(bytes(edition.salt), words)), by=by, at=at)
    return edition
