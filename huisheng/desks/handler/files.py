"""Attachments of an order, for seats that may see it: the small picture on its page, the file by a click."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments import filing, reads, store
from huisheng.lifecycle.attachments.states import MEDIA, PICTURES, Sort


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


def _sent(data: bytes, media: str, disposition: str) -> HttpResponse:
    """``no-store`` comes from the door; whatever the bytes say, a browser takes them for nothing else."""
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=media, headers=headers)
