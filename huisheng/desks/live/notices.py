"""The bell and what it rings for: a seat's notices, read where it will, in the head or on their page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huisheng.desks import frame, posted, words
from huisheng.directory.actor import Actor
from huisheng.directory.roles import KEEPERS
from huisheng.lifecycle.notices import reads
from huisheng.lifecycle.notices.actions import mark_read
from huisheng.lifecycle.notices.reads import Item
from huisheng.lifecycle.notices.rules import REVIEWS, TOPICS

_KEY = 10**18


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All of them, newest first, a page at a time."""
    found = reads.page(actor, request.GET.get("after", ""))
    address = reverse("desks:notices")
    context = {
        "items": [_shown(item) for item in found.items],
        "unread": reads.unread(actor),
        "newest": max((item.key for item in found.items), default=0),
        "first_page": not request.GET.get("after"),
        "none_here": actor.role in KEEPERS,
        "pager": {
            "previous_url": address if request.GET.get("after") else "",
            "next_url": f"{address}?after={found.next}" if found.next else "",
            "words": f"本页 {len(found.items)} 条",
        },
    }
    return frame.page(request, actor, "notices/index.html", context)


@require_safe
def bell(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The bell alone, as it is now."""
    return render(request, "notices/_bell.html", {"unread": frame.unread_words(actor)})


@require_POST
def read_one(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """One is read. Where a script asks, nothing comes back."""
    mark_read.do(min(key, _KEY), by=actor)
    return HttpResponse(status=204) if "X-Unattended" in request.headers else redirect("desks:notices")


@require_POST
def read_all(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All that the page showed, and older ones, are read."""
    upto = posted.whole(request.POST.get("upto", ""))
    if upto is not None:
        mark_read.do_all(upto, by=actor)
    return redirect("desks:notices")


def _shown(item: Item) -> dict[str, Any]:
    url, about = "", ""
    if item.number:
        url, about = reverse("desks:order", args=[item.number]), item.title
    elif item.circular is not None:
        url, about = reverse("desks:run", args=[item.circular]), "通报"
    elif item.code == TOPICS.code:
        url, about = reverse("desks:topics") + "?by=growth", "热点"
    elif item.code == REVIEWS.code:
        url, about = reverse("desks:knowledge_reviews"), "知识复核"
    return {
        "key": item.key,
        "sentence": item.sentence,
        "urgent": item.urgent,
        "unread": item.unread,
        "at": item.at,
        "at_words": words.moment(item.at, year=False),
        "number": item.number,
        "about": about,
        "url": url,
        "read_url": reverse("desks:notice_read", args=[item.key]),
    }
