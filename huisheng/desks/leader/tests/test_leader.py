"""A leader's page: what is wrong, each number opens, an instruction in one step and followed; nobody else's orders."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huisheng.desks.leader import memory
from huisheng.desks.leader.tests.conftest import As
from huisheng.desks.tests.addresses import order, said
from huisheng.desks.tests.conftest import NOW
from huisheng.kernel import clock
from huisheng.ledger import cursor
from huisheng.lifecycle.workorder import instructions, overview
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.measures import follow
from tests.cast import World

WORDS = "请三日内解决，并当面答复市民。"


def counters(page: str) -> dict[str, int]:
    found = re.findall(r"<dt>(.*?)</dt>\s*<dd>\s*<a href=\"([^\"]+)\">([\d,]+)</a>", page, re.DOTALL)
    return {re.sub(r"<[^>]+>", "", label).strip(): int(text.replace(",", "")) for label, _, text in found}


def opened(client: Client, page: str, label: str) -> int:
    """How many orders the list behind a counter holds."""
    url = re.search(label + r"\s*</dt>\s*<dd>\s*<a href=\"([^\"]+)\"", page)
    assert url is not None, label
    return len(re.findall("data-row", said(client.get(url[1].replace("&amp;", "&")))))


def fold(monkeypatch: pytest.MonkeyPatch) -> None:
    """The facts know what was said so far; the test's own transaction isn't over."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)
    follow.catch_up()


def test_a_quiet_day(world: World, as_: As) -> None:
    page = said(as_("leader").get("/leader/"))
    assert "眼下没有逾期，也没有明显增多的事项" in page
    assert "今天还没有受理" in page
    assert counters(page) == dict.fromkeys(("今日受理", "当场答复", "单位办理中", "已逾期", "快到时限", "督办中"), 0)


def test_every_counter_is_what_its_list_holds(world: World, as_: As) -> None:
    late = world.dispatched()
    world.dispatched("urban", urgent=True)
    world.now = NOW - timedelta(hours=2)
    for _ in range(3):
        world.accept()
    answered = world.accept()
    world.do(answered, "answer", "agent", words="已当场解释。")
    WorkOrder.objects.filter(pk=late).update(due_at=NOW - timedelta(hours=30))
    client = as_("leader")
    page = said(client.get("/leader/"))
    seen = counters(page)
    assert (seen["今日受理"], seen["当场答复"], seen["已逾期"]) == (4, 1, 2)
    assert {label: opened(client, page, label) for label in seen} == seen
    assert "市水务局手里逾期 1 件，最久的逾期 1 天 6 时" in page or "市城管局手里逾期 1 件" in page


def test_other_days_are_compared_by_the_same_hour(world: World) -> None:
    for back in (0, 1, 7):
        for hour in (-1, 1):
            key = world.accept()
            at = NOW - timedelta(days=back) + timedelta(hours=hour)
            WorkOrder.objects.filter(pk=key).update(accepted_at=at)
    seen = overview.today(world.seat("leader"), NOW)
    assert (seen.yesterday, seen.week_before) == (1, 1), "what came later that day doesn't count"


def test_a_hot_topic_stands_out_and_opens(world: World, as_: As) -> None:
    keys = [world.accept(category="010101") for _ in range(12)]
    old = [world.accept(category="010101") for _ in range(4)]
    for n, key in enumerate(old):
        WorkOrder.objects.filter(pk=key).update(accepted_at=NOW - timedelta(days=7 * n + 8))
    first = world.accept(category="020101")
    WorkOrder.objects.filter(pk=first).update(accepted_at=NOW - timedelta(days=50))
    client = as_("leader")
    page = said(client.get("/leader/"))
    assert "近 7 天 12 件，平常每周 1.0 件" in page and ">热</span>" in page
    url = re.search(r'href="(/leader/topic/[^"]+)"', page)
    assert url is not None
    shown = said(client.get(url[1].replace("&amp;", "&")))
    assert "明显多于平常" in shown and "共 12 件" in shown
    assert all(order(key).number in shown for key in keys)
    assert client.get("/leader/topic/", {"category": "'; --", "region": ""}).status_code == 404
    assert client.get("/leader/topic/", {"category": "0101", "region": "x", "after": "y"}).status_code == 404
    empty = said(client.get("/leader/topic/", {"category": "0909", "region": "nowhere"}))
    assert "没有您能看到的工单" in empty and "不算热点" in empty
    memory.forget()
    WorkOrder.objects.filter(pk__in=[first, *old]).update(accepted_at=NOW)
    assert "不判断是否热点" in said(client.get(url[1].replace("&amp;", "&")))


