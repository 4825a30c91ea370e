"""The tree of units as its administrator reads it: in order, searched, page by page; names from memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from huisheng.directory import book, reach
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.directory.models import Seat, ShortName, Unit
from huisheng.directory.roles import Role
from huisheng.kernel import text

PAGE = 200


@dataclass(frozen=True, slots=True)
class Branches:
    """A page of the tree: units with their depth, seats of each by id, and the code after which the next begins."""

    rows: Sequence[tuple[UnitCard, int]]
    seats: Mapping[int, int]
    total: int
    more: str


def branches(by: Actor, *, today: date, asked: str, ended: bool, after: str) -> Branches:
    """The units in reach, each below the one it belongs to, in official order; or those a word finds."""
    reach.units(by)  # refuses who isn't an administrator
    top = book.book().units[by.platform]
    cards = [card for card in _ordered(top) if ended or card.valid_to is None or card.valid_to > today]
    words = text.fold(text.clean(asked[:100]))
    if words:
        named = {card.id for name, held in book.book().names.items() if words in text.fold(name) for card in held}
        cards = [card for card in cards if card.id in named or words in text.fold(card.code)]
    start = next((place + 1 for place, card in enumerate(cards) if card.code == after), 0) if after else 0
    shown = cards[start : start + PAGE]
    level = top.path.count("/")
    counted = Seat.objects.filter(unit__in=[card.id for card in shown]).exclude(role=Role.SYSTEM.value)
    counted = counted.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    seats = dict(counted.order_by().values_list("unit_id").annotate(Count("pk")))
    rows = [(card, card.path.count("/") - level) for card in shown]
    return Branches(rows, seats, len(cards), shown[-1].code if start + PAGE < len(cards) else "")


def _ordered(top: UnitCard) -> list[UnitCard]:
    children: dict[int, list[UnitCard]] = {}
    for card in book.book().units.values():  # in official order
        if card.parent is not None:
            children.setdefault(card.parent, []).append(card)
    found: list[UnitCard] = []
    waiting = [top]
    while waiting:
        card = waiting.pop()
        found.append(card)
        waiting += reversed(children.get(card.id, []))
    return found


def standing(by: Actor, today: date) -> list[UnitCard]:
    """All units in reach that haven't ended, in order of the tree."""
    top = book.book().units[by.platform]
    return [card for card in _ordered(top) if card.valid_to is None or card.valid_to > today]


def ending(by: Actor, today: date) -> list[UnitCard]:
    """Units in reach whose end is settled and still to come."""
    return [card for card in standing(by, today) if card.valid_to is not None]


def aliases(row: Unit) -> list[str]:
    """The other names of a unit."""
    return list(ShortName.objects.filter(unit=row).order_by("name").values_list("name", flat=True))


def below(row: Unit) -> list[Unit]:
    """The units right below it, ended ones too; at most a page."""
    return list(Unit.objects.filter(parent=row).order_by("order", "id")[:PAGE])


def seats_of(row: Unit, by: Actor) -> list[Seat]:
    """Its seats; at most a page."""
    return list(reach.seats(by).filter(unit=row).order_by("code")[:PAGE])


def seats(by: Actor, *, asked: str, role: str, ended: bool, today: date, after: str, size: int = 50) -> list[Seat]:
    """A page of seats in reach by code; one more than ``size`` if there are."""
    rows = reach.seats(by).select_related("unit", "user")
    words = text.clean(asked[:200])[:50]
    if words:
        rows = rows.filter(Q(code__icontains=words) | Q(label__icontains=words) | Q(unit__name__icontains=words))
    if role:
        rows = rows.filter(role=role)
    if not ended:
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    return list(rows.filter(code__gt=text.clean(after[:50])).order_by("code")[: size + 1])


def without_account(by: Actor, today: date) -> int:
    """How many open seats in reach nobody can sign in to."""
    rows = reach.seats(by).filter(user__isnull=True)
    return rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today)).count()


def code_of_seat(seat: int) -> str:
    """The code of a seat, as other rooms name it."""
    return str(Seat.objects.values_list("code", flat=True).get(pk=seat))
