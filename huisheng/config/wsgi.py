"""The WSGI door that granian serves: pages through the whole stack of middleware, the API through a short one."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.config.settings")

import django

django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  settings come first
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  the same

from huisheng.ledger import nudge  # noqa: E402  the same

API = "/api/"

nudge.on()


class ApiHandler(WSGIHandler):
    """Bearer keys need neither sessions nor CSRF tokens, and JSON neither CSP nor messages: a fifth of an intake."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Django reads settings.MIDDLEWARE here and nowhere else; no request is served yet."""
        whole = settings.MIDDLEWARE
        settings.MIDDLEWARE = settings.API_MIDDLEWARE
        try:
            super().load_middleware(is_async)
        finally:
            settings.MIDDLEWARE = whole


_pages = WSGIHandler()
_api = ApiHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Each request to its stack."""
    handler = _api if environ.get("PATH_INFO", "").startswith(API) else _pages
    response: Iterable[bytes] = handler(environ, start_response)
    return response
