"""The list: scope, filters, paging, rows, and as many queries for fifty orders as for one."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.desks.tests.addresses import address, order, said
from huisheng.desks.tests.conftest import NOW, As
from huisheng.kernel import clock
from huisheng.lifecycle.workorder import lists
from huisheng.lifecycle.workorder.search import follow
from tests.cast import World


def test_a_row_says_what_it_is(world: World, as_: As) -> None:
    key = world.dispatched(enterprise=True, title="𠮷祥里停水<script>")
    page = said(as_("dispatcher").get("/orders/"))
    assert f'id="row-{order(key).number}"' in page
    assert "𠮷祥里停水&lt;script&gt;" in page
    for words in ("市水务局", "投诉", "办理中", "还剩", ">企<", "本页 1 件"):
        assert words in page


def test_each_seat_sees_its_own(world: World, as_: As) -> None:
    water, urban = world.dispatched("water", title="水的事"), world.dispatched("urban", title="城管的事")
    world.accept(confidential=True, title="保密的事")
    assert "水的事" in said(as_("h-water").get("/orders/"))
    assert "城管的事" not in said(as_("h-water").get("/orders/"))
    assert "保密的事" in said(as_("dispatcher").get("/orders/"))
    assert "保密的事" not in said(as_("agent").get("/orders/"))
    assert "还没有工单" in said(as_("admin").get("/orders/"))
    assert as_("h-urban").get(address(water)).status_code == 404
    assert as_("h-urban").get(address(urban)).status_code == 200


def test_a_district_sees_its_own_unit(world: World, as_: As) -> None:
    key = world.dispatched("linhe")

    def unit(seat: str) -> str:
        answer: Any = as_(seat).get("/orders/")
        (row,) = answer.context["rows"]
        return str(row.unit)

    assert unit("d-linhe") == "临河区"
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town")
    assert (unit("d-linhe"), unit("dispatcher")) == ("石桥镇", "临河区")


def test_filters_stand_in_the_address(world: World, as_: As) -> None:
    first, second = world.accept(title="路灯不亮"), world.dispatched("urban", kind="consult", title="占道经营")
    client = as_("dispatcher")

    def found(**given: str) -> list[str]:
        answer: Any = client.get("/orders/", given)
        assert answer.status_code == 200
        return [row.number for row in answer.context["rows"]]

    one, two = order(first).number, order(second).number
    assert found() == [two, one]
    assert found(state="accepted") == [one]
    assert found(unit="urban") == [two]
    assert found(clock="late") == []
    with clock.at(NOW + timedelta(days=90)):
        client = as_("dispatcher")  # sessions end too
        assert found(clock="late") == [two, one]
        assert found(clock="soon") == []
    client = as_("dispatcher")
    assert found(kind="consult") == [two]
    assert found(q="路灯") == [one]
    assert found(q=one) == [one]
    assert found(q="\0 路灯 \u202e") == [one]
    assert found(**{"from": "2019-11-05"}) == []
    assert found(**{"from": "2019-11-04", "to": "2019-11-04"}) == [two, one]
    page = said(client.get("/orders/", {"state": "accepted", "q": "没有的词"}))
    assert "没有符合条件的工单" in page
    assert "清除筛选" in page
    kept = said(client.get("/orders/", {"state": "accepted"}))
    assert f"/orders/{one}/?state=accepted" in kept


def test_what_was_searched_for_is_marked(world: World, as_: As) -> None:
    key = world.dispatched(title="停水", words="小区<b>门口</b>路灯坏了，夜里看不见")
    follow.write([key])
    page = said(as_("dispatcher").get("/orders/", {"q": "路灯 <b>"}))
    assert "小区<mark>&lt;b&gt;</mark>门口&lt;/b&gt;<mark>路灯</mark>坏了" in page
    assert "<mark>" not in said(as_("dispatcher").get("/orders/"))
    assert "<mark>市水务局</mark>" in said(as_("h-water").get("/orders/", {"q": "市水务局"}))
    for seat, advice in (("dispatcher", "来电号码要写全"), ("h-water", "来电号码请受理中心的席位查")):
        nothing = said(as_(seat).get("/orders/", {"q": "没有的词"}))
        assert "没有符合条件的工单" in nothing
        assert "试试少写几个词" in nothing
        assert advice in nothing


@pytest.mark.parametrize(
    "given",
    [
        {"state": "x"},
        {"state": "\0"},
        {"kind": "投诉"},
        {"clock": "never"},
        {"unit": "no-such"},
        {"unit": "\0' OR 1=1"},
        {"from": "2019-13-01"},
        {"from": "9999-12-31"},
        {"to": "9999-12-31"},
        {"from": "0001-01-01"},
        {"from": "2019-11-05", "to": "2019-11-04"},
        {"after": "x"},
        {"after": "9" * 30},
        {"before": "-1"},
    ],
)
def test_a_filter_without_sense_is_a_sentence(world: World, as_: As, given: dict[str, str]) -> None:
    world.accept()
    answer = as_("dispatcher").get("/orders/", given)
    assert answer.status_code == 422
    page = said(answer)
    assert "筛选条件不对" in page
    assert "清除筛选" in page


def test_a_broken_filter_beside_an_order_hides_nothing_of_the_order(world: World, as_: As) -> None:
    key = world.accept()
    answer = as_("dispatcher").get(address(key), {"state": "x"})
    assert answer.status_code == 200
    assert order(key).personal.words in said(answer)


def test_pages_by_key(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [order(world.accept()).number for _ in range(5)][::-1]
    page_of = lists.page
    monkeypatch.setattr(lists, "page", lambda actor, filters: page_of(actor, filters, 2))
    client = as_("dispatcher")
    seen, url, back = [], "/orders/?kind=complaint", ""
    while url:
        answer: Any = client.get(url)
        seen += [row.number for row in answer.context["rows"]]
        url, back = answer.context["pager"]["next_url"], answer.context["pager"]["previous_url"]
        assert not url or "kind=complaint" in url
    assert seen == numbers
    answer = client.get(back)
    assert [row.number for row in answer.context["rows"]] == numbers[2:4]
    answer = client.get(answer.context["pager"]["previous_url"])
    assert [row.number for row in answer.context["rows"]] == numbers[:2]
    assert answer.context["pager"]["previous_url"] == ""


def test_queries_do_not_grow_with_the_list(world: World, as_: As) -> None:
    def cost(code: str) -> int:
        client = as_(code)
        client.get("/orders/")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get("/orders/").status_code == 200
        return len(caught)

    world.dispatched()
    world.do(world.awaiting_visit(), "visit", "visitor", outcome="reached", solved=True, grade="satisfied")
    few = {code: cost(code) for code in ("dispatcher", "h-water", "agent", "leader")}
    for _ in range(8):
        world.dispatched("urban")
        world.dispatched()
    assert {code: cost(code) for code in few} == few
    assert max(few.values()) <= 12


def test_what_the_citizen_confirmed_is_told_apart(world: World, as_: As) -> None:
    key = world.awaiting_visit()
    world.do(key, "visit", "visitor", outcome="reached", solved=True, grade="satisfied")
    answer: Any = as_("dispatcher").get("/orders/")
    (row,) = answer.context["rows"]
    assert (row.confirmed, row.state_word, row.clock.words, row.due_short) == (True, "已办结", "已办", "")
    assert "confirmed" in said(as_("dispatcher").get(address(key)))


def test_a_handler_may_filter_by_the_units_below(world: World, as_: As) -> None:
    client = as_("h-linhe")
    answer: Any = client.get("/orders/", {"unit": "linhe-town"})
    (units,) = [choice for choice in answer.context["filters"]["choices"] if choice["name"] == "unit"]
    assert [option.value for option in units["options"]] == ["", "linhe", "linhe-town"]
    answer = as_("dispatcher").get("/orders/", {"unit": "linhe-town"})
    (units,) = [choice for choice in answer.context["filters"]["choices"] if choice["name"] == "unit"]
    assert units["options"][-1].value == "linhe-town"


@pytest.mark.parametrize("path", ["/orders/YS-1/", "/orders/%00/", "/orders/ys-20191104-0000001/", "/orders/x' OR 1/"])
def test_what_is_no_number_is_no_page(world: World, as_: As, path: str) -> None:
    answer = as_("dispatcher").get(path)
    assert answer.status_code == 404
    assert "没有这一页" in said(answer)
