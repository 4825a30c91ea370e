"""Addresses of the screens. All but the door are for signed-in seats only."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path, register_converter

from huisheng.desks import (
    account,
    circulars,
    cites,
    door,
    edition,
    figures,
    home,
    intake,
    keeping,
    numbers,
    order,
    orders,
    scored,
)
from huisheng.directory.deeds import Owed


class OrderNumber:
    """A number as numbers are made; anything else is no page, and never reaches the database."""

    regex = r"[A-Z]{1,10}-[0-9]{8}-[0-9]{7,18}"

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

app_name = "desks"


def _for_seats(
    route: str, view: Callable[..., HttpResponseBase], name: str, *owing: Owed, unattended: bool = False
) -> URLPattern:
    return path(route, door.seated(view, owing=frozenset(owing), unattended=unattended), name=name)


urlpatterns = [
    path("signin/", door.sign_in, name="sign_in"),
    path("signout/", door.sign_out, name="sign_out"),
    _for_seats("signin/code/", account.code, "code", *Owed),
    _for_seats("", home.home, "home"),
    _for_seats("account/", account.account, "account"),
    _for_seats("account/password/", account.password, "password", Owed.PASSWORD, Owed.FACTOR),
    _for_seats("account/factor/", account.factor, "factor", Owed.FACTOR),
    _for_seats("account/factor/give-up/", account.give_up, "give_up"),
    _for_seats("account/factor/codes/", account.renew, "renew"),
    _for_seats("account/logins/end/", account.end, "end_login"),
    _for_seats("account/idle/", account.idle, "idle", unattended=True),
    _for_seats("account/seats/", keeping.seats, "seats"),
    _for_seats("account/seats/<seat:seat>/", keeping.seat, "seat"),
    _for_seats("account/seats/<seat:seat>/do/<slug:act>/", keeping.act, "seat_act"),
    _for_seats("account/records/", keeping.records, "records"),
    _for_seats("orders/", orders.orders, "orders"),
    _for_seats("orders/new/", intake.new, "new"),
    _for_seats("orders/new/categories/", intake.suggest, "categories"),
    _for_seats("orders/<number:number>/", order.order, "order"),
    _for_seats("orders/<number:number>/caller/", order.caller, "caller"),
    _for_seats("orders/<number:number>/<slug:name>/", order.act, "act"),
    _for_seats("figures/", figures.index, "figures"),
    _for_seats("figures/number/<token:token>/", numbers.number, "number"),
    _for_seats("figures/<slug:name>/", figures.one, "table"),
    _for_seats("figures/<slug:name>.csv", figures.csv, "csv"),
    _for_seats("figures/<slug:name>/working/<slug:unit>/", scored.working, "trace"),
    _for_seats("circulars/", circulars.index, "circulars"),
    _for_seats("circulars/freeze/", circulars.freeze, "freeze"),
    _for_seats("circulars/<int:key>/", circulars.run, "run"),
    _for_seats("circulars/<int:key>/dossier.zip", circulars.dossier, "dossier"),
    _for_seats("circulars/<int:key>/do/<slug:name>/", circulars.act, "run_act"),
    _for_seats("circulars/<int:key>/<int:no>/", edition.edition, "edition"),
    _for_seats("circulars/<int:key>/<int:no>/do/<slug:name>/", edition.act, "edition_act"),
    _for_seats("circulars/<int:key>/<int:no>/number/<ref:ref>/", edition.number, "edition_number"),
    _for_seats("circulars/<int:key>/<int:no>/circular.<slug:form>", edition.file, "edition_file"),
    _for_seats("rulebook/<slug:document>/<slug:article>/", cites.article, "article"),
]
