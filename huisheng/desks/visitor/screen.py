"""The form of a call, with the words that are said and the keys that answer; and what follows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from huisheng.desks import fields, words
from huisheng.desks.cites import cite
from huisheng.desks.fields import Field, Typed
from huisheng.desks.visitor import card
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Ask, Choice
from huisheng.lifecycle.visits import fields as asked
from huisheng.lifecycle.visits import reads
from huisheng.lifecycle.visits.actions import close, redo, visit
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.lifecycle.workorder.timeline import timeline

# field -> stored value -> the single key that answers it
_PRESSED: dict[str, dict[str, str]] = {
    "outcome": {"unanswered": "0", "declined": "x"},
    "solved": {"yes": "s", "partly": "p", "no": "u"},
    "grade": {"satisfied": "1", "partly": "2", "unsatisfied": "3"},
    "process": {"satisfied": "7", "partly": "8", "unsatisfied": "9"},
    "contacted": {"1": "y", "0": "n"},
}
_YES_NO = {"1": "联系过", "0": "没有联系"}
KEYS: Sequence[tuple[Sequence[str], str]] = (
    (["1", "2", "3"], "满意、基本满意、不满意"),
    (["s", "p", "u"], "已解决、部分解决、未解决"),
    (["7", "8", "9"], "服务过程：满意、基本满意、不满意"),
    (["y", "n"], "单位联系过、没有联系"),
    (["0", "x"], "未接听、拒绝评价"),
    (["w"], "写市民意见"),
    (["d"], "查看号码（记录在案）"),
    (["r"], "稍后再打"),
    (["Enter"], "记录，来下一位"),
)


@dataclass(frozen=True, slots=True)
class Pick:
    """One answer: its stored value, its word, the key that gives it."""

    value: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the call, with the sentence that asks for it."""

    name: str
    label: str
    say: str
    picks: Sequence[Pick]
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class Follow:
    """A verb that may follow: see templates/visits/_follow.html."""

    name: str
    label: str
    url: str
    key: str
    fields: Sequence[Field]
    refusal: str = ""
    error: str = ""
    open: bool = False
    main: bool = False


def head(actor: Actor, now: datetime) -> dict[str, Any]:
    """What waits, and the seat's own day: the head of both pages."""
    rules, seen, made = reads.calling(actor, now), reads.outlook(actor, now), reads.today(actor, now)
    shut, slots = seen.opens > now, "、".join(rules.slots.items)
    return {
        "outlook": seen,
        "today": made,
        "take_url": reverse("desks:visit_next"),
        "shut": f"现在不是回访时间（{slots}）。" if shut else "",
        "opens": words.moment(seen.opens, year=False) if shut else "",
        "next": words.moment(seen.next, year=False) if seen.next is not None and seen.next > now else "",
        "rule": f"未接听的隔 {rules.gap.count} 小时再打，最多 {rules.attempts.count} 次；每天 {slots}。",
        "rule_cite": cite(rules.gap.cite),
    }


def stage(matter: Matter, actor: Actor, now: datetime, tried: tuple[str, Typed] | None) -> dict[str, Any]:
    """``stage``: call, close (nobody was reached as often as is allowed), decide, or over; and what belongs to it."""
    stop = visit.can(matter, actor) if matter.state is OrderState.AWAITING_VISIT else None
    if stop is not None and stop.code != "no_attempts":
        return {"stage": "over", "state": matter.state.label, "error": stop.sentence}
    if matter.state is OrderState.AWAITING_VISIT and stop is None:
        made = {"stage": "call", "form": _form(matter, actor, now, _of("visit", tried))}
        declined = close.can(matter, actor) is None
        return made | {"follows": [_follow("close", matter, actor, tried)] if declined else []}
    if matter.state is OrderState.AWAITING_VISIT:
        return {"stage": "close", "follows": [_follow("close", matter, actor, tried, main=True)]}
    if matter.state is OrderState.AWAITING_DECISION:
        follows = [_follow("redo", matter, actor, tried, main=True), _follow("close", matter, actor, tried)]
        return {"stage": "decide", "follows": follows, "error": _stray(tried)}
    return {"stage": "over", "state": matter.state.label, "error": _stray(tried)}


