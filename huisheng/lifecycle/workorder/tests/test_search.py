"""Search: finds what a reader would find by reading everything that he may see, and nothing else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import huisheng
from huisheng.directory import book
from huisheng.directory import reads as directory
from huisheng.directory.models import ShortName, Unit
from huisheng.ledger import cursor
from huisheng.lifecycle.records.actions import note
from huisheng.lifecycle.workorder import lists
from huisheng.lifecycle.workorder.models import Dispatch, Note, Personal, Searched, WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.search import find, follow, snippet
from huisheng.lifecycle.workorder.search.terms import folded, understood
from tests.cast import World

CASES = Path(huisheng.__file__).parents[2] / "shared" / "vectors" / "strings" / "zh_search_cases.json"


@pytest.fixture(autouse=True)
def horizon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own transaction isn't over: readers see beyond it."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)


def found(world: World, q: str, seat: str = "dispatcher", size: int = 50) -> list[int]:
    """The first page, once the follower has read everything."""
    follow.catch_up()
    return [order.pk for order in lists.page(world.seat(seat), {"q": q}, size).orders]


def beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hardly anything counts as newest: the rest is found by the index."""
    monkeypatch.setattr(find, "NEWEST", 1)


@pytest.mark.skipif(not CASES.exists(), reason="the shared vectors aren't beside this checkout")
@pytest.mark.parametrize("near", [True, False])
def test_the_published_cases(world: World, monkeypatch: pytest.MonkeyPatch, near: bool) -> None:
    if not near:
        beyond(monkeypatch)
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    keys = {case["id"]: world.accept(words=case["doc"]) for case in cases}
    for case in cases:
        assert (keys[case["id"]] in found(world, case["query"])) is case["match"], case["id"]


@pytest.mark.parametrize("near", [True, False])
def test_where_search_looks(world: World, monkeypatch: pytest.MonkeyPatch, near: bool) -> None:
    if not near:
        beyond(monkeypatch)
    ShortName.objects.create(unit=Unit.objects.get(code="water"), name="水利")
    other = world.accept(title="噪声", words="夜里太吵", place="南湖路")
    key = world.replied(title="路灯不亮", words="幸福里３号楼前的 JWT 路灯坏了", place="幸福里·东区")
    number = world.matter(key).order.number
    for q in (
        "路灯",
        "灯",
        "3号楼",
        "jwt",
        "幸福里•东区",
        "已到现场",
        "市水务局",
        "云山市水务局",
        "水利",
        number,
        number.lower(),
    ):
        assert found(world, q) == [key], q
    assert found(world, number[-7:]) == found(world, number[-4:] + " 路灯") == [key]
    assert found(world, "路灯 3号楼 水务局 现场") == found(world, "南湖路 路灯") + [key] == [key]
    assert found(world, "灯不亮幸") == [], "one field runs into the next"
    assert found(world, "灯路") == found(world, "演示甲") == found(world, "100%_") == []
    assert found(world, "噪声") == [other]
    for q in (number, "路灯", "灯"):
        assert list(lists.filtered(world.seat("agent"), {"q": q}).values_list("pk", flat=True)) == [key]


def test_units_that_held_it(world: World) -> None:
    key = world.dispatched("water")
    world.do(key, "withdraw", "dispatcher", dispatch=1, reason="派错了。")
    world.do(key, "send", "dispatcher", unit="urban")
    assert found(world, "市水务局") == found(world, "市城管局") == found(world, "派错了") == [key]
    assert found(world, "市公安局") == []


def test_what_was_just_accepted_is_found_before_the_follower_comes(world: World) -> None:
    world.accept()
    key = world.accept(title="路灯不亮", words="３号楼前")
    assert not Searched.objects.exists()
    for q in ("路灯", "3号楼 不亮", "灯"):
        assert [order.pk for order in lists.page(world.seat("agent"), {"q": q}).orders] == [key]


# -- the phone --


