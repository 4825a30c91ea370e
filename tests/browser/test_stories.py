"""Stories of single matters, as the people at their desks live them: who sees what, who is told, until when."""

import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, Route, expect

from huisheng.circular.models import Run
from huisheng.directory import book
from huisheng.directory.models import Seat
from huisheng.kernel import clock
from huisheng.ledger import cursor
from huisheng.lifecycle.deadlines.sweep import sweep
from huisheng.lifecycle.notices import follow as notices
from huisheng.lifecycle.notices import reads as told
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search import follow as search
from tests.browser.conftest import Desk, Opens
from tests.browser.test_journey import form, reply, reviewed, said, send
from tests.cast import START, World
from tests.office import MONTH, Office

WORDS = "幸福里小区旁边的工地连着三晚施工到凌晨，希望尽快制止。"
NOISE = "010101 环境保护 / 噪声污染 / 建筑施工噪声"
THE_DAY = datetime(2019, 11, 12, 1, 0, tzinfo=UTC)  # Tuesday 09:00, a week after the cast's second day
NEXT_MONTH = datetime(2019, 12, 2, 1, 0, tzinfo=UTC)
NEW_YEAR_S_NIGHT = datetime(2020, 1, 1, 14, 30, tzinfo=UTC)  # 22:30 in Shanghai, on a public holiday

Travels = Callable[..., None]


@pytest.fixture
def present(monkeypatch: pytest.MonkeyPatch, travels: Travels) -> datetime:
    """The cast's second day, until somebody travels."""
    travels(START + timedelta(days=1))
    return START + timedelta(days=1)


@pytest.fixture
def travels(monkeypatch: pytest.MonkeyPatch) -> Travels:
    """``travels(to)``: the house lives at that hour from now on; time passes as it does, or stands (``still``)."""
    start, began, pace = START, time.monotonic(), 1

    def now() -> datetime:
        passed = timedelta(seconds=pace * (time.monotonic() - began))
        return clock._virtual.get() or (start + passed).astimezone(UTC)

    def travel(to: datetime, *, still: bool = False) -> None:
        nonlocal start, began, pace
        start, began, pace = to, time.monotonic(), 0 if still else 1

    monkeypatch.setattr(clock, "now", now)
    return travel


@pytest.fixture(autouse=True)
def followers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers of the ledger wait for nobody else's transactions."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)


@pytest.fixture
def office(city: World, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The circular office of the city, which reports whole months."""
    settings.VAR = tmp_path
    monkeypatch.setenv("HUISHENG_OWN", str(tmp_path / "own"))
    office = Office(city, tmp_path / "own")
    whole = MONTH.replace("[2019-11-01, 2019-11-04]", "[2019-11-01, 2019-11-30]")
    (tmp_path / "own" / "compositions" / "yunshan-month.toml").write_text(whole, encoding="utf-8")
    return office


def taken(page: Page, title: str, *, phone: str = "19900000001", ticked: tuple[str, ...] = ()) -> None:
    """The agent's form, filled while the citizen speaks and handed on."""
    page.locator("#f-words").fill(WORDS)
    page.locator("#f-title").fill(title)
    page.locator("#f-kind").select_option("complaint")
    page.locator("#f-category").fill(NOISE)
    page.locator("#f-caller_name").fill("演示甲")
    page.locator("#f-phone").fill(phone)
    for mark in ticked:
        page.locator(f"#f-{mark}").check()


def handed_on(page: Page) -> str:
    """The form is sent; the new number."""
    page.get_by_role("button", name="受理并转派单").click()
    page.wait_for_url("**/agent/")
    said(page, "已受理并转派单")
    return str(WorkOrder.objects.latest("pk").number)


def sent(page: Page, unit: str, name: str) -> None:
    """The dispatcher's dock: another unit than the suggested ones."""
    page.locator("#other").select_option(unit)
    expect(page.locator("#due")).to_contain_text("的时限怎么算的")
    page.locator("#dock [data-send]").click()
    said(page, name)


def signed(page: Page) -> None:
    """The unit signs for it."""
    page.locator("#verbs").get_by_role("button", name="签收").click()
    said(page, "已签收")


def contacted(page: Page) -> None:
    """The unit has spoken to the citizen."""
    form(page, "联系")
    page.locator("#verbs form:visible [name=outcome][value=reached]").check()
    page.keyboard.press("Control+Enter")
    said(page, "已联系")


def closed(visitor: Desk, number: str) -> None:
    """The citizen says by telephone that it is solved, and is satisfied."""
    page = visitor.open(f"/visits/{number}/")
    for pressed in ("s", "1"):
        page.keyboard.press(pressed)
    expect(page.locator("[data-then]")).to_have_text("将记录：已接通、已解决、满意 → 办结")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: number not in address)
    expect(visitor.open(f"/orders/{number}/").locator(".order-head .state")).to_have_text("已办结")


