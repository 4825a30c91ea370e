"""批示: a leader's written instruction, followed to the end."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.supervision import Instructed
from huisheng.lifecycle.supervision import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Instruction
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("instruct", "批示", (fields.WORDS,))


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """On anything not yet archived or refused."""
    return VERB.check(matter, actor)


@VERB.door
@implements("domain#art-37", "jining-2013#art-11")
def do(matter: Matter, *, by: Actor, at: datetime, words: str) -> None:
    """Instruct; the words are kept beside the entry."""
    row = Instruction(order=matter.order, no=len(matter.instructions) + 1, unit_id=matter.order.main_unit_id, at=at)
    matter.instructions.append(row)
    matter.keep(row)
    matter.record(Instructed(row.no, row.unit_id, matter.note(words)), by=by, at=at)
