"""Views: kept, changed, moved, deleted; and how many stand in each, asked for once the page stands."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huisheng.desks import frame, orders
from huisheng.desks.lists import filters, tabs
from huisheng.desks.lists.tabs import Tried
from huisheng.desks.rows import columns
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.listing import reads
from huisheng.lifecycle.listing.actions import drop_view, move_view, save_view
from huisheng.lifecycle.workorder import lists

_MOST = 99  # of what stands in a view, more isn't counted
_STEPS = {"left": -1, "right": 1}


@require_POST
def views(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep what the address shows, as a new view."""
    return _save(request, actor, None, with_filters=True)


@require_POST
def view(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Change an own view: its name and place, what it shows, or that it is there at all."""
    act = request.POST.get("act", "")
    if act in _STEPS:
        move_view.do(key, by=actor, step=_STEPS[act])
    elif act == "drop":
        messages.success(request, f"已删除视图“{drop_view.do(key, by=actor)}”。")
        return redirect(reverse("desks:orders") + "?view=all")
    elif act in ("keep", "refresh"):
        return _save(request, actor, key, with_filters=act == "refresh")
    else:
        raise Http404
    return redirect(reverse("desks:orders") + frame.kept(request.GET))


@require_safe
def counts(request: HttpRequest, actor: Actor) -> JsonResponse:
    """How many orders stand in each view, by its key: "12", "99+"; views that take long to count are left out."""
    found = {view.pk: lists.capped(actor, view.filters, _MOST) for view in reads.views(actor)}
    said = {str(key): f"{_MOST}+" if count > _MOST else str(count) for key, count in found.items() if count is not None}
    return JsonResponse({"counts": said})


def _save(request: HttpRequest, actor: Actor, key: int | None, *, with_filters: bool) -> HttpResponse:
    held, chosen = filters.given(request.GET), request.GET.get("cols", "")
    name, shared, first = (request.POST.get(field, "") for field in ("name", "shared", "first"))
    if key is not None and with_filters:  # only what it shows
        kept = reads.own_view(actor, key)
        name, shared, first = kept.name, "1" * kept.shared, "1" * kept.first
    try:
        saved = save_view.do(
            by=actor,
            at=clock.now(),
            name=name,
            filters=held if with_filters else None,
            columns=columns(chosen) if chosen else (),
            shared=shared == "1",
            first=first == "1",
            view=key,
        )
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        tried = Tried(name[:200], shared == "1", first == "1", refusal)
        context, _ = orders.beside(request, actor, tried=tried)
        return frame.page(request, actor, "orders/list.html", context, status=422)
    messages.success(request, f"视图“{saved.name}”已存好。")
    return redirect(tabs.address(saved))