def test_a_confidential_matter_is_seen_by_whom_it_concerns(city: World, opens: Opens) -> None:
    Seat.objects.filter(code__in=("h-water", "h-urban", "h-police")).update(may_see_confidential=True)
    book.forget()
    agent = opens()
    page = agent.sign_in("agent", "/orders/new/")
    taken(page, "反映城管局工作人员", ticked=("confidential",))
    page.locator("#f-about").select_option("urban")
    number = handed_on(page)
    assert agent.page.request.get(f"{agent.base}/orders/{number}/").status == 404, "who took it sees it no more"

    dispatcher = opens()
    page = dispatcher.sign_in("dispatcher", f"/dispatch/{number}/")
    expect(page.locator("#detail .order-head")).to_contain_text("密")
    expect(page.locator("#other option", has_text="云山市水务局")).to_have_count(1)
    expect(page.locator("#other option", has_text="云山市城管局")).to_have_count(0)  # nobody judges his own cause
    sent(page, "water", "已派市水务局")
    search.catch_up()
    notices.step()

    # the unit: masked, with its own name over it, and a look costs a purpose
    water = opens()
    page = water.sign_in("h-water", f"/unit/{number}/")
    expect(page.locator("#groups .mark")).to_have_text("密")
    mark = page.locator("#detail img.watermark")
    expect(mark).to_be_visible()
    drawn = page.request.get(water.base + str(mark.get_attribute("src"))).text()
    assert "h-water 水务承办甲" in drawn and "保密" in drawn
    expect(page.locator("#caller")).to_contain_text("199****0001")
    expect(page.locator("#caller")).not_to_contain_text("演示甲")
    page.locator("#caller summary").click()
    page.get_by_role("button", name="查看姓名和电话").click()
    expect(page.locator("#caller")).not_to_contain_text("19900000001")  # not without saying what for
    page.locator("#purpose").select_option("contact")
    page.get_by_role("button", name="查看姓名和电话").click()
    expect(page.locator("#caller")).to_contain_text("演示甲")
    expect(page.locator("#caller")).to_contain_text("19900000001")
    expect(page.locator("#caller")).to_contain_text("已记录")

    # a sister unit and the one complained about find nothing, wherever they look
    for code in ("h-urban", "h-police"):
        other = opens()
        page = other.sign_in(code, "/unit/")
        expect(page.locator("main")).not_to_contain_text("反映城管局工作人员")
        for asked in (number, "工作人员", "19900000001"):
            page.locator("#search").fill(asked)
            page.locator("#search").press("Enter")
            expect(page.locator("main h1, main h2").first).to_be_visible()
            expect(page.locator("tr[id^=row-]")).to_have_count(0)
        expect(other.open("/notices/").locator("main")).not_to_contain_text(number)
        expect(other.open(f"/orders/{number}/").locator("main, body").first).to_contain_text("没有")
        other.quiet()
    found = water.open("/orders/?q=工作人员")
    expect(found.locator("tr[id^=row-]")).to_have_count(1)

    # who saw it
    supervisor = opens()
    page = supervisor.sign_in("supervisor", f"/orders/{number}/")
    page.get_by_role("link", name="谁看过").click()
    seen = page.locator("#seen tbody")
    expect(seen.locator("tr", has_text="水务承办甲").filter(has_text="姓名、电话")).to_contain_text("联系市民办理")
    expect(seen.locator("tr", has_text="水务承办甲").filter(has_text="打开页面")).to_have_count(1)
    expect(seen.locator("tr", has_text="派单员甲")).to_contain_text("打开页面")
    expect(seen).not_to_contain_text("城管承办甲")
    for desk in (agent, dispatcher, water, supervisor):
        desk.quiet()


