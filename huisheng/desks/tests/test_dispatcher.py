"""The dispatcher's desk: the queue, the decision under the order, several at once, rulings."""

import re
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.desks.tests.addresses import order, said
from huisheng.desks.tests.conftest import NOW, As
from huisheng.directory.models import Roster, Seat
from huisheng.kernel import clock
from huisheng.lifecycle.dispatch.models import Ruling
from huisheng.taxonomy import atlas
from huisheng.taxonomy.models import CategoryVersion, DutyRule
from tests.cast import START, World

HTMX: Any = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "detail"}


def waiting(world: World, **changed: Any) -> str:
    """An order that waits for dispatch; its number."""
    key = world.accept(**changed)
    world.do(key, "hand_on", "agent")
    return order(key).number


def asked(world: World, unit: str = "water", **changed: Any) -> str:
    """An order its unit wants to return; its number."""
    key = world.dispatched(unit, **changed)
    world.do(key, "ask_return", f"h-{unit}", ground="not_my_duty", clause="三定方案第四条", evidence="已到现场查看")
    return order(key).number


def duty(unit: str, *co: str, region: str = "") -> None:
    """A line of the catalogue for 0101."""
    DutyRule.objects.create(
        platform="yunshan", version=CategoryVersion.objects.get(code=order_version()), category="0101", region=region,
        unit_code=unit, co_unit_codes=list(co), clause="三定方案第四条", valid_from=START.date() - timedelta(days=900),
    )  # fmt: skip
    atlas.forget()


def order_version() -> str:
    from huisheng.lifecycle.workorder.models import WorkOrder

    return str(WorkOrder.objects.values_list("category_version", flat=True)[0])


@pytest.fixture(autouse=True)
def _forget() -> Any:
    yield
    atlas.forget()


def post(client: Any, number: str, name: str, **given: Any) -> Any:
    """The form of the dock or of a verb, as the page sends it."""
    held = client.get(f"/dispatch/{number}/").context["order"]["version"]
    return client.post(f"/dispatch/{number}/do/{name}/", {"version": held, **given}, **HTMX)


def test_the_queue_is_ordered_by_the_clock(world: World, as_: As) -> None:
    late = waiting(world, title="普通的")
    urgent = waiting(world, title="急的", urgent=True)
    back = asked(world, title="要退的")
    key = world.replied("urban", title="答复了的")
    page: Any = as_("dispatcher").get("/dispatch/")
    lines = page.context["lines"]
    assert {line.row.number: line.todo.value for line in lines} == {
        late: "send", urgent: "send", back: "return", order(key).number: "review"
    }  # fmt: skip
    assert [line.row.clock.due for line in lines] == sorted(line.row.clock.due for line in lines)
    assert [line.row.number for line in lines].index(urgent) < [line.row.number for line in lines].index(late)
    text = said(page)
    for words in ("待派", "退单", "待审", "本页 4 件", "急的", "勾选"):
        assert words in text
    only: Any = as_("dispatcher").get("/dispatch/?what=return")
    assert [line.row.number for line in only.context["lines"]] == [back]
    assert as_("dispatcher").get("/dispatch/?what=nonsense").status_code == 403
    assert as_("dispatcher").get("/dispatch/?after=x").status_code == 403


def test_only_dispatchers_sit_here(world: World, as_: As) -> None:
    number = waiting(world)
    for seat in ("agent", "h-water", "supervisor", "leader", "admin"):
        for path in ("/dispatch/", f"/dispatch/{number}/", f"/dispatch/{number}/due/"):
            assert as_(seat).get(path).status_code in (403, 404), (seat, path)
        assert as_(seat).post(f"/dispatch/{number}/do/send/", {"unit": "water", "version": 3}).status_code in (403, 404)
        assert as_(seat).post("/dispatch/bulk/", {"unit": "water", "order": [f"{number}:3"]}).status_code in (403, 404)
    assert order(world.accept()).state == "accepted"
    assert as_("d-linhe").get(f"/dispatch/{number}/").status_code == 404
    empty: Any = as_("d-linhe").get("/dispatch/")
    assert "都办完了" in said(empty)


