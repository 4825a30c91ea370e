"""The reader "notices": follows the ledger and writes down who must know. And the clocks that are about to run out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.ledger import cursor, nudge, read
from huisheng.ledger.read import Read
from huisheng.lifecycle.notices import rules
from huisheng.lifecycle.notices.models import Notice
from huisheng.lifecycle.notices.rules import SOON, Rule
from huisheng.lifecycle.notices.states import EVERYBODY, HANDLING, To
from huisheng.lifecycle.workorder import news
from huisheng.lifecycle.workorder.news import Glimpse
from huisheng.lifecycle.workorder.timeline import CLOCKS
from huisheng.rulebook import implements

NAME = "notices"
BATCH = 2000  # mostly entries that nobody need be told of
RUNNING_OUT = 2000  # clocks looked at by one step

# which entry asked for what is answered now: kind -> (kind that asked, the field that numbers it)
_ASKED = {"supervision_answered": ("supervised", "s"), "instruction_answered": ("instructed", "i")}


@dataclass(frozen=True, slots=True)
class Whom:
    """A desk of a unit, or one seat."""

    unit: int | None
    desk: str = HANDLING
    seat: int | None = None


@dataclass(slots=True)
class Subject:
    """What entries are about: an order, or the run of a circular with the entries of its stream."""

    platform: int
    order: Glimpse | None = None
    circular: int | None = None
    entries: Sequence[Read] = field(default_factory=list)


def step(*, batch: int = BATCH) -> int:
    """Write down the notices of the next entries; how many entries that was, 0 when there is nothing new."""
    moved = cursor.step(NAME, take, limit=batch, kinds=rules.KINDS)
    if moved:
        nudge.tell()
    return moved


def take(entries: Sequence[Read]) -> None:
    """Write down who must know of these entries."""
    now = clock.now()
    orders = news.glimpses({entry.key for entry in entries if entry.stream.startswith(news.STREAM)})
    write([notice for entry in entries for notice in _of_entry(entry, orders, now)])
    _settle([entry for entry in entries if entry.kind in rules.SETTLES])


@implements("rehearsal#art-33")
def running_out() -> int:
    """Tell units of clocks that run out soon, each once; how many notices that made."""
    now = clock.now()
    ahead = {card.id: _span("notices.ahead", card.scope, now) for card in directory.platforms()}
    clocks = news.run_out_soon(now, now + max(ahead.values(), default=timedelta()), RUNNING_OUT)
    known = set(Notice.objects.filter(ref__in=[one.ref for one in clocks]).values_list("ref", flat=True))
    near = []
    for one in clocks:
        unit = directory.unit_by_id(one.unit)
        span = ahead.get(unit.platform) if unit is not None else None
        if one.ref not in known and span and rules.soon(one.started_at, one.due_at, now, span):
            near.append(one)
    orders = news.glimpses({one.order for one in near})
    made = [
        Notice(
            ref=one.ref,
            code=SOON.code,
            unit_id=one.unit,
            desk=HANDLING,
            by=0,
            order_id=one.order,
            detail=CLOCKS.get(one.name, one.name),
            urgent=orders[one.order].urgent,
            at=now,
            made_at=now,
        )
        for one in near
    ]
    write(made)
    if made:
        nudge.tell()
    return len(made)


def expire() -> int:
    """Throw away what is older than its platform keeps notices; how many that were."""
    now, gone = clock.now(), 0
    for card in directory.platforms():
        before = now - _span("notices.keep", card.scope, now)
        rows = Notice.objects.filter(Q(unit__platform_id=card.id) | Q(seat__unit__platform_id=card.id))
        gone += rows.filter(made_at__lt=before).delete()[1].get("notices.Notice", 0)
    return gone


def write(made: Sequence[Notice]) -> None:
    """Keep these notices. One that says again what an older one says of the same order takes its place."""
    if not made:
        return
    orders = {notice.order_id for notice in made if notice.order_id is not None}
    older = {_same(row): row for row in Notice.objects.filter(order_id__in=orders)}
    kept: dict[tuple[object, ...], Notice] = {}
    for notice in made:
        same = _same(notice)
        before = kept.get(same) or older.get(same)
        if before is not None and before.order_id is not None:
            notice.times = min(before.times + 1, 999)
        kept[same if notice.order_id is not None else (*same, notice.ref)] = notice
    Notice.objects.filter(pk__in=[older[same].pk for same in kept if same in older]).delete()
    Notice.objects.bulk_create(list(kept.values()), ignore_conflicts=True)


def write_once(made: Sequence[Notice]) -> int:
    """Keep those that no entry brought, each ``ref`` once for good, and tell open screens; how many are new."""
    known = set(Notice.objects.filter(ref__in=[one.ref for one in made]).values_list("ref", flat=True))
    fresh = [one for one in made if one.ref not in known]
    write(fresh)
    if fresh:
        nudge.tell()
    return len(fresh)


def _settle(entries: Sequence[Read]) -> None:
    """Take away what these entries have settled: what was asked of their unit, or for it, until then."""
    settled = Q(pk__in=[])
    for entry in entries:
        unit = entry.body.to_json()["unit"]
        asked = Q(order_id=entry.key, code__in=rules.SETTLES[entry.kind], at__lte=entry.occurred_at)
        settled |= asked & (Q(unit_id=unit) | Q(named_id=unit))
    if entries:
        Notice.objects.filter(settled).delete()


def _same(notice: Notice) -> tuple[object, ...]:
    return notice.order_id, notice.code, notice.detail, notice.unit_id, notice.desk, notice.seat_id


def _of_entry(entry: Read, orders: Mapping[int, Glimpse], now: datetime) -> Iterator[Notice]:
    body = entry.body.to_json()
    found = rules.rules_for(entry.kind, body)
    subject = _subject(entry, orders) if found else None
    if subject is None:
        return
    card = directory.unit_by_id(subject.platform)
    if rules.too_old(entry.occurred_at, now, _span("notices.keep", card.scope if card else "", now)):
        return
    unit = body.get("unit")
    for rule in found:
        for whom in _whom(rule, entry, body, subject):
            yield Notice(
                ref=f"e{entry.id}",
                code=rule.code,
                unit_id=whom.unit,
                desk=whom.desk,
                seat_id=whom.seat,
                by=entry.actor,
                order_id=subject.order.key if subject.order else None,
                circular=subject.circular,
                named_id=unit if isinstance(unit, int) else None,
                detail=_detail(body, subject),
                urgent=rule.urgent or bool(subject.order and subject.order.urgent),
                at=entry.occurred_at,
                made_at=now,
            )


def _subject(entry: Read, orders: Mapping[int, Glimpse]) -> Subject | None:
    """What the entry is about; None for what no rule here can place."""
    if entry.stream.startswith(news.STREAM):
        order = orders.get(entry.key)
        return Subject(order.platform, order) if order is not None else None
    entries = read.stream(entry.stream)
    platform = entries[0].body.to_json().get("platform")
    return Subject(platform, circular=entry.key, entries=entries) if isinstance(platform, int) else None


def _whom(rule: Rule, entry: Read, body: Mapping[str, Any], subject: Subject) -> list[Whom]:
    order, unit = subject.order, body.get("unit")
    if rule.to in rules.DESKS:
        return [Whom(subject.platform, rules.DESKS[rule.to].value)]
    if rule.to is To.EVERYBODY:
        return [Whom(subject.platform, EVERYBODY)]
    if rule.to is To.UNIT:
        return [Whom(unit)] if isinstance(unit, int) else []
    if rule.to is To.OBJECTOR:
        return [Whom(one) for one in _objector(body, subject)]
    if order is None:
        return []
    if rule.to is To.MAIN:
        return [Whom(order.main_unit)] if order.main_unit is not None else []
    if rule.to is To.OPEN:
        return [Whom(one) for one in dict.fromkeys(sent.unit for sent in order.sent if not sent.ended)]
    if rule.to in rules.ABOVE and isinstance(unit, int):
        return [Whom(order.sender_to(unit), rules.ABOVE[rule.to].value)]
    if rule.to is To.DECIDES:
        return [Whom(order.authority(body["d"]), Role.DISPATCHER.value)]
    return _asked(entry, body, subject.platform)


def _asked(entry: Read, body: Mapping[str, Any], platform: int) -> list[Whom]:
    """The seat that had asked for what is answered; where a rule had, the supervisors."""
    kind, number = _ASKED[entry.kind]
    house = directory.system_actor(platform)
    for before in read.stream(entry.stream):
        if before.kind == kind and before.body.to_json()[number] == body[number]:
            by_rule = house is not None and before.actor == house.seat
            return [Whom(platform, Role.SUPERVISOR.value) if by_rule else Whom(None, "", before.actor)]
    return []


def _objector(body: Mapping[str, Any], subject: Subject) -> list[int]:
    raised = (one.body.to_json() for one in subject.entries if one.kind == "objection_raised")
    return [one["unit"] for one in raised if one["o"] == body["o"]]


def _detail(body: Mapping[str, Any], subject: Subject) -> str:
    """What the words name beside the unit: a clock, the heading of a circular, the end of the time for objections."""
    if "clock" in body:
        return CLOCKS.get(str(body["clock"]), str(body["clock"]))
    if "objections_until" in body:
        return f"{clock.local(datetime.fromisoformat(body['objections_until'])):%m-%d %H:%M}"
    drafts = (one.body.to_json() for one in subject.entries if one.kind == "edition_drafted")
    return next((str(one["heading"]) for one in drafts if one["e"] == body.get("e")), "")


def _span(name: str, scope: str, now: datetime) -> timedelta:
    return law.at(clock.local_day(now), scope).get(name).span
