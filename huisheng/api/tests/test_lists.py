"""Lists: filters, pages both ways, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.api.tests.conftest import Caller
from huisheng.lifecycle.workorder import lists


def _numbers(caller: Caller, as_: str = "agent", **filters: str) -> list[str]:
    return [line["number"] for line in caller.get("/orders", as_, **filters).said["orders"]]


def test_a_line_says_what_a_list_needs(caller: Caller) -> None:
    key = caller.world.dispatched("water")
    (line,) = caller.get("/orders").said["orders"]
    assert line["number"] == caller.number(key)
    assert (line["state"], line["kind"], line["unit"]) == ("in_hand", "complaint", "云山市水务局")
    assert line["title"] == "小区夜间施工噪声" and line["accepted_at"] and line["due_at"]


def test_filters(caller: Caller) -> None:
    world = caller.world
    waiting, sent = world.accept(), world.dispatched("water", kind="help", title="路灯不亮")
    world.pass_(days=3)
    late = world.accept()
    names = {key: caller.number(key) for key in (waiting, sent, late)}
    assert _numbers(caller) == [names[late], names[sent], names[waiting]]
    assert _numbers(caller, state="in_hand") == _numbers(caller, kind="help") == [names[sent]]
    assert _numbers(caller, unit="water") == _numbers(caller, q="路灯") == [names[sent]]
    assert _numbers(caller, q=names[waiting]) == _numbers(caller, q=names[waiting].lower()) == [names[waiting]]
    assert _numbers(caller, **{"from": "2019-11-05"}) == [names[late]]
    assert _numbers(caller, to="2019-11-04") == [names[sent], names[waiting]]
    assert _numbers(caller, **{"from": "2019-11-07", "to": "2019-11-07"}) == [names[late]]
    assert _numbers(caller, q="没有这样的标题") == []
    assert _numbers(caller, "h-water") == [names[sent]]
    assert _numbers(caller, "h-urban") == []


def test_pages_both_ways(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists.page, "__defaults__", (3,))
    everything = [caller.number(caller.world.accept()) for _ in range(8)][::-1]
    pages, after = [], ""
    while True:
        page = caller.get("/orders", **({"after": after} if after else {})).said
        pages.append(page)
        if not (after := page["next"]):
            break
    assert [[line["number"] for line in page["orders"]] for page in pages] == [
        everything[:3], everything[3:6], everything[6:],
    ]  # fmt: skip
    assert [bool(page["prev"]) for page in pages] == [False, True, True]
    back = caller.get("/orders", before=pages[2]["prev"]).said
    assert back["orders"] == pages[1]["orders"] and back["next"] and back["prev"]
    first = caller.get("/orders", before=back["prev"]).said
    assert first["orders"] == pages[0]["orders"] and first["next"] and not first["prev"]


@pytest.mark.parametrize(
    "filters",
    [
        {"state": "nonsense"}, {"kind": "nonsense"}, {"unit": "nobody"}, {"unit": "\0"}, {"unit": "x" * 5000},
        {"from": "yesterday"}, {"to": "2019-13-01"}, {"from": "2019-11-05", "to": "2019-11-04"},
        {"from": "0001-01-01"}, {"to": "9999-12-31"}, {"from": "\0"}, {"after": "-1"}, {"after": "9" * 30},
        {"before": "x"}, {"before": "１２"}, {"unknown": "1"}, {"\0": "1"},
    ],
)  # fmt: skip
def test_a_filter_that_makes_no_sense_is_refused(caller: Caller, filters: dict[str, str]) -> None:
    answer = caller.get("/orders", **filters)
    answer.refusal(422, "bad_filter")
    assert answer.said["field"] in {*filters, ""}


@pytest.mark.parametrize("q", ["\0", "%", "'; DROP TABLE workorder; --", "好" * 3000, "\u202e", "_" * 10, "٣٣٣٣"])
def test_a_search_for_anything_is_answered(caller: Caller, q: str) -> None:
    caller.world.accept()
    assert caller.get("/orders", q=q).status == 200


@pytest.mark.parametrize("seat", ["agent", "h-water"])
def test_a_longer_list_asks_no_more(caller: Caller, seat: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert caller.get("/orders", seat).status == 200
        return len(asked)

    caller.world.dispatched("water")
    queries()  # keys and the address book are read once
    one = queries()
    for _ in range(6):
        caller.world.dispatched("water")
    assert len(caller.get("/orders", seat).said["orders"]) == 7
    assert queries() == one <= 6
