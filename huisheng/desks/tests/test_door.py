"""Signing in and out; nothing else opens without it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern

from huisheng.desks import door, urls, watch
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import As
from huisheng.directory.models import Seat
from tests.cast import PASSWORD, World

WRONG = "账号或密码不对"


def test_a_seat_signs_in_and_out(world: World) -> None:
    client = Client()
    assert "登录" in said(client.get("/signin/"))
    before = client.session.session_key
    answer = client.post("/signin/", {"username": "agent", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/agent/")
    assert client.session.session_key != before
    assert client.get("/signin/")["Location"] == "/agent/"
    home = client.get("/")
    assert home.status_code == 200
    assert "坐席甲" in said(home)
    assert home["Cache-Control"] == "no-store"
    assert client.get("/signout/").status_code == 405
    assert client.post("/signout/")["Location"] == "/signin/"
    assert client.get("/")["Location"] == "/signin/", "nobody asked for a page"


def test_a_session_begun_by_another_is_not_taken_over(world: World) -> None:
    client = Client()
    session = client.session
    session["planted"] = "x"
    session.save()
    planted = session.session_key
    client.post("/signin/", {"username": "agent", "password": PASSWORD})
    assert client.session.session_key != planted


def test_onward_only_within_the_site(world: World) -> None:
    def leads(wanted: str) -> str:
        client = Client()
        given = {"username": "agent", "password": PASSWORD, "next": wanted}
        return str(client.post("/signin/", given)["Location"])

    assert leads("/orders/?state=accepted") == "/orders/?state=accepted"
    for foreign in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        assert leads(foreign) == "/agent/"
    assert leads("/") == "/", "the home page, if that was asked for"


def test_each_role_begins_at_its_own_desk(world: World) -> None:
    def begins(code: str) -> str:
        return str(Client().post("/signin/", {"username": code, "password": PASSWORD})["Location"])

    desks = {"dispatcher": "/dispatch/", "h-police": "/unit/", "visitor": "/visits/", "supervisor": "/supervision/"}
    for code, desk in {**desks, "leader": "/leader/", "admin": "/admin/", "auditor": "/"}.items():
        assert begins(code) == desk, code


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("agent", "falsch-falsch"),
        ("nobody", PASSWORD),
        ("", ""),
        ("a\0gent", PASSWORD[:-1]),
        ("agent\0" * 1000, "\0"),
        ("𠮷😀\u202e", "😀"),
        ("agent", "x" * 1_000_000),
    ],
)
def test_wrong_answers_get_one_sentence(world: World, username: str, password: str) -> None:
    answer = Client().post("/signin/", {"username": username, "password": password})
    assert answer.status_code == 422
    assert WRONG in said(answer)
    assert "_auth_user_id" not in answer.client.session


def test_too_many_wrong_answers_lock(world: World) -> None:
    client = Client()
    for _ in range(4):
        assert client.post("/signin/", {"username": "agent", "password": "falsch-falsch"}).status_code == 422
    locked = client.post("/signin/", {"username": "agent", "password": "falsch-falsch"})
    assert locked.status_code == 429
    assert "暂停登录" in said(locked)
    assert client.post("/signin/", {"username": "agent", "password": PASSWORD}).status_code == 429
    assert Client().post("/signin/", {"username": "visitor", "password": PASSWORD}).status_code == 302


def test_an_account_without_a_seat_stays_outside(world: World) -> None:
    User.objects.create_user("stranger", password=PASSWORD)
    answer = Client().post("/signin/", {"username": "stranger", "password": PASSWORD})
    assert answer.status_code == 422
    assert "没有席位" in said(answer)


def test_a_closed_seat_is_out_at_its_next_page(world: World, as_: As) -> None:
    client = as_("agent")
    Seat.objects.filter(code="agent").update(valid_to="2019-11-05")
    assert client.get("/orders/")["Location"].startswith("/signin/")
    assert "没有席位" in said(client.post("/signin/", {"username": "agent", "password": PASSWORD}))


def test_nothing_opens_without_a_seat(world: World) -> None:
    """Every address of the screens, whatever it takes, but the door itself."""
    number = "YS-20191104-0000001"
    some: dict[str, Any] = {"number": number, "name": "sign_in", "document": "domain", "article": "art-1"}
    some |= {"token": "no-such-figure", "key": "1", "no": "1", "ref": "f1", "form": "docx", "unit": "x"}
    some |= {
        "seat": "agent",
        "act": "unlock",
        "deed": "put",
        "part": "unit",
        "parameter": "x",
        "version": "v",
        "what": "units",
        "kind": "mail",
    }
    tried = 0
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        if pattern.name in ("sign_in", "sign_out"):
            continue
        wanted = {name: some[name] for name in pattern.pattern.converters}
        path = "/" + str(pattern.pattern)
        for name, value in wanted.items():
            for converter in ("number:", "slug:", "token:", "int:", "ref:", "seat:"):
                path = path.replace(f"<{converter}{name}>", value)
        assert "<" not in path
        for answer in (Client().get(path), Client().post(path)):
            assert answer.status_code == 302, path
            assert answer["Location"].startswith("/signin/?next=" if path != "/" else "/signin/"), path
        tried += 1
    assert tried > 8
    assert Client().get("/rehearsal/")["Location"].startswith("/signin/")


def test_health_is_open(world: World) -> None:
    assert Client().get("/healthz").status_code == 200


def test_a_form_without_its_token_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/signin/", {"username": "agent", "password": PASSWORD})
    assert answer.status_code == 403
    assert "请重新提交" in said(answer)


def test_only_a_page_that_is_read_remembers(rf: Any, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page asks twice it asks once; an act, and the page it answers with, asks each time."""
    from django.http import HttpResponse

    from huisheng.kernel import memo

    said: list[int] = []

    def view(request: Any, actor: Any) -> HttpResponse:
        said.append(len({memo.once("question", object) for _ in range(2)}))
        return HttpResponse()

    monkeypatch.setattr(watch, "stop", lambda *_, **__: None)
    for method in ("get", "head", "post", "get"):
        request = getattr(rf, method)("/")
        request.user, request.htmx = User.objects.get(username="agent"), None
        door.seated(view)(request)
    assert said == [1, 1, 2, 1] and memo.once("question", object) is not memo.once("question", object)
