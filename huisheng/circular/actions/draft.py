"""起草通报: an edition of one of the run's compositions."""

import json
from datetime import datetime

from huisheng.circular import frame, reads, wording
from huisheng.circular.document import Document
from huisheng.circular.models import Edition, Run
from huisheng.circular.states import EditionState
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Code, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import EditionDrafted
from huisheng.rulebook import implements

ASKS = (Code("composition", "通报种类"),)


def can(run: Run, actor: Actor) -> Refusal | None:
    """An assessor; not from figures that a later run has replaced."""
    return frame.check("draft", actor, run.platform_id, run.state)


@implements("domain#art-23", "domain#art-50")
def do(key: int, *, by: Actor, at: datetime, **given: object) -> Edition:
    """Begin an edition. One of days already published corrects the newest edition published of them."""
    composition = str(read_all(ASKS, given)["composition"])
    frame.check_time(at)
    with append.writing() as page:
        run = reads.run(by, key, lock=True)
        insist(can(run, by))
        made = reads.frozen(run, composition)
        before = (
            Edition.objects.filter(
                run__platform_id=run.platform_id,
                run__first=run.first,
                run__last=run.last,
                composition=composition,
                state=EditionState.PUBLISHED,
            )
            .order_by("-published_at")
            .first()
        )
        row = Edition(
            run=run,
            no=run.editions.count() + 1,
            composition=composition,
            title=made.title,
            issue=made.issue,
            dated=made.dated,
            corrects=before,
            state=EditionState.DRAFT.value,
            reworded=json.dumps(_words(before, made), ensure_ascii=False),
            drafted_by=by.seat,
            drafted_at=at,
        )
        page.keep(row)
        corrects = f"{before.run_id}/{before.no}" if before is not None else ""
        frame.write(run, EditionDrafted(row.no, composition, row.title, corrects), by=by, at=at)
    return row


def _words(before: Edition | None, made: Document) -> dict[str, str]:
    """The words of the edition corrected that can stand with the new numbers."""
    if before is None or not before.words:
        return {}
    return wording.carried(reads.frozen(before.run, before.composition), made, before.words)
