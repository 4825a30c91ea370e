"""The tabs above a list: all orders, the seat's own views, and those that its unit shares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from huisheng.desks import frame
from huisheng.desks.addresses import reverse
from huisheng.desks.rows import columns
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.listing.actions import save_view
from huisheng.lifecycle.listing.models import SavedView
from huisheng.lifecycle.workorder import lists


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab; ``key`` names the view whose count is asked for by itself, "" for all orders."""

    label: str
    url: str
    current: bool
    key: str = ""
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A view that was refused just now: what was typed, and the refusal."""

    name: str
    shared: bool
    first: bool
    refusal: Refusal


def tabs(
    request: HttpRequest,
    actor: Actor,
    held: Mapping[str, str],
    views: Sequence[SavedView],
    tried: Tried | None = None,
) -> tuple[dict[str, Any], SavedView | None]:
    """The context of templates/lists/_tabs.html, and the view that the list is."""
    wanted = request.GET.get("view", "")
    current = next((view for view in views if str(view.pk) == wanted), None)
    everything = reverse("desks:orders")
    shown = [Tab("全部", f"{everything}?view=all" if any(_own_first(view, actor) for view in views) else everything,
                 current is None and not any(held[name] for name in lists.KEPT))]  # fmt: skip
    shown += [
        Tab(
            view.name,
            address(view),
            view is current,
            str(view.pk),
            "" if view.seat_id == actor.seat else f"{view.seat.label}共享",
        )
        for view in views
    ]
    return {
        "tabs": shown,
        "counts_url": reverse("desks:view_counts") if views else "",
        "form": _form(request, actor, held, current, tried),
    }, current


def address(view: SavedView) -> str:
    """The list as the view keeps it, all of it in the address: a colleague without the view sees the same."""
    said = {**view.filters, "cols": ".".join(view.columns), "view": str(view.pk)}
    made = QueryDict(mutable=True)
    made.update({name: value for name, value in said.items() if value})
    return f"{reverse('desks:orders')}?{made.urlencode()}"


def first(views: Sequence[SavedView], actor: Actor) -> str:
    """Where the list opens: the address of the seat's own first view, "" for none."""
    return next((address(view) for view in views if _own_first(view, actor)), "")


def _own_first(view: SavedView, actor: Actor) -> bool:
    return view.first and view.seat_id == actor.seat


def _form(
    request: HttpRequest, actor: Actor, held: Mapping[str, str], current: SavedView | None, tried: Tried | None
) -> dict[str, Any]:
    own = current if current is not None and current.seat_id == actor.seat else None
    kept = {name: value for name in lists.KEPT if (value := held[name])}
    chosen = list(columns(request.GET["cols"])) if request.GET.get("cols") else []
    query = frame.kept(request.GET, after="", before="")
    refusal = save_view.may_share(actor)
    return {
        "save_url": reverse("desks:views") + query,
        "own_url": reverse("desks:view", args=[own.pk]) + query if own else "",
        "own": own,
        "changed": own is not None and (own.filters != kept or own.columns != chosen),
        "name": tried.name if tried else "",
        "shared": tried.shared if tried else False,
        "first": tried.first if tried else False,
        "error": tried.refusal.sentence if tried else "",
        "why_not_shared": refusal.sentence if refusal else "",
        "limit": save_view.NAME,
    }
