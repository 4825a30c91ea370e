"""Addresses of the screens. All but the door are for signed-in seats only."""

from django.urls import path

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
    likes,
    numbers,
    order,
    orders,
    scored,
)
from huisheng.desks.admin import urls as admin
from huisheng.desks.agent import urls as agent
from huisheng.desks.assessor import urls as assessor
from huisheng.desks.dispatcher import urls as dispatcher
from huisheng.desks.handler import urls as handler
from huisheng.desks.knowledge import urls as knowledge
from huisheng.desks.leader import urls as leader
from huisheng.desks.letters import urls as letters
from huisheng.desks.lists import urls as lists
from huisheng.desks.live import urls as live
from huisheng.desks.messages import urls as messages
from huisheng.desks.nuisances import urls as nuisances
from huisheng.desks.pages import page
from huisheng.desks.quality import urls as quality
from huisheng.desks.supervisor import urls as supervisor
from huisheng.desks.topics import urls as topics
from huisheng.desks.visitor import urls as visitor
from huisheng.directory.deeds import Owed

app_name = "desks"

urlpatterns = [
    path("signin/", door.sign_in, name="sign_in"),
    path("signout/", door.sign_out, name="sign_out"),
    page("signin/code/", account.code, "code", *Owed),
    page("", home.home, "home"),
    page("account/", account.account, "account"),
    page("account/password/", account.password, "password", Owed.PASSWORD, Owed.FACTOR),
    page("account/factor/", account.factor, "factor", Owed.FACTOR),
    page("account/factor/give-up/", account.give_up, "give_up"),
    page("account/factor/codes/", account.renew, "renew"),
    page("account/logins/end/", account.end, "end_login"),
    page("account/idle/", account.idle, "idle", unattended=True),
    page("account/seats/", keeping.seats, "seats"),
    page("account/seats/<seat:seat>/", keeping.seat, "seat"),
    page("account/seats/<seat:seat>/do/<slug:act>/", keeping.act, "seat_act"),
    page("account/records/", keeping.records, "records"),
    page("orders/", orders.orders, "orders"),
    page("orders/new/", intake.new, "new"),
    page("orders/new/categories/", intake.suggest, "categories"),
    page("orders/<number:number>/", order.order, "order"),
    page("orders/<number:number>/caller/", order.caller, "caller"),
    page("orders/<number:number>/likes/", likes.likes, "likes"),
    page("orders/<number:number>/<slug:name>/", order.act, "act"),
    page("figures/", figures.index, "figures"),
    page("figures/number/<token:token>/", numbers.number, "number"),
    page("figures/<slug:name>/", figures.one, "table"),
    page("figures/<slug:name>.csv", figures.csv, "csv"),
    page("figures/<slug:name>/working/<slug:unit>/", scored.working, "trace"),
    page("circulars/", circulars.index, "circulars"),
    page("circulars/freeze/", circulars.freeze, "freeze"),
    page("circulars/<int:key>/", circulars.run, "run"),
    page("circulars/<int:key>/dossier.zip", circulars.dossier, "dossier"),
    page("circulars/<int:key>/do/<slug:name>/", circulars.act, "run_act"),
    page("circulars/<int:key>/<int:no>/", edition.edition, "edition"),
    page("circulars/<int:key>/<int:no>/do/<slug:name>/", edition.act, "edition_act"),
    page("circulars/<int:key>/<int:no>/number/<ref:ref>/", edition.number, "edition_number"),
    page("circulars/<int:key>/<int:no>/circular.<slug:form>", edition.file, "edition_file"),
    page("rulebook/<slug:document>/<slug:article>/", cites.article, "article"),
]

_DESKS = (
    *(agent, dispatcher, handler, visitor, supervisor, assessor, leader, knowledge, quality, admin),
    *(lists, live, messages, nuisances, letters, topics),
)
urlpatterns += [one for desk in _DESKS for one in desk.PAGES]
