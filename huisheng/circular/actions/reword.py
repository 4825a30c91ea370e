"""修改文字: the office's words; the numbers stay what they are."""

import json
from datetime import datetime
from hashlib import sha256

from huisheng.circular import frame, reads, wording
from huisheng.circular.models import Edition
from huisheng.directory.actor import Actor
from huisheng.kernel import text
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import EditionWorded
from huisheng.rulebook import implements

_LONGEST = 5000


def can(edition: Edition, actor: Actor) -> Refusal | None:
    """An assessor, while it is a draft."""
    return frame.check("reword", actor, edition.run.platform_id, edition.state)


@implements("domain#art-49")
def do(key: int, no: int, *, by: Actor, at: datetime, paragraph: str, words: object, seen: str = "") -> Edition:
    """Put new words into one paragraph; an empty one leaves it out; the frozen ones again take the change back."""
    frame.check_time(at)
    cleaned = text.take(words, label="文字", field="words", limit=_LONGEST, required=False, lines=True)
    with append.writing() as page:
        edition = reads.edition(by, key, no, lock=True)
        insist(can(edition, by))
        frame.same(edition, seen)
        made = reads.frozen(edition.run, edition.composition)
        changed = {**edition.words, paragraph: cleaned}
        wording.reword(made, changed)  # refuses what may not be written
        if wording.editable(made).get(paragraph) == cleaned:
            del changed[paragraph]
        edition.reworded = json.dumps(changed, ensure_ascii=False)
        page.keep(edition)
        told = sha256(json.dumps(changed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        frame.write(edition.run, EditionWorded(edition.no, told), by=by, at=at)
    return edition
