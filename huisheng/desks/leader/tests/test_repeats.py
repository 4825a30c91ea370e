"""Repeats: what several told of and what one told again, the most first; counted, opened, and nobody's number shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.desks.leader.tests.conftest import As
from huisheng.desks.leader.tests.test_leader import fold
from huisheng.desks.tests.addresses import order, said
from huisheng.desks.tests.conftest import NOW
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import World

LONE, CHAIN = "19900000001", ("19900000002", "19900000003", "19900000003", "19900000004")


def linked(world: World, title: str, *phones: str, **changed: Any) -> list[int]:
    """Orders of one matter, each linked with the one before it."""
    made = [world.accept(title=title, phone=phone, **changed) for phone in phones]
    for one, before in zip(made[1:], made, strict=False):
        world.do(one, "link", "agent", to=order(before).number)
    return made


def told(page: Any) -> list[tuple[str, int, int, int, int]]:
    return [
        (line.row.title, line.many.callers, line.many.matters, line.many.fresh, line.many.open)
        for line in page.context["lines"]
    ]


@pytest.fixture
def city(world: World) -> World:
    """One who tells three times, three who tell four times, two of whom one has no number; one that stands alone."""
    linked(world, "一个人反映的", LONE, LONE, LONE)
    lamps = linked(world, "几个人反映的", *CHAIN)
    world.do(lamps[0], "answer", "agent", words="已告知。")
    linked(world, "没有号码的", "19900000005", "")
    world.accept(title="没有重复的")
    return world


def test_by_people_by_matters_and_by_one_caller(city: World, as_: As) -> None:
    client = as_("leader")
    page: Any = client.get("/repeats/")
    assert told(page) == [("几个人反映的", 3, 4, 4, 3)]
    assert page.context["lines"][0].row.url.endswith(f"/orders/{WorkOrder.objects.order_by('pk')[3].number}/")
    matters: Any = client.get("/repeats/?by=matters")
    assert [(title, many) for title, _, many, *_ in told(matters)] == [
        ("几个人反映的", 4), ("一个人反映的", 3), ("没有号码的", 2),
    ]  # fmt: skip
    caller: Any = client.get("/repeats/?by=caller&days=90")
    assert [(line.row.title, line.count, line.many.whole) for line in caller.context["lines"]] == [
        ("一个人反映的", 3, 3), ("几个人反映的", 2, 4),
    ]  # fmt: skip
    for shown in (page, matters, caller):
        assert "1990000" not in said(shown) and "演示甲" not in said(shown)
    assert "同一号码" in said(caller) and "云山市幸福里小区" in said(page)


def test_counted_whole_where_something_new_came(world: World, as_: As) -> None:
    old, new = (world.accept(title=title, phone=phone) for title, phone in (("早先的", LONE), ("又来的", CHAIN[0])))
    world.do(new, "link", "agent", to=order(old).number)
    WorkOrder.objects.filter(pk=old).update(accepted_at=NOW - timedelta(days=70))
    client = as_("dispatcher")
    assert told(client.get("/repeats/")) == [("早先的", 2, 2, 1, 2)]
    WorkOrder.objects.filter(pk=new).update(accepted_at=NOW - timedelta(days=40))
    page: Any = client.get("/repeats/")
    assert told(page) == [] and page.context["empty"]["title"] == "这些天没有"
    assert told(client.get("/repeats/?days=60")) == [("早先的", 2, 2, 1, 2)]
    world.do(new, "unlink", "agent", to=order(old).number)
    assert told(client.get("/repeats/?days=90")) == []


def test_nobody_counts_what_isn_t_his(city: World, as_: As) -> None:
    made = linked(city, "保密的", *CHAIN)
    for key in made[1:3]:
        city.do(key, "mark", "agent", mark="confidential", on=True, reason="来电人要求")
    assert city.seat("leader").confidential and not city.seat("assessor").confidential
    assert [title for title, *_ in told(as_("leader").get("/repeats/"))] == ["保密的", "几个人反映的"]
    # what it sees of the group isn't linked but by way of what it doesn't
    assert [title for title, *_ in told(as_("assessor").get("/repeats/"))] == ["几个人反映的"]
    assert told(as_("d-linhe").get("/repeats/")) == []
    for seat in ("agent", "h-water", "visitor", "admin"):
        assert as_(seat).get("/repeats/").status_code == 403, seat


def test_page_by_page_and_at_the_same_cost(city: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    client = as_("supervisor")
    client.get("/repeats/?by=matters")
    with CaptureQueriesContext(connection) as few:
        client.get("/repeats/?by=matters")
    for _ in range(4):
        linked(city, "更多的", *CHAIN[:2])
    with CaptureQueriesContext(connection) as many:
        whole = told(client.get("/repeats/?by=matters"))
    assert len(whole) == 7 and len(many) == len(few) <= 30
    monkeypatch.setattr("huisheng.lifecycle.workorder.groups.ranked.__kwdefaults__", {"after": "", "size": 3})
    seen, url = [], "/repeats/?by=matters"
    while url:
        page: Any = client.get(url)
        seen += told(page)
        url = page.context["pager"]["next_url"]
    assert seen == whole and page.context["pager"]["words"] == "共 7 组，本页 1 组"
    wrong = client.get("/repeats/?after=x&days=x&by=x")
    assert wrong.status_code == 422 and "回到第一页" in said(wrong)


def test_the_figures_open(city: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    fold(monkeypatch)
    client = as_("leader")
    share = client.get("/repeats/").context["share"]
    assert (share.count, share.rate) == ("6", "60.00%")
    assert "重复诉求数" in said(client.get(share.count_url)) and "重复诉求占比" in said(client.get(share.rate_url))
    today = said(client.get("/leader/"))
    assert share.count_url.replace("&", "&amp;") in today and "60.00%" in today
    charts = {one["name"]: one for one in client.get("/trend/").context["charts"]}
    assert [column["label"] for column in charts["per-day"]["columns"]] == ["受理数", "在线直接答复数", "重复诉求数"]
    assert [[cell["text"] for cell in row["cells"]] for row in charts["repeats"]["rows"]] == [["6", "60.00%"]]
