"""What is understood while the agent types: proposals for empty fields, danger, personal data in the words.

Nothing is set by it: a person takes a proposal or leaves it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zlib import crc32

from huisheng.desks.agent import suggested
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.insight import understand
from huisheng.insight.learned.guard import guarded
from huisheng.insight.understand import Understood
from huisheng.insight.understand.found import Personal, Urgency
from huisheng.kernel import clock
from huisheng.rulebook import implements
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.kinds import Kind

LONGEST = 5000
_KEYS = {
    "kind": "X",
    "category": "L",
    "region": "Y",
    "place": "P",
    "title": "B",
    "enterprise": "U",
}
_SENSITIVE = {"id": "身份证号码", "card": "银行卡号", "wechat": "微信号", "qq": "QQ 号", "mail": "邮箱"}
_PHONES = ("mobile", "landline")
_SOON = 1  # lines of what isn't dangerous


@dataclass(frozen=True, slots=True)
class Proposal:
    """For an empty field: ``value`` goes into it, ``shown`` is read, with ``key`` (and Alt) it is taken."""

    field: str
    label: str
    value: str
    shown: str
    why: str
    key: str


@dataclass(frozen=True, slots=True)
class Danger:
    """What must be quick: ``urgent`` in red; ``mark``: may be marked so here; ``call``: whom to connect with."""

    label: str
    words: str
    advice: str
    call: str
    urgent: bool
    mark: bool


@dataclass(frozen=True, slots=True)
class Hidden:
    """Personal data in the words, by its place: ``start`` to ``end`` in UTF-16 units, as a browser counts.

    ``to``: the empty field that it may move into, or "": it can be masked where it stands.
    """

    what: str
    start: int
    end: int
    masked: str
    to: str
    act: str
    key: str


def understood(actor: Actor, now: datetime, typed: Mapping[str, str]) -> dict[str, Any] | None:
    """The context of templates/agent/_understood.html; None where understanding is off or fails."""
    return guarded("understanding", None, partial(_understood, actor, now, typed))


@implements("domain#art-66", "domain#art-67")
def _understood(actor: Actor, now: datetime, typed: Mapping[str, str]) -> dict[str, Any]:
    words = typed.get("words", "").replace("\r\n", "\n")[:LONGEST]
    typed = {**typed, "words": words}
    found = _read(actor, now, words)
    pressing = list(_pressing(found))
    first = next((one for one in pressing if one.grade == "urgent"), None)
    dangers = [_danger(one, one is first) for one in pressing]
    return {
        "dangers": dangers,
        "hidden": list(_hidden(found, words, typed)),
        "proposals": list(_proposals(actor, now, typed, found)),
        "own": _digest(found),
    }


def _read(actor: Actor, now: datetime, words: str) -> Understood:
    platform = directory.unit_by_id(actor.platform)
    cards = taxonomy.regions(platform.code) if platform else []
    return understand.read(
        words,
        on=clock.local_day(now),
        gazetteer=suggested.gazetteer(actor),
        regions={card.name: card.code for card in cards},
        lines={card.code: card.path for card in cards},
    )


def _pressing(found: Understood) -> Iterator[Urgency]:
    """Threats first, then the danger to life, then one of what is merely urgent."""
    yield from found.mood.threats
    threatened = {one.words for one in found.mood.threats}
    urgent = [one for one in found.urgency if one.grade == "urgent" and one.words not in threatened]
    yield from urgent[:2]
    if not urgent and not threatened:
        yield from [one for one in found.urgency if one.grade == "soon"][:_SOON]


def _danger(one: Urgency, mark: bool) -> Danger:
    words = one.label if one.why == f"“{one.label}”" else f"{one.label}：{one.why}"
    return Danger(one.label, words, one.advice, one.call, one.grade == "urgent", mark)


def _proposals(actor: Actor, now: datetime, typed: Mapping[str, str], found: Understood) -> Iterator[Proposal]:
    def may(field: str) -> bool:
        return not typed.get(field, "").strip()

    if may("kind") and found.kind.kind:
        label = Kind(found.kind.kind).label
        yield _proposal("kind", "诉求性质", found.kind.kind, label, found.kind.why)
    if may("region") and found.region is not None:
        card = next((one for one in taxonomy.regions(_code(actor)) if one.code == found.region.code), None)
        if card is not None:
            yield _proposal("region", "所属区域", f"{card.code} {card.name}", card.name, found.region.why)
    if may("category"):
        title = typed.get("title", "").strip() or found.headline
        best = suggested.category(actor, {**typed, "title": title}, now)
        if best is not None:
            yield _proposal("category", "诉求类别", best.value, best.shown, best.why)
    if may("place") and found.place:
        yield _proposal("place", "地点", found.place, found.place, "内容里的地名")
    if found.headline:  # shown or taken by the page alone: it knows who wrote the title
        yield _proposal("title", "标题", found.headline, found.headline, "地点和事情，从内容里摘的")
    if may("enterprise") and found.enterprise is not None:
        yield _proposal("enterprise", "企业诉求", "1", "建议勾选企业诉求", found.enterprise.why)


def _proposal(field: str, label: str, value: str, shown: str, why: str) -> Proposal:
    return Proposal(field, label, value, shown, why, _KEYS[field])


def _code(actor: Actor) -> str:
    platform = directory.unit_by_id(actor.platform)
    return platform.code if platform else ""


def _hidden(found: Understood, words: str, typed: Mapping[str, str]) -> Iterator[Hidden]:
    """The caller's own data, one of each sort: a telephone, a name, what is more delicate."""
    own = [one for one in found.persons if one.own]
    phone = next((one for one in own if one.kind in _PHONES), None)
    if phone is not None:
        free = not typed.get("phone", "").strip()
        yield _one(phone, "电话号码", words, "phone" if free else "", "移到联系电话" if free else "遮住号码", "N")
    name = next((one for one in own if one.kind == "person"), None)
    if name is not None and not typed.get("caller_name", "").strip():
        yield _one(name, "市民姓名", words, "caller_name", "移到市民姓名", "M")
    delicate = next((one for one in own if one.kind in _SENSITIVE), None)
    if delicate is not None:
        what = _SENSITIVE[delicate.kind]
        yield _one(delicate, what, words, "", f"遮住{what}", "Z")


def _digest(found: Understood) -> int:
    """Never shown: with it another number in the same place is another answer, not the same again."""
    return crc32("\n".join(one.words for one in found.persons if one.own).encode("utf-8", "replace"))


def _one(one: Personal, what: str, words: str, to: str, act: str, key: str) -> Hidden:
    return Hidden(what, _units(words, one.start), _units(words, one.end), one.masked, to, act, key)


def _units(words: str, at: int) -> int:
    """A place among characters as a place among UTF-16 units."""
    return len(words[:at].encode("utf-16-le", "surrogatepass")) // 2
