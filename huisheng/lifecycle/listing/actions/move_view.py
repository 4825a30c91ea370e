"""移动视图: one place to the front or to the end."""

from django.db import transaction

from huisheng.directory.actor import Actor
from huisheng.lifecycle.listing.models import SavedView
from huisheng.lifecycle.listing.reads import own_view
from huisheng.rulebook import implements


@implements("domain#art-55")
def do(view: int, *, by: Actor, step: int) -> None:
    """Change places with the neighbour, ``step`` -1 before it or 1 behind it; at the edge nothing happens."""
    own_view(by, view)
    with transaction.atomic():
        rows = list(SavedView.objects.select_for_update().filter(seat_id=by.seat).order_by("position", "pk"))
        at = next(place for place, row in enumerate(rows) if row.pk == view)
        to = min(max(at + step, 0), len(rows) - 1)
        rows.insert(to, rows.pop(at))
        for place, row in enumerate(rows):
            row.position = place
        SavedView.objects.bulk_update(rows, ["position"])