def test_the_queue_costs_the_same_for_many(world: World, as_: As) -> None:
    client = as_("dispatcher")
    waiting(world)
    asked(world)
    client.get("/dispatch/")
    with CaptureQueriesContext(connection) as few:
        client.get("/dispatch/")
    for _ in range(6):
        waiting(world)
        asked(world)
    with CaptureQueriesContext(connection) as many:
        client.get("/dispatch/")
    assert len(many) == len(few) <= 16


def test_pages_follow_by_key(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    from huisheng.lifecycle.workorder import waiting as queue

    numbers = {waiting(world) for _ in range(5)} | {asked(world)}
    seat = world.seat("dispatcher")
    seen, after = [], ""
    while True:
        page = queue.page(seat, after=after, size=2)
        seen += [row.order.number for row in page.rows]
        after = page.next
        if not after:
            break
    assert len(seen) == 6 and set(seen) == numbers


def test_the_last_of_all_and_a_platform_alone(world: World) -> None:
    """What has no clock stands last and is paged to; a platform without units, and a keeper, wait for nothing."""
    from huisheng.lifecycle.workorder import waiting as queue
    from huisheng.lifecycle.workorder.models import WorkOrder

    seat = world.seat("dispatcher")
    first, second, third = (waiting(world) for _ in range(3))
    WorkOrder.objects.filter(number__in=(first, second)).update(due_at=None)
    assert [row.order.number for row in queue.page(seat).rows] == [third, first, second]
    assert [row.order.number for row in queue.page(seat, "send", queue.key_of(order_of(first))).rows] == [second]
    assert [row.order.number for row in queue.page(seat, after=queue.key_of(order_of(third))).rows] == [first, second]
    page, counted = queue.queue(seat, "return")
    assert (page.rows, counted[queue.Todo.SEND], counted[queue.Todo.RETURN]) == ([], 3, 0)
    alone = replace(seat, platform=10**9, unit=10**9, unit_path=f"/{10**9}/")
    for nobody in (alone, world.seat("admin")):
        assert queue.queue(nobody) == (queue.Waiting([], ""), dict.fromkeys(queue.Todo, 0))


def order_of(number: str) -> Any:
    from huisheng.lifecycle.workorder.models import WorkOrder

    return WorkOrder.objects.get(number=number)


def test_who_is_on_duty_stands_beside_the_unit(world: World, as_: As) -> None:
    calm, number = waiting(world), waiting(world, urgent=True)
    duty("urban")
    Roster.objects.create(seat=Seat.objects.get(code="h-urban"), day=NOW.date(), begins=time(8), ends=time(8))
    client = as_("dispatcher")
    page: Any = client.get(f"/dispatch/{number}/")
    assert page.context["dock"].choices[0].reasons[-1] == ("值班", "城管承办甲，到次日 08:00")
    assert page.context["dock"].due.duty == "", "said once"
    assert "值班</span> 没有排班" in said(client.get(f"/dispatch/{number}/due/?unit=-&other=water"))
    for path in (f"/dispatch/{number}/due/?unit=urban", f"/dispatch/{calm}/due/?unit=-&other=water"):
        assert "值班" not in said(client.get(path)), path
    quiet: Any = client.get(f"/dispatch/{calm}/")
    assert quiet.context["dock"].choices[0].reasons[-1][0] == "派单目录"


def test_the_catalogue_suggests_with_due_times(world: World, as_: As) -> None:
    number = waiting(world)
    duty("urban", "police")
    page: Any = as_("dispatcher").get(f"/dispatch/{number}/")
    (first, *_) = page.context["dock"].choices
    assert (first.code, first.chosen, first.co_codes) == ("urban", True, "police")
    assert ("派单目录", "三定方案第四条") in first.reasons
    due = {clock.label: clock.due for clock in page.context["dock"].due.clocks}
    assert due == {"签收": "11-06 24:00", "首次联系": "11-07 24:00", "答复": "11-12 24:00"}
    text = said(page)
    for words in ("云山市城管局的时限怎么算的".removeprefix("云山"), "个工作日", "协办：市公安局", "11-12 24:00"):
        assert words in text
    other = said(as_("dispatcher").get(f"/dispatch/{number}/due/", {"unit": "water"}))
    assert "市水务局的时限怎么算的" in other
    assert "选好单位" in said(as_("dispatcher").get(f"/dispatch/{number}/due/", {"unit": "-", "other": ""}))


def test_precedents_speak(world: World, as_: As) -> None:
    for _ in range(3):
        world.awaiting_visit("urban")
    key = world.dispatched("water")
    world.do(key, "ask_return", "h-water", ground="not_my_duty", clause="三定方案", evidence="已查看")
    world.do(key, "grant_return", "dispatcher", words="确非其职责", fault="")
    world.do(key, "send", "dispatcher", unit="police")
    page: Any = as_("dispatcher").get(f"/dispatch/{waiting(world)}/")
    choices = page.context["dock"].choices
    assert [choice.code for choice in choices] == ["urban"]
    assert choices[0].reasons == [("先例", "近 90 天同类 4 件，3 件由其办结")]


def test_one_key_sends_and_the_next_comes(world: World, as_: As) -> None:
    first, second = waiting(world, title="头一件"), waiting(world, title="第二件")
    client = as_("dispatcher")
    answer = post(client, first, "send", unit="urban", co_units=["police"], note="请会同")
    assert answer.status_code == 303 and answer["Location"] == f"/dispatch/{second}/"
    follow = client.get(answer["Location"], **HTMX)
    text = said(follow)
    assert "已派市城管局" in text and "第二件" in text
    assert f'id="row-{first}" hx-swap-oob="delete"' in text
    assert follow["HX-Push-Url"] == f"/dispatch/{second}/"
    matter = world.matter(world_key(first))
    assert [(d.part, d.state) for d in matter.dispatches] == [("main", "sent"), ("co", "sent")]
    last = post(client, second, "send", unit="-", other="water")
    assert last["HX-Redirect"] == "/dispatch/"
    assert world.matter(world_key(second)).order.state == "in_hand"


def world_key(number: str) -> int:
    from huisheng.lifecycle.workorder.models import WorkOrder

    return int(WorkOrder.objects.get(number=number).pk)


def test_a_unit_complained_about_is_neither_suggested_nor_accepted(world: World, as_: As) -> None:
    duty_for = waiting(world, about="urban")
    duty("urban")
    client = as_("dispatcher")
    page: Any = client.get(f"/dispatch/{duty_for}/")
    dock = page.context["dock"]
    assert "urban" not in {choice.code for choice in dock.choices} | {option.value for option in dock.others}
    assert "市民反映的是云山市城管局" in said(page)
    answer = post(client, duty_for, "send", unit="urban", note="我写的说明")
    assert answer.status_code == 422
    text = said(answer)
    assert "不能交其自行办理" in text and "我写的说明" in text
    assert world.matter(world_key(duty_for)).order.state == "awaiting_dispatch"
    assert post(client, duty_for, "send", unit="water", co_units=["urban"]).status_code == 422


def test_what_was_typed_comes_back(world: World, as_: As) -> None:
    number = waiting(world)
    client = as_("dispatcher")
    answer = post(client, number, "send", unit="", note="说明还在")
    assert answer.status_code == 422 and "说明还在" in said(answer)
    stale = client.post(f"/dispatch/{number}/do/send/", {"version": "1", "unit": "water"}, **HTMX)
    assert stale.status_code == 409 and "刚被别人更新过" in said(stale)
    nonsense = client.post(f"/dispatch/{number}/do/send/", {"version": "x", "unit": "water"}, **HTMX)
    assert nonsense.status_code == 409
    assert client.post(f"/dispatch/{number}/do/nothing/", {"version": "3"}).status_code == 404
    assert client.get(f"/dispatch/{number}/do/send/")["Location"] == f"/dispatch/{number}/"


def test_a_return_is_decided_side_by_side(world: World, as_: As) -> None:
    number = asked(world)
    client = as_("dispatcher")
    page: Any = client.get(f"/dispatch/{number}/?what=return")
    text = said(page)
    for words in (
        "云山市水务局申请退单",
        "非本单位职责",
        "三定方案第四条",
        "已到现场查看",
        "在手",
        "同意退单",
        "不同意退单",
    ):
        assert words in text
    assert not [offer for offer in page.context["verbs"] if offer.name in ("grant_return", "refuse_return")]
    answer = post(client, number, "grant_return", request=1, words="", fault="")
    assert answer.status_code == 422 and "请填写意见" in said(answer)
    answer = post(client, number, "grant_return", request=1, words="确非其职责", fault="unchecked")
    assert answer["Location"] == f"/dispatch/{number}/"  # it stays: it has to be sent again
    again = client.get(answer["Location"], **HTMX)
    assert "市水务局退回过这一件" in said(again) and f'id="row-{number}"' in said(again)
    other = asked(world)
    answer = post(client, other, "refuse_return", request=1, words="属其职责")
    assert answer["Location"] == f"/dispatch/{number}/"


def test_replies_are_reviewed_and_concluded(world: World, as_: As) -> None:
    key = world.replied()
    number, client = order(key).number, as_("dispatcher")
    answer = post(client, number, "accept_reply")
    assert answer["Location"] == f"/dispatch/{number}/"
    assert client.get(answer["Location"], **HTMX).context["line"].todo.value == "review"
    answer = post(client, number, "conclude")
    assert answer["HX-Redirect"] == "/dispatch/"


def test_a_district_signs_and_passes_on(world: World, as_: As) -> None:
    key = world.dispatched("linhe", title="上面派来的")
    number, client = order(key).number, as_("d-linhe")
    page: Any = client.get("/dispatch/")
    assert [line.todo.value for line in page.context["lines"]] == ["above"]
    answer = post(client, number, "sign_in")
    assert answer["Location"] == f"/dispatch/{number}/"
    page = client.get(answer["Location"])
    assert page.context["dock"].name == "pass_on"
    assert {option.value for option in page.context["dock"].others} == {"linhe-town"}
    assert post(client, number, "pass_on", unit="-", other="water").status_code == 422
    answer = post(client, number, "pass_on", unit="-", other="linhe-town")
    assert answer["HX-Redirect"] == "/dispatch/"
    world.now = NOW
    world.do(key, "sign_in", "h-town")
    world.do(key, "contact", "h-town", outcome="reached")
    page = client.get(f"/dispatch/{number}/")
    assert page.context["dock"] is None and "pass_on" in {offer.name for offer in page.context["verbs"]}
    told = page.context["contacts"]  # the town's call is the district's too, and was one call
    assert (told["attempts"], told["reached"]) == (1, 1) and "石桥镇" in told["last"].sentence


def test_several_go_to_one_unit_and_each_says_what_became_of_it(world: World, as_: As) -> None:
    good, about, stale = waiting(world, title="好派的"), waiting(world, about="urban"), waiting(world)
    client = as_("dispatcher")
    ticked = [f"{good}:3", f"{about}:3", f"{stale}:2", "YS-20191104-9999999:3", "rubbish"]
    page: Any = client.post("/dispatch/bulk/", {"order": ticked, "unit": "urban", "note": "一起办"})
    assert page.status_code == 200
    refusals = {item["result"].number: item["result"].refusal for item in page.context["results"]}
    assert refusals[good] == "" and "正是云山市城管局" in refusals[about] and "刚被别人更新" in refusals[stale]
    assert "没有找到" in refusals["YS-20191104-9999999"]
    assert (page.context["went"], page.context["refused"]) == (1, 3)
    assert "好派的" in said(page) and "一起办" in said(page)
    states = {number: world.matter(world_key(number)).order.state for number in (good, about, stale)}
    assert states == {good: "in_hand", about: "awaiting_dispatch", stale: "awaiting_dispatch"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"unit": "urban"}, "还没有选工单"),
        ({"order": ["YS-20191104-0000001:3"]}, "请选择派给哪个单位"),
        ({"order": [f"YS-20191104-{n:07}:3" for n in range(51)], "unit": "urban"}, "一次最多办 50 件"),
    ],
)
def test_several_are_refused_as_a_whole(world: World, as_: As, given: dict[str, Any], words: str) -> None:
    page = as_("dispatcher").post("/dispatch/bulk/", given)
    assert page.status_code == 422 and words in said(page)
    assert as_("dispatcher").get("/dispatch/bulk/")["Location"] == "/dispatch/"


