"""Who saw an order; and the mark with the viewer's seat that lies over a confidential one."""

from html import escape

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame, orders, posted, show, swap
from huisheng.desks.words import moment
from huisheng.directory import looks
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.workorder import looked
from huisheng.lifecycle.workorder.reads import look

_FIELDS = {"name": "姓名", "phone": "电话", "words": "原话", looked.OPENED: "打开页面", "export": "导出"}
# drawn half seen in a grey that stands on paper and on night alike; an <img> takes no clicks by its class
_MARK = """<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">
<defs><pattern id="p" width="300" height="150" patternUnits="userSpaceOnUse" patternTransform="rotate(-22)">
<text x="8" y="60" font-family="sans-serif" font-size="14" fill="#7d888d" fill-opacity="0.26">{first}</text>
<text x="8" y="80" font-family="sans-serif" font-size="14" fill="#7d888d" fill-opacity="0.26">{second}</text>
</pattern></defs><rect width="100%" height="100%" fill="url(#p)"/></svg>"""


@require_safe
def seen(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The looks at this order, newest first: alone for htmx, else within the order's page."""
    matter, query = look(number, actor), frame.kept(request.GET)
    found = looked.lookers(matter, actor, posted.whole(request.GET.get("older", "")))
    rows, here = found[: looks.PAGE], reverse("desks:seen", args=[number])
    older = f"{here}{query}{'&' if query else '?'}older={rows[-1].key}" if len(found) > looks.PAGE else ""
    context = {
        "looks": [
            {
                "at": row.at,
                "at_words": moment(row.at),
                "seat": row.seat,
                "code": row.code,
                "unit": row.unit,
                "what": "、".join(_FIELDS.get(name, name) for name in row.fields),
                "purpose": row.purpose,
            }
            for row in rows
        ],
        "asked": True,
        "older_url": older,
        "confidential": matter.order.confidential,
    }
    if swap.fills(request, "seen"):
        return render(request, "lists/_seen.html", context)
    beside, _ = orders.beside(request, actor, number)
    detail = show.detail(matter, actor, clock.now(), query)
    return frame.page(request, actor, "orders/detail.html", {**beside, **detail, "seen": context})


@require_safe
def mark(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The seat that looks, and when, as a pattern: made for who asks, so that nobody can show another's."""
    first = f"{request.user.get_username()} {actor.label}"
    made = _MARK.format(first=escape(first), second=escape(f"{moment(clock.now())} 保密"))
    return HttpResponse(made, content_type="image/svg+xml")
