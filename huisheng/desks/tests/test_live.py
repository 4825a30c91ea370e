"""What a page asks by itself, the bell, the page of notices, and counts that follow an act."""

from typing import Any

import pytest
from django.test import Client

from huisheng.desks.tests.addresses import DETAIL, address, order, said, version
from huisheng.desks.tests.conftest import As
from huisheng.directory.models import Login
from huisheng.ledger import cursor, news
from huisheng.lifecycle.notices import follow
from huisheng.lifecycle.notices.models import Notice
from tests.cast import World


def json(client: Client, path: str, **given: Any) -> Any:
    answer: Any = client.get(path, given)
    assert answer.status_code == 200, answer
    return answer.json()


@pytest.fixture
def folded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices are folded from what isn't committed yet."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)


def _earlier() -> str:
    """A place before this test's transaction, whose entries are all seen as new."""
    low = int(news.here().split(":")[0])
    return f"{low}:{low}:"


def test_a_page_says_where_it_began(world: World, as_: As) -> None:
    page = said(as_("dispatcher").get("/orders/"))
    assert 'data-live="/live/changes/"' in page and 'data-push=""' in page and "live.js" in page
    assert news.since(page.split('data-since="')[1].split('"')[0], 10).entries is not None
    assert "data-live=" not in said(as_("admin").get("/")), "nothing is shown to him live"


def test_where_the_push_is(world: World, as_: As, settings: Any) -> None:
    client = as_("dispatcher")
    settings.PUSH_PORT = "8099"
    assert 'data-push="http://testserver:8099/events/"' in said(client.get("/"))
    assert 'data-push="http://localhost:8099/events/"' in said(client.get("/", HTTP_HOST="localhost:8012"))
    by_address = said(client.get("/", HTTP_HOST="[::1]:8012"))
    assert 'data-push=""' in by_address, "no policy can name an IPv6 address: such a page asks"
    assert 'data-push=""' in said(client.get("/", secure=True)), "a page of HTTPS may not ask by HTTP"
    settings.PUSH = "/events/"
    assert 'data-push="/events/"' in said(client.get("/", secure=True))


def test_changes_are_told_to_whom_they_concern(world: World, as_: As) -> None:
    since = _earlier()
    key = world.dispatched("water")
    number = order(key).number
    for seat, seen in (("dispatcher", True), ("h-water", True), ("h-urban", False), ("d-linhe", False)):
        told = json(as_(seat), "/live/changes/", since=since)
        assert [one["number"] for one in told["orders"]] == ([number] if seen else []), seat
        assert (told["rail"] is not None) is seen
        assert told["resync"] is False
    (one,) = json(as_("dispatcher"), "/live/changes/", since=since)["orders"]
    assert (one["state"], one["word"], one["did"], one["by"], one["mine"]) == (
        "in_hand", "办理中", "派单", "派单员甲", True,
    )  # fmt: skip
    assert "幸福里" not in str(one) and "演示" not in str(one)
    for nonsense in ("", "x", "1:2", "1:2:x", "9" * 5000):
        assert json(as_("dispatcher"), "/live/changes/", since=nonsense)["resync"] is True
    far = f"{2**50}:{2**50}:"
    assert json(as_("dispatcher"), "/live/changes/", since=far)["orders"] == []


