"""Every desk of a district below a city: what it counts is what it lists, and what it lists is its own to do."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from huisheng.desks.tests.conftest import As
from huisheng.kernel import clock
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.measures.fold import fold_order
from tests.cast import World
from tests.district import lived
from tests.telling import entries

SEATS = ("d-linhe", "s-linhe", "v-linhe", "l-linhe", "h-linhe", "h-town")


def titles(client: Client, url: str) -> list[str]:
    """The orders of a list, by their titles."""
    return [row.title for row in client.get(url).context["rows"]]


def counted(page: Any) -> list[tuple[str, int]]:
    """The addresses of what a home page counts, with the numbers."""
    told = [(one.url, int(one.text)) for one in page.context["counters"]]
    return told + [(way.url, int(way.count or 0)) for way in page.context["shell"]["rail"] if way.state]


def test_what_is_counted_is_what_is_listed(world: World, as_: As) -> None:
    lived(world)
    with clock.at(world.now + timedelta(hours=200)):
        for code in SEATS:
            client = as_(code)
            home = client.get("/")
            for url, count in counted(home):
                if code.startswith("h-") and url.endswith("state=in_hand"):
                    continue  # 待签收: a part of what the list shows
                assert len(titles(client, url)) == count, (code, url)
            assert "sister" not in [row.title for row in home.context["rows"]], code
        late = set(titles(as_("l-linhe"), "/orders/?clock=late"))
        assert not {"back", "sister", "handed", "unhappy"} & late
        troubled = [one for one in as_("l-linhe").get("/leader/").context["units"] if one.late]
        assert {one.name for one in troubled} >= {"石桥镇", "临河区"}
        for one in troubled:
            assert len(titles(as_("l-linhe"), one.late_url)) == one.late, one.name


def test_each_desk_has_its_own(world: World, as_: As) -> None:
    told = lived(world)
    with clock.at(world.now):
        assert titles(as_("d-linhe"), "/orders/?state=awaiting_dispatch&ours=1") == ["waits"]
        assert titles(as_("v-linhe"), "/orders/?state=awaiting_decision&ours=1") == []
        assert titles(as_("h-town"), "/orders/?state=under_supervision&ours=1") == []
        assert titles(as_("h-linhe"), "/orders/?state=under_supervision&ours=1") == ["pressed"]
        queue = as_("d-linhe").get("/dispatch/").context
        assert {(line.row.title, line.todo.value) for line in queue["lines"]} == {
            ("asks", "return"), ("waits", "send"), ("fresh", "above"), ("replied", "review"), ("bounced", "above"),
            ("pressed", "above"),
        }  # fmt: skip
        asked = as_("x-linhe").get("/assess/exemptions/").context["asked"]
        assert [one["number"] for one in asked] == [WorkOrder.objects.get(pk=told["asks"]).number]
        assert as_("assessor").get("/assess/exemptions/").context["asked"] == []
        assert as_("dispatcher").get("/orders/?ours=1").status_code == 422


def test_a_district_s_supervisor_presses_from_the_desk(world: World, as_: As) -> None:
    told = lived(world)
    now = world.now + timedelta(hours=200)
    with clock.at(now):
        client, order = as_("s-linhe"), WorkOrder.objects.get(pk=told["both"])
        desk = client.get("/supervision/")
        for tab in desk.context["tabs"][1:]:
            assert len(client.get(tab["url"]).context["lines"]) == tab["count"], tab["label"]
        held = {line["name"]: line["url"] for line in desk.context["table"]["lines"]}
        assert set(held) == {"石桥镇", "临河区"}
        for url in held.values():
            assert client.get(url).context["lines"]
        here = f"/supervision/{order.number}/"
        dock = client.get(here).context["dock"]
        assert {reason.unit for reason in dock.reasons} == {"石桥镇", "临河区"}  # not the sister's
        assert not any(way.refusal for way in dock.ways)
        done = client.post(dock.url, {"version": str(order.version), "how": "remind", "words": "请石桥镇今天签收"})
        assert done.status_code == 303
        assert world.matter(told["both"]).dispatches[2].reminded_at == now


def test_the_clocks_of_a_row_are_those_of_the_side_that_looks(world: World, as_: As) -> None:
    told = lived(world)
    world.do(told["both"], "sign_in", "h-town")
    world.do(told["both"], "reply", "h-town", words="已处理", solved=True)
    with clock.at(world.now + timedelta(hours=60)):
        order = WorkOrder.objects.get(pk=told["both"])
        row = {
            code: next(row for row in as_(code).get("/orders/").context["rows"] if row.title == "both")
            for code in ("dispatcher", "d-linhe", "d-dongshan")
        }
        assert (
            row["dispatcher"].clock.due == row["d-dongshan"].clock.due == order.due_at
        )  # the sister's town hasn't signed
        assert row["d-linhe"].clock.due > order.due_at
        page = as_("d-linhe").get(f"/orders/{order.number}/").content.decode()
        assert re.search("石桥镇", page) and "后来调整过" not in page


def test_each_level_counts_what_it_did_itself(world: World) -> None:
    """In the facts too: supervisions, exemptions and the word with the citizen, by platform."""
    told = lived(world)
    key, facts = told["asks"], None
    world.do(key, "contact", "h-town", outcome="reached")
    world.do(key, "supervise", "supervisor", form="phone", words="请临河区抓紧")
    world.do(key, "supervise", "s-linhe", form="written", words="请石桥镇报告")
    world.do(key, "grant_exemption", "x-linhe", words="同意")
    for entry in entries(key):
        facts = fold_order(facts, entry)
    assert facts is not None
    linhe = world.seat("s-linhe").platform
    assert [row.platform for row in facts.supervisions.values()] == [world.platform, linhe]
    assert (facts.order.supervisions, facts.below[linhe].supervisions) == (1, 1)
    assert (facts.order.exemption, facts.below[linhe].exemption) == ("", "granted")
    assert len({row.contacted_at for row in facts.dispatches.values()}) == 1