def rung(desk: Desk, code: str, world: World) -> None:
    """All notices so far come over the stream to this page, as the push would send them now."""
    seat, events = world.seat(code), ["retry: 600000\n\n"]
    for card in told.fresh(0, 100):
        if card.meant_for(seat):
            silent = told.silent(card.urgent, seat.scope, clock.now())
            said = {"id": card.key, "text": card.sentence, "urgent": card.urgent, "number": "", "silent": silent}
            events.append(f"event: notice\ndata: {json.dumps(said)}\n\n")

    def stream(route: Route) -> None:
        route.fulfill(content_type="text/event-stream", body="".join(events))

    desk.page.route("**/events/?*", stream)


def test_an_urgent_one_at_night_on_a_public_holiday(
    city: World, opens: Opens, travels: Travels, settings: LazySettings
) -> None:
    travels(NEW_YEAR_S_NIGHT, still=True)  # what falls due is told to the minute
    agent = opens()
    page = agent.sign_in("agent", "/orders/new/")
    taken(page, "主管爆裂，路面塌陷", ticked=("urgent",))
    urgent = handed_on(page)
    page = agent.open("/orders/new/")
    taken(page, "水压偏低", phone="19900000002")
    plain = handed_on(page)

    # the dispatcher: the urgent one first; what its clocks will say before it is sent, and why
    dispatcher = opens()
    page = dispatcher.sign_in("dispatcher", "/dispatch/")
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("主管爆裂")
    expect(first.locator(".mark.urgent")).to_have_text("急")
    first.locator("a[data-row]").click()
    page.locator("#other").select_option("water")
    due = page.locator("#due")
    for label, when in {"签收": "01-02 00:30", "首次联系": "01-02 02:30", "答复": "01-02 22:30"}.items():
        expect(due.locator("dl div", has=page.locator("dt", has_text=label))).to_contain_text(when)
    due.locator("summary").click()
    expect(due.locator("details")).to_contain_text("24小时")
    page.locator("#dock [data-send]").click()
    said(page, "已派市水务局")
    page = dispatcher.open(f"/dispatch/{plain}/")
    sent(page, "water", "已派市水务局")

    # told: the unit alone; the urgent one rings through the quiet hours, the other waits in the list
    notices.step()
    settings.PUSH = "/events/"
    water = opens()
    rung(water, "h-water", city)
    page = water.sign_in("h-water", "/unit/")
    expect(page.locator("#messages .warning")).to_have_text(re.compile("新派来一件，请签收"))
    expect(page.locator("#messages .message", has_text="新派来")).to_have_count(1)
    page.locator("#bell").click()
    listed = page.locator(".notice-list li")
    expect(listed).to_have_count(2)
    expect(listed.filter(has_text=urgent).locator(".mark.urgent")).to_be_visible()
    expect(listed.filter(has_text=plain).locator(".mark.urgent")).to_have_count(0)
    listed.filter(has_text=urgent).get_by_role("link").click()
    bars = page.locator(".bars > div")
    for label, line in {"办理": "连续计算", "市民时钟": "72小时"}.items():
        bar = bars.filter(has=page.locator("h4", has_text=label))
        bar.locator("summary").click()
        expect(bar.locator("details")).to_contain_text(line)
    expect(bars.filter(has=page.locator("h4", has_text="市民时钟"))).to_contain_text("还剩 2 天 23 小时")
    page = water.open(f"/orders/{plain}/")
    reply_bar = page.locator(".bars > div").filter(has=page.locator("h4", has_text="办理"))
    reply_bar.locator("summary").click()
    expect(reply_bar.locator("details")).to_contain_text("01-08")

    # nobody signs: after two hours the unit is told again, and nobody else
    travels(NEW_YEAR_S_NIGHT + timedelta(hours=2, minutes=10))
    sweep(clock.now())
    notices.step()
    page = water.open("/notices/")
    expect(page.locator(".notice-list li", has_text="签收已逾期")).to_contain_text(urgent)
    expect(page.locator(".notice-list li", has_text="逾期")).to_have_count(1)
    for code in ("h-urban", "supervisor"):
        other = opens()
        expect(other.sign_in(code, "/notices/").locator("main")).to_contain_text("还没有通知")
        other.quiet()
    for desk in (agent, dispatcher, water):
        desk.quiet()


