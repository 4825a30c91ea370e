"""The decision under an order: to whom it goes, with reasons and due times; or a return, with its two answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from huisheng.desks import duty, fields, words
from huisheng.desks.addresses import reverse
from huisheng.desks.bars import Custody, custody
from huisheng.desks.cites import Cite, cite
from huisheng.desks.fields import Field, Option, Typed
from huisheng.desks.offers import Attempt
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.kernel.asks import Choice as Options
from huisheng.kernel.clock import local_day
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import preview
from huisheng.lifecycle.dispatch import advice
from huisheng.lifecycle.dispatch.actions import grant_return, pass_on, refuse_return, send
from huisheng.lifecycle.dispatch.advice import Advice, advise
from huisheng.lifecycle.dispatch.rules import Choice, firm
from huisheng.lifecycle.intake import suggest
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.lifecycle.workorder.models import Request
from huisheng.lifecycle.workorder.states import GONE, DispatchState, Ground, RequestState
from huisheng.lifecycle.workorder.timeline import CLOCKS
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.taxonomy import reads as taxonomy

SENDING = ("send", "pass_on")
_LABELS = {**CLOCKS, "contact": "首次联系", "arrive": "到场", "reply": "答复"}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A due time before anything is sent; see templates/dispatcher/_due.html."""

    label: str
    due: str
    limit: str
    lines: Sequence[str]
    cite: Cite | None


@dataclass(frozen=True, slots=True)
class Due:
    """All due times of a dispatch, or why they can't be told (``wrong``). ``duty``: who is on duty there, "" by day."""

    unit: str
    clocks: Sequence[Foreseen]
    wrong: str = ""
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A unit to choose: its key, name, co-handlers, and what speaks for it as (sort, words)."""

    key: str
    code: str
    unit: str
    co_codes: str
    co_names: str
    reasons: Sequence[tuple[str, str]]
    chosen: bool


@dataclass(frozen=True, slots=True)
class SendDock:
    """See templates/dispatcher/_send.html."""

    template: str
    verbs: Sequence[str]
    name: str
    act: str
    url: str
    due_url: str
    rule_url: str
    choices: Sequence[Suggested]
    others: Sequence[Option]
    other: str
    co_units: Field | None
    note: Field
    due: Due
    notes: Sequence[str]
    error: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One of the two answers to a return: where it goes and what it asks."""

    name: str
    label: str
    key: str
    url: str
    fields: Sequence[Field]
    error: str


@dataclass(frozen=True, slots=True)
class ReturnDock:
    """See templates/dispatcher/_return.html."""

    template: str
    verbs: Sequence[str]
    unit: str
    asked: str
    ground: str
    clause: str
    evidence: str
    held: Sequence[Custody]
    times: int
    precedent: str
    then: str
    request: int
    decisions: Sequence[Decision]


def dock(
    matter: Matter, actor: Actor, now: datetime, query: str, attempt: Attempt | None
) -> SendDock | ReturnDock | None:
    """What this seat decides on now; None where the verbs say all."""
    asked = _asked(matter, actor)
    if asked is not None:
        return _return(matter, actor, asked, now, query, attempt)
    for module in (send, pass_on):
        tried = attempt.typed if attempt is not None and attempt.name == module.VERB.name else None
        decided = module is pass_on and tried is None and _with_a_unit(matter, actor)
        if not decided and module.can(matter, actor) is None:
            return _send(matter, actor, module.VERB, now, query, tried)
    return None


def _with_a_unit(matter: Matter, actor: Actor) -> bool:
    """Whether what this platform was sent is with a unit of its own: one more is a verb like others, no decision."""
    held = {d.no for d in matter.dispatches if d.unit_id == actor.platform and d.state == DispatchState.SIGNED}
    return held <= {d.parent for d in matter.dispatches if d.parent is not None and d.state not in GONE}


def units(actor: Actor) -> list[Option]:
    """The units this platform sends to."""
    return [Option(card.code, card.name) for card in directory.addressees(actor.platform)]


def due(matter: Matter, actor: Actor, code: str, now: datetime, *, advised: bool = False) -> Due:
    """The due times if the matter went to that unit now. ``advised``: who is on duty there stands with its reasons."""
    card = directory.addressee(code, actor.platform) if code else None
    if card is None:
        return Due("", ())
    try:
        seen = preview.of_dispatch(matter, card, actor.platform, now)
    except Refusal as refusal:
        return Due(card.short, (), refusal.sentence)
    who = {} if advised else _on_duty(matter, actor, [card.id], now)
    return Due(card.short, [_foreseen(one) for one in seen], duty=who.get(card.id, ""))


