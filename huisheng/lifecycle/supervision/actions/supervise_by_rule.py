"""湘潭's rule: a matter found unsatisfied as often as the rulebook says (twice) is supervised by phone."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import supervisions
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import Form, Grade, Outcome, Round
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("supervise_by_rule", "按规定督办")


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """When the platform has such a rule that day, it is fulfilled, and no supervision was made yet."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    rule = matter.rules(clock.now()).find("supervision.unsatisfied_visits")
    unsatisfied = sum(
        1
        for v in matter.visits
        if v.round == Round.REGULAR and v.outcome == Outcome.REACHED and v.grade == Grade.UNSATISFIED
    )
    if rule is None or unsatisfied < rule.count or matter.supervised_by(actor.platform):
        return Refusal("not_due", "还没有达到按规定督办的条件。", VERB.edges.cite)
    return None


@VERB.door
@implements("xiangtan-2019-11#art-14")
def do(matter: Matter, *, by: Actor, at: datetime) -> None:
    """Supervise by phone."""
    words = "回访不满意达到规定次数，按规定电话督办。"
    supervisions.begin(matter, form=Form.PHONE.value, cause="rule", words=words, by=by, at=at)
