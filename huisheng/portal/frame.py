"""The frame around every page of the public site: which platform, who asks, what is kept in no cache."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.cache import patch_vary_headers

from huisheng.channels.inbox import reads as inbox
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock, memo
from huisheng.kernel.errors import Refusal
from huisheng.portal import limits, visitor
from huisheng.rulebook import Rules

P = ParamSpec("P")

PHONE = "12345"
_STATUS = {"not_found": 404, "too_often": 429, "no_system": 503}


@dataclass(frozen=True, slots=True)
class Here:
    """Where one is: the platform, its own seat, which acts for its citizens, the hour, and the device that asks."""

    platform: UnitCard
    house: Actor
    at: datetime
    token: str
    address: str

    @property
    def device(self) -> bytes:
        """By what the device is known."""
        return visitor.device(self.token)

    @property
    def law(self) -> Rules:
        """The rules of the platform now."""
        return law.at(clock.local_day(self.at), self.platform.scope)

    def url(self, name: str, *args: object) -> str:
        """The address of a page of this platform's."""
        return reverse(f"portal:{name}", args=[self.platform.code, *args])

    def who(self, **more: str) -> dict[str, str]:
        """By what the one who asks is counted."""
        return {"address": self.address, "device": self.token, **more}


def page(route: str, view: Callable[..., HttpResponseBase], name: str, *, kept: bool = False) -> URLPattern:
    """An address of the public site. ``kept``: the browser may keep the page, there is nothing personal on it."""
    return path(f"<slug:platform>/{route}", _opened(view, kept), name=name)


def _opened(
    view: Callable[Concatenate[HttpRequest, Here, P], HttpResponseBase], kept: bool
) -> Callable[..., HttpResponseBase]:
    @functools.wraps(view)
    def opened(request: HttpRequest, platform: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        at, token = clock.now(), visitor.token(request)
        try:
            card = directory.platform_by_code(platform)
        except Refusal:
            raise Http404 from None
        try:
            here = Here(card, inbox.house(card.id), at, token or visitor.new_token(), visitor.address(request))
        except Refusal as refusal:
            return render(request, "portal/sorry.html", {"sentence": refusal.sentence, "phone": PHONE}, status=503)
        try:
            with memo.reading(request.method in ("GET", "HEAD")):
                response = view(request, here, *args, **kwargs)
        except Refusal as refusal:
            status = _STATUS.get(refusal.code, 403)
            response = show(request, here, "portal/sorry.html", {"sentence": refusal.sentence}, status=status)
        if not token and "Content-Disposition" not in response:
            visitor.remember(response, here.token, limits.span("draft_hours", card, at))
        response["Cache-Control"] = "private, no-cache" if kept else "no-store"
        patch_vary_headers(response, ("Cookie",))
        return response

    return opened


def show(
    request: HttpRequest, here: Here, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page in the frame."""
    large = visitor.is_large(request)
    frame = {
        "platform": here.platform,
        "phone": PHONE,
        "home_url": here.url("home"),
        "file_url": here.url("new"),
        "track_url": here.url("track"),
        "large": large,
        "text_url": f"{here.url('text', 'normal' if large else 'large')}?next={request.path}",
        "theme": request.COOKIES.get("theme", ""),
    }
    return render(request, template, {**frame, **(context or {})}, status=status)


def go(where: str) -> HttpResponse:
    """303: the next page. A reload there sends nothing twice."""
    return HttpResponse(status=303, headers={"Location": where})


def text(request: HttpRequest, here: Here, size: str) -> HttpResponse:
    """Large text or the usual one, and back to where one was."""
    wanted = urlsplit(request.GET.get("next", "")).path
    response = go(wanted if wanted.startswith(here.url("home")) else here.url("home"))
    visitor.choose_large(response, size == "large")
    return response
