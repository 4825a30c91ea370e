"""The address book: units and names of seats in memory, because every line of every list names them.

A process trusts its copy for a minute; the loading verb throws it away at once. Whether somebody may act is never
read from here (``reads.actor_…`` ask the database), only who is called what and where a unit stands in the tree.
"""

import time
from dataclasses import dataclass, field
from datetime import date

from huisheng.directory.models import Seat, ShortName, Unit
from huisheng.directory.roles import UnitKind
from huisheng.directory.settled import RuleChange
from huisheng.rulebook import Article, Own, Value
from huisheng.rulebook.book import NOTHING
from huisheng.rulebook.typed import taken

_TRUST_SECONDS = 60


@dataclass(frozen=True, slots=True)
class UnitCard:
    """A unit as others see it: the fields of ``models.Unit``, with ids instead of rows."""

    id: int
    code: str
    name: str
    short: str
    kind: UnitKind
    parent: int | None
    platform: int
    path: str
    is_platform: bool
    prefix: str
    scope: str
    order: int
    contact_point: bool
    rehearsal: bool
    valid_from: date
    valid_to: date | None

    def holds(self, on: date) -> bool:
        """Whether the unit exists on that day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(slots=True)
class Book:
    """One reading of the directory. ``names`` finds units by any name they go by.

    ``own``: the values that platforms have set themselves; ``notices``: what they rest on, by key of the change.
    """

    read_at: float
    units: dict[int, UnitCard] = field(default_factory=dict)
    codes: dict[str, UnitCard] = field(default_factory=dict)
    names: dict[str, list[UnitCard]] = field(default_factory=dict)
    seats: dict[int, str] = field(default_factory=dict)
    own: Own = NOTHING
    notices: dict[int, Article] = field(default_factory=dict)


_open: Book | None = None
_own: Own = NOTHING  # the newest: rules are remembered by it, and the same values must be the same reading


def forget() -> None:
    """Throw the copy away: after loading, and in tests that make units by hand."""
    global _open
    _open = None


def book() -> Book:
    """The current copy, read again when it is older than a minute."""
    global _open
    if _open is None or time.monotonic() - _open.read_at > _TRUST_SECONDS:
        _open = _read()
    return _open


def unit(unit_id: int) -> UnitCard | None:
    """The unit's card; a missing one is looked for once more in a fresh copy, since it may be new."""
    return book().units.get(unit_id) or _reread().units.get(unit_id)


def unit_of_code(code: str) -> UnitCard | None:
    """The card of a code. A wrong code costs no reading: codes come from people, who may try many."""
    return book().codes.get(code)


def seat_label(seat_id: int) -> str | None:
    """The words on the seat; looked for twice, as with units."""
    return book().seats.get(seat_id) or _reread().seats.get(seat_id)


def _reread() -> Book:
    forget()
    return book()


def _read() -> Book:
    fresh = Book(read_at=time.monotonic())
    for row in Unit.objects.order_by("order", "id"):
        card = UnitCard(
            id=row.id, code=row.code, name=row.name, short=row.short, kind=UnitKind(row.kind),
            parent=row.parent_id, platform=row.platform_id, path=row.path, is_platform=row.is_platform,
            prefix=row.prefix, scope=row.scope, order=row.order, contact_point=row.contact_point,
            rehearsal=row.rehearsal, valid_from=row.valid_from, valid_to=row.valid_to,
        )  # fmt: skip
        fresh.units[card.id] = fresh.codes[card.code] = card
        for name in {card.name, card.short}:
            fresh.names.setdefault(name, []).append(card)
    for unit_id, name in ShortName.objects.values_list("unit_id", "name"):
        known = fresh.names.setdefault(name, [])
        if fresh.units[unit_id] not in known:
            known.append(fresh.units[unit_id])
    fresh.seats = dict(Seat.objects.values_list("id", "label"))
    _read_rules(fresh)
    return fresh


def _read_rules(fresh: Book) -> None:
    """The platforms' own values. One ends where the next of the same parameter begins: each is whole."""
    global _own
    values: list[Value] = []
    follows: dict[tuple[int, str], date] = {}
    counting = RuleChange.objects.filter(confirmed_at__isnull=False, withdrawn_at__isnull=True)
    for row in counting.order_by("-begins"):
        platform = fresh.units[row.platform_id]
        cite = f"city#art-{row.pk}"
        for held in row.held:
            values.append(
                Value(
                    name=row.name, is_=taken(held["is"], held["unit"]), unit=held["unit"], cite=held["cite"] or cite,
                    from_=row.begins, to=follows.get((platform.id, row.name)), scope=platform.scope,
                    conditions=tuple((key, trait) for key, trait in held["conditions"]), file="city", line=row.pk,
                )
            )  # fmt: skip
        follows[platform.id, row.name] = row.begins
        heading = f"自{row.begins:%Y-%m-%d}起，{row.source}"
        fresh.notices[row.pk] = Article(cite, f"{platform.name}自定参数", row.pk, heading, row.reason, "", "city", 0)
    if tuple(values) != _own.values:
        _own = Own(tuple(values))
    fresh.own = _own