def test_the_same_citizen_calls_again(city: World, opens: Opens) -> None:
    earlier = city.matter(city.dispatched("urban", title="小区夜间施工噪声", words=WORDS)).order.number
    agent = opens()
    page = agent.sign_in("agent", "/orders/new/")
    taken(page, "工地夜里还在施工")
    own = page.locator("#beside section").first
    expect(own).to_contain_text("共 1 件")
    expect(own).to_contain_text("小区夜间施工噪声")
    expect(own.locator(".state")).to_have_text("办理中")
    page.locator(f"#link-{earlier}").check()
    number = handed_on(page)
    said(page, "关联了 1 件")

    # the dispatcher reads what went before, opens it, and sends the new one the same way
    dispatcher = opens()
    page = dispatcher.sign_in("dispatcher", f"/dispatch/{number}/")
    linked = page.locator("#detail .part", has_text="关联工单")
    expect(linked).to_contain_text(earlier)
    expect(linked).to_contain_text("小区夜间施工噪声")
    expect(linked).to_contain_text("办理中 · 市城管局")
    linked.get_by_role("link").click()
    expect(page.locator("#detail .order-title")).to_have_text("小区夜间施工噪声")
    expect(page.locator("#detail")).to_contain_text(number)  # it says so from its side too
    page = dispatcher.open(f"/dispatch/{number}/")
    sent(page, "urban", "已派市城管局")
    urban = opens()
    page = urban.sign_in("h-urban", f"/unit/{number}/")
    expect(page.locator("#detail .part", has_text="关联工单")).to_contain_text(earlier)
    for desk in (agent, dispatcher, urban):
        desk.quiet()


