"""数据定稿: no objection is open and the time for them is over."""

from datetime import datetime

from huisheng.circular import frame
from huisheng.circular.models import Run
from huisheng.circular.reads import run as read_run
from huisheng.circular.states import EDGES, ObjectionState, RunState
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.vocabulary.circulars import FiguresFinal
from huisheng.rulebook import implements


def can(run: Run, actor: Actor) -> Refusal | None:
    """Every objection decided, the time over; one that was upheld asks for figures frozen anew."""
    refusal = frame.check("finalise", actor, run.platform_id, run.state)
    if refusal is not None:
        return refusal
    cite = EDGES["finalise"].cite
    states = set(run.objections.values_list("state", flat=True))
    if ObjectionState.RAISED in states:
        return Refusal("open_objections", "还有异议没有裁决，请先裁决。", cite)
    if ObjectionState.UPHELD in states:
        return Refusal("refreeze", "有异议成立：请先更正有关记录，再重新冻结数据，不能按原数定稿。", cite)
    if clock.now() < run.objections_until:
        until = clock.local(run.objections_until)
        return Refusal("too_early", f"异议期到{until:%Y年%m月%d日%H:%M}才结束，之后再定稿。", cite)
    return None


@implements("domain#art-48")
def do(key: int, *, by: Actor, at: datetime) -> Run:
    """The figures stand."""
    frame.check_time(at)
    with append.writing():
        run = read_run(by, key, lock=True)
        insist(can(run, by))
        run.state, run.final_at = RunState.FINAL.value, at
        frame.write(run, FiguresFinal(), by=by, at=at)
    return run
