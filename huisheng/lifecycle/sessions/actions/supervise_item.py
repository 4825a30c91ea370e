"""济宁's rule: a leader's item goes to its unit as a written supervision (以督办文件的形式转交承办单位)."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import supervisions
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import Form
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("supervise_item", "领导接听件督办")


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """When the platform has such a rule, the order is a leader's item, and no supervision was made yet."""
    refusal = VERB.check(matter, actor)
    if refusal is not None:
        return refusal
    rule = matter.rules(clock.now()).find("sessions.supervised")
    if rule is None or not rule.flag or not matter.session_items or matter.supervised_by(actor.platform):
        return Refusal("not_due", "还没有达到按领导接听件督办的条件。", VERB.edges.cite)
    return None


@VERB.door
@implements("jining-2013#art-8")
def do(matter: Matter, *, by: Actor, at: datetime) -> None:
    """Supervise in writing."""
    words = "领导接听件，按规定以督办文件形式转交。"
    supervisions.begin(matter, form=Form.WRITTEN.value, cause="rule", words=words, by=by, at=at)
