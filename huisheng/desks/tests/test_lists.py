"""What every list can: filters, order, columns, views, acts on many, exports, who saw an order."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.desks.tests.addresses import DETAIL, address, order, said
from huisheng.desks.tests.conftest import As
from huisheng.directory.models import Look, Seat
from huisheng.lifecycle.listing.making import Making
from huisheng.lifecycle.listing.models import Export, SavedView
from huisheng.lifecycle.workorder import lists
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search import follow
from huisheng.taxonomy import atlas
from huisheng.taxonomy.models import Region
from tests.cast import World

SEEN = {"HX-Request": "true", "HX-Target": "seen"}


def pick(key: int, *, ago: int = 0) -> str:
    row = order(key)
    return f"{row.number}.{row.version - ago}"


def numbers(answer: Any) -> list[str]:
    return [row.number for row in answer.context["rows"]]


# -- filters, order, columns


def test_new_filters_stand_in_the_address(world: World, as_: As) -> None:
    plain = order(world.accept(category="010101")).number
    other = order(world.accept(category="0201", channel="wechat", enterprise=True, urgent=True)).number
    returned = world.dispatched()
    world.do(returned, "ask_return", "h-water", ground="not_my_duty", clause="第3条", evidence="无")
    world.do(returned, "grant_return", "dispatcher", words="同意")
    supervised = world.awaiting_visit()
    world.unsatisfied(supervised)
    world.do(supervised, "supervise", "supervisor", form="written", words="限期办结")
    redone = world.awaiting_visit()
    world.unsatisfied(redone)
    world.do(redone, "redo", "visitor", reason="没有解决")
    client = as_("dispatcher")

    def found(**given: str) -> set[str]:
        answer = client.get("/orders/", given)
        assert answer.status_code == 200, given
        return set(numbers(answer))

    assert found(category="0101") >= {plain} and other not in found(category="0101")
    assert found(category="02 社会 / 治安") == {other}, "the name may stand behind the code"
    assert found(channel="wechat") == found(urgent="1") == found(enterprise="1", channel="wechat") == {other}
    assert found(returned="1") == {order(returned).number}
    assert found(supervised="1") == {order(supervised).number}
    assert found(redone="1") == {order(redone).number}
    page = said(client.get("/orders/", {"urgent": "1", "category": "02"}))
    assert "更多 2" in page and 'href="/orders/?category=02"' in page and 'href="/orders/?urgent=1"' in page


def test_regions_with_what_lies_within(world: World, as_: As) -> None:
    outer = Region.objects.create(platform="yunshan", code="east", name="东区", path="/east/", order=1)
    Region.objects.create(platform="yunshan", code="east-1", name="东一街", path="/east/east-1/", order=2, parent=outer)
    atlas.forget()
    inside, _ = order(world.accept(region="east-1")).number, world.accept()
    client = as_("dispatcher")
    assert numbers(client.get("/orders/", {"region": "east"})) == [inside]
    assert "东一街" in said(client.get("/orders/", {"region": "east", "cols": "region"}))
    atlas.forget()


def test_who_may_ask_for_what(world: World, as_: As) -> None:
    secret, own = world.accept(confidential=True), world.accept()
    Seat.objects.filter(code="agent").update(may_see_confidential=True)
    assert numbers(as_("agent").get("/orders/", {"mine": "1"})) == [order(own).number, order(secret).number]
    assert numbers(as_("agent").get("/orders/", {"confidential": "1"})) == [order(secret).number]
    assert as_("visitor").get("/orders/", {"confidential": "1"}).status_code == 422
    assert as_("dispatcher").get("/orders/", {"mine": "1"}).status_code == 422
    assert "我受理的" not in said(as_("dispatcher").get("/orders/"))
    assert 'name="confidential"' not in said(as_("visitor").get("/orders/"))


@pytest.mark.parametrize(
    "given",
    [
        {"category": "99999"},
        {"category": "\x009"},
        {"region": "nowhere"},
        {"channel": "pigeon"},
        {"urgent": "2"},
        {"sort": "random"},
        {"sort": "due", "after": "4711"},
        {"sort": "due", "after": "9" * 18 + "-1"},
        {"sort": "due", "before": "n--1"},
    ],
)
def test_a_new_filter_without_sense_is_a_sentence(world: World, as_: As, given: dict[str, str]) -> None:
    answer = as_("dispatcher").get("/orders/", given)
    assert answer.status_code == 422 and "筛选条件不对" in said(answer)


def test_by_clock_forth_and_back(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [world.accept() for _ in range(3)] + [world.dispatched() for _ in range(2)]
    done = [world.accept(), world.accept()]
    for key in done:
        world.do(key, "answer", "agent", words="已当场答复。")
    running = WorkOrder.objects.filter(pk__in=keys).order_by("due_at", "pk").values_list("number", flat=True)
    want = [*running, order(done[1]).number, order(done[0]).number]
    page_of = lists.page
    monkeypatch.setattr(lists, "page", lambda actor, filters: page_of(actor, filters, 2))
    client, seen, url = as_("dispatcher"), [], "/orders/?sort=due"
    pages, back = [], ""
    while url:
        answer: Any = client.get(url)
        pages.append(numbers(answer))
        seen += pages[-1]
        url, back = answer.context["pager"]["next_url"], answer.context["pager"]["previous_url"]
    assert seen == want
    for page in pages[-2::-1]:
        answer = client.get(back)
        assert numbers(answer) == page
        back = answer.context["pager"]["previous_url"]
    assert back == ""
    first: Any = client.get("/orders/?sort=due")
    heads = {head["name"]: head["sort"] for head in first.context["heads"]}
    assert (heads["due"], heads["no"], heads["unit"]) == ("ascending", "none", "")
    assert 'href="/orders/"' in said(first), "the number's head leads back to the newest"


def test_columns_are_chosen(world: World, as_: As) -> None:
    world.accept()
    client = as_("dispatcher")
    answer = client.get("/orders/?col=title&col=category&col=no&state=accepted")
    assert answer["Location"] == "/orders/?state=accepted&cols=title.category.no"
    page: Any = client.get(answer["Location"])
    assert [head["name"] for head in page.context["heads"]] == ["due", "no", "title", "category"]
    assert 'class="c-category"' in said(page) and 'class="c-unit"' not in said(page)
    assert "cols=title.category.no" in page.context["rows"][0].url
    usual: Any = client.get("/orders/?cols=evil.%00")
    assert len(usual.context["heads"]) == 7


def test_a_hit_is_marked_in_the_title_once(world: World, as_: As) -> None:
    key = world.accept(title="路灯<b>不亮", words="晚上太黑")
    follow.write([key])
    page = said(as_("dispatcher").get("/orders/", {"q": "路灯"}))
    assert "<mark>路灯</mark>&lt;b&gt;不亮" in page
    assert page.count("<mark>") == 1


# -- views


def test_a_view_is_kept_and_opens_the_list(world: World, as_: As) -> None:
    world.accept(urgent=True)
    world.accept()
    client = as_("agent")
    answer = client.post("/lists/views/?urgent=1&cols=no.title&after=9", {"name": "我的急件", "first": "1"})
    view = SavedView.objects.get()
    here = f"/orders/?urgent=1&cols=due.no.title&view={view.pk}"
    assert answer["Location"] == here
    assert client.get("/orders/")["Location"] == here
    page: Any = client.get(here)
    assert page.context["heading"] == "我的急件" and len(numbers(page)) == 1
    assert [(tab.label, tab.current) for tab in page.context["tabs"]] == [("全部", False), ("我的急件", True)]
    assert not page.context["form"]["changed"]
    other: Any = client.get(f"/orders/?urgent=1&kind=consult&view={view.pk}")
    assert other.context["form"]["changed"] and "按现在的筛选和列更新" in said(other)
    assert len(numbers(client.get("/orders/?view=all"))) == 2
    assert client.get("/lists/views/counts/").json() == {"counts": {str(view.pk): "1"}}


def test_a_view_is_changed_and_deleted(world: World, as_: As) -> None:
    client = as_("dispatcher")
    client.post("/lists/views/?urgent=1", {"name": "甲"})
    view = SavedView.objects.get()
    here = f"/lists/views/{view.pk}/"
    client.post(f"{here}?returned=1", {"act": "refresh", "name": "不算"})
    view.refresh_from_db()
    assert (view.name, view.filters) == ("甲", {"returned": "1"})
    client.post(f"{here}?urgent=1", {"act": "keep", "name": "乙", "shared": "1"})
    view.refresh_from_db()
    assert (view.name, view.filters, view.shared) == ("乙", {"returned": "1"}, True)
    assert client.post(here, {"act": "left"}).status_code == 302
    assert client.post(here, {"act": "evil"}).status_code == 404
    tabs = as_("agent").get("/orders/").context["tabs"]
    assert [(tab.label, tab.whose) for tab in tabs] == [("全部", ""), ("乙", "派单员甲共享")]
    assert "乙" not in said(as_("h-water").get("/orders/"))
    for act in ("keep", "drop", "left", "refresh"):
        assert as_("agent").post(here, {"act": act, "name": "丙"}).status_code == 404
    assert client.post(here, {"act": "drop"})["Location"] == "/orders/?view=all"
    assert not SavedView.objects.exists()


def test_a_refused_view_keeps_what_was_typed(world: World, as_: As) -> None:
    answer = as_("agent").post("/lists/views/?q=19900000001", {"name": "演示的电话", "first": "1"})
    page = said(answer)
    assert answer.status_code == 422 and "不能存下来" in page and 'value="演示的电话"' in page
    assert re.search(r"<details class=\"menu drop\" open>", page)


def test_counts_stop_at_99_and_cost_one_look_each(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huisheng.desks.lists.views._MOST", 1)
    for _ in range(3):
        world.accept()
    client = as_("agent")
    client.post("/lists/views/?state=accepted", {"name": "甲"})
    client.post("/lists/views/?state=closed", {"name": "乙"})
    first, second = SavedView.objects.order_by("pk")
    first_said = client.get("/lists/views/counts/").json()["counts"]
    assert first_said == {str(first.pk): "1+", str(second.pk): "0"}
    SavedView.objects.filter(pk=first.pk).update(filters={"state": "gone"})
    assert client.get("/lists/views/counts/").json()["counts"] == {str(second.pk): "0"}


def test_a_count_that_takes_long_is_left_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from huisheng.lifecycle.workorder.reads import visible

    slow = visible(world.seat("agent")).extra(where=["pg_sleep(0.2) IS NOT NULL"])  # the one way to be slow on purpose
    world.accept()
    world.accept()
    monkeypatch.setattr(lists, "_PATIENCE", 50)
    monkeypatch.setattr(lists, "filtered", lambda actor, filters: slow)
    assert lists.capped(world.seat("agent"), {}, 9) is None
    assert WorkOrder.objects.count() == 2, "the transaction goes on"


# -- many


def test_many_are_asked_then_done_each_by_itself(world: World, as_: As) -> None:
    keys = [world.dispatched("water") for _ in range(3)]
    stale, fresh, gone = keys
    before = [pick(stale), pick(fresh), pick(gone), "YS-20191104-9999999.3", "x", "YS-1.a"]
    world.do(gone, "sign_in", "h-water")
    client = as_("h-water")
    asked = client.post("/lists/many/?state=in_hand", {"many": "sign_in", "pick": before}, headers=DETAIL)
    page = said(asked)
    assert "签收：已勾选 3 件" in page and "签收 2 件" in page and "其中 1 件现在不能办" in page
    done = client.post("/lists/many/do/?state=in_hand", {"many": "sign_in", "pick": before}, headers=DETAIL)
    page = said(done)
    assert "签收：办了 2 件，2 件没有办成" in page
    assert "刚被别人更新过" in page and "没有找到这件工单" in page
    assert f"/orders/{order(gone).number}/?state=in_hand" in page, "a way to the refused one"
    assert page.count("hx-swap-oob") == 3 and "没办成的再办一次" in page
    assert [order(key).dispatches.get().state for key in keys] == ["signed"] * 3


def test_one_refusal_undoes_nothing_of_the_others(world: World, as_: As) -> None:
    first, second = world.accept(about="water"), world.accept()
    for key in (first, second):
        world.do(key, "hand_on", "agent")
    picks = [pick(first), pick(second)]
    client = as_("dispatcher")
    missing = client.post("/lists/many/do/", {"many": "send", "pick": picks, "note": "留着我"})
    assert missing.status_code == 422 and "请填写" in said(missing) and "留着我" in said(missing)
    answer = client.post("/lists/many/do/", {"many": "send", "pick": picks, "unit": "water", "note": ""})
    page = said(answer)
    assert "<html" in page and "派单：办了 1 件，1 件没有办成" in page and "不能交其自行办理" in page
    assert (order(first).state, order(second).state) == ("awaiting_dispatch", "in_hand")


def test_marked_urgent_with_one_reason(world: World, as_: As) -> None:
    keys = [world.accept(), world.accept(urgent=True)]
    given = {"many": "urgent", "pick": [pick(key) for key in keys], "reason": "汛期"}
    page = said(as_("supervisor").post("/lists/many/do/", given))
    assert "办了 1 件，1 件没有办成" in page and "已经标上" in page
    assert all(order(key).urgent for key in keys)


@pytest.mark.parametrize("given", [{}, {"many": "sign_in"}, {"many": "evil", "pick": "YS-20191104-0000001.1"}])
def test_nothing_to_do_is_said(world: World, as_: As, given: dict[str, str]) -> None:
    for where in ("/lists/many/", "/lists/many/do/"):
        answer = as_("h-water").post(where, given)
        assert answer.status_code == 422 and "请先在列表里勾选" in said(answer)
        assert as_("h-water").get(where)["Location"] == "/orders/"


def test_a_stranger_learns_nothing_of_an_order(world: World, as_: As) -> None:
    key = world.dispatched("water", title="水的事")
    for where in ("/lists/many/", "/lists/many/do/"):
        page = said(as_("h-urban").post(where, {"many": "sign_in", "pick": pick(key)}))
        assert "水的事" not in page
    assert order(key).dispatches.get().state == "sent"
    assert as_("visitor").post("/lists/many/do/", {"many": "sign_in", "pick": pick(key)}).status_code == 422


def test_who_can_do_nothing_to_many_has_no_ticks(world: World, as_: As) -> None:
    world.dispatched()
    assert 'name="pick"' not in said(as_("visitor").get("/orders/"))
    assert 'form="many"' in said(as_("h-water").get("/orders/"))


# -- exports


@pytest.fixture
def own_files(tmp_path: Path, settings: Any) -> None:
    """Files lie in a folder of the test's own."""
    settings.VAR = tmp_path


