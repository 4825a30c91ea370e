"""Several orders to one unit at once: what went, what was refused and why; nothing is lost."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from huisheng.desks import frame, many
from huisheng.desks.dispatcher import desk, dock
from huisheng.desks.many import Result
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal


def bulk(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Send each ticked order to the unit; the answer lists them one by one, and offers again what was refused."""
    desk.only(actor, Role.DISPATCHER)
    query = desk.what(request)
    back = reverse("desks:dispatch") + query
    if request.method != "POST":
        return redirect(back)
    to, note = request.POST.get("unit", ""), request.POST.get("note", "")
    results: list[Result] = []
    error = ""
    try:
        orders = many.picked(request.POST.getlist("order"))
        if not to:
            raise Refusal("missing", "请选择派给哪个单位。", field="unit")
        results = many.each(actor, "send", orders, {"unit": to, "co_units": (), "note": note})
    except Refusal as refusal:
        error = refusal.sentence
    context = {**_context(actor, results, to), "error": error, "note": note, "back_url": back, "query": query}
    status = 422 if error else 200
    return frame.page(request, actor, "dispatcher/bulk.html", context, status=status)


def _context(actor: Actor, results: list[Result], to: str) -> dict[str, Any]:
    card = directory.unit_by_code(to, actor.platform) if to else None
    went = [one for one in results if not one.refusal]
    return {
        "unit": card.name if card else "",
        "to": to,
        "results": [
            {"result": one, "url": reverse("desks:dispatch_one", args=[one.number])} for one in results
        ],
        "went": len(went),
        "refused": len(results) - len(went),
        "units": dock.units(actor),
        "url": reverse("desks:dispatch_bulk"),
    }  # fmt: skip
