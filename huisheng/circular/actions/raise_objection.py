"""提出异议: a unit objects to its own figures while there is time."""

import os
from datetime import datetime

from huisheng.circular import frame
from huisheng.circular.models import Objection, Run
from huisheng.circular.reads import run as read_run
from huisheng.circular.states import EDGES, ObjectionState
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Text, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import ObjectionRaised
from huisheng.rulebook import implements

ASKS = (
    Text("about", "对哪一项有异议", limit=80, lines=False),
    Text("words", "理由和依据", limit=2000),
)


def can(run: Run, actor: Actor) -> Refusal | None:
    """A handler, while the figures are frozen and the time isn't over."""
    refusal = frame.check("raise_objection", actor, run.platform_id, run.state)
    if refusal is None and clock.now() >= run.objections_until:
        until = clock.local(run.objections_until)
        return Refusal(
            "too_late", f"异议应在{until:%Y年%m月%d日%H:%M}前提出，期限已过。", EDGES["raise_objection"].cite
        )
    return refusal


@implements("domain#art-48")
def do(key: int, *, by: Actor, at: datetime, **given: object) -> Objection:
    """Note the objection of the actor's own unit."""
    asked = read_all(ASKS, given)
    frame.check_time(at)
    with append.writing() as page:
        run = read_run(by, key, lock=True)
        insist(can(run, by))
        salt, words, about = os.urandom(16), str(asked["words"]), str(asked["about"])
        row = Objection(
            run=run,
            no=run.objections.count() + 1,
            unit_id=by.unit,
            about=about,
            words=words,
            salt=salt,
            state=ObjectionState.RAISED.value,
            raised_at=at,
        )
        page.keep(row)
        frame.write(run, ObjectionRaised(row.no, by.unit, about, frame.digest(salt, words)), by=by, at=at)
    return row