@pytest.mark.usefixtures("own_files")
def test_an_export_from_the_list_to_the_file(world: World, as_: As) -> None:
    world.accept(urgent=True)
    world.accept()
    client = as_("dispatcher")
    assert client.post("/lists/exports/?urgent=1", {"form": "csv"})["Location"] == "/lists/exports/"
    export = Export.objects.get()
    here = f"/lists/exports/{export.pk}/"
    waiting = said(client.get("/lists/exports/"))
    assert "紧急" in waiting and f'hx-get="{here}"' in waiting and "等待开始" in waiting
    maker = Making()
    maker.step()
    assert "正在生成 0 / 1 件" in said(client.get(here)) and "<progress" in said(client.get(here))
    maker.step()
    done = said(client.get(here))
    assert "下载" in done and "hx-get" not in done and "11-06 09:00 删除" in done
    assert client.get(f"{here}file/").status_code == 405
    file: Any = client.post(f"{here}file/")
    body = b"".join(file.streaming_content)
    assert body.startswith(b"\xef\xbb\xbf") and body.count(b"\r\n") == 2
    assert "filename=" in file["Content-Disposition"]
    for other in ("agent", "supervisor", "h-water"):
        assert as_(other).get(here).status_code == 404
        assert as_(other).post(f"{here}file/").status_code == 404
        assert as_(other).post(f"{here}cancel/").status_code == 404
        assert "紧急" not in said(as_(other).get("/lists/exports/"))
    Seat.objects.filter(code="dispatcher").update(may_see_confidential=False)
    lost = client.post(f"{here}file/")
    assert lost.status_code == 403 and "权限有变动" in said(lost)


