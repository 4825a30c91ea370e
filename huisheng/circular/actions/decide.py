"""裁决异议: the office decides, with a reason."""

from datetime import datetime

from huisheng.circular import frame
from huisheng.circular.models import Objection, Run
from huisheng.circular.reads import run as read_run
from huisheng.circular.states import EDGES, ObjectionState
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Count, Flag, Text, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import ObjectionDecided
from huisheng.rulebook import implements

ASKS = (
    Count("objection", "异议编号"),
    Flag("upheld", "是否成立", required=True),
    Text("words", "裁决理由", limit=2000),
)


def can(run: Run, actor: Actor) -> Refusal | None:
    """An assessor of the platform, before the figures are final."""
    return frame.check("decide", actor, run.platform_id, run.state)


@implements("domain#art-48")
def do(key: int, *, by: Actor, at: datetime, **given: object) -> Objection:
    """Note the decision. The record is corrected by its own verbs, then the figures are frozen anew."""
    asked = read_all(ASKS, given)
    frame.check_time(at)
    with append.writing() as page:
        run = read_run(by, key, lock=True)
        insist(can(run, by))
        row = run.objections.filter(no=int(str(asked["objection"]))).first()
        if row is None:
            raise Refusal("no_objection", "没有这一号异议，请核对编号。", EDGES["decide"].cite, "objection")
        if row.state != ObjectionState.RAISED:
            raise Refusal("decided", "这一号异议已经裁决过了。", EDGES["decide"].cite, "objection")
        upheld, words = bool(asked["upheld"]), str(asked["words"])
        row.state = (ObjectionState.UPHELD if upheld else ObjectionState.REJECTED).value
        row.decision, row.decided_at = words, at
        page.keep(row)
        frame.write(run, ObjectionDecided(row.no, upheld, frame.digest(bytes(row.salt), words)), by=by, at=at)
    return row
