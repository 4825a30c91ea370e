"""回访: the centre calls the citizen back and asks: was it solved, are you satisfied, did the unit contact you.

Satisfied twice over: with the result (``grade``) and, where it is asked, with how it was handled (``process``). A
citizen who answers of himself, by message or on the public site, is noted by the platform's own seat.
"""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.visits import Closed, Visited
from huisheng.lifecycle.visits import fields
from huisheng.lifecycle.visits.models import Attempt
from huisheng.lifecycle.visits.rules import attempts_used, fits, is_own, next_state, round_of
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Visit
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements
from huisheng.taxonomy.channels import Channel

VERB = Verb(
    "visit",
    "记录回访",
    (fields.OUTCOME, fields.SOLVED, fields.GRADE, fields.PROCESS, fields.CONTACTED, fields.WORDS, fields.VIA),
)


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """While it waits for a visit and attempts are left; the citizen's own judgement needs none."""
    refusal = VERB.check(matter, actor)
    if refusal is not None or actor.role is Role.SYSTEM:
        return refusal
    most = matter.rules(clock.now()).get("visits.max_attempts")
    if attempts_used(attempts(matter)) >= most.count:
        return Refusal("no_attempts", f"已回访{most.count}次未接通，请按规定结案。", most.cite)
    return None


def attempts(matter: Matter) -> list[str]:
    """The outcomes of the visits since the matter was last sent: what was done again is asked about anew."""
    sent_at = matter.main.sent_at if matter.main is not None else matter.order.accepted_at
    return [visit.outcome for visit in matter.visits if visit.at > sent_at]


@VERB.door
@implements(
    "domain#art-19",
    "domain#art-20",
    "domain#art-62",
    "dongchangfu-2024-02#art-23",
    "liaocheng-2020-q2#art-4",
    "xiangtan-2019-11#art-5",
    "xiangtan-2019-11#art-7",
)
def do(
    matter: Matter,
    *,
    by: Actor,
    at: datetime,
    outcome: str,
    solved: str | None,
    grade: str | None,
    process: str | None,
    contacted: bool | None,
    words: str,
    via: str | None,
) -> None:
    """Note one attempt. A reached citizen judges, if not everything; one not reached, or declining, judges nothing.

    ``via``: the channel of the citizen's own judgement, which the platform's own seat must name; else the telephone.
    """
    fits(outcome, solved, grade, process, contacted)
    own = by.role is Role.SYSTEM
    if own:
        is_own(outcome, via)
    round_ = round_of(sum(1 for s in matter.supervised_by(by.platform) if s.answered_at is not None))
    visit = Visit(
        order=matter.order,
        no=len(matter.visits) + 1,
        unit_id=matter.order.main_unit_id,
        round=round_.value,
        outcome=outcome,
        solved=solved,
        grade=grade,
        process=process,
        contacted=contacted,
        at=at,
    )
    matter.visits.append(visit)
    matter.keep(visit)
    if not own:
        matter.keep(Attempt(order=matter.order, no=visit.no, seat_id=by.seat, at=at))
    next_ = next_state(outcome, solved, grade)
    matter.record(_told(visit, next_, matter.note(words), via or Channel.PHONE.value), by=by, at=at, state=next_)
    if next_ is OrderState.CLOSED:
        matter.record(Closed("satisfied"), by=by, at=at, state=next_)


def _told(visit: Visit, next_: OrderState, digest: str, via: str) -> Visited:
    return Visited(
        v=visit.no,
        unit=visit.unit_id,
        round=visit.round,
        outcome=visit.outcome,
        solved=visit.solved,
        grade=visit.grade,
        process=visit.process,
        contacted=visit.contacted,
        next=next_.value,
        digest=digest,
        via=via,
    )
