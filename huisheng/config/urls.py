"""The address book: each room on the top floor brings its own pages; here stands only under which prefix."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from huisheng.config.demo import progress
from huisheng.config.health import health

# prefix -> the room's own address book
_ROOMS = {
    "api/": "huisheng.api.urls",
    "p/": "huisheng.portal.urls",
    "": "huisheng.desks.urls",
}

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", health), path("rehearsal/", progress, name="rehearsal")]
urlpatterns += [path(prefix, include(room)) for prefix, room in _ROOMS.items() if find_spec(room)]

handler400 = "huisheng.config.refused.bad"
handler404 = "huisheng.config.refused.missing"
handler500 = "huisheng.config.refused.broken"
