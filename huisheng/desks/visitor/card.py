"""One citizen on one screen: what was asked, what the unit says it did, what was promised, what is to be said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse

from huisheng.desks import show, words
from huisheng.desks.cites import Cite, cite
from huisheng.desks.rows import marks
from huisheng.desks.show import Caller
from huisheng.desks.visitor import script
from huisheng.desks.visitor.script import Script
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.visits import reads
from huisheng.lifecycle.visits.actions.visit import attempts
from huisheng.lifecycle.visits.fields import LATER
from huisheng.lifecycle.visits.rules import attempts_used, brings_supervision, promises, unsatisfied_so_far
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.lifecycle.workorder.states import Grade, Outcome, RequestState, Solution
from huisheng.lifecycle.workorder.timeline import Told, masked_caller, timeline
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.kinds import Kind

_REPLIES = ("replied", "supervision_answered")
_HEARD = ("visited", "supplemented", "asked_again")  # what the citizen said, asked or of himself


@dataclass(frozen=True, slots=True)
class Reply:
    """What a unit says it did. ``says``: whether it says that it is solved; ``promised``: clauses that name a day."""

    unit: str
    at: str
    words: str
    says: str
    promised: Sequence[str]


@dataclass(frozen=True, slots=True)
class Before:
    """An attempt before this one, or what the citizen said of himself."""

    at: str
    said: str
    words: str


@dataclass(frozen=True, slots=True)
class Warned:
    """What follows from one more unsatisfied visit, with its article. ``now``: it follows already."""

    sentence: str
    cite: Cite | None
    now: bool
    times: int


def card(matter: Matter, actor: Actor, now: datetime, *, seen: Caller | None = None) -> dict[str, Any]:
    """What templates/visits/one.html shows of the matter itself."""
    told = timeline(matter)
    return {
        "order": _order(matter),
        "caller": seen or caller(matter, actor),
        "replies": _replies(matter, told),
        "dates": _dates(matter),
        "before": _before(told),
        "tries": _tries(matter, actor, now),
        "warned": warned(matter, now),
        "script": spoken(matter),
    }


def _order(matter: Matter) -> dict[str, Any]:
    order = matter.order
    return {
        "number": order.number,
        "version": order.version,
        "title": matter.personal.title,
        "url": reverse("desks:order", args=[order.number]),
        "marks": marks(order),
        "kind": Kind(order.kind).label,
        "category": taxonomy.category_name(order.category_version, order.category),
        "region": taxonomy.region_name(unit(order.platform_id).code, order.region),
        "place": matter.personal.place,
        "words": matter.personal.words,
        "unit": directory.unit_name(order.main_unit_id),
    }


def read(matter: Matter) -> dict[str, Any]:
    """The same for who judges afterwards: order, replies, dates, what citizens said, and the whole course of it."""
    told = timeline(matter)
    return {
        "order": _order(matter),
        "replies": _replies(matter, told),
        "dates": _dates(matter),
        "before": _before(told),
        "answers": [one.words for one in told if one.kind == "answered"],
    }


def caller(matter: Matter, actor: Actor) -> Caller:
    """Masked; the way to see more is this desk's own: the purpose is known."""
    seen = show.caller(matter, actor, "")
    here = reverse("desks:visit_caller", args=[matter.order.number])
    return replace(seen, reveal_url=here if seen.reveal_url else "")


def _replies(matter: Matter, told: Sequence[Told]) -> list[Reply]:
    """Since it was last sent, the newest first, the main unit's before others'."""
    main = matter.main
    sent_at = main.sent_at if main is not None else matter.order.accepted_at
    name = directory.unit_name(main.unit_id) if main is not None else ""
    solved = {directory.unit_name(d.unit_id): d.says_solved for d in matter.dispatches}
    found = [one for one in told if one.kind in _REPLIES and one.at >= sent_at]
    found.sort(key=lambda one: (one.unit == name, one.no), reverse=True)
    return [
        Reply(one.unit, words.moment(one.at, year=False), one.words, _says(one.kind, solved.get(one.unit)),
              promises(one.words))
        for one in found
    ]  # fmt: skip


def _says(kind: str, solved: bool | None) -> str:
    if kind != "replied":
        return "督办回复"
    return "" if solved is None else "单位说：已解决" if solved else "单位说：没有解决"


