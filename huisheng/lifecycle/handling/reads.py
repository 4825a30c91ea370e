"""What is looked at before a reply is sent, and when it is reviewed: the order's facts, the unit's earlier replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from huisheng.directory.actor import Actor
from huisheng.insight.learned.guard import guarded
from huisheng.insight.text import Matter as Words
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read
from huisheng.lifecycle.handling import rules
from huisheng.lifecycle.handling.rules import Earlier, Hint, Record, Told
from huisheng.lifecycle.workorder import replies
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch
from huisheng.lifecycle.workorder.states import Meeting
from huisheng.rulebook import implements

_PART = "replies"  # of insight, for the breaker


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A reply that waits for review, and what there is to look at in it."""

    held: Dispatch
    at: datetime
    words: str
    told: Told


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


@implements("rehearsal#art-31", "domain#art-69")
def hints(matter: Matter, held: Dispatch, actor: Actor, *, words: str, solved: bool, at: datetime) -> tuple[Hint, ...]:
    """What the clerk should look at again before this reply is sent. Nothing of it is a bar."""
    return _told(matter, held, actor, words=words, solved=solved, at=at, before=at).hints


@implements("domain#art-69")
def to_review(matter: Matter, actor: Actor, at: datetime, waiting: Sequence[Dispatch]) -> list[Reviewed]:
    """The replies of these dispatches with the hints as the unit saw them, said to its reviewer; the doubtful first."""
    found = []
    for held in waiting:
        own = [one for one in replies.own(matter, held.unit_id) if one[0] == held.no]
        if not own:
            continue  # its words were erased
        _, when, words = own[-1]
        told = _told(
            matter, held, actor, words=words, solved=bool(held.says_solved), at=at, before=when, reviewing=True
        )
        found.append(Reviewed(held, when, words, told))
    return sorted(found, key=lambda one: -one.told.rank)


def _told(
    matter: Matter, held: Dispatch, actor: Actor, *, words: str, solved: bool, at: datetime, before: datetime,
    reviewing: bool = False,
) -> Told:  # fmt: skip
    """``before``: replies of earlier hours are compared with."""
    law = matter.rules(at, matter.authority(held))
    since, on = clock.local_day(matter.order.accepted_at), clock.local_day(before)
    plain = Record(spoke(matter, held), False, since, on)

    def judged() -> Told:
        known = replies.latest(matter, held.unit_id, actor, law.get("replies.compared").count, before)
        latest = [one for one in known if one[1] < before]
        soon = law.get("replies.repeated").span
        refused = _refused(matter, held.unit_id) if any(not number for number, _, _ in latest) else ()
        return rules.told(
            words,
            solved=solved,
            matter=Words(matter.personal.title, matter.personal.words),
            place=matter.personal.place,
            record=Record(plain.spoke, replies.came_again(matter, actor, soon), since, on),
            earlier=[
                Earlier(number, clock.local(when).strftime("%m-%d"), text, not number and when in refused)
                for number, when, text in latest
            ],
            from_percent=law.get("replies.alike").count,
            hours=int(soon.total_seconds()) // 3600,
            reviewing=reviewing,
        )

    return guarded(_PART, rules.bare(solved, plain, reviewing=reviewing), judged)


def _refused(matter: Matter, unit: int) -> frozenset[datetime]:
    """When those of the unit's replies to this order were given that were sent back."""
    every = read.of_streams([matter.order.stream], ("replied", "sent_back"))
    acts = [one for one in every if getattr(one.body, "unit", None) == unit]
    return frozenset(a.occurred_at for a, b in pairwise(acts) if (a.kind, b.kind) == ("replied", "sent_back"))