def test_a_phone_finds_its_callers_orders_for_those_who_may_look(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = world.dispatched(phone="139-0000-0001"), world.accept(phone="13900000001")
    world.accept(phone="13900000002")
    hidden = world.accept(phone="13900000001", confidential=True)
    for _ in range(2):
        for q in ("13900000001", "139 0000 0001", "１３９-00000001"):
            assert found(world, q, "agent") == [second, first]
            assert found(world, q) == [hidden, second, first]
            assert found(world, q, "h-water") == found(world, q, "admin") == []
        assert found(world, "1390000000", "agent") == found(world, "0001 139", "agent") == [], "not in part"
        beyond(monkeypatch)
    assert found(world, "139-0000-0001", "d-linhe") == []


def test_a_phone_in_the_words_is_words(world: World) -> None:
    key = world.dispatched(words="请回电13900000009")
    assert found(world, "13900000009", "h-water") == found(world, "13900000009", "agent") == [key]


# -- personal data --


def test_neither_name_nor_phone_is_written_down(world: World) -> None:
    world.replied(caller_name="演示甲乙", phone="13900000001")
    follow.catch_up()
    text = Searched.objects.get().text
    assert "演示" not in text and "139" not in text


def test_what_is_erased_is_gone_at_once(world: World) -> None:
    key = world.replied(title="路灯不亮")
    assert found(world, "路灯") == found(world, "已到现场") == [key]
    Personal.objects.filter(order=key).update(erased_at=world.now)
    assert found(world, "路灯") == found(world, "幸福里") == [], "whatever else is left in the row"
    assert found(world, "已到现场") == [key]
    Note.objects.filter(order=key).update(erased_at=world.now, text="")
    assert found(world, "已到现场") == []
    assert found(world, "市水务局") == [key]
    assert "路灯" not in Searched.objects.get().text
    follow.rebuild()
    assert "路灯" not in Searched.objects.get().text


# -- the follower --


def test_an_order_is_written_only_where_it_is_other_than_it_was(world: World) -> None:
    key = world.replied()
    assert follow.behind() > 0
    assert follow.catch_up() > 0
    assert (follow.step(), follow.behind(), follow.write([key]), follow.write([])) == (0, 0, 0, 0)
    cursor.rewind(follow.NAME)
    told: list[int] = []
    assert follow.catch_up(batch=3, progress=told.append) == told[-1]
    assert set(follow.BRING) >= {"accepted", "dispatched", "replied", "answered", "visited", "return_asked"}
    assert not {"classified", "signed_in", "deadline_missed", "archived"} & set(follow.BRING)


def test_calls_and_records_are_none_of_its_business(world: World) -> None:
    follow.take([])
    key = world.accept()
    with world.hour() as at:
        note.do(by=world.seat("supervisor"), at=at, day="2019-11-04", words="只是一条动态。")
    follow.catch_up()
    assert set(Searched.objects.values_list("pk", flat=True)) == {key}


def test_a_rebuild_knows_new_names_and_begins_where_the_ledger_ends(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "TOGETHER", 2)
    keys = [world.dispatched() for _ in range(5)]
    assert found(world, "市水务局") == keys[::-1]
    Unit.objects.filter(code="water").update(short="市水利局", name="云山市水利局")
    book.forget()
    cursor.rewind(follow.NAME)
    told: list[int] = []
    assert follow.rebuild(progress=told.append) == 5
    assert told == [2, 4, 5]
    assert follow.behind() == 0
    assert found(world, "市水利局") == keys[::-1]
    assert found(world, "市水务局") == []
    follow.rebuild()
    assert follow.behind() == 0


# -- the same as reading everything --

LETTERS = st.text(alphabet="水灯里3号Ａb·𠮷_%\\ ", max_size=8)
SEATS = ["dispatcher", "agent", "supervisor", "admin", "h-water", "h-urban", "d-linhe", "h-linhe", "h-town"]


@pytest.fixture
def town(world: World) -> list[int]:
    """Orders of every sort: nobody's yet, a unit's, two units', a district's, confidential, about a unit."""
    passed_on = world.dispatched("linhe")
    world.do(passed_on, "sign_in", "d-linhe")
    world.do(passed_on, "pass_on", "d-linhe", unit="linhe-town")
    moved = world.dispatched("water")
    world.do(moved, "withdraw", "dispatcher", dispatch=1, reason="重派。")
    world.do(moved, "send", "dispatcher", unit="urban")
    about = world.accept(about="urban")
    return [
        *(passed_on, world.dispatched("linhe"), moved, about, world.accept(), world.accept(confidential=True)),
        *(world.replied("water"), world.dispatched("urban"), world.dispatched("urban", confidential=False)),
    ]


def told(order: WorkOrder) -> list[str]:
    """Everything of an order that search looks through."""
    units = [directory.unit_by_id(d.unit_id) for d in Dispatch.objects.filter(order=order)]
    names = [name for card in units if card for name in (card.name, card.short)]
    personal = order.personal
    notes = Note.objects.filter(order=order).values_list("text", flat=True)
    return [folded(said) for said in (order.number, personal.title, personal.words, personal.place, *notes, *names)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_search_is_reading_everything(world: World, town: list[int], data: st.DataObject) -> None:
    for key in town:
        title, words = data.draw(LETTERS), data.draw(LETTERS)
        Personal.objects.filter(order=key).update(title=title, words=words)
    follow.write(town)
    seat = data.draw(st.sampled_from(SEATS))
    q = data.draw(
        st.one_of(LETTERS, st.sampled_from(["水 灯", "水务局 水", "临河", "石桥镇 里", "YS-2019", "云山 号"]))
    )
    actor, query = world.seat(seat), understood(q, by_phone=False)
    readable = visible(actor).select_related("personal").order_by("-pk")
    wanted = [o.pk for o in readable if query is None or all(any(t in s for s in told(o)) for t in query.terms)]
    with pytest.MonkeyPatch.context() as patch:
        for name, values in (("NEWEST", [1, 3, 4000]), ("MOST", [1, 3, 10_000]), ("FIRST", [1, 200])):
            patch.setattr(find, name, data.draw(st.sampled_from(values)))
        assert walked(actor, q, 2) == wanted
    assert sorted(lists.filtered(actor, {"q": q}).values_list("pk", flat=True)) == sorted(wanted)


def walked(actor: Any, q: str, size: int) -> list[int]:
    """All pages, to the end and back again."""
    page = lists.page(actor, {"q": q}, size)
    pages = [page]
    while page.next:
        page = lists.page(actor, {"q": q, "after": page.next}, size)
        pages.append(page)
    keys = [[order.pk for order in one.orders] for one in pages]
    for before in keys[-2::-1]:
        page = lists.page(actor, {"q": q, "before": page.prev}, size)
        assert [order.pk for order in page.orders] == before
    assert page.prev == ""
    return sum(keys, [])


# -- what it costs, and whom it tells --


def test_a_longer_answer_asks_no_more(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = lists.page(world.seat("dispatcher"), {"q": "幸福里"}, 50)
            query = lists.asked(world.seat("dispatcher"), {"q": "幸福里"})
            assert len(snippet.snippets(page.orders, query)) == len(page.orders)
        return len(queries)

    world.dispatched()
    follow.catch_up()
    asked()
    one = asked()
    for _ in range(6):
        world.replied("urban")
    follow.catch_up()
    assert asked() == one


def test_hidden_words_are_as_words_that_nobody_said(world: World) -> None:
    world.dispatched("urban", title="独一无二的事")
    world.accept(confidential=True, title="独一无二的密件")
    follow.catch_up()
    for seat in ("h-water", "h-town", "d-linhe", "admin"):
        for q in ("独一无二", "独", "城管局", "19900000001"):
            assert lists.page(world.seat(seat), {"q": q}) == lists.Page([], "", "")
            assert not lists.filtered(world.seat(seat), {"q": q}).exists()
    assert len(found(world, "独一无二", "agent")) == 1


def test_snippets_show_the_text_that_holds_most(world: World) -> None:
    key = world.replied(title="路灯不亮", words="小区门口的路灯坏了", phone="13900000001")

    def shown(q: str) -> str:
        follow.catch_up()
        page = lists.page(world.seat("agent"), {"q": q})
        assert [order.pk for order in page.orders] == [key]
        parts = snippet.snippets(page.orders, lists.asked(world.seat("agent"), {"q": q}))[key]
        return "".join(f"[{part.text}]" if part.hit else part.text for part in parts)

    assert shown("路灯") == "小区门口的[路灯]坏了"
    assert shown("不亮 灯") == "", "the title alone holds it: there it is marked"
    orders = list(visible(world.seat("agent")).select_related("personal"))
    marked = snippet.titles(orders, lists.asked(world.seat("agent"), {"q": "不亮 灯"}))[key]
    assert marked == [snippet.Part("路"), snippet.Part("灯不亮", True)]
    assert snippet.titles(orders, None) == {}
    assert shown("处理") == "已到现场[处理]。"
    assert shown("水务局 云山") == "[云山]市[水务局]"
    assert shown("13900000001") == "来电号码相符"
    assert snippet.snippets([], understood("灯", by_phone=False)) == {}
    assert snippet.snippets(visible(world.seat("agent")).select_related("personal"), None) == {}


@pytest.fixture
def many(world: World) -> Iterator[World]:
    """Fifty thousand orders, a few of them rare; undone before the guards ask for their entries at the end."""
    point = transaction.savepoint()
    with connection.cursor() as sql:
        sql.execute(_FILL, [world.platform])
        sql.execute(
            "INSERT INTO workorder_searched SELECT id, (id % 97) || '号楼噪声扰民'"
            " || CASE WHEN id % 9000 = 0 THEN '井盖' ELSE '' END, ARRAY[platform_id]"
            " FROM workorder WHERE source = 'many'"
        )
        sql.execute("ANALYZE workorder_searched, workorder")
    yield world
    transaction.savepoint_rollback(point)


_FILL = """
INSERT INTO workorder (id, number, platform_id, state, version, last_at, channel, source, source_ref, call, kind,
    category, category_version, region, urgent, confidential, enterprise, no_visit, accepted_at, returns, redos)
SELECT 1000000 + n, 'YS-T-' || n, %s, 'accepted', 1, now(), 'phone', 'many', n, '', 'complaint',
    '010101', 'v', '', false, false, false, false, now(), 0, 0
FROM generate_series(1, 50000) AS n
"""


def test_the_index_is_used(many: World) -> None:
    for seat in ("dispatcher", "h-water"):
        actor = many.seat(seat)
        for q in ("井盖", "噪声扰民井盖", "96号楼 井盖", "没有这样的词", "7号"):
            query = understood(q, by_phone=False)
            assert query is not None
            plan = find._indexed(query, find.top(actor), (1, 2**40))[: find.MOST].explain()
            assert "Bitmap Index Scan on searched_by_pairs" in plan, plan
            near = find._read(visible(actor).filter(pk__range=(1_049_000, 1_050_000)), query).order_by("-pk")[:51]
            assert "workorder_pkey" in near.explain()
    wanted = [key for key in range(1_050_000, 1_000_000, -1) if key % 9000 == 0]
    with connection.cursor() as sql:
        sql.execute(
            "INSERT INTO workorder_personal"
            " (order_id, title, words, place, name_sealed, phone_sealed, phone_blind, salt)"
            " SELECT id, '', '', '', '', '', '', '' FROM workorder WHERE source = 'many'"
        )
    for q, size, keys in (("井盖", 50, wanted), ("噪声", 3, [1_050_000, 1_049_999, 1_049_998])):
        assert [order.pk for order in lists.page(many.seat("dispatcher"), {"q": q}, size).orders] == keys
    with CaptureQueriesContext(connection) as queries:
        assert not lists.page(many.seat("h-water"), {"q": "噪声"}).orders
        assert not lists.page(many.seat("dispatcher"), {"q": "鿕"}).orders
    assert len(queries) < 20
