"""What a seat sees of the hall: its own state and call, who waits, whom nobody answered, and its own day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from huisheng.channels.telephony import adapters, reads
from huisheng.channels.telephony.contract import Command, Phase
from huisheng.channels.telephony.frame import check_role
from huisheng.channels.telephony.models import AgentState, Call, CallOrder, Dialling, Leg, SeatPhone
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.models import Look
from huisheng.kernel import secrets
from huisheng.kernel.errors import Refusal

PAGE = 50
_MOST = 100  # counts beyond are said as "99+"
_STALE = timedelta(hours=1)  # nobody waits so long: the switch lost the end of that call
_SEEN = timedelta(minutes=30)  # so long it is told that a colleague looks after a missed call


@dataclass(frozen=True, slots=True)
class AtSeat:
    """The call at a seat. ``phase``: ringing, talk or wrap; ``orders``: ids of orders taken in it. Number masked.

    ``commands``: what its switch can be told while it is talked in.
    """

    call: int
    phase: str
    since: datetime
    offered_at: datetime
    phone: str
    blind: bytes
    queue: str
    orders: tuple[int, ...]
    settled: bool
    more: int
    commands: frozenset[Command] = frozenset()


@dataclass(frozen=True, slots=True)
class Hall:
    """``extension``: "" for none. ``oldest``: since when the first of the ``waiting`` waits; ``missed``: to return."""

    extension: str
    phase: Phase
    since: datetime | None
    waiting: int
    oldest: datetime | None
    missed: int
    call: AtSeat | None


@dataclass(frozen=True, slots=True)
class Day:
    """A seat's own day: calls it answered, the seconds it talked, rings that it let pass."""

    answered: int
    talk_s: int
    ended: int
    passed: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A call to be called back. ``tries`` failed so far; ``later``: the same number was answered then.

    ``seen``: who looked at its number a short while ago, and when; ``dialling``: what the switch tells of the last
    call back: "" where it makes none, under_way, untaken (the seat's own telephone wasn't picked up).
    """

    call: int
    offered_at: datetime
    waited_s: int
    phone: str
    blind: bytes
    queue: str
    tries: int
    later: datetime | None
    seen: tuple[str, datetime] | None
    dialling: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """A call that the seat answered."""

    call: int
    answered_at: datetime
    talk_s: int | None
    wait_s: int
    phone: str
    disposition: str
    orders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a seat's bar stands: another mark, another bar. ``own``: its state and its calls; ``hall``: who waits."""

    own: tuple[tuple[int, bool], ...]
    hall: tuple[int, int]


def hall(actor: Actor, now: datetime) -> Hall:
    """Everything of the call bar, in five small queries (six during a call)."""
    phone = SeatPhone.objects.filter(seat_id=actor.seat).values_list("extension", flat=True).first()
    state = AgentState.objects.filter(seat_id=actor.seat, until__isnull=True).first()
    ringing = Call.objects.filter(platform_id=actor.platform, answered_at__isnull=True, abandoned_at__isnull=True)
    queue = ringing.filter(offered_at__gt=now - _STALE).aggregate(n=Count("pk"), first=Min("offered_at"))
    return Hall(
        extension=phone or "",
        phase=Phase(state.phase) if state else Phase.AWAY,
        since=state.since if state else None,
        waiting=queue["n"],
        oldest=queue["first"],
        missed=_to_return(actor).order_by()[:_MOST].count(),
        call=_call(actor),
    )


def marks(seats: Mapping[int, int], now: datetime) -> dict[int, Mark]:
    """How the bars of these seats (seat -> its platform) stand: for the push, in three queries however many there are.

    Whoever holds the mark of an earlier moment learns from it that there is something new, and no word of what.
    """
    ringing = Call.objects.filter(answered_at__isnull=True, abandoned_at__isnull=True, offered_at__gt=now - _STALE)
    waiting = ringing.filter(platform_id__in=set(seats.values())).values("platform_id").order_by()
    halls = {row["platform_id"]: (row["n"], row["first"]) for row in waiting.annotate(n=Count("pk"), first=Min("pk"))}
    own: dict[int, list[tuple[int, bool]]] = {seat: [] for seat in seats}
    states = AgentState.objects.filter(seat_id__in=list(seats), until__isnull=True).values_list("seat_id", "pk")
    for seat, state in states:
        own[seat].append((state, False))
    legs = Leg.objects.filter(seat_id__in=list(seats), done=False).order_by("pk")
    for seat, leg, answered, ended in legs.values_list("seat_id", "pk", "answered_at", "ended_at"):
        own[seat] += [(leg, answered is not None), (leg, ended is not None)]
    return {seat: Mark(tuple(own[seat]), halls.get(platform, (0, 0))) for seat, platform in seats.items()}


def _call(actor: Actor) -> AtSeat | None:
    """The one that talks, else the one that rings, else the earliest that is to be wrapped up."""
    legs = list(Leg.objects.filter(seat_id=actor.seat, done=False).select_related("call").order_by("pk")[:_MOST])
    if not legs:
        return None
    leg = min(legs, key=lambda one: (one.ended_at is not None, one.answered_at is None, one.pk))
    call = leg.call
    phase = "wrap" if leg.ended_at else "talk" if leg.answered_at else "ringing"
    orders = CallOrder.objects.filter(call=call).order_by("pk").values_list("order_id", flat=True)
    return AtSeat(
        call=call.pk,
        phase=phase,
        since=leg.ended_at or leg.answered_at or leg.rung_at,
        offered_at=call.offered_at,
        phone=masked(call),
        blind=bytes(call.phone_blind),
        queue=call.queue,
        orders=tuple(orders),
        settled=call.ended_at is not None,
        more=sum(one.ended_at is not None for one in legs if one.pk != leg.pk),
        commands=adapters.commands(call) if phase == "talk" else frozenset(),
    )


