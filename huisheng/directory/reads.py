"""Questions to the directory. Each that depends on a day takes it as ``on``; without one it is today in Shanghai."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db.models import F, Q

from huisheng.directory import book
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.directory.models import Roster, Seat
from huisheng.directory.roles import Role
from huisheng.kernel import clock, text
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal

_ACTOR = (
    "id", "role", "unit_id", "unit__path", "unit__platform_id", "unit__platform__scope", "label",
    "may_see_confidential",
)  # fmt: skip


_SEAT = """
SELECT seat.id, seat.role, seat.unit_id, unit.path, unit.platform_id, platform.scope, seat.label,
       seat.may_see_confidential
FROM directory_seat AS seat
JOIN directory_unit AS unit ON unit.id = seat.unit_id
JOIN directory_unit AS platform ON platform.id = unit.platform_id
{keys}
WHERE {wanted}
  AND seat.valid_from <= %s AND (seat.valid_to IS NULL OR seat.valid_to > %s)
  AND unit.valid_from <= %s AND (unit.valid_to IS NULL OR unit.valid_to > %s)
"""
_SEAT_OF_KEY = _SEAT.format(
    keys="JOIN directory_accesskey AS key ON key.seat_id = seat.id",
    wanted="key.digest = %s AND key.revoked_at IS NULL",
)
_SEAT_OF_USER = _SEAT.format(
    keys="JOIN auth_user AS account ON account.id = seat.user_id", wanted="account.id = %s AND account.is_active"
)
_SEAT_OF_ID = _SEAT.format(keys="", wanted="seat.id = %s")
_SEAT_OF_CODE = _SEAT.format(keys="", wanted="seat.code = %s")
_SYSTEM_SEAT = _SEAT.format(keys="", wanted="seat.unit_id = %s AND seat.role = 'system'")


def actor_for_user(user_id: int, on: date | None = None) -> Actor | None:
    """The seat of a signed-in account; None where it has none, or the seat, unit or account is closed."""
    return _one(_SEAT_OF_USER, user_id, on)


def actors_for_users(user_ids: Iterable[int], on: date | None = None) -> dict[int, Actor]:
    """The same for many accounts in one query; an account without a seat is left out."""
    day = on or _today()
    seats = Seat.objects.filter(_valid(day), _valid(day, "unit__"), user_id__in=list(user_ids), user__is_active=True)
    return {row[0]: _made(row[1:]) for row in seats.order_by().values_list("user_id", *_ACTOR)}


def actor_for_seat(code: str, on: date | None = None) -> Actor | None:
    """The seat of a code, for the command line and the rehearsal."""
    return _one(_SEAT_OF_CODE, text.clean(code), on)


def actor_of_seat(seat_id: int, on: date | None = None) -> Actor | None:
    """The seat of an id; None where it is closed."""
    return _one(_SEAT_OF_ID, seat_id, on)


def actor_for_token(token: str, on: date | None = None) -> Actor | None:
    """The seat of an API token, in one query; None for a wrong or revoked one.

    Found by the digest of 32 random bytes: what a stranger can time is the search for a hash he cannot steer.
    """
    return _one(_SEAT_OF_KEY, digest(token), on)


def system_actor(platform_id: int, on: date | None = None) -> Actor | None:
    """The platform's own system seat: what the worker acts as."""
    return _one(_SYSTEM_SEAT, platform_id, on)


def administrator(platform_id: int) -> Actor | None:
    """The first administrator of a platform, for the command line and the rehearsal; None where it has none."""
    codes = Seat.objects.filter(unit__platform_id=platform_id, role=Role.ADMIN.value).order_by("code")
    actors = (actor_for_seat(code) for code in codes.values_list("code", flat=True))
    return next((actor for actor in actors if actor is not None), None)


def digest(token: str) -> bytes:
    """What is kept of a token: its SHA-256, 32 bytes."""
    return sha256(token.encode("utf-8", "surrogatepass")).digest()


def unit_by_id(unit_id: int) -> UnitCard | None:
    """The unit of an id, whatever its validity: old entries name closed units."""
    return book.unit(unit_id)


def is_above_all(unit_id: int) -> bool:
    """Whether every unit of this installation stands at or below this one."""
    mark = f"/{unit_id}/"
    return all(mark in card.path for card in book.book().units.values())


def unit_by_code(code: str, platform_id: int, on: date | None = None) -> UnitCard | None:
    """The unit of a code, if it stands at or below the platform and exists on that day."""
    card = book.unit_of_code(code)
    if card is None or f"/{platform_id}/" not in card.path or not card.holds(on or _today()):
        return None
    return card


def units_by_name(name: str, platform_id: int) -> list[UnitCard]:
    """The units that go by a name, short name or alias at or below the platform, in official order."""
    return [card for card in book.book().names.get(name, []) if f"/{platform_id}/" in card.path]


def addressee(code: str, platform_id: int, on: date | None = None) -> UnitCard | None:
    """The unit of a code, if this platform sends to it itself.

    A platform sends to its own units and to the platforms next below it; what is below those, they pass on to.
    """
    card = unit_by_code(code, platform_id, on)
    return card if card is not None and _sends_to(platform_id, card) else None


