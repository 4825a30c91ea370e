"""Questions about views and exports. A seat sees its own; views also those that its unit shares."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.clock import local_day
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.listing.models import Export, SavedView
from huisheng.lifecycle.workorder.lists import KEPT, filtered
from huisheng.lifecycle.workorder.search.terms import understood

SHOWN = 50  # exports on the page
_NONE = Refusal("not_found", "没有找到，可能已经删除。")


def views(actor: Actor) -> list[SavedView]:
    """Its own in their order, then what others of its unit share."""
    rows = SavedView.objects.filter(Q(seat_id=actor.seat) | Q(unit_id=actor.unit, shared=True))
    return sorted(rows.select_related("seat"), key=lambda view: (view.seat_id != actor.seat, view.position, view.pk))


def own_view(actor: Actor, key: int) -> SavedView:
    """Its own view of that key; Refusal ``not_found`` for anybody else's."""
    view = SavedView.objects.filter(pk=key, seat_id=actor.seat).first()
    if view is None:
        raise _NONE
    return view


def exports(actor: Actor) -> list[Export]:
    """Its latest exports, newest first."""
    return list(Export.objects.filter(seat_id=actor.seat).order_by("-pk")[:SHOWN])


def export(actor: Actor, key: int) -> Export:
    """Its own export of that key; Refusal ``not_found`` for anybody else's."""
    found = Export.objects.filter(pk=key, seat_id=actor.seat).first()
    if found is None:
        raise _NONE
    return found


def kept(actor: Actor, filters: Mapping[str, str]) -> dict[str, str]:
    """What of an address is kept: filters that make sense to this seat. Refusal for others, and for a phone number."""
    held = {name: value for name in KEPT if (value := filters.get(name, "").strip())}
    query = understood(held.get("q", ""), by_phone=True)
    if query is not None and query.phone:
        raise Refusal("phone_kept", "查找的是电话号码，不能存下来；请去掉“查找”再办。", "domain#art-26", "q")
    filtered(actor, held)
    return held


def limit(name: str, actor: Actor, at: datetime) -> int:
    """A number of the rulebook's ``exports`` for this seat."""
    role = actor.role.value if actor.role is not Role.SYSTEM else None
    return law.at(local_day(at), actor.scope).get(f"exports.{name}", role=role).count


def keeps_until(export: Export, actor: Actor) -> datetime | None:
    """When the file is deleted; None while there is none."""
    if export.ended_at is None:
        return None
    return export.ended_at + timedelta(hours=limit("keep", actor, export.ended_at))