def test_one_shared_with_a_district_and_counted_in_the_circular(
    city: World, opens: Opens, travels: Travels, office: Office
) -> None:
    key = city.accept(title="河边垃圾无人清运")
    city.do(key, "hand_on", "agent")
    number = city.matter(key).order.number

    # the city: the district answers for it, the water bureau helps
    dispatcher = opens()
    page = dispatcher.sign_in("dispatcher", f"/dispatch/{number}/")
    page.locator("#dock summary", has_text="协办单位").click()
    page.locator("#dock [name=co_units][value=water]").check()
    sent(page, "linhe", "已派临河区")

    # the district's dispatcher signs and passes on to its own town; the city's other units are none of its business
    district = opens()
    page = district.sign_in("d-linhe", "/dispatch/")
    expect(page.locator("tbody tr")).to_contain_text("上级派来")
    page.locator("a[data-row]").first.click()
    signed(page)
    expect(page.locator("#dock h3")).to_have_text("下派给谁")
    expect(page.locator("#other option", has_text="水务局")).to_have_count(0)
    sent(page, "linhe-town", "已派石桥镇")

    town = opens()
    page = town.sign_in("h-town", f"/unit/{number}/")
    signed(page)
    contacted(page)
    reply(page, "已于2019年11月5日清运完毕，安排专人每日巡查。")
    page = district.open(f"/dispatch/{number}/")
    expect(page.locator("#detail .timeline")).to_contain_text("安排专人每日巡查")
    expect(page.locator(".contacts")).to_contain_text("1 次，联系上 1 次；最近一次")
    expect(page.locator(".contacts")).to_contain_text("石桥镇联系市民")
    expect(page.locator("#dock")).to_have_count(0)  # it is with the town: what is left is to judge its reply
    form(page, "审核通过")
    page.locator("#v-accept_reply-words").fill("情况属实。")
    send(page, "审核通过")
    said(page, "已审核通过")
    reply(page, "石桥镇已于2019年11月5日清运完毕，并安排专人每日巡查。")

    # the water bureau helps, the city reads both and concludes
    water = opens()
    page = water.sign_in("h-water", f"/unit/{number}/")
    expect(page.locator("section[aria-label=承办] tr", has_text="市水务局")).to_contain_text("协办")
    signed(page)
    contacted(page)
    reply(page, "已于2019年11月5日清理河面漂浮物，电话告知来电人。")
    page = dispatcher.open(f"/orders/{number}/")
    custody = page.locator("section[aria-label=承办] tbody tr")
    expect(custody).to_have_count(3)
    expect(custody.filter(has_text="石桥镇")).to_contain_text("已采纳")
    for words in ("石桥镇已于2019年11月5日清运完毕", "清理河面漂浮物"):
        expect(page.locator("#detail .timeline")).to_contain_text(words)
    for unit in ("临河区", "市水务局"):
        form(page, "审核通过")
        which = page.locator("#v-accept_reply-dispatch")
        if unit == "临河区":  # two wait: which of them is asked
            expect(which.locator("option:checked")).to_contain_text(unit)
        page.locator("#v-accept_reply-words").fill("答复清楚。")
        send(page, "审核通过")
        said(page, "已审核通过")
    page.locator("#verbs").get_by_role("button", name="办结").click()
    said(page, "已办结")
    visitor = opens()
    visitor.sign_in("visitor")
    closed(visitor, number)
    for desk in (dispatcher, district, town, water, visitor):
        desk.quiet()

    # the month is over: frozen, published, and its numbers open to this very matter
    travels(NEXT_MONTH)
    assessor = opens()
    page = assessor.sign_in("assessor", "/circulars/")
    page.locator("summary", has_text="冻结数据").click()
    page.locator("#v-freeze-first").fill("2019-11-01")
    page.locator("#v-freeze-last").fill("2019-11-30")
    page.get_by_role("button", name="冻结数据").click()
    page.wait_for_url(re.compile(r"/circulars/\d+/$"), timeout=30_000)  # it counts a month
    run = Run.objects.get()
    city.now = run.objections_until
    edition = office.published(office.do("finalise", run.pk))
    travels(city.now)
    leader = opens()
    page = leader.sign_in("leader", f"/circulars/{edition.run_id}/{edition.no}/")
    expect(page.locator(".circular")).to_contain_text("共受理1件")
    expect(page.locator(".circular")).to_contain_text("回访1件，满意率100.00%")
    page.locator(".circular a.figure").first.click()
    panel = page.locator("#number")
    expect(panel).to_contain_text("共 1 件")
    counted = panel.locator(".number-orders a")
    expect(counted).to_have_attribute("href", re.compile(number))
    counted.click()
    expect(page.locator("#detail .order-title")).to_have_text("河边垃圾无人清运")
    expect(page.locator("#detail .order-head")).to_contain_text("已办结")
    for desk in (assessor, leader):
        desk.quiet()