def masked(call: Call) -> str:
    """The number as everybody may see it; "" where it was withheld."""
    return secrets.mask_phone(reads.number(call))


def day(actor: Actor, since: datetime) -> Day:
    """The seat's own figures from that moment on."""
    mine = Call.objects.filter(seat=actor.seat, answered_at__gte=since)
    counted = mine.aggregate(
        n=Count("pk"), ended=Count("ended_at"), talk=Sum(F("ended_at") - F("answered_at"))
    )  # fmt: skip
    passed = Leg.objects.filter(seat_id=actor.seat, rung_at__gte=since, answered_at__isnull=True, done=True)
    talk = int(counted["talk"].total_seconds()) if counted["talk"] else 0
    return Day(counted["n"], talk, counted["ended"], passed.count())


def missed(actor: Actor, now: datetime, *, after: int = 0, size: int = PAGE) -> tuple[list[Missed], str]:
    """Calls to return, the oldest first, from the key ``after`` on; and the key of the next page, "" for none."""
    if check_role(actor) is not None:
        return [], ""
    calls = list(_to_return(actor).filter(pk__gt=after).order_by("pk")[: size + 1])
    page = calls[:size]
    later, seen, dialled = _answered_later(page, actor), _looks(page, now), _diallings(page, now)
    rows = [
        Missed(
            call=call.pk,
            offered_at=call.offered_at,
            waited_s=_seconds(call.offered_at, call.abandoned_at),
            phone=masked(call),
            blind=bytes(call.phone_blind),
            queue=call.queue,
            tries=max(call.version - 2, 0),  # after offered and abandoned, each further entry is a try
            later=next((at for at in later.get(bytes(call.phone_blind), ()) if at > call.offered_at), None),
            seen=seen.get(call.stream),
            dialling=dialled.get(call.pk, ""),
        )
        for call in page
    ]
    return rows, str(page[-1].pk) if len(calls) > size else ""


def to_return(key: int, actor: Actor) -> Call:
    """A call of the own platform that is to be called back; Refusal ``not_found``."""
    found = _to_return(actor).filter(pk=key).first()
    if found is None or check_role(actor) is not None:
        raise Refusal("not_found", "这通来电已经回拨，或者不是本平台的，请刷新后再看。")
    return found


def own(actor: Actor, since: datetime, *, before: int | None = None, size: int = PAGE) -> tuple[list[Own], str]:
    """The calls that the seat answered since then, newest first; and the key of the next page, "" for none."""
    mine = Call.objects.filter(seat=actor.seat, answered_at__gte=since).order_by("-pk")
    calls = list((mine if before is None else mine.filter(pk__lt=before))[: size + 1])
    page = calls[:size]
    orders: dict[int, list[int]] = {}
    for call_id, order_id in CallOrder.objects.filter(call__in=page).order_by("pk").values_list("call_id", "order_id"):
        orders.setdefault(call_id, []).append(order_id)
    rows = [
        Own(
            call=call.pk,
            answered_at=call.answered_at or call.offered_at,
            talk_s=_seconds(call.answered_at, call.ended_at) if call.ended_at else None,
            wait_s=_seconds(call.offered_at, call.answered_at),
            phone=masked(call),
            disposition=call.disposition,
            orders=tuple(orders.get(call.pk, ())),
        )
        for call in page
    ]  # fmt: skip
    return rows, str(page[-1].pk) if len(calls) > size else ""


def _to_return(actor: Actor) -> QuerySet[Call]:
    return Call.objects.filter(platform_id=actor.platform, abandoned_at__isnull=False, returned_at__isnull=True)


def _answered_later(calls: Iterable[Call], actor: Actor) -> dict[bytes, list[datetime]]:
    """Number (blind) -> when it was answered, of the numbers of these calls."""
    blinds = {bytes(call.phone_blind) for call in calls} - {b""}
    if not blinds:
        return {}
    first = min(call.offered_at for call in calls)
    again = Call.objects.filter(~Q(phone_blind=b""), phone_blind__in=blinds, platform_id=actor.platform)
    told = again.filter(offered_at__gte=first, answered_at__isnull=False).values_list("phone_blind", "answered_at")
    found: dict[bytes, list[datetime]] = {}
    for blind, at in told:
        if at is not None:
            found.setdefault(bytes(blind), []).append(at)
    return {blind: sorted(times) for blind, times in found.items()}


def _diallings(calls: Iterable[Call], now: datetime) -> dict[int, str]:
    """What the switch tells of the latest call back to each."""
    made = Dialling.objects.filter(call__in=[call.pk for call in calls], begun_at__gt=now - _SEEN).order_by("pk")
    return {
        call: outcome if over else "under_way"
        for call, outcome, over in made.values_list("call_id", "outcome", "over_at")
    }


def _looks(calls: Iterable[Call], now: datetime) -> dict[str, tuple[str, datetime]]:
    looks = Look.objects.filter(subject__in=[call.stream for call in calls], at__gt=now - _SEEN).order_by("at")
    return {
        subject: (directory.seat_label(seat), at) for subject, seat, at in looks.values_list("subject", "seat", "at")
    }


def _seconds(start: datetime | None, end: datetime | None) -> int:
    return int((end - start).total_seconds()) if start and end else 0
