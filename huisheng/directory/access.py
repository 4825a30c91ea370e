"""Who may see which order: THE one filter, for list, count, search, export, attachment and push.

The rules, in the order they are asked:
1. An administrator, of whichever sort, reads no citizen's matter.
2. A confidential order is seen only by seats that may see such, and by the worker.
3. A unit never handles a complaint about itself: no handler sees an order about a unit on his own line of the tree,
   above or below; no centre's seat sees one about its own unit or one above it. Supervisors and leaders of the
   platform that accepted it do, for somebody must answer it.
4. A handler sees orders with a dispatch to his unit or one below it.
5. Every other seat sees its platform's own orders, and those with a dispatch to the platform or a unit below it.

Orders and dispatches live in a room above this one, so the filter knows them by field names only: an order has
``platform_id``, ``confidential`` and ``about_unit_id``; a dispatch has ``order_id`` and ``unit_id``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Manager, OuterRef, Q, QuerySet

from huisheng.directory.actor import Actor
from huisheng.directory.models import Unit
from huisheng.directory.roles import KEEPERS, Role
from huisheng.kernel import memo
from huisheng.kernel.database import fixed

_ANSWER_FOR_THE_CENTRE = frozenset({Role.SUPERVISOR, Role.LEADER, Role.SYSTEM})

_UNITS = "SELECT id FROM directory_unit WHERE path LIKE %s ORDER BY id"  # a path has digits and slashes only

Dispatches = QuerySet[Any] | Manager[Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """What one actor may see.

    ``platform``: orders of this platform are seen (None: a handler, who sees by dispatch alone).
    ``top``: dispatches to units whose path begins so open an order. ``line``: the actor's own unit path.
    ``line_below``: orders about units below the actor's are barred too. ``answers``: the bar doesn't hold for
    the platform's own orders. ``confidential``: confidential orders are seen. ``nothing``: none is.
    """

    platform: int | None
    top: str
    line: str
    line_below: bool
    answers: bool
    confidential: bool
    nothing: bool = False

    def filter(
        self, rows: QuerySet[Any], dispatches: Dispatches, prefix: str = "", units: tuple[int, ...] | None = None
    ) -> QuerySet[Any]:
        """The rows that may be seen: orders, or with ``prefix`` ("order__") rows that belong to an order.

        ``units``: what ``units()`` has just said, for who has asked it already.
        """
        if self.nothing:
            return rows.none()
        return rows.filter(self._orders(dispatches, prefix, self.units() if units is None else units))

    def units(self) -> tuple[int, ...]:
        """The ids of the units whose dispatches open an order; asked once a page, and afresh in every act."""
        if self.nothing:
            return ()
        return memo.once((_UNITS, self.top), lambda: tuple(key for (key,) in fixed.rows(_UNITS, [f"{self.top}%"])))

    def orders(self, dispatches: Dispatches, prefix: str = "") -> Q:
        """The filter as a condition over the field names of an order, reached by ``prefix``.

        ``dispatches`` are those that open an order: all that ever were, unless the caller narrows them.
        """
        return Q(pk__in=[]) if self.nothing else self._orders(dispatches, prefix, self.units())

    def _orders(self, dispatches: Dispatches, prefix: str, units: tuple[int, ...]) -> Q:
        seen = self._dispatched(dispatches, prefix, units)
        if self.platform is not None:
            # the cheap half first: PostgreSQL asks for dispatches only where the platform is another
            seen = Q(**{f"{prefix}platform_id": self.platform}) | seen
        if not self.confidential:
            seen &= Q(**{f"{prefix}confidential": False})
        return seen & self._not_about_itself(prefix)

    def happenings(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """What isn't an order (sessions, checks, records): the platform's own, and what is about units below.

        Such rows have ``platform_id`` and ``unit_id``. A handler sees those about his own units only.
        """
        if self.nothing:
            return rows.none()
        seen = Q(unit_id__in=Unit.objects.filter(path__startswith=self.top).values("id"))
        if self.platform is not None:
            seen |= Q(platform_id=self.platform)
        return rows.filter(seen)

    def allows(
        self, platform: int, confidential: bool, about_unit_path: str | None, dispatch_unit_paths: Iterable[str]
    ) -> bool:
        """The same for one order at hand: its platform's id, and the paths of the units it is about and went to."""
        own = self.platform is not None and platform == self.platform
        return (
            not self.nothing
            and (self.confidential or not confidential)
            and (own or any(path.startswith(self.top) for path in dispatch_unit_paths))
            and ((own and self.answers) or not self._on_the_line(about_unit_path))
        )

    def _dispatched(self, dispatches: Dispatches, prefix: str, units: tuple[int, ...]) -> Q:
        # the ids, asked beforehand (well under a millisecond): with them before it PostgreSQL knows how few rows they
        # open and goes by the index; with a subquery it guesses a quarter of all dispatches and reads them all
        reached = dispatches.filter(unit_id__in=units)
        if self.platform is None:
            # alone, IN becomes a semi-join from the dispatches of a few units
            return Q(**{f"{prefix}id__in": reached.values("order_id")})
        return Q(Exists(reached.filter(order_id=OuterRef(f"{prefix}id"))))

    def _not_about_itself(self, prefix: str) -> Q:
        line = Q(id__in=[int(step) for step in self.line.strip("/").split("/")])
        if self.line_below:
            line |= Q(path__startswith=self.line)
        clean = Q(**{f"{prefix}about_unit_id__isnull": True}) | ~Q(
            **{f"{prefix}about_unit_id__in": Unit.objects.filter(line).values("id")}
        )
        return clean | Q(**{f"{prefix}platform_id": self.platform}) if self.answers else clean

    def _on_the_line(self, about: str | None) -> bool:
        if about is None:
            return False
        return self.line.startswith(about) or (self.line_below and about.startswith(self.line))


def visible_to(actor: Actor) -> Scope:
    """What this actor may see. Pure: all it needs is on the actor."""
    handles = actor.role is Role.HANDLER
    return Scope(
        platform=None if handles else actor.platform,
        top=actor.unit_path if handles else actor.platform_path,
        line=actor.unit_path,
        line_below=handles,
        answers=actor.role in _ANSWER_FOR_THE_CENTRE,
        confidential=actor.confidential or actor.role is Role.SYSTEM,
        nothing=actor.role in KEEPERS,
    )
