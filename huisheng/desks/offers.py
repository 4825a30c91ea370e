"""The bar of verbs: what this seat may do with an order now, what it may not and why, and the fields each asks for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from huisheng.desks import fields
from huisheng.desks.addresses import reverse
from huisheng.desks.cites import cite
from huisheng.desks.fields import Field, Option, Typed
from huisheng.desks.handler import cautions
from huisheng.desks.handler.cautions import Hints
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask, Choice, Files
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.verbs import VERBS, offered
from huisheng.lifecycle.workorder.glance import linked
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.states import DispatchState, Part
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel

_KEYS = {
    "hand_on": "h",
    "answer": "d",
    "classify": "f",
    "mark": "m",
    "refuse": "x",
    "link": "l",
    "send": "p",
    "resend": "e",
    "withdraw": "w",
    "sign_in": "s",
    "contact": "t",
    "pass_on": "n",
    "ask_extension": "y",
    "ask_return": "u",
    "reply": "r",
    "accept_reply": "a",
    "send_back": "b",
    "conclude": "o",
    "visit": "v",
    "redo": "z",
    "close": "q",
    "remind": "i",
}
# the expected next act: the first of these that may be done
_NEXT = (
    *(
        "answer_supervision",
        "answer_instruction",
        "sign_in",
        "reply",
        "drop",
        "send",
        "accept_reply",
        "conclude",
        "visit",
    ),
    *("redo", "supervise", "hand_on", "grant_exemption", "review_item", "instruct"),
)
_HARSH = ("refuse", "withdraw", "call_off", "drop")
# refusals that only say "this is not the hour": such verbs stand aside in one list
_ASIDE = (
    "wrong_state",
    "not_yours",
    "no_request",
    "no_link",
    "no_instruction",
    "no_supervision",
    "never_sent",
    "in_hand",
    "not_called_off",
)
# what an answer left open is called where "not asked" would be odd
_LEFT_OPEN = {("arrive", "outcome"): "还没有见到", ("arrive", "on_site"): "按上面的情况"}
_NOT_ASKED = ("visit", "via")  # at a desk it is always the telephone
_NUMBERED = {
    "dispatch": "dispatches",
    "request": "requests",
    "supervision": "supervisions",
    "instruction": "instructions",
}


@dataclass(frozen=True, slots=True)
class Why:
    """Why not, in the words of the refusal."""

    sentence: str
    cite: str


@dataclass(frozen=True, slots=True)
class Offer:
    """See templates/orders/_verbs.html."""

    name: str
    label: str
    act: str
    url: str
    key: str
    main: bool
    danger: bool
    refusal: Why | None
    fields: Sequence[Field]
    open: bool
    error: str
    note: str = ""
    check_url: str = ""
    hints: Hints | None = None

    @property
    def multipart(self) -> bool:
        """Whether its form takes files."""
        return any(one.kind == "file" for one in self.fields)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A verb that was refused just now, with what was typed."""

    name: str
    typed: Typed


def offers(matter: Matter, actor: Actor, query: str, attempt: Attempt | None) -> tuple[list[Offer], list[Offer]]:
    """The verbs for the bar, those that may be done first, and those whose hour it is not.

    The attempted verb keeps its form, whatever has become of the order: nothing typed is lost.
    """
    chances = offered(matter, actor)
    if attempt is not None and attempt.name not in {verb.name for verb, _ in chances}:
        chances.append((VERBS[attempt.name].VERB, None))
    free = {verb.name for verb, refusal in chances if refusal is None}
    main = next((name for name in _NEXT if name in free), "")
    if main == "reply" and "contact" in free and _waits_for_a_word(matter, actor):
        main = "contact"
    bar: list[Offer] = []
    stopped: list[Offer] = []
    aside: list[Offer] = []
    for verb, refusal in chances:
        tried = attempt if attempt is not None and attempt.name == verb.name else None
        offer = _offer(verb, None if tried else refusal, matter, actor, query, verb.name == main, tried)
        if offer.refusal is None:
            bar.append(offer)
        else:
            (aside if refusal is not None and refusal.code in _ASIDE else stopped).append(offer)
    return sorted(bar, key=lambda offer: not offer.main) + stopped, aside


def _waits_for_a_word(matter: Matter, actor: Actor) -> bool:
    """Whether the unit still has to reach the citizen, and its time for that runs."""
    return any(c.name == "contact" and c.unit_id == actor.unit and c.stopped_at is None for c in matter.clocks)


def _offer(
    verb: Verb, refusal: Refusal | None, matter: Matter, actor: Actor, query: str, main: bool, tried: Attempt | None
) -> Offer:
    shown = [] if refusal is not None else _fields(verb, matter, actor, tried.typed if tried else None)
    return Offer(
        name=verb.name,
        label=verb.label + ("…" if shown else ""),
        act=verb.label,
        url=reverse("desks:act", args=[matter.order.number, verb.name]) + query,
        key="" if refusal else _KEYS.get(verb.name, ""),
        main=main,
        danger=verb.name in _HARSH,
        refusal=_why(refusal) if refusal is not None else None,
        fields=shown,
        open=tried is not None,
        error=_general(tried.typed, shown) if tried else "",
        note=cautions.note(verb.name, matter, actor) if shown else "",
        check_url=cautions.check_url(verb.name, matter) if shown else "",
        hints=cautions.shown(verb.name, matter, actor, tried.typed) if tried else None,
    )


def _why(refusal: Refusal) -> Why:
    named = cite(refusal.cite)
    return Why(refusal.sentence, named.text if named else "")


