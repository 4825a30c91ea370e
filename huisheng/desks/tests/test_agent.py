"""The agent's desk: the call bar, the form bound to a call, the column beside it, missed calls, the own day."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huisheng.channels.telephony.models import AgentState, Call, CallOrder
from huisheng.channels.telephony.tests.telephone import PHONE, Telephone
from huisheng.desks.tests.addresses import address, said
from huisheng.desks.tests.conftest import NOW, As
from huisheng.directory import load as directory_load
from huisheng.directory.models import Look, Roster, Seat
from huisheng.kernel import clock
from huisheng.lifecycle.workorder.models import Link, WorkOrder
from huisheng.lifecycle.workorder.search import follow
from huisheng.measures.models import CallFact
from huisheng.taxonomy import atlas, load
from huisheng.taxonomy.models import CategoryVersion, DutyRule
from tests.cast import World
from tests.cast_with_park import second_city

GIVEN = {
    "token": "a" * 22,
    "channel": "phone",
    "kind": "complaint",
    "category": "010101",
    "title": "夜间施工",
    "words": "幸福里小区旁工地连续三晚施工到凌晨。",
}


@pytest.fixture
def line(world: World) -> Telephone:
    world.now = NOW
    return Telephone(world)


@pytest.fixture
def client(line: Telephone, as_: As) -> Client:
    return as_("agent")


def ring(line: Telephone, *events: str, **given: Any) -> Call:
    for event in ("call.offered", *events):
        line.say(event, seconds=2, **given)
    return line.call(given.get("call_id", "c-1"))


def bar(client: Client) -> Any:
    return client.get("/agent/bar/")


def test_the_first_page(world: World, line: Telephone, client: Client, as_: As) -> None:
    key = world.accept()
    with_answer = world.accept(kind="consult")
    world.do(with_answer, "answer", "agent", words="按规定办。")
    ring(line, "call.abandoned")
    page: Any = client.get("/agent/")
    counted = {one.label: one.text for one in page.context["counters"]}
    assert counted == {"今日接听": "0", "通话时长": "0:00", "今日受理": "2", "当场答复": "1", "待转办": "1"}
    assert [row.phone for row in page.context["missed"]] == ["199****0001"]
    assert [row.number for row in page.context["rows"]][1] == world.matter(key).order.number
    for counter in page.context["counters"]:
        assert client.get(counter.url).status_code == 200
    assert [row.title for row in client.get("/agent/orders/?state=answered").context["rows"]] == ["小区夜间施工噪声"]
    assert as_("dispatcher").get("/agent/").status_code == 403


def test_the_bar_says_nothing_new_in_few_bytes(
    line: Telephone, client: Client, django_assert_max_num_queries: Any
) -> None:
    first = bar(client)
    assert first.status_code == 200
    with django_assert_max_num_queries(9):
        again: Any = client.get("/agent/bar/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    ring(line, "agent.ringing")
    rung: Any = client.get("/agent/bar/", headers={"If-None-Match": first["ETag"]})
    assert rung.status_code == 200 and rung["ETag"] != first["ETag"]
    assert "199****0001" in said(rung) and PHONE not in said(rung)
    assert "no-store" in rung["Cache-Control"]


def test_it_pops_at_the_rung_agent_only(world: World, line: Telephone, as_: As) -> None:
    directory_load.load_city(second_city(), password="yanshi-mima-12345")
    ring(line, "agent.ringing")
    assert bar(as_("agent")).context["bar"].call.phase == "ringing"
    seen = bar(as_("mh-agent")).context["bar"]
    assert (seen.call, seen.waiting) == (None, 0)
    assert bar(as_("visitor")).status_code == 403
    call = line.call()
    assert as_("mh-agent").get(f"/orders/new/?call={call.pk}").status_code == 404
    assert as_("mh-agent").post("/orders/new/", {**GIVEN, "call": call.pk}).status_code == 404
    assert as_("agent").get("/orders/new/?call=%00").status_code == 404
    assert as_("agent").get(f"/orders/new/?call={call.pk}").status_code == 200


def test_the_caller_is_known_before_he_says_so(world: World, line: Telephone, client: Client) -> None:
    open_ = world.dispatched("urban", phone=PHONE)
    done = world.accept(phone=PHONE, title="问过的事", kind="consult")
    world.do(done, "answer", "agent", words="按规定办。")
    hidden = world.accept(phone=PHONE, title="保密的事", confidential=True)
    call = ring(line, "agent.ringing", "call.answered")
    shown = bar(client).context["bar"].call
    assert (shown.phase, shown.before) == ("talk", "此前 2 件，有没办完的")
    page: Any = client.get(shown.url)
    assert [row.number for row in page.context["own"]] == [world.matter(key).order.number for key in (open_, done)]
    text = said(page)
    assert PHONE not in text and "保密的事" not in text and world.matter(hidden).order.number not in text
    assert f'data-draft="new:{call.pk}"' in text
    assert "199****0001" in text


def test_accept_and_hand_on_in_a_call(world: World, line: Telephone, client: Client) -> None:
    earlier = world.matter(world.dispatched("urban", phone=PHONE)).order
    call = ring(line, "agent.ringing", "call.answered")
    line.say("call.ended", seconds=90)
    line.world.pass_(seconds=5)
    given = {**GIVEN, "call": str(call.pk), "then": "hand_on", "link": [earlier.number]}
    with line.world.hour():
        answer = client.post("/orders/new/", given)
    assert (answer.status_code, answer["Location"]) == (303, "/agent/")
    order = WorkOrder.objects.latest("pk")
    assert (order.state, order.call) == ("awaiting_dispatch", call.stream)
    assert Link.objects.get().to_id == earlier.pk
    assert CallOrder.objects.get().order_id == order.pk
    call.refresh_from_db()
    assert (call.disposition, call.effective) == ("order", True)
    with line.world.hour():
        text = said(client.get("/agent/"))
    assert f"已受理并转派单，工单号 {order.number}，关联了 1 件。" in text
    assert f"draft:new:{call.pk}" in text
    assert bytes(order.personal.phone_blind) == bytes(call.phone_blind)  # the citizen gave no other number
    assert Look.objects.filter(subject=order.stream, purpose="受理").count() == 1
    with line.world.hour():
        again = client.post("/orders/new/", given)
    assert again["Location"] == "/agent/"
    assert (WorkOrder.objects.count(), CallOrder.objects.count()) == (2, 1)


def test_accept_and_answer(line: Telephone, client: Client) -> None:
    for then, answer, field in (("answer", "", "answer"), ("hand_on", "已告知。", "answer")):
        refused: Any = client.post("/orders/new/", {**GIVEN, "then": then, "answer": answer})
        assert refused.status_code == 422
        assert refused.context["form"][field].error.endswith("。")
    assert WorkOrder.objects.count() == 0
    done = client.post("/orders/new/", {**GIVEN, "kind": "consult", "then": "answer", "answer": "已告知办理手续。"})
    assert done["Location"] == "/agent/"
    order = WorkOrder.objects.get()
    assert order.state == "answered"
    assert order.notes.get().text == "已告知办理手续。"


def test_half_of_it_is_nothing(world: World, line: Telephone, client: Client) -> None:
    refused: Any = client.post("/orders/new/", {**GIVEN, "then": "hand_on", "link": "YS-20191104-9999999"})
    assert refused.status_code == 422
    assert "没有找到这件工单" in said(refused)
    assert WorkOrder.objects.count() == 0
    assert client.post("/orders/new/", {**GIVEN, "then": "sideways"}).status_code == 303
    assert WorkOrder.objects.get().state == "accepted"


def test_a_confidential_one_isn_t_opened_to_who_may_not_see_it(line: Telephone, client: Client) -> None:
    assert client.post("/orders/new/", {**GIVEN, "confidential": "1"})["Location"] == "/agent/"


def test_beside_the_form_as_one_types(world: World, line: Telephone, client: Client, as_: As) -> None:
    twin = world.matter(world.accept(title="工地夜里施工", words="幸福里小区旁边的工地连着三晚施工到凌晨，吵。")).order
    world.accept(title="路灯不亮", words="滨河路路灯不亮三天了。", category="0102")
    typed = {"words": GIVEN["words"], "category": "010101 环境保护 / 噪声污染"}
    answer: Any = client.post("/agent/beside/", {**typed, "link": twin.number})
    (row,) = answer.context["likes"]
    assert (row.number, row.chosen) == (twin.number, True)
    assert row.why == "同一小区，同样的事（施工），同一天"
    assert 'target="_blank"' in said(answer)
    own: Any = client.post("/agent/beside/", {**typed, "phone": "199 0000-0001"})
    assert twin.number in [row.number for row in own.context["own"]]
    assert PHONE not in said(own)
    assert client.post("/agent/beside/", {"words": "\0" * 9000, "phone": "x", "region": "\u202e"}).status_code == 200
    assert as_("h-water").post("/agent/beside/", typed).status_code == 403
    assert client.get("/agent/beside/").status_code == 405


def test_who_is_on_duty_is_said_where_it_matters(world: World, client: Client) -> None:
    begin = NOW.date()
    for code in ("h-urban", "dispatcher", "agent"):
        Roster.objects.create(seat=Seat.objects.get(code=code), day=begin, begins=time(8), ends=time(0))
    taken = world.matter(world.accept()).order
    duty(taken.category_version, "urban", "water")
    typed = {"category": "010101 环境保护 / 噪声污染"}

    def told(**more: str) -> list[tuple[str, str]]:
        answer: Any = client.post("/agent/beside/", {**typed, **more})
        assert ("<h2>值班</h2>" in said(answer)) == bool(answer.context["duty"])
        return list(answer.context["duty"])

    everybody = [
        ("市城管局", "城管承办甲，到 24:00"), ("市水务局", "没有排班"), ("派单员", "派单员甲，到 24:00"),
    ]  # fmt: skip
    assert told() == [], "an office hour, nothing urgent"
    assert told(urgent="1") == everybody
    assert told(urgent="1", about="urban") == everybody[1:]
    assert told(urgent="1", category="nonsense") == everybody[2:]
    with clock.at(NOW + timedelta(hours=10)):
        assert told() == everybody, "in the evening"
    form: Any = client.post("/orders/new/", {**GIVEN, "urgent": "1", "title": ""})
    assert form.status_code == 422 and list(form.context["duty"]) == everybody


def duty(version: str, *units: str) -> None:
    """Lines of the catalogue: for 0101, and for 01 around it."""
    for category, unit in zip(("0101", "01"), units, strict=False):
        DutyRule.objects.create(
            platform="yunshan", version=CategoryVersion.objects.get(code=version), category=category, unit_code=unit,
            clause="三定方案第四条", valid_from=NOW.date() - timedelta(days=900),
        )  # fmt: skip
    atlas.forget()


def test_places_already_named(world: World, line: Telephone, client: Client) -> None:
    keys = [world.accept(place=f"云山市幸福里小区{n}栋50{n}室") for n in (1, 2)]
    keys.append(world.accept(place="幸福大道与滨河路交叉口"))
    keys.append(world.accept(place="幸福里小区9栋", confidential=True))
    follow.write(keys)
    text = said(client.get("/agent/places/", {"place": "幸福"}))
    assert "云山市幸福里小区<" in text and "幸福大道与滨河路交叉口<" in text
    assert "栋" not in text and "50" not in text
    assert said(client.get("/agent/places/", {"place": "幸"})).count("<option") == 0
    assert said(client.get("/agent/places/", {"place": "\0"})).count("<option") == 0
    assert said(client.get("/agent/places/", {"place": "幸福", "region": "\0x"})).count("<option") == 0


def test_a_region_may_be_named(world: World, line: Telephone, client: Client) -> None:
    regions = [{"code": "yunhu", "name": "云湖区"}, {"code": "yunxi", "name": "云溪镇"}]
    load.load_city({"platform": {"code": "yunshan", "scope": "湖南/湘潭"}, "region": regions})
    many: Any = client.post("/orders/new/", {**GIVEN, "region": "云"})
    assert "请从候选中选一个：云湖区、云溪镇。" in many.context["form"]["region"].error
    assert client.post("/orders/new/", {**GIVEN, "region": "yxz"}).status_code == 303
    assert WorkOrder.objects.get().region == "yunxi"
    shown: Any = client.post("/orders/new/", {**GIVEN, "region": "yunhu 云湖区", "title": ""})
    assert shown.context["form"]["region"].value == "yunhu 云湖区"
    assert client.post("/orders/new/", {**GIVEN, "token": "b" * 22, "region": "yunhu 云湖区"}).status_code == 303


def test_the_seat_says_its_state(line: Telephone, client: Client) -> None:
    assert client.post("/agent/state/", {"state": "idle"})["Location"] == "/agent/"
    assert AgentState.objects.get(until=None).phase == "idle"
    assert client.post("/agent/state/", {"state": "rest", "next": "/orders/"})["Location"] == "/orders/"
    assert (
        client.post("/agent/state/", {"state": "rest", "next": "https://elsewhere.example/"})["Location"] == "/agent/"
    )
    bad: Any = client.post("/agent/state/", {"state": "asleep"}, headers={"HX-Request": "true", "HX-Target": "callbar"})
    assert bad.status_code == 422 and "坐席状态" not in said(bad) and "可选范围" in said(bad)
    assert client.get("/agent/state/")["Location"] == "/agent/"
    ring(line, "call.answered")
    said_: Any = client.post("/agent/state/", {"state": "idle"})
    assert said_.status_code == 303
    assert "正在通话" in said(client.get("/agent/"))
    line.say("call.ended", seconds=30)
    with line.world.hour():
        choices = bar(client).context["bar"].choices
        assert [choice.disposition for choice in choices] == ["consult", "invalid"]
        client.post("/agent/state/", {"state": "idle", "disposition": "consult"})
        left = bar(client).context["bar"]
        assert left.call is None and left.since is not None
    with clock.at(line.world.now + timedelta(days=2)):
        assert bar(client).context["bar"].since is None, "hours of days are no time to look at"
    assert line.call().disposition == "consult"


def test_calling_back(world: World, line: Telephone, client: Client, as_: As) -> None:
    directory_load.load_city(second_city(), password="yanshi-mima-12345")
    call = ring(line, "call.abandoned")
    where = f"/agent/missed/{call.pk}/"
    assert PHONE not in said(client.get("/agent/missed/"))
    assert as_("mh-agent").post(where, {"done": "show"}).status_code == 404
    assert as_("dispatcher").post(where, {"done": "show"}).status_code == 403
    line.world.pass_(seconds=30)
    with line.world.hour():
        shown = said(client.post(where, {"done": "show"}))
        assert PHONE in shown
        assert Look.objects.get(subject=call.stream).purpose == "漏话回拨"
        assert client.get(where)["Location"] == "/agent/missed/"
        wrong = client.post(where, {"done": "shouted"})
        assert wrong.status_code == 422 and "可选范围" in said(wrong)
        assert client.post(where, {"done": "unanswered"}).status_code == 303
        assert "试过 1 次" in said(client.get("/agent/missed/"))
        client.post(where, {"done": "reached"})
        assert "没有要回拨的来电" in said(client.get("/agent/missed/"))
        assert client.post(where, {"done": "show"}).status_code == 404
    assert client.get("/agent/missed/?after=x").status_code == 403


def test_the_own_calls(world: World, line: Telephone, client: Client) -> None:
    call = ring(line, "agent.ringing", "call.answered")
    client.post("/orders/new/", {**GIVEN, "call": str(call.pk), "then": "hand_on"})
    line.say("call.ended", seconds=65)
    with line.world.hour():
        page: Any = client.get("/agent/calls/")
        (row,) = page.context["calls"]
        assert (row["talked"], row["phone"], row["result"]) == ("1:05", "199****0001", "形成工单")
        assert row["orders"][0]["url"] == address(WorkOrder.objects.get().pk)
        assert client.get("/agent/calls/?before=1").context["calls"] == []
        assert client.get("/agent/calls/?before=%00").status_code == 403


@pytest.mark.parametrize("path", ["/agent/", "/agent/missed/", "/agent/calls/", "/agent/orders/", "/orders/new/"])
def test_pages_cost_the_same_however_much_there_is(line: Telephone, client: Client, path: str) -> None:
    def grow(first: int, last: int) -> None:
        for number in range(first, last):
            ring(line, "call.abandoned", call_id=f"m-{number}")
            ring(line, "call.answered", call_id=f"a-{number}")
            with line.world.hour():
                given = {**GIVEN, "token": f"t{number:021}", "call": line.call(f"a-{number}").pk, "then": "hand_on"}
                assert client.post("/orders/new/", given).status_code == 303
            line.say("call.ended", call_id=f"a-{number}", seconds=1)

    def cost() -> int:
        with line.world.hour():
            client.get(path)  # tells what was done
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
        return len(asked)

    grow(0, 2)
    few = cost()
    grow(2, 6)
    assert cost() <= few


def test_the_calls_by_hour(world: World, client: Client) -> None:
    """Two at ten, one of them given up; one at twelve, too late. What is opened says which hour it is of."""
    assert "这个时段还没有数" in said(client.get("/calls/hours/"))
    came = {"platform": world.platform, "last_no": 3, "queue": "", "disposition": "", "hour": 10, "offered_at": NOW}
    CallFact.objects.create(call_id=1, answered_at=NOW, wait_s=4, talk_s=61, **came)
    CallFact.objects.create(call_id=2, abandoned_at=NOW, wait_s=30, **came)
    CallFact.objects.create(call_id=3, answered_at=NOW, wait_s=16, **{**came, "hour": 12})
    page: Any = client.get("/calls/hours/")
    (chart,) = page.context["charts"]
    rows = {row["name"]: [cell["text"] for cell in row["cells"]] for row in (*chart["rows"], chart["total"])}
    assert rows == {
        "10 时": ["2", "1", "1", "50.00%", "100.00%", "4.0", "61.0"],
        "11 时": ["0", "0", "0", "-", "-", "-", "-"],
        "12 时": ["1", "1", "0", "100.00%", "0.00%", "16.0", "-"],
        "合计": ["3", "2", "1", "66.67%", "50.00%", "10.0", "61.0"],
    }
    opened = said(client.get(chart["rows"][0]["cells"][3]["url"]))
    assert "10 时" in opened and "50.00%" in opened and "计入的工单" not in opened, "calls are no orders"
    assert client.get("/calls/hours/?days=2").status_code == 404