def _dates(matter: Matter) -> list[tuple[str, str, bool]]:
    """(label, words, late): accepted, the reply's limit with its extension, replied, contacted, the citizen's clock."""
    order, main = matter.order, matter.main
    found = [("受理", words.moment(order.accepted_at), False)]
    if main is not None:
        reply = matter.clock("reply", main.no)
        days = sum(
            one.days or 0
            for one in matter.requests
            if one.kind == "extension" and one.dispatch == main.no and one.state == RequestState.GRANTED
        )
        if reply is not None:
            more = f"（延期 {days} 个工作日）" if days else ""
            found.append(("答复时限", words.due_words(reply.due_at, year=False) + more, False))
        if main.replied_at is not None:
            late = reply is not None and main.replied_at > reply.due_at
            found.append(("答复", words.moment(main.replied_at, year=False) + ("，逾期" if late else ""), late))
        met = words.moment(main.contacted_at, year=False) if main.contacted_at else "没有联系记录"
        found.append(("单位联系市民", met, main.contacted_at is None))
    citizen = matter.clock("citizen", 0)
    if citizen is not None and citizen.stopped_at is None:
        found.append(("市民时钟", f"{words.due_words(citizen.due_at, year=False)} 到期", False))
    return found


def _before(told: Sequence[Told]) -> list[Before]:
    return [Before(words.moment(one.at, year=False), one.sentence, one.words) for one in told if one.kind in _HEARD]


def _tries(matter: Matter, actor: Actor, now: datetime) -> str:
    """第 2 次打（最多 3 次）; and why he was put off, if he was."""
    rules = reads.calling(actor, now)
    used = attempts_used(attempts(matter))
    said = f"第 {used + 1} 次打，最多 {rules.attempts.count} 次" if used < rules.attempts.count else f"已打 {used} 次"
    why = LATER.options.get(reads.put_off_for(matter.order), "")
    return f"{said}；上次没有打：{why}" if why else said


def warned(matter: Matter, now: datetime) -> Warned | None:
    """The rule that brings a supervision: said before the call that may fulfil it, and after the one that did."""
    rule = matter.rules(now).find("supervision.unsatisfied_visits")
    if rule is None or matter.supervised_by(matter.order.platform_id):
        return None
    made = unsatisfied_so_far((v.round, v.outcome, v.grade) for v in matter.visits)
    if brings_supervision(made, rule.count, supervised=False):
        return Warned(f"已经 {made} 次不满意，按规定转电话督办，不用您处置。", cite(rule.cite), True, made)
    if brings_supervision(made + 1, rule.count, supervised=False):
        head = f"上次回访不满意。这次再不满意，就是第 {made + 1} 次" if made else "只要不满意"
        return Warned(f"{head}，按规定转电话督办。", cite(rule.cite), False, made + 1)
    return None


def thens(matter: Matter, actor: Actor, now: datetime) -> dict[str, str]:
    """What follows from each outcome, for the line that is read before it is recorded."""
    rules = reads.calling(actor, now)
    used = attempts_used(attempts(matter)) + 1
    left = rules.attempts.count - used
    again = words.moment(rules.again(now), year=False)
    unanswered = f"{again} 以后再打，还可以打 {left} 次" if left > 0 else f"打满 {used} 次未接通，按规定结案"
    threat, decision = warned(matter, now), "转处置：重办或结案"
    return {
        "closed": "办结",
        "decision": decision,
        "unsatisfied": f"第 {threat.times} 次不满意，按规定转电话督办" if threat is not None else decision,
        "unanswered": unanswered,
        "declined": "不愿评价，可以结案",
    }


def spoken(matter: Matter) -> Script:
    """The city's words, filled for this citizen. His full name isn't among them."""
    platform, name = unit(matter.order.platform_id), masked_caller(matter)[0]
    accepted = clock.local(matter.order.accepted_at)
    return script.load(platform.code).told(
        {
            "平台": platform.name,
            "市民": f"{name[0]}先生（女士）" if name else "您本人",
            "受理日": f"{accepted.month}月{accepted.day}日",
            "标题": matter.personal.title,
            "单位": directory.unit_name(matter.order.main_unit_id, short=True) or "受理中心",
            "次": str(len(matter.visits) + 1),
        }
    )


def recorded(matter: Matter) -> str:
    """What was just recorded, in a few words."""
    visit = matter.visits[-1]
    said = [Outcome(visit.outcome).label]
    said += [Solution(visit.solved).label] if visit.solved else []
    said += [Grade(visit.grade).label] if visit.grade else []
    return "、".join(said)
