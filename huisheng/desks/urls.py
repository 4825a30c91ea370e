"""Addresses of the screens. All but the door are for signed-in seats only."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter

from huisheng.desks import cites, door, figures, home, intake, order, orders


class OrderNumber:
    """A number as numbers are made; anything else is no page, and never reaches the database."""

    regex = r"[A-Z]{1,10}-[0-9]{8}-[0-9]{7,18}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(OrderNumber, "number")

app_name = "desks"


def _for_seats(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    return path(route, door.seated(view), name=name)


urlpatterns = [
    path("signin/", door.sign_in, name="sign_in"),
    path("signout/", door.sign_out, name="sign_out"),
    _for_seats("", home.home, "home"),
    _for_seats("orders/", orders.orders, "orders"),
    _for_seats("orders/new/", intake.new, "new"),
    _for_seats("orders/new/categories/", intake.suggest, "categories"),
    _for_seats("orders/<number:number>/", order.order, "order"),
    _for_seats("orders/<number:number>/caller/", order.caller, "caller"),
    _for_seats("orders/<number:number>/<slug:name>/", order.act, "act"),
    _for_seats("figures/", figures.index, "figures"),
    _for_seats("figures/<slug:name>/", figures.one, "table"),
    _for_seats("figures/<slug:name>.csv", figures.csv, "csv"),
    _for_seats("rulebook/<slug:document>/<slug:article>/", cites.article, "article"),
]