@pytest.mark.usefixtures("own_files")
def test_what_is_refused_of_an_export_is_said(world: World, as_: As) -> None:
    client = as_("dispatcher")
    for given, words in (
        ({"form": "csv", "personal": "1"}, "请选择查看用途"),
        ({"form": "exe"}, "文件格式不在可选范围内"),
    ):
        answer = client.post("/lists/exports/", given)
        assert answer.status_code == 422 and words in said(answer)
    assert as_("admin").post("/lists/exports/", {"form": "csv"}).status_code == 403
    assert "导出…" not in said(as_("admin").get("/orders/"))
    client.post("/lists/exports/", {"form": "xlsx"})
    key = Export.objects.get().pk
    assert "已取消" in said(client.post(f"/lists/exports/{key}/cancel/", follow=True))
    assert "不用取消" in said(client.post(f"/lists/exports/{key}/cancel/", follow=True))
    assert client.post(f"/lists/exports/{key}/file/").status_code == 404


# -- who saw an order


def test_who_saw_an_order(world: World, as_: As) -> None:
    key = world.accept(confidential=True)
    number = order(key).number
    for _ in range(2):
        as_("dispatcher").get(address(key))
    as_("dispatcher").post(f"/orders/{number}/caller/", {"purpose": "verify"})
    client = as_("supervisor")
    assert f'hx-get="/lists/seen/{number}/"' in said(client.get(address(key)))
    page: Any = client.get(f"/lists/seen/{number}/", headers=SEEN)
    told = [(row["code"], row["what"], row["purpose"]) for row in page.context["looks"]]
    assert told[:3] == [
        ("supervisor", "打开页面", "打开保密工单"),
        ("dispatcher", "姓名、电话", "核实诉求内容"),
        ("dispatcher", "打开页面", "打开保密工单"),
    ]
    assert "<html" not in said(page) and "19900000001" not in said(page)
    assert "打开保密工单" in said(client.get(f"/lists/seen/{number}/")), "without script: the whole page"


