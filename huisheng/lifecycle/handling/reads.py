"""What is looked at before a reply is sent: the facts of the order and the unit's own earlier replies."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.handling import rules
from huisheng.lifecycle.handling.rules import Hint
from huisheng.lifecycle.workorder import replies
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch
from huisheng.lifecycle.workorder.states import Meeting
from huisheng.rulebook import implements


def spoke(matter: Matter, held: Dispatch) -> bool:
    """Whether the unit, or one to which it passed the matter on, has reached the citizen."""
    own = [held, *(child for child in matter.dispatches if child.parent == held.no)]
    return any(one.contacted_at is not None or one.meeting == Meeting.MET for one in own)


def bar(matter: Matter, held: Dispatch, solved: bool, at: datetime) -> Refusal | None:
    """Where the platform wants it so: nobody says "solved" who hasn't reached the citizen."""
    if not solved or spoke(matter, held):
        return None
    first = matter.rules(at, matter.authority(held)).get("replies.contact_first")
    if not first.flag:
        return None
    sentence = "还没有联系上市民的记录，不能答复“已解决”，请先联系市民，记下结果。"
    return Refusal("never_contacted", sentence, first.cite, "solved")


@implements("rehearsal#art-31")
def hints(matter: Matter, held: Dispatch, actor: Actor, *, words: str, solved: bool, at: datetime) -> list[Hint]:
    """What the clerk should look at again before this reply is sent. Nothing of it is a bar."""
    law = matter.rules(at, matter.authority(held))
    earlier = replies.latest(matter, held.unit_id, actor, law.get("replies.compared").count)
    return rules.told(
        words,
        solved=solved,
        spoke=spoke(matter, held),
        asked=matter.personal.words,
        place=matter.personal.place,
        earlier=[(number, clock.local(when).strftime("%m-%d"), text) for number, when, text in earlier],
        from_percent=law.get("replies.alike").count,
    )
