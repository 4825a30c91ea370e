"""What the push asks the database: in threads, since Django's ORM waits. Few questions for all seats together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from huisheng.channels.telephony import hall
from huisheng.channels.telephony.hall import Mark
from huisheng.directory import logins
from huisheng.directory import reads as directory
from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.ledger import news as ledger
from huisheng.lifecycle.notices import reads as notices
from huisheng.lifecycle.notices.reads import Card
from huisheng.lifecycle.workorder import glance, news
from huisheng.lifecycle.workorder.news import Glimpse, Told
from huisheng.lifecycle.workorder.states import LIVE

MOST = 200  # entries of one look; where more has happened (a rehearsal, a night's sweep), screens ask anew
_STATES = tuple(state.value for state in LIVE)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is at the other end: account, login, seat, and the short name of its unit."""

    user: int
    login: int
    actor: Actor
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What has happened since a place. ``told`` None: too much to tell. ``orders``: those that ``cards`` are about.

    ``quiet``: the platforms, by scope, in whose quiet hours it is now.
    """

    place: str
    told: list[Told] | None
    cards: list[Card]
    orders: Mapping[int, Glimpse]
    quiet: frozenset[str]


def enter(cookies: str) -> Guest | None:
    """The seat behind the session of these cookies; None where no page would open. It is no act of the seat."""
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return None
    if morsel is None:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(morsel.value)
    user, login = get_user(request), request.session.get(logins.IN_SESSION)
    actor = directory.actor_for_user(user.pk) if user.is_authenticated and user.pk is not None else None
    if actor is None or user.pk is None or not isinstance(login, int):
        return None
    stands = logins.standing(user.pk, login, actor, clock.now())
    if stands is None or stands.ending is not None or stands.owed is not None:
        return None
    return Guest(user.pk, login, actor, directory.unit_name(actor.unit, short=True))


def still(guests: Collection[Guest]) -> dict[int, Actor]:
    """Those who may still be told: login -> the seat as it is now. Two queries for all."""
    seats = directory.actors_for_users({guest.user for guest in guests})
    actors = {guest.login: seats[guest.user] for guest in guests if guest.user in seats}
    stands = logins.standings(actors, clock.now())
    return {
        login: actor
        for login, actor in actors.items()
        if login in stands and stands[login].ending is None and stands[login].owed is None
    }


def look(place: str, notice: int) -> Look:
    """What was committed since ``place``, and the notices after that one. Unscoped: whoever is told is asked for."""
    found = ledger.since(place, MOST)
    told = None if found.entries is None else news.told(found.entries)
    cards = notices.fresh(notice, MOST)
    orders = news.glimpses({card.order for card in cards if card.order is not None})
    return Look(found.place, told, cards, orders, _quiet() if cards else frozenset())


def begin() -> tuple[str, int]:
    """From where to look: this place, and the newest notice."""
    return ledger.here(), notices.last()


def missed(place: str, actor: Actor) -> tuple[str, list[Told] | None]:
    """Where the ledger stands, and what this seat may see of what was committed since ``place``; None: too much."""
    found = ledger.since(place, MOST)
    if found.entries is None:
        return found.place, None
    scope = visible_to(actor)
    return found.place, [one for one in news.told(found.entries) if one.order.seen_by(scope)]


def counts(actor: Actor) -> dict[str, int]:
    """How many orders that this seat may see are in each open state."""
    return glance.waiting(actor, _STATES)


def bars(seats: Mapping[int, int]) -> dict[int, Mark]:
    """How the call bars of these agents stand now."""
    return hall.marks(seats, clock.now())


def sees(actor: Actor, number: str) -> bool:
    """Whether the seat may see the order of that number."""
    return news.key_of(actor, number) is not None


def _quiet() -> frozenset[str]:
    scopes = {card.scope for card in directory.platforms()}
    return frozenset(scope for scope in scopes if notices.silent(False, scope, clock.now()))