def addressees(platform_id: int, on: date | None = None) -> list[UnitCard]:
    """All units that this platform sends to itself, in official order."""
    day = on or _today()
    return [card for card in book.book().units.values() if _sends_to(platform_id, card) and card.holds(day)]


def sent_to_by(platform_id: int) -> list[int]:
    """The ids of all units that this platform sends or sent to itself, closed ones too."""
    return [card.id for card in book.book().units.values() if _sends_to(platform_id, card)]


def at_or_below(unit_id: int) -> list[int]:
    """The ids of a unit and of all below it, closed ones too."""
    return [card.id for card in book.book().units.values() if f"/{unit_id}/" in card.path]


def platforms_above(platform_id: int) -> list[UnitCard]:
    """The platforms above a platform, the topmost first; none above a city's."""
    card = book.unit(platform_id)
    steps = [book.unit(int(step)) for step in card.path.strip("/").split("/")] if card is not None else []
    return [one for one in steps if one is not None and one.is_platform and one.id != platform_id]


def sub_units(unit_id: int, on: date | None = None) -> list[UnitCard]:
    """All units below a unit, however deep, in official order."""
    day, mark = on or _today(), f"/{unit_id}/"
    return [card for card in book.book().units.values() if mark in card.path and card.id != unit_id and card.holds(day)]


def platforms(on: date | None = None) -> list[UnitCard]:
    """All platforms of this installation, in official order."""
    day = on or _today()
    return [card for card in book.book().units.values() if card.is_platform and card.holds(day)]


def platform_by_code(code: str, on: date | None = None) -> UnitCard:
    """The platform of a code. Refusal ``no_platform`` where this installation hasn't that platform on that day."""
    held = platforms(on)
    for card in held:
        if card.code == code:
            return card
    names = "、".join(card.code for card in held) or "（无）"
    sentence = f"本系统里没有“{code[:60]}”这个平台，有：{names}。"
    advice = "请核对代码，或先导入、用 huisheng rehearse 演练它的数据。"
    raise Refusal("no_platform", sentence + advice, field="platform")


def unit_name(unit_id: int | None, *, short: bool = False) -> str:
    """The unit's name for a screen; "" for none."""
    if unit_id is None:
        return ""
    card = book.unit(unit_id)
    if card is None:
        return f"（未知单位{unit_id}）"
    return card.short if short else card.name


def seat_label(seat_id: int | None) -> str:
    """The words on a seat for a screen; "" for none."""
    if seat_id is None:
        return ""
    return book.seat_label(seat_id) or f"（未知席位{seat_id}）"


def on_duty(platform_id: int, instant: datetime) -> list[int]:
    """The ids of the seats on the roster of a platform at an instant, by the start of their turn.

    A turn runs from ``begins`` up to, not including, ``ends``; one that ends at or before its beginning runs
    past midnight, so yesterday's turns are asked too.
    """
    turns = Roster.objects.filter(_on_turn(instant), seat__unit__platform_id=platform_id)
    return list(turns.order_by("day", "begins", "seat_id").values_list("seat_id", flat=True))


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A seat on its turn. The words on it name a seat, and no telephone stands on a roster."""

    unit: int
    role: str
    label: str
    until: datetime


def duty_at(unit_ids: Iterable[int], instant: datetime) -> list[OnDuty]:
    """Who is on duty in these units (not those below them) at an instant, by the start of the turn. One query."""
    day = clock.local_day(instant)
    turns = Roster.objects.filter(
        _on_turn(instant), _valid(day, "seat__"), _valid(day, "seat__unit__"), seat__unit_id__in=list(unit_ids)
    )
    rows = turns.order_by("day", "begins", "seat_id")
    found = []
    for first, begins, ends, unit, role, label in rows.values_list(
        "day", "begins", "ends", "seat__unit_id", "seat__role", "seat__label"
    ):
        last = first if ends > begins else first + timedelta(days=1)
        until = clock.midnight(last) + timedelta(hours=ends.hour, minutes=ends.minute)
        found.append(OnDuty(unit, role, label, until))
    return found


def _on_turn(instant: datetime) -> Q:
    """Turns of rosters that last at an instant."""
    wall = clock.local(instant)
    day, hour = wall.date(), wall.time()
    today = Q(day=day, begins__lte=hour) & (Q(ends__gt=hour) | Q(ends__lte=F("begins")))
    return today | Q(day=day - timedelta(days=1), ends__lte=F("begins"), ends__gt=hour)


def _today() -> date:
    return clock.local_day(clock.now())


def _sends_to(platform_id: int, card: UnitCard) -> bool:
    if card.parent is None or card.id == platform_id:
        return False
    above = book.unit(card.parent)
    return above is not None and above.platform == platform_id


def _valid(on: date, prefix: str = "") -> Q:
    """Rows whose validity includes the day; ``prefix`` leads to them ("unit__")."""
    open_end = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on})
    return Q(**{f"{prefix}valid_from__lte": on}) & open_end


def _one(sql: str, key: object, on: date | None) -> Actor | None:
    day = on or _today()
    found = fixed.settled(sql, [key, day, day, day, day])
    return _made(found[0]) if found else None


def _made(row: Any) -> Actor:
    seat, role, unit, path, platform, scope, label, confidential = row
    return Actor(seat, Role(role), unit, path, platform, scope, label, confidential)