def _on_duty(matter: Matter, actor: Actor, units: Sequence[int], now: datetime) -> dict[int, str]:
    """Who is on duty at these units, where that matters now."""
    return duty.said(units, now) if units and (matter.order.urgent or duty.closed(actor, now)) else {}


def _foreseen(one: preview.Foreseen) -> Foreseen:
    named = cite(one.clock.cite)
    lines = [line.replace(one.clock.cite, named.text) if named else line for line in one.lines]
    due_words = words.due_words(one.clock.due_at, year=False)
    return Foreseen(_LABELS.get(one.clock.name, one.clock.name), due_words, one.clock.limit, lines, named)


def _send(matter: Matter, actor: Actor, verb: Verb, now: datetime, query: str, typed: Typed | None) -> SendDock:
    found, raw = advise(matter, actor, now), typed.raw if typed else {}
    picked = str(raw.get("unit", "")) if typed else ""
    on_duty = _on_duty(matter, actor, [one.unit for one in found.choices], now)
    choices = _suggested(found, picked, on_duty, asked=typed is not None)
    chosen = next((one for one in choices if one.chosen), None)
    other = picked if chosen is None else ""
    ticked = raw.get("co_units") if typed else (chosen.co_codes.split(",") if chosen else [])
    open_to = [card for card in directory.addressees(actor.platform) if not advice.barred(matter, card)]
    asks, errors = {ask.name: ask for ask in verb.asks}, typed.errors if typed else {}
    number = matter.order.number
    return SendDock(
        template="dispatcher/_send.html",
        verbs=(verb.name,),
        name=verb.name,
        act=verb.label,
        url=reverse("desks:dispatch_act", args=[number, verb.name]) + query,
        due_url=reverse("desks:dispatch_due", args=[number]),
        rule_url=f"{reverse('desks:rulings')}?from={number}",
        choices=choices,
        others=[Option(card.code, card.name) for card in open_to],
        other=other,
        co_units=_co_units(open_to, ticked, errors.get("co_units", "")) if "co_units" in asks else None,
        note=fields.plain(asks["note"], raw.get("note", ""), errors.get("note", "")),
        due=due(matter, actor, chosen.code if chosen else other, now, advised=chosen is not None),
        notes=[*_owed(matter, actor, verb), *_doubt(matter, actor, now), *_notes(found)],
        error=_said(typed),
    )


def _said(typed: Typed | None) -> str:
    """What is wrong with the unit, or with none of the fields on the screen."""
    if typed is None:
        return ""
    return typed.error or next((said for name, said in typed.errors.items() if name not in ("co_units", "note")), "")


def _co_units(open_to: Sequence[UnitCard], ticked: object, error: str) -> Field:
    held = ticked if isinstance(ticked, list) else []
    options = [Option(card.code, card.name, card.code in held) for card in open_to]
    return Field("co_units", "协办单位", "checks", error=error, options=options)


def _suggested(found: Advice, picked: str, on_duty: dict[int, str], *, asked: bool) -> list[Suggested]:
    made = []
    for place, choice in enumerate(found.choices):
        card, co = unit(choice.unit), [unit(key) for key in choice.co_units]
        made.append(
            Suggested(
                key=str(place + 1),
                code=card.code,
                unit=card.name,
                co_codes=",".join(one.code for one in co),
                co_names="、".join(one.short for one in co),
                reasons=reasons(choice, found) + ([("值班", on_duty[card.id])] if card.id in on_duty else []),
                chosen=card.code == picked if asked else place == 0 and firm(choice),
            )
        )
    return made


def reasons(choice: Choice, found: Advice) -> list[tuple[str, str]]:
    """What speaks for a unit, the strongest first, as (sort, words)."""
    said = []
    if choice.ruling is not None:
        basis = f"（{choice.ruling.clause}）" if choice.ruling.clause else ""
        said.append(("裁定", f"{choice.ruling.place or found.region}：{choice.ruling.reason}{basis}"))
    if choice.duty is not None:
        said.append(("派单目录", choice.duty.words or "这一类由其负责"))
    if choice.past is not None:
        where = found.region if found.past.here else ""
        many = f"最近 {found.past.total} 件" if found.past.more else f"{found.past.total} 件"
        back = f"，退单 {choice.past.returned} 件" if choice.past.returned else ""
        done = f"{choice.past.concluded} 件由其办结"
        said.append(("先例", f"近 {found.days} 天{where}同类 {many}，{done}{back}"))
    if choice.learnt is not None:
        sure = f"把握 {choice.learnt.percent} %{_because(choice.learnt.words)}"
        said.append(("学习", f"写法相近的多由其办结，{sure}"))
    if choice.place:
        said.append(("属地", f"诉求地点在{found.region}"))
    return said