def test_too_much_to_tell(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    from huisheng.desks.live import changes

    monkeypatch.setattr(changes, "_MOST", 3)
    since = _earlier()
    world.dispatched("water")
    told = json(as_("h-urban"), "/live/changes/", since=since)
    assert (told["resync"], told["orders"]) == (True, [])


def test_rows_as_they_are_now(world: World, as_: As) -> None:
    water, urban = world.dispatched("water", title="水的事"), world.dispatched("urban", title="城管的事")
    mine, theirs = order(water).number, order(urban).number
    told = json(as_("h-water"), "/live/rows/", state="in_hand", n=[mine, theirs, "x"], new=[mine, theirs])
    assert list(told["rows"]) == [mine] and told["fresh"] == 1
    assert f'id="row-{mine}"' in told["rows"][mine] and "?state=in_hand" in told["rows"][mine]
    assert "aria-current" not in told["rows"][mine]
    assert json(as_("h-water"), "/live/rows/", state="closed", new=[mine])["fresh"] == 0
    assert json(as_("h-water"), "/live/rows/", state="nonsense", new=[mine])["fresh"] == 0
    assert json(as_("h-water"), "/live/rows/") == {"rows": {}, "fresh": 0}


def test_an_act_brings_the_counts(world: World, as_: As) -> None:
    key = world.accept()
    client = as_("agent")
    assert ">1<" in said(client.get("/orders/")).split('data-state="accepted"')[1][:900]
    assert client.post(address(key, "hand_on"), version(key), headers=DETAIL).status_code == 303
    page = said(client.get(address(key), headers=DETAIL))
    rail = page.split('id="rail"')[1]
    assert 'hx-swap-oob="true"' in rail[:200]
    assert "count" not in rail.split('data-state="accepted"')[1].split("</a>")[0]
    assert 'data-version="' in page
    stale: Any = client.post(address(key, "hand_on"), {"version": "1"}, headers=DETAIL)
    assert stale.status_code == 409 and 'id="rail"' in said(stale)
    assert 'id="rail"' not in said(client.get(address(key), headers=DETAIL))


def test_a_script_keeps_nobody_signed_in(world: World, as_: As) -> None:
    client = as_("dispatcher")
    client.get("/")
    login = Login.objects.latest("pk")
    before = login.seen_at - (login.seen_at - login.begun_at.replace(year=2018)) / 10**6
    Login.objects.filter(pk=login.pk).update(seen_at=before.replace(minute=(before.minute - 5) % 60))
    seen = Login.objects.get(pk=login.pk).seen_at
    for path in ("/live/changes/", "/live/rows/", "/live/bell/"):
        assert client.get(path).status_code == 200
    client.get("/orders/?state=in_hand", headers={"X-Unattended": "1"})
    assert Login.objects.get(pk=login.pk).seen_at == seen


def test_the_bell_and_its_page(world: World, as_: As, folded: None) -> None:
    key = world.dispatched("water", title="小区停水")
    other = world.dispatched("water", title="井盖松动")
    with world.hour():
        follow.step()
    client, stranger = as_("h-water"), as_("h-urban")
    assert "2 条未读" in said(client.get("/live/bell/"))
    assert "未读" not in said(stranger.get("/live/bell/"))
    assert json(client, "/live/changes/", since="")["unread"] == 2
    page = said(client.get("/notices/"))
    assert "新派来一件，请签收" in page and "小区停水" in page and address(key) in page
    assert "小区停水" not in said(stranger.get("/notices/")) and "还没有通知" in said(stranger.get("/notices/"))
    assert "没有通知" in said(as_("admin").get("/notices/"))
    newest, oldest = Notice.objects.get(order=other).pk, Notice.objects.get(order=key).pk

    read = f"/notices/{oldest}/read/"
    assert client.get(read).status_code == client.get("/notices/read/").status_code == 405
    assert stranger.post(read).status_code == 404
    assert client.post(read, headers={"X-Unattended": "1"}).status_code == 204
    assert client.post(read).status_code == 302
    assert "1 条未读" in said(client.get("/notices/"))
    client.post("/notices/read/", {"upto": "x"})
    assert "1 条未读" in said(client.get("/notices/"))
    client.post("/notices/read/", {"upto": str(newest)})
    assert "都读过了" in said(client.get("/notices/"))
    assert client.get("/notices/", {"after": "x"}).status_code == 403
    assert "上一页" in said(client.get("/notices/", {"after": str(newest)}))
    assert Client().get("/notices/").status_code == Client().get("/live/changes/").status_code == 302
    assert as_("admin").post("/notices/read/", {"upto": "1"}).status_code == 403
    assert client.post("/notices/999999999999999999999999/read/").status_code == 404