def test_who_may_ask_who_saw_it(world: World, as_: As) -> None:
    key = world.dispatched("linhe")
    where = f"/lists/seen/{order(key).number}/"
    assert as_("supervisor").get(where).status_code == as_("leader").get(where).status_code == 200
    for code in ("dispatcher", "agent", "h-linhe", "d-linhe"):
        answer = as_(code).get(where)
        assert answer.status_code == 403 and "由受理平台的督办员、领导查看" in said(answer)
        assert "谁看过" not in said(as_(code).get(address(key)))
    assert as_("h-water").get(where).status_code == 404
    assert not Look.objects.filter(purpose="打开保密工单").exists(), "only a confidential one's opening is a look"


def test_many_looks_are_paged(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huisheng.directory.looks.PAGE", 2)
    key = world.accept()
    for purpose in ("verify", "visit", "review"):
        as_("visitor").post(f"/orders/{order(key).number}/caller/", {"purpose": purpose})
    client, url, told = as_("leader"), f"/lists/seen/{order(key).number}/?state=accepted", []
    while url:
        page: Any = client.get(url, headers=SEEN)
        told += [row["purpose"] for row in page.context["looks"]]
        url = page.context["older_url"]
    assert told[:3] == ["复核办理质量", "回访", "核实诉求内容"]


def test_the_mark_is_the_viewers_own(world: World, as_: As) -> None:
    key, plain = world.accept(confidential=True), world.accept()
    assert 'src="/lists/mark.svg"' in said(as_("dispatcher").get(address(key)))
    assert "mark.svg" not in said(as_("dispatcher").get(address(plain)))
    Seat.objects.filter(code="dispatcher").update(label="<甲>")
    from huisheng.directory import book

    book.forget()
    answer = as_("dispatcher").get("/lists/mark.svg")
    assert answer["Content-Type"] == "image/svg+xml" and answer["Cache-Control"] == "no-store"
    assert "dispatcher &lt;甲&gt;" in said(answer) and "2019-11-05 09:00" in said(answer)
    book.forget()


# -- what it costs


def test_queries_do_not_grow(world: World, as_: As) -> None:
    client = as_("dispatcher")
    paths = ("/orders/?sort=due", "/orders/?urgent=1&cols=category.region.channel.accepted", "/orders/?q=施工")

    def cost() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(path).status_code == 200
            found.append(len(caught))
        return found

    follow.write([world.dispatched(urgent=True), world.awaiting_visit()])
    client.get("/orders/")
    few = cost()
    follow.write([key for _ in range(4) for key in (world.dispatched("urban", urgent=True), world.accept())])
    assert cost() == few