RULING = {
    "unit": "urban",
    "category": "0101 噪声污染",
    "region": "",
    "place": "幸福里",
    "reason": "两家都不认，由城管先办",
}


def test_a_ruling_is_made_once_and_heads_the_suggestions(world: World, as_: As) -> None:
    number = waiting(world)
    client = as_("dispatcher")
    blank: Any = client.get(f"/rulings/?from={number}")
    values = {field.name: field.value for field in blank.context["form"]["fields"]}
    assert values["place"] == "云山市幸福里小区" and values["first"] == "2019-11-05"
    answer = client.post(f"/rulings/?from={number}", {**RULING, "first": "2019-11-05", "last": ""})
    assert answer["Location"] == f"/dispatch/{number}/"
    page: Any = client.get(f"/dispatch/{number}/")
    (first, *_) = page.context["dock"].choices
    assert (first.code, first.reasons[0]) == ("urban", ("裁定", "幸福里：两家都不认，由城管先办"))
    listed = said(client.get("/rulings/"))
    assert "云山市城管局" in listed and "有效" in listed and "2019-11-05 起" in listed
    twice = client.post("/rulings/", {**RULING, "first": "2019-11-05"})
    assert twice.status_code == 422 and "裁定还在有效" in said(twice) and "由城管先办" in said(twice)
    key = Ruling.objects.get().pk
    assert "请填写终止原因" in said(client.post(f"/rulings/{key}/end/", {"reason": ""}))
    assert client.post(f"/rulings/{key}/end/", {"reason": "区划已调整"}).status_code == 302
    assert "已终止" in said(client.get("/rulings/"))
    page = client.get(f"/dispatch/{number}/")
    assert not page.context["dock"].choices


def test_rulings_are_the_centre_s_own(world: World, as_: As) -> None:
    as_("dispatcher").post("/rulings/", {**RULING, "first": "2019-11-05"})
    assert "由城管先办" in said(as_("supervisor").get("/rulings/"))
    assert "由城管先办" not in said(as_("d-linhe").get("/rulings/"))
    for seat in ("agent", "h-urban", "leader"):
        assert as_(seat).get("/rulings/").status_code == 403
    key = Ruling.objects.get().pk
    assert as_("d-linhe").post(f"/rulings/{key}/end/", {"reason": "我来"}).status_code == 422
    assert as_("dispatcher").get("/rulings/?from=nonsense").status_code == 404
    assert Ruling.objects.get().ended_at is None


def test_the_desk_heads_the_rail(world: World, as_: As) -> None:
    page: Any = as_("dispatcher").get("/dispatch/")
    labels = [way.label for way in page.context["shell"]["rail"]]
    assert labels[1] == "派单台" and "管辖裁定" in labels
    assert re.search(r"<kbd>x</kbd>", said(page))
    with clock.at(NOW + timedelta(days=30)):
        assert as_("dispatcher").get("/dispatch/").status_code == 200
