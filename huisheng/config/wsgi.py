"""The WSGI door that granian serves: pages through the whole stack of middleware, the API through a short one."""

import atexit
import gc
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.config.settings")
# a page's statement ends before helpers have started, and many pages are made at once: each keeps to its own connection
os.environ.setdefault("PGOPTIONS", "-c max_parallel_workers_per_gather=0")

import django

django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  settings come first
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402  the same
from django.template import engines  # noqa: E402  the same
from django.urls import get_resolver  # noqa: E402  the same

from huisheng.ledger import nudge  # noqa: E402  the same
from huisheng.rulebook.book import shipped  # noqa: E402  the same

API = "/api/"

nudge.on()


def settle() -> None:
    """Load what every page needs before the first one, and leave it out of the collection of garbage for good.

    A full collection goes through all of it, for a fifth of a second, in the middle of somebody's page. What a page
    leaves behind is little, and mostly freed at once: young objects are looked at by ten thousands.
    """
    get_resolver().reverse_dict  # noqa: B018  imports every view and builds the map of addresses
    shipped()
    for engine in engines.all():
        for root in engine.dirs:
            for path in Path(root).rglob("*.html"):
                engine.get_template(path.relative_to(root).as_posix())
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # at the end all goes in order, and no library tells of leaks
    gc.set_threshold(10_000, 20, 20)


settle()


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
