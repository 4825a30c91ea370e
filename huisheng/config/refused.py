"""Pages for what went wrong: citizens see the public site's, seats Django's own, from ``templates/``."""

import sys

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import defaults
from django.views.csrf import csrf_failure

from huisheng.portal import sorry

_PUBLIC = "/p/"


def bad(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """400, and 413 where it was too much."""
    if request.path.startswith(_PUBLIC):
        return sorry.refused(request, exception)
    return defaults.bad_request(request, exception)


def missing(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404."""
    return sorry.missing(request) if request.path.startswith(_PUBLIC) else defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponseBase:
    """500, and 503 where the database is away."""
    if request.path.startswith(_PUBLIC):
        return sorry.broken(request, sys.exc_info()[1])
    return defaults.server_error(request)


def forged(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form without its token."""
    return sorry.expired(request) if request.path.startswith(_PUBLIC) else csrf_failure(request, reason)
