"""What a page asks by itself: what has changed where no stream reaches it, and its rows as they are now."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from huisheng.desks import orders
from huisheng.desks.lists import filters
from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import news as ledger
from huisheng.lifecycle.notices import reads as notices
from huisheng.lifecycle.workorder import glance, lists, news
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import LIVE

_MOST = 200  # entries told one by one
_ROWS = 60  # a page of a list, and a few


@require_safe
def changes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same as the stream tells, since a place that the page knows: ``place``, ``resync``, ``orders``, ``rail``."""
    found = ledger.since(request.GET.get("since", ""), _MOST)
    scope = visible_to(actor)
    seen = [one for one in news.told(found.entries or ()) if one.order.seen_by(scope)]
    resync = found.entries is None
    return JsonResponse(
        {
            "place": found.place,
            "resync": resync,
            "orders": [one.said(actor.seat) for one in seen],
            "rail": {"states": glance.waiting(actor, [state.value for state in LIVE])} if seen or resync else None,
            "unread": notices.unread(actor),
        }
    )


@require_safe
def rows(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Rows of the list that the address names: ``n`` as they are now, and how many of ``new`` belong into it.

    A number that may not be seen, or isn't one, is no row: the page takes that line away.
    """
    wanted, new = request.GET.getlist("n")[:_ROWS], request.GET.getlist("new")[:_ROWS]
    found = visible(actor).filter(number__in=[one[:60] for one in wanted]).select_related("personal")
    made = {order.number: orders.line(request, actor, order, current=False) for order in found} if wanted else {}
    now = clock.now()
    said = {
        number: render_to_string("orders/_row.html", {"row": row, "now": now}, request) for number, row in made.items()
    }
    return JsonResponse({"rows": said, "fresh": _fresh(request, actor, new)})


def _fresh(request: HttpRequest, actor: Actor, new: list[str]) -> int:
    if not new:
        return 0
    try:
        listed = lists.filtered(actor, filters.given(request.GET))
    except Refusal:
        return 0
    return listed.filter(number__in=[one[:60] for one in new]).count()