def test_a_leader_answers_the_telephone(city: World, opens: Opens, travels: Travels) -> None:
    office = opens()
    page = office.sign_in("supervisor", "/sessions/")
    page.get_by_role("link", name="预告领导接听…").click()
    page.locator("#f-unit").select_option("water")
    page.locator("#f-post").fill("局长")
    page.locator("#f-portfolio").fill("主持全面工作")
    page.locator("#f-topics").fill("供水、排水")
    page.locator("#f-starts_at").fill("2019-11-11T09:00")  # six days ahead
    page.get_by_role("button", name="预告领导接听").click()
    expect(page.locator("#f-starts_at-note")).to_contain_text("须至少提前7日预告")
    expect(page.locator("#f-topics")).to_have_value("供水、排水")
    page.locator("#f-starts_at").fill("2019-11-12T09:00")
    page.get_by_role("button", name="预告领导接听").click()
    said(page, "已预告")
    expect(page.locator("main")).to_contain_text("提前 7 日，合规定")
    here = page.url.removeprefix(office.base)
    page.get_by_role("link", name="预告", exact=True).click()
    for words in ("2019年11月12日（星期二） 09:00", "云山市水务局局长", "供水、排水"):
        expect(page.locator("article.circular")).to_contain_text(words)

    # citizens ask beforehand
    agent = opens()
    page = agent.sign_in("agent", "/sessions/")
    page.get_by_role("link", name="11-12 09:00").click()
    page.locator("summary", has_text="征集问题").click()
    page.locator("#v-gather-words").fill("我家停水三天了，何时恢复？")
    page.get_by_role("button", name="征集问题").click()
    expect(page.locator("main")).to_contain_text("征集到的问题 1 个")
    agent.quiet()

    # the day: it is held, what is called about goes to the bureau at once and becomes an item
    travels(THE_DAY)
    office = opens()
    page = office.sign_in("supervisor", here)
    page.get_by_role("button", name="开始接听").click()
    said(page, "已开始接听")
    agent = opens()
    page = agent.sign_in("agent", "/orders/new/")
    taken(page, "幸福里三天没有水")
    number = handed_on(page)
    dispatcher = opens()
    sent(dispatcher.sign_in("dispatcher", f"/dispatch/{number}/"), "water", "已派市水务局")
    page = office.open(here)
    page.get_by_role("button", name=re.compile("列为接听件.*幸福里三天没有水")).click()
    said(page, "已列为领导接听件")
    page.locator("summary", has_text="结束接听").click()
    page.locator("#v-end-calls").fill("5")
    page.get_by_role("button", name="结束接听").click()
    said(page, "已结束接听")
    expect(page.locator("main")).to_contain_text("还有1件领导接听件没有办结回访")  # results aren't published yet

    water = opens()
    page = water.sign_in("h-water", f"/unit/{number}/")
    signed(page)
    contacted(page)
    reply(page, "已于2019年11月12日抢修恢复供水，电话告知来电人。")

    # the leader who answered reads the reply first
    leader = opens()
    page = leader.sign_in("leader", "/leader/")
    expect(page.locator("main")).to_contain_text("1 件领导接听件的答复等您审核")
    page = leader.open(f"/orders/{number}/")
    expect(page.locator("#verbs summary.main-act").first).to_contain_text("领导审核")
    form(page, "领导审核")
    page.locator("#v-review_item-approved").check()
    page.locator("#v-review_item-words").fill("同意，举一反三。")
    send(page, "领导审核")
    said(page, "已领导审核")
    reviewed(dispatcher, number)
    visitor = opens()
    visitor.sign_in("visitor")
    closed(visitor, number)

    page = office.open(here)
    page.locator("summary", has_text="公开").click()
    page.locator("#v-publish-where").fill("市政府门户网站")
    page.locator("details[open] form button").click()
    expect(page.locator(".lead-steps")).to_contain_text("公开结果")
    page = leader.open(here)
    for words in ("接听件 1 件，办结 1 件", "审核通过", "市政府门户网站", "我家停水三天了"):
        expect(page.locator("main")).to_contain_text(words)
    for desk in (office, agent, dispatcher, water, leader, visitor):
        desk.quiet()
