"""The unit's desk: what is in which group, signing for several, who may, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.desks.tests.addresses import DETAIL, order, said
from huisheng.desks.tests.conftest import NOW, As
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import in_hand
from huisheng.lifecycle.workorder.states import DispatchState
from tests.cast import World

GROUPS = {"HX-Request": "true", "HX-Target": "groups"}


def groups(answer: Any) -> dict[str, list[str]]:
    """Group -> the numbers in it, as the page shows them."""
    return {group.name: [line.row.number for line in group.lines] for group in answer.context["groups"]}


def number(key: int) -> str:
    return order(key).number


def state(key: int, world: World) -> str:
    return world.matter(key).dispatches[-1].state


def test_each_order_stands_where_its_next_act_is(world: World, as_: As) -> None:
    unsigned = world.dispatched()
    rest = world.dispatched()
    world.do(rest, "sign_in", "h-water")
    world.do(rest, "contact", "h-water", outcome="reached")
    back = world.replied()
    world.do(back, "send_back", "dispatcher", words="没有写处理结果")
    asked = world.dispatched()
    world.do(asked, "sign_in", "h-water")
    world.do(asked, "instruct", "leader", words="请认真办理")
    pressed = world.replied()
    world.do(pressed, "accept_reply", "dispatcher")
    world.do(pressed, "conclude", "dispatcher")
    world.unsatisfied(pressed)
    world.do(pressed, "supervise", "supervisor", form="phone", words="请报告")
    foreign = world.dispatched("urban")
    answer = as_("h-water").get("/unit/")
    found = groups(answer)
    assert answer.status_code == 200
    assert found["unsigned"] == [number(unsigned)]
    assert found["back"] == [number(back)]
    assert found["rest"] == [number(rest)]
    assert set(found["answer"]) == {number(asked), number(pressed)}
    assert number(foreign) not in said(answer)
    assert "市水务局" in said(answer) or "云山市水务局" in said(answer)
    with clock.at(NOW + timedelta(days=20)):
        later = groups(as_("h-water").get("/unit/"))
    assert set(later["late"]) == {number(rest), number(back)}
    assert later["unsigned"] == [number(unsigned)], "what is to be signed stays there, late or not"
    with clock.at(_due(world, rest) - timedelta(hours=5)):
        assert number(rest) in groups(as_("h-water").get("/unit/")).get("soon", [])


def _due(world: World, key: int) -> Any:
    return next(c.due_at for c in world.matter(key).clocks if c.name == "reply")


def test_both_clocks_and_the_detail_beside(world: World, as_: As) -> None:
    key = world.dispatched()
    client = as_("h-water")
    answer: Any = client.get("/unit/")
    (line,) = answer.context["groups"][0].lines
    assert line.own_label == "签收"
    assert line.own.due < line.citizen.due
    page: Any = client.get(line.row.url)
    assert page.status_code == 200
    assert page.context["order"]["list_url"] == "/unit/"
    assert 'id="groups"' in said(page)
    inside = said(client.get(line.row.url, headers=DETAIL))
    assert "<html" not in inside and 'id="detail-body"' in inside
    alone = said(client.get("/unit/", headers=GROUPS))
    assert "<html" not in alone and number(key) in alone


def test_several_are_signed_each_by_itself(world: World, as_: As) -> None:
    one, two, three = world.dispatched(), world.dispatched(), world.dispatched()
    foreign = world.dispatched("urban")
    client = as_("h-water")
    picks = [f"{number(key)}:{order(key).version}" for key in (one, two, foreign)] + [f"{number(three)}:1", "x:y"]
    sent = client.post("/unit/sign/", {"pick": picks})
    assert (sent.status_code, sent["Location"]) == (303, "/unit/")
    answer: Any = client.get("/unit/")
    signed = answer.context["signed"]
    assert signed["done"] == [number(one), number(two)]
    assert [who for who, _ in signed["failed"]] == [number(foreign), number(three), "x"]
    page = said(answer)
    assert "已签收 2 件" in page and "3 件没有签收" in page and "刚被别人更新过" in page
    assert [state(key, world) for key in (one, two, three, foreign)] == ["signed", "signed", "sent", "sent"]
    assert client.get("/unit/").context["signed"] is None
    everything = f"{number(three)}:{order(three).version}"
    client.post("/unit/sign/", {"all": [everything], "every": "1"})
    assert state(three, world) == DispatchState.SIGNED
    client.post("/unit/sign/", {})
    assert "没有选中工单" in said(client.get("/unit/"))
    assert client.get("/unit/sign/").status_code == 303


def test_it_is_a_handler_s_desk_and_a_stranger_finds_nothing(world: World, as_: As) -> None:
    key = world.dispatched("urban")
    for path in ("/unit/", "/unit/sign/", f"/unit/{number(key)}/", "/unit-score/"):
        assert as_("dispatcher").get(path).status_code == 403
    assert as_("h-water").get(f"/unit/{number(key)}/").status_code == 404
    assert as_("h-water").post(f"/unit/{number(key)}/check/", {"words": "好"}).status_code == 404
    for nothing in ("", "　", "很" * 10_000):  # to say that nothing is wrong with it would be wrong
        assert "写清三件事" in said(as_("h-urban").post(f"/unit/{number(key)}/check/", {"words": nothing}))
    assert as_("h-water").get("/unit/?todo=none").status_code == 403
    assert as_("h-water").get("/unit/?todo=late&after=x").status_code == 403


def test_a_group_is_paged_and_costs_no_more_when_it_grows(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_hand, "PAGE", 2)
    monkeypatch.setattr(in_hand, "SHORT", 2)
    keys = [world.dispatched() for _ in range(2)]
    client = as_("h-water")
    for _ in range(2):  # the second page finds what every process holds in memory
        client.get("/unit/")
    with CaptureQueriesContext(connection) as few:
        first: Any = client.get("/unit/")
    assert groups(first)["unsigned"] == [number(key) for key in keys]
    keys += [world.dispatched() for _ in range(3)]
    other = world.dispatched()
    world.do(other, "sign_in", "h-water")
    with CaptureQueriesContext(connection) as more:
        answer: Any = client.get("/unit/")
    assert len(more) == len(few) <= 16, [query["sql"][:90] for query in more]
    assert (answer.context["groups"][0].count, answer.context["groups"][0].hidden) == (5, 3)
    assert "看全部 5 件" in said(answer)
    seen, there = [], "/unit/?todo=unsigned"
    while there:
        page: Any = client.get(there)
        seen += groups(page)["unsigned"]
        there = page.context["pager"]["next_url"]
    assert seen == [number(key) for key in keys]
    assert client.get("/unit/?todo=late").context["groups"][0].count == 0


def test_a_place_that_is_none(world: World) -> None:
    with pytest.raises(Refusal):
        in_hand.shelf(world.seat("h-water"), NOW, "late", "9" * 18 + "-1")


def test_an_act_begun_on_the_desk_leads_back_to_it(world: World, as_: As) -> None:
    key = world.dispatched()
    client, here = as_("h-water"), f"/unit/{number(key)}/"
    form = {"version": str(order(key).version)}
    on_the_desk = {**DETAIL, "HX-Current-URL": f"http://testserver{here}?todo=unsigned"}
    sent = client.post(f"/orders/{number(key)}/sign_in/", form, headers=on_the_desk)
    assert (sent.status_code, sent["Location"]) == (303, f"{here}?todo=unsigned")
    answer: Any = client.get(here, headers=DETAIL)
    assert answer["HX-Trigger-After-Settle"] == "unit-moved"
    assert 'data-go="u"' in said(answer), "the rail follows"
    assert "HX-Trigger-After-Settle" not in client.get(here, headers=DETAIL)
    form = {"version": str(order(key).version), "outcome": "reached"}
    plain = client.post(f"/orders/{number(key)}/contact/", form, headers={"Referer": f"http://elsewhere{here}?todo=x"})
    assert plain["Location"] == here
    form = {"version": str(order(key).version), "outcome": "reached"}
    other = client.post(f"/orders/{number(key)}/contact/", form, headers={"Referer": "http://testserver/orders/"})
    assert other["Location"] == f"/orders/{number(key)}/"