def _general(typed: Typed, shown: Sequence[Field]) -> str:
    """What belongs to no field on the screen."""
    names = {one.name for one in shown}
    return typed.error or next((error for name, error in typed.errors.items() if name not in names), "")


def _fields(verb: Verb, matter: Matter, actor: Actor, typed: Typed | None) -> list[Field]:
    shown = []
    for ask in verb.asks:
        error = typed.errors.get(ask.name, "") if typed else ""
        value = typed.raw.get(ask.name, "") if typed else _present(verb, ask, matter)
        one = _field(verb, ask, matter, actor, value, error)
        if one is not None:
            shown.append(one)
    return shown


def _present(verb: Verb, ask: Ask, matter: Matter) -> object:
    """What a correction starts from: the classification as it stands. Who speaks to an agent is on the telephone."""
    if ask.name == "channel":
        return Channel.PHONE.value
    return getattr(matter.order, ask.name) if verb.name == "classify" else ""


def _field(verb: Verb, ask: Ask, matter: Matter, actor: Actor, value: object, error: str) -> Field | None:
    if (verb.name, ask.name) == _NOT_ASKED:
        return None
    if ask.name in _NUMBERED:
        return _numbered(VERBS[verb.name], ask, matter, actor, value, error)
    if (verb.name, ask.name) in _LEFT_OPEN:
        plain = fields.plain(ask, value, error)
        return replace(plain, options=[*plain.options[:-1], Option("", _LEFT_OPEN[verb.name, ask.name])])
    if isinstance(ask, Files):
        return replace(fields.plain(ask, "", error), hint=cautions.files_hint(matter))
    if ask.name == "unit":
        return _unit(ask, matter, actor, value, error)
    if ask.name == "co_units":
        chosen = value if isinstance(value, list) else []
        options = [Option(one.value, one.label, one.value in chosen) for one in _units(actor)]
        return Field(ask.name, ask.label, "checks", required=ask.required, error=error, options=options)
    if ask.name == "to" and verb.name == "unlink":
        return fields.select(ask, _linked(matter, actor), value, error)
    if ask.name in ("category", "region"):
        return _class(ask, matter, value, error)
    if isinstance(ask, Choice) and verb.name == "classify":
        return fields.select(ask, [Option(v, label) for v, label in ask.options.items()], value, error)
    return fields.plain(ask, value, error)


def _numbered(module: ModuleType, ask: Ask, matter: Matter, actor: Actor, value: object, error: str) -> Field | None:
    """Which dispatch (request …) it is about: asked only where several would do; the main one stands first."""
    options = [
        Option(str(row.no), _row_words(ask.name, row))
        for row in getattr(matter, _NUMBERED[ask.name])
        if module.can(matter, actor, **{ask.name: row.no}) is None
    ]
    if len(options) < 2:
        return None
    main = str(matter.main.no) if ask.name == "dispatch" and matter.main else ""
    first = main if main in {option.value for option in options} else options[-1].value
    return Field(ask.name, ask.label, "select", value or first, True, error, options=options)


def _row_words(name: str, row: object) -> str:
    unit = directory.unit_name(getattr(row, "unit_id", None), short=True)
    if name == "dispatch":
        part, state = Part(getattr(row, "part", "")).label, DispatchState(getattr(row, "state", "")).label
        return f"第 {getattr(row, 'no', '')} 次 {unit}（{part}，{state}）"
    return f"第 {getattr(row, 'no', '')} 项 {unit}"


def _units(actor: Actor) -> list[Option]:
    return [Option(card.code, card.name) for card in directory.addressees(actor.platform)]


def _unit(ask: Ask, matter: Matter, actor: Actor, value: object, error: str) -> Field:
    """The units to send to; the duty catalogue's advice as a hint."""
    order = matter.order
    platform = directory.unit_by_id(order.platform_id)
    duties = taxonomy.duties(
        platform.code if platform else "",
        order.category_version,
        order.category,
        order.region,
        clock.local_day(clock.now()),
    )
    hint = ""
    if duties:
        card = directory.unit_by_code(duties[0].unit, actor.platform)
        basis = f"（{duties[0].clause}）" if duties[0].clause else ""
        hint = f"派单目录：{card.name}{basis}" if card else ""
    return Field(
        ask.name, ask.label, "select", value, True, error, hint, options=[Option("", "请选择"), *_units(actor)]
    )


def _linked(matter: Matter, actor: Actor) -> list[Option]:
    return [Option(other.number, f"{other.number} {other.personal.title}") for other in linked(matter, actor)]


def _class(ask: Ask, matter: Matter, value: object, error: str) -> Field:
    order = matter.order
    if ask.name == "region":
        platform = directory.unit_by_id(order.platform_id)
        options = [Option(place.code, place.name) for place in taxonomy.regions(platform.code if platform else "")]
        return fields.select(ask, options, value, error, blank="（不填）")
    return category_field(ask, order.category_version, str(value), error)


def category_field(ask: Ask, version: str, value: str, error: str) -> Field:
    """A category by code, name or initials; a known code is shown with its name."""
    card = taxonomy.category(version, value)
    return Field(
        name=ask.name,
        label=ask.label,
        kind="datalist",
        value=f"{card.code} {card.full_name}" if card else value,
        required=ask.required,
        error=error,
        placeholder="输入名称、拼音首字母或代码",
        options=categories(version, value),
        suggest_url=reverse("desks:categories"),
    )


def categories(version: str, words: str) -> list[Option]:
    """Suggestions: "code full name", with the initials and the name as the label."""
    found = taxonomy.type_ahead(version, words) if words else []
    return [Option(f"{card.code} {card.full_name}", f"{card.initials} {card.name}") for card in found]
