"""The address book: each room on the top floor brings its own pages; here stands only under which prefix."""

from importlib.util import find_spec

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

# prefix -> the room's own address book
_ROOMS = {
    "": "huisheng.desks.urls",
    "api/": "huisheng.api.urls",
}


def health(request: HttpRequest) -> HttpResponse:
    """For ``huisheng run`` and balancers: 200 while this process reaches its database, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("数据库暂时不可用\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [path("healthz", health)]
urlpatterns += [path(prefix, include(room)) for prefix, room in _ROOMS.items() if find_spec(room)]