def _of(name: str, tried: tuple[str, Typed] | None) -> Typed | None:
    return tried[1] if tried is not None and tried[0] == name else None


def _stray(tried: tuple[str, Typed] | None) -> str:
    """The refusal of a form that is no longer on the page."""
    if tried is None or tried[0] in ("redo", "close"):
        return ""
    return tried[1].error or next(iter(tried[1].errors.values()), "")


def _form(matter: Matter, actor: Actor, now: datetime, form: Typed | None) -> dict[str, Any]:
    held = form or Typed()
    told = card.spoken(matter)
    said = {line.ask: line.say for line in told.lines if line.ask}
    questions = [_question(ask, held, said) for ask in visit.VERB.asks if ask.name in _PRESSED]
    return {
        "url": reverse("desks:visit_act", args=[matter.order.number, "visit"]),
        "outcome": questions[0],
        "questions": questions[1:],
        "words": fields.plain(asked.WORDS, held.raw.get("words", ""), held.errors.get("words", "")),
        "words_say": said.get("words", ""),
        "spoken": [line.say for line in told.lines if not line.ask],
        "error": held.error,
        "then": card.thens(matter, actor, now),
    }


def _question(ask: Ask, held: Typed, said: dict[str, str]) -> Question:
    options = ask.options if isinstance(ask, Choice) else _YES_NO
    picks = [Pick(value, label, _PRESSED[ask.name].get(value, "")) for value, label in options.items()]
    value = str(held.raw.get(ask.name, ""))
    return Question(ask.name, ask.label, said.get(ask.name, ""), picks, value, held.errors.get(ask.name, ""))


def _follow(name: str, matter: Matter, actor: Actor, tried: tuple[str, Typed] | None, *, main: bool = False) -> Follow:
    module, form = (redo if name == "redo" else close), _of(name, tried)
    refusal = module.can(matter, actor) if form is None else None
    held = form or Typed(raw={"reason": _reason(name, matter)})
    drawn = [fields.plain(ask, held.raw.get(ask.name, ""), held.errors.get(ask.name, "")) for ask in module.VERB.asks]
    return Follow(
        name=name,
        label=module.VERB.label,
        url=reverse("desks:visit_act", args=[matter.order.number, name]),
        key={"redo": "z", "close": "q"}[name],
        fields=drawn,
        refusal=refusal.sentence if refusal is not None else "",
        error=held.error,
        open=form is not None,
        main=main,
    )


def _reason(name: str, matter: Matter) -> str:
    """What the reason begins with: what the citizen said, or how often he was called."""
    if name == "close" and matter.state is OrderState.AWAITING_VISIT and matter.visits:
        times = len(matter.visits)
        declined = matter.visits[-1].outcome == "declined"
        return "市民不愿评价，按规定结案。" if declined else f"回访 {times} 次未接通，按规定结案。"
    if name == "close" or not matter.visits:
        return ""
    words = next((one.words for one in reversed(timeline(matter)) if one.kind == "visited"), "")
    return f"回访：{card.recorded(matter)}。{words}"


def later(matter: Matter, actor: Actor, now: datetime, tried: tuple[str, Typed] | None) -> dict[str, Any] | None:
    """The form that puts the call off; None where there is nothing to put off."""
    if matter.state is not OrderState.AWAITING_VISIT:
        return None
    form = _of("later", tried)
    held = form or Typed(raw={"why": "asked"})
    until = fields.Field(
        "until",
        asked.UNTIL.label,
        kind="datetime-local",
        value=held.raw.get("until", ""),
        error=held.errors.get("until", ""),
        hint=f"不填：{words.moment(reads.calling(actor, now).again(now), year=False)} 以后",
    )
    why = fields.plain(asked.LATER, held.raw.get("why", ""), held.errors.get("why", ""))
    return {
        "url": reverse("desks:visit_later", args=[matter.order.number]),
        "fields": [why, until],
        "error": held.error,
        "open": form is not None,
    }
