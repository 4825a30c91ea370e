"""How a page for seats gets its address, and what may stand in the gaps of one (before any desk names its own)."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path, register_converter

from huisheng.desks import door
from huisheng.directory.deeds import Owed
from huisheng.lifecycle.workorder.states import NUMBER


class OrderNumber:
    """A number as numbers are made; anything else is no page, and never reaches the database."""

    regex = NUMBER

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class FigureToken(OrderNumber):
    """The identity of a figure, as ``measures.token.pack`` writes it."""

    regex = r"[A-Za-z0-9_\-]{8,1200}"


class SourceRef(OrderNumber):
    """The key of a number's source, as ``circular.composition.numbers.ref_of`` makes it."""

    regex = r"[A-Za-z0-9_.\-]{1,1200}"


class SeatCode(OrderNumber):
    """The code of a seat."""

    regex = r"[A-Za-z0-9_\-]{1,50}"


register_converter(OrderNumber, "number")
register_converter(FigureToken, "token")
register_converter(SourceRef, "ref")
register_converter(SeatCode, "seat")


def page(
    route: str, view: Callable[..., HttpResponseBase], name: str, *owing: Owed, unattended: bool = False
) -> URLPattern:
    """An address behind the door (``door.seated``); ``name`` is known as ``desks:NAME``."""
    return path(route, door.seated(view, owing=frozenset(owing), unattended=unattended), name=name)