def test_units_in_trouble_open_to_their_figures(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(11):
        world.unsatisfied(world.awaiting_visit("urban"))
    world.now -= timedelta(days=2)
    few = world.awaiting_visit("water")
    world.unsatisfied(few)
    late = world.dispatched("water")
    fold(monkeypatch)
    WorkOrder.objects.filter(pk=late).update(due_at=NOW - timedelta(hours=2))
    client = as_("leader")
    with clock.at(NOW + timedelta(days=2)):
        page = said(client.get("/leader/"))
        assert "0/1，件数少，不作判断" in page
        assert "市城管局近 30 天回访满意率 0.00%（0/11）" in page
        urls = set(re.findall(r'href="(/figures/number/[^"]+)"', page))
        assert urls
        for url in urls:
            assert client.get(url).status_code == 200


def test_an_instruction_in_one_step_and_its_trail(world: World, as_: As) -> None:
    key = world.dispatched(confidential=True)
    number, client = order(key).number, as_("leader")
    page = said(client.get("/leader/"))
    assert f"/leader/instruct/{number}/" in page
    given = {"version": str(order(key).version), "words": WORDS, "next": "/leader/"}
    answer = client.post(f"/leader/instruct/{number}/", given)
    assert (answer.status_code, answer["Location"]) == (303, "/leader/")
    page = said(client.get("/leader/"))
    assert f"已批示 {number}" in page and WORDS in page and "还没有回复" in page
    assert WORDS in said(client.get("/instructions/?only=waiting"))
    world.now = NOW + timedelta(minutes=5)
    world.do(key, "answer_instruction", "h-water" if not order(key).confidential else "supervisor", words="已办妥。")
    with clock.at(NOW + timedelta(hours=1)):
        page = said(client.get("/instructions/"))
        assert "已办妥。" in page and "回复，用了" in page
        assert "还没有批示" in said(client.get("/instructions/?only=waiting"))
        assert "写下的批示都有了回复" in said(client.get("/leader/"))


def test_a_refused_instruction_keeps_what_was_typed(world: World, as_: As) -> None:
    key = world.dispatched()
    number, client = order(key).number, as_("leader")
    good = {"version": str(order(key).version), "words": WORDS}
    answer = client.post(f"/leader/instruct/{number}/", {**good, "words": " "})
    assert answer.status_code == 422 and "请填写" in said(answer)
    for version in ("1", "", "x"):
        answer = client.post(f"/leader/instruct/{number}/", {**good, "version": version})
        assert answer.status_code == 409 and WORDS in said(answer), version
    elsewhere = client.post(f"/leader/instruct/{number}/", {**good, "next": "https://example.org/"})
    assert elsewhere["Location"] == "/leader/"
    assert client.get(f"/leader/instruct/{number}/")["Location"] == f"/orders/{number}/"
    answer = as_("supervisor").post(f"/leader/instruct/{number}/", {**good, "version": str(order(key).version)})
    assert answer.status_code == 403 and "由领导办理" in said(answer)
    assert client.post("/leader/instruct/YS-20191104-9999999/", good).status_code == 404
    assert as_("h-urban").post(f"/leader/instruct/{number}/", good).status_code == 404


def test_the_trail_is_ones_own_unless_asked(world: World, as_: As) -> None:
    keys = [world.dispatched() for _ in range(3)]
    for key in keys:
        world.do(key, "instruct", "leader", words=f"第{key}号，请办。")
    leader = world.seat("leader")
    assert [one.order.pk for one in instructions.trail(leader)[0]] == keys[::-1]
    first, more = instructions.trail(leader, size=2)
    assert [one.order.pk for one in first] == keys[:0:-1] and more is not None
    assert [one.order.pk for one in instructions.trail(leader, size=2, before=more)[0]] == keys[:1]
    other = world.seat("supervisor")
    assert instructions.trail(other)[0] == [] and len(instructions.trail(other, own=False)[0]) == 3
    assert instructions.unanswered(leader) == 3
    assert instructions.trail(world.seat("d-linhe"), own=False)[0] == []
    assert instructions.trail(world.seat("admin"), own=False)[0] == []
    client = as_("leader")
    assert "第" in said(client.get("/instructions/?whose=all"))
    for bad in ("whose=x", "only=x", "before=x"):
        assert client.get(f"/instructions/?{bad}").status_code == 404


def test_only_a_leader_has_the_page(world: World, as_: As) -> None:
    for code in ("agent", "supervisor", "h-water", "admin"):
        assert as_(code).get("/leader/").status_code == 403, code
        assert as_(code).get("/leader/topic/", {"category": "0101"}).status_code == 404
        assert as_(code).get("/instructions/").status_code == 404


def test_a_leaders_item_asks_to_be_read(world: World) -> None:
    leader = world.seat("leader")
    assert overview.awaiting_leader(leader, 5) == []


def test_the_page_costs_the_same_however_much_there_is(world: World, as_: As) -> None:
    client = as_("leader")

    def asked() -> int:
        memory.forget()
        with CaptureQueriesContext(
            connection,
        ) as taken:
            assert client.get("/leader/").status_code == 200
        return len(taken)

    for _ in range(2):
        world.do(world.dispatched(), "instruct", "leader", words="请办。")
    asked()  # names of units and categories are read once a minute
    few = asked()
    for unit in ("urban", "police", "water", "urban"):
        world.do(world.dispatched(unit), "instruct", "leader", words="请办。")
    assert asked() == few <= 60
