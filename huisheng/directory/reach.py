"""What an administrator reaches: his platform, and every unit, seat and platform below it."""

from datetime import date

from django.db.models import QuerySet

from huisheng.directory import book
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.directory.duties import Duty, may
from huisheng.directory.models import Seat, Unit
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal, insist


def units(by: Actor) -> QuerySet[Unit]:
    """The units in reach, ended ones too. Refusal for who isn't an administrator."""
    insist(may(by, Duty.DIRECTORY))
    return Unit.objects.filter(path__startswith=by.platform_path)


def unit(code: str, *, by: Actor, lock: bool = False) -> Unit:
    """The unit of a code. Refusal ``not_found`` where it isn't in reach."""
    rows = units(by).select_related("parent", "platform", "successor").filter(code=code)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Refusal("not_found", "没有这个单位，或它不属于本平台，请核对单位代码。")
    return row


def seats(by: Actor) -> QuerySet[Seat]:
    """The seats in reach but the systems' own, closed ones too."""
    insist(may(by, Duty.DIRECTORY))
    return Seat.objects.filter(unit__path__startswith=by.platform_path).exclude(role=Role.SYSTEM.value)


def seat(code: str, *, by: Actor, lock: bool = False) -> Seat:
    """The seat of a code. Refusal ``not_found`` where it isn't in reach."""
    rows = seats(by).select_related("unit", "user").filter(code=code)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise Refusal("not_found", "没有这个席位，或它不属于本平台，请核对席位代码。")
    return row


def platforms(by: Actor) -> list[UnitCard]:
    """The platforms in reach: one's own first, then those below, in official order."""
    cards = [card for card in book.book().units.values() if card.is_platform and f"/{by.platform}/" in card.path]
    return sorted(cards, key=lambda card: (card.path.count("/"), card.order, card.id))


def platform(code: str, *, by: Actor) -> UnitCard:
    """The platform of a code; "" is one's own. Refusal where it isn't in reach."""
    for card in platforms(by):
        if card.code == code or (not code and card.id == by.platform):
            return card
    raise Refusal("not_found", "没有这个平台，或它不在本平台之下，请重新选择。", field="platform")


def open_on(row: Unit | Seat, day: date) -> bool:
    """Whether it exists on that day."""
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
