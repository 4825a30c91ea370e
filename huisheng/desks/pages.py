"""How a page for seats gets its address."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from huisheng.desks import door
from huisheng.directory.deeds import Owed


def page(
    route: str, view: Callable[..., HttpResponseBase], name: str, *owing: Owed, unattended: bool = False
) -> URLPattern:
    """An address behind the door (``door.seated``); ``name`` is known as ``desks:NAME``."""
    return path(route, door.seated(view, owing=frozenset(owing), unattended=unattended), name=name)
