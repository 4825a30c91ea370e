"""Attachments of an order, for seats that may see it: the small picture on its page, the file by a click."""

import re
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from huisheng.desks.addresses import reverse
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments import filing, reads, store
from huisheng.lifecycle.attachments.states import MEDIA, PICTURES, Sort

_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})", re.ASCII)


def file(request: HttpRequest, actor: Actor, number: str, no: int) -> HttpResponse:
    """The file, to be saved. By POST alone: taking it out is written down."""
    if request.method != "POST":
        return redirect("desks:order", number)
    matter, found = reads.one(number, no, actor)
    data = filing.take_out(matter, found, by=actor, at=clock.now())
    return _sent(data, MEDIA[Sort(found.sort)], f"attachment; filename*=UTF-8''{quote(found.name)}")


@require_safe
def small(request: HttpRequest, actor: Actor, number: str, no: int) -> HttpResponse:
    """The small picture that stands on the order's page."""
    _, found = reads.one(number, no, actor)
    if Sort(found.sort) not in PICTURES:
        raise Refusal("not_found", "这个附件不是照片。")
    return _sent(store.read(found.content, small=True), "image/jpeg", "inline")


def play(request: HttpRequest, actor: Actor, number: str, no: int) -> HttpResponse:
    """The player of a voice note. By POST alone: listening is written down."""
    if request.method != "POST":
        return redirect("desks:order", number)
    matter, found = reads.one(number, no, actor)
    filing.listen(matter, found, by=actor, at=clock.now())
    context = {
        "name": found.name,
        "sound_url": reverse("desks:file_sound", args=[number, no]),
        "order_url": reverse("desks:order", args=[number]),
    }
    swapped = bool(getattr(request, "htmx", False))
    return render(request, "orders/_voice.html" if swapped else "orders/voice.html", context)


@require_safe
def sound(request: HttpRequest, actor: Actor, number: str, no: int) -> HttpResponse:
    """What the player plays, whole or the piece it asks for."""
    matter, found = reads.one(number, no, actor)
    data = filing.heard(matter, found, by=actor, at=clock.now())
    if data is None:
        return redirect("desks:order", number)
    return _piece(_sent(data, MEDIA[Sort(found.sort)], "inline"), request.headers.get("Range", ""))


def _piece(answer: HttpResponse, wanted: str) -> HttpResponse:
    """The part of the answer that was asked for (RFC 9110, one range); all of it where none was, or several were."""
    answer["Accept-Ranges"] = "bytes"
    data, asked = answer.content, _RANGE.fullmatch(wanted)
    if asked is None or not (asked[1] or asked[2]):
        return answer
    size = len(data)
    first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if first > last:
        answer.status_code, answer.content, answer["Content-Range"] = 416, b"", f"bytes */{size}"
        return answer
    answer.status_code, answer.content = 206, data[first : last + 1]
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    return answer


def _sent(data: bytes, media: str, disposition: str) -> HttpResponse:
    """``no-store`` comes from the door; whatever the bytes say, a browser takes them for nothing else."""
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=media, headers=headers)
