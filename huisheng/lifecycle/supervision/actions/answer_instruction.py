"""批示办理回复: what came of the instruction, from the unit that answers for the matter or from the supervisors."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.supervision import InstructionAnswered
from huisheng.lifecycle.supervision import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Instruction
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("answer_instruction", "批示办理回复", (fields.INSTRUCTION, fields.WORDS))


def _open(matter: Matter, no: int | None) -> Instruction | None:
    waiting = [i for i in matter.instructions if i.answered_at is None and no in (None, i.no)]
    return waiting[0] if waiting else None


def can(matter: Matter, actor: Actor, *, instruction: int | None = None) -> Refusal | None:
    """Where an instruction waits; a handler only for the matter his unit answers for."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    if actor.role == Role.HANDLER and actor.unit != matter.order.main_unit_id:
        return Refusal("not_yours", "批示由主办单位回复，本单位不是主办单位。", VERB.edges.cite)
    if _open(matter, instruction) is None:
        return Refusal("no_instruction", "没有等待回复的批示。", VERB.edges.cite)
    return None


@VERB.door
@implements("domain#art-37", "jining-2013#art-11")
def do(matter: Matter, *, by: Actor, at: datetime, instruction: int | None, words: str) -> None:
    """Answer the oldest open instruction, or the numbered one."""
    row = _open(matter, instruction)
    assert row is not None  # can() has seen it
    row.answered_at = at
    matter.keep(row)
    matter.record(InstructionAnswered(row.no, by.unit, matter.note(words)), by=by, at=at)