def _owed(matter: Matter, actor: Actor, verb: Verb) -> list[str]:
    """By when the platform itself must answer upward: what it passes on it sets limits of its own."""
    if verb.name != pass_on.VERB.name:
        return []
    clock = matter.clock("reply", verb.dispatch_for(matter, actor).no)
    if clock is None or clock.stopped_at is not None:
        return []
    return [f"本级应于 {words.due_words(clock.due_at, year=False)} 前答复上级，下派的时限再长，这个时限也不变。"]


def _doubt(matter: Matter, actor: Actor, now: datetime) -> list[str]:
    """Where what is written reads like another category, and surely so: a wrong one goes to the wrong unit."""
    order, personal = matter.order, matter.personal
    version = taxonomy.version_at(local_day(now), actor.scope)
    if order.platform_id != actor.platform or version is None or version.code != order.category_version:
        return []
    guesses = suggest.categories(actor, personal.title, personal.words, now, personal.place)
    sure = matter.rules(now).get("insight.sure_percent").count
    if not guesses or guesses[0].label == order.category or 100 * guesses[0].probability < sure:
        return []
    best = guesses[0]
    card = taxonomy.category(order.category_version, best.label)
    sure_of = f"把握 {best.percent} %{_because(best.words)}"
    return [f"写法更像“{card.full_name}”（{sure_of}），请核对分类。"] if card else []


def _because(words: Sequence[str]) -> str:
    """Which words say so, the first three."""
    return f"，从“{'”“'.join(words[:3])}”看出" if words else ""


def _notes(found: Advice) -> list[str]:
    """What a dispatcher has to know before choosing freely."""
    said = []
    if found.about is not None:
        said.append(f"市民反映的是{found.about.name}，它和它的上下级不列入，也不能派。")
    if found.returned:
        said.append(f"{'、'.join(card.short for card in found.returned)}退回过这一件，不再建议。")
    if found.choices and not firm(found.choices[0]):
        said.append("依据只有属地，把握不足，没有预选，请自行选择。")
    if not found.choices:
        said.append(f"没有裁定、目录，近 {found.days} 天也没有同类先例，请自行选择。")
    return said


def _asked(matter: Matter, actor: Actor) -> Request | None:
    """The return on which this seat decides now."""
    waiting = [
        one for one in matter.pending("return") if refuse_return.can(matter, actor, request=one.no) is None
    ]  # fmt: skip
    return waiting[0] if waiting else None


def _return(
    matter: Matter, actor: Actor, asked: Request, now: datetime, query: str, attempt: Attempt | None
) -> ReturnDock:
    found, card = advise(matter, actor, now), unit(asked.unit_id)
    granted, refused = found.past.returned[card.id], found.past.refused[card.id]
    return ReturnDock(
        template="dispatcher/_return.html",
        verbs=("grant_return", "refuse_return"),
        unit=card.name,
        asked=words.moment(asked.asked_at, year=False),
        ground=Ground(asked.ground).label,
        clause=asked.clause,
        evidence=asked.evidence,
        held=custody(matter, now),
        times=_returned(matter, actor),
        precedent=f"近 {found.days} 天同类退单：同意 {granted} 次，不同意 {refused} 次" if granted + refused else "",
        then="；".join(
            f"{unit(choice.unit).short}（{reasons(choice, found)[0][0]}）" for choice in found.choices[:2]
        ),
        request=asked.no,
        decisions=[
            _decision(module.VERB, key, matter, query, attempt)
            for key, module in (("1", grant_return), ("2", refuse_return))
        ],
    )  # fmt: skip


def _returned(matter: Matter, actor: Actor) -> int:
    """How often the matter was returned to this platform; what units return to a platform below is its own affair."""
    granted = [one for one in matter.requests if one.kind == "return" and one.state == RequestState.GRANTED]
    return sum(matter.authority(matter.dispatch(one.dispatch)) == actor.platform for one in granted)


def _decision(verb: Verb, key: str, matter: Matter, query: str, attempt: Attempt | None) -> Decision:
    typed = attempt.typed if attempt is not None and attempt.name == verb.name else None
    shown = [
        fields.plain(ask, typed.raw.get(ask.name, "") if typed else "", typed.errors.get(ask.name, "") if typed else "")
        for ask in verb.asks
        if ask.name != "request"
    ]
    selects = [
        fields.select(ask, [Option(v, label) for v, label in ask.options.items()], field.value, field.error, "没有")
        if (ask := next(a for a in verb.asks if a.name == field.name)) and isinstance(ask, Options)
        else field
        for field in shown
    ]
    return Decision(
        name=verb.name,
        label=verb.label,
        key=key,
        url=reverse("desks:dispatch_act", args=[matter.order.number, verb.name]) + query,
        fields=selects,
        error=typed.error if typed else "",
    )
