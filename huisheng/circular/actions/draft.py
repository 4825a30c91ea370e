"""起草通报: an edition of one of the run's compositions."""

from datetime import datetime

from huisheng.circular import frame, reads
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
            words=dict(before.words) if before is not None else {},
            drafted_by=by.seat,
            drafted_at=at,
        )
        row.words = {key: words for key, words in row.words.items() if _still_fits(made, key, words)}
        page.keep(row)
        corrects = f"{before.run_id}/{before.no}" if before is not None else ""
        frame.write(run, EditionDrafted(row.no, composition, row.title, corrects), by=by, at=at)
    return row


def _still_fits(made: reads.Document, key: str, words: str) -> bool:
    """Whether the words of the edition corrected can stand with the new numbers."""
    try:
        reads.wording.reword(made, {key: words})
    except Refusal:
        return False
    return True
