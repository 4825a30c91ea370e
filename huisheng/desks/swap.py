"""A page asked for by htmx: which part of the screen it fills, and where a form that was done sends the browser."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails


def htmx(request: HttpRequest) -> HtmxDetails:
    """What htmx said of this request; false where the browser asked by itself."""
    return cast(HtmxDetails, request.htmx)  # type: ignore[attr-defined]  # set by HtmxMiddleware


def fills(request: HttpRequest, part: str) -> bool:
    """Whether the answer fills this element (its id) alone, not a whole page."""
    said = htmx(request)
    return bool(said) and said.target == part


def see(where: str) -> HttpResponse:
    """303: what was done stands at that address. A reload there does nothing twice."""
    return HttpResponse(status=303, headers={"Location": where})


def go(request: HttpRequest, where: str) -> HttpResponse:
    """``see``, also where a part of the screen asked: the whole screen goes there."""
    return HttpResponseClientRedirect(where) if htmx(request) else see(where)
