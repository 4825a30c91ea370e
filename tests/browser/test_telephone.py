"""A day at the telephone, against a real exchange and real telephones; skipped where there is none."""

import re
import threading
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from huisheng.channels import loops
from huisheng.channels.telephony.actions import bind_number, bind_phone
from huisheng.channels.telephony.asterisk import serve
from huisheng.channels.telephony.asterisk.actions import issue_manager
from huisheng.channels.telephony.asterisk.tests.pbx import SECRET, USER, Pbx, Phone, running
from huisheng.channels.telephony.models import Call, Heard, Leg, Manager, Recording
from huisheng.directory import load as directory_load
from huisheng.directory.models import Look
from huisheng.kernel import clock
from huisheng.ledger import cursor, read
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.measures import follow
from huisheng.measures.models import CallFact
from tests.browser.conftest import Desk, Opens
from tests.cast import PASSWORD, World

pytestmark = pytest.mark.xdist_group("pbx")
WORDS = "幸福里小区旁边的工地连着三晚施工到凌晨，希望尽快制止。"
SECOND = {"code": "agent-2", "role": "agent", "unit": "yunshan", "label": "坐席乙"}


@pytest.fixture
def city(lasting_world: World) -> World:
    """The cast today: an exchange lives at the real hour. A second agent sits there."""
    lasting_world.now = clock.now()
    parsed = tomllib.loads((Path(__file__).parents[1] / "cast.toml").read_text(encoding="utf-8"))
    directory_load.load_city({**parsed, "seat": [*parsed["seat"], SECOND]}, password=PASSWORD)
    return lasting_world


@pytest.fixture
def pbx(city: World, tmp_path: Path) -> Iterator[Pbx]:
    """The exchange, listened to: both agents have an extension, the water office a number."""
    with running(tmp_path / "run", wait=60, ring=30) as found:  # nobody leaves because this machine is slow
        admin = city.seat("admin")
        row = issue_manager.do(
            by=admin, at=clock.now(), code="pbx", label="测试", host="127.0.0.1", port=found.ami, username=USER,
            secret=SECRET, contexts="from-trunk", outward="from-agents", transfers="transfers",
            conferences="three-way", recordings=str(found.monitor),
        )  # fmt: skip
        for seat, extension in (("agent", "1001"), ("agent-2", "1002")):
            bind_phone.do(by=admin, seat=seat, extension=extension)
        bind_number.do(by=admin, unit="water", number="0535-5550101")
        stop = threading.Event()
        thread = threading.Thread(target=loops.hold, args=(serve, row.pk, stop))
        thread.start()
        until(lambda: Manager.objects.get().connected_at is not None)
        yield found
        found.quiet()
        stop.set()
        thread.join(10)


def until(said: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not said():
        assert time.monotonic() < end, list(Heard.objects.values_list("event", "call_id", "agent", "cause", "outcome"))
        time.sleep(0.05)


def test_a_day_at_the_telephone(pbx: Pbx, city: World, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = opens(), opens()
    page, other = one.sign_in("agent", "/agent/"), two.sign_in("agent-2", "/agent/")
    telephone = pbx.agent("1001", told=1)
    colleague = pbx.agent("1002", told=1)
    page.keyboard.press("F4")
    expect(page.locator("#callbar")).to_contain_text("空闲")
    other.get_by_role("button", name="小休").click()
    until(lambda: pbx.resting() == {"1002"})  # so the queue rings the first one alone
    caller = pbx.citizen("19900000001", press=4, told=1)
    rings_at(page, "199****0001")
    expect(other.locator("#callbar")).to_contain_text("排队 1")
    expect(other.locator("#callbar")).not_to_contain_text("199")
    telephone.tell()
    order = taken(page)
    assert order.personal.phone_blind and "19900000001" not in page.content()
    outside = pbx.carrier(told=1)
    three_speak(pbx, page, outside)
    page.keyboard.press("F7")  # the citizen stays on the line, and is asked what he thinks of it
    expect(page.locator("#callbar")).to_contain_text("整理")
    until(lambda: rated(caller))
    page.keyboard.press("F4")
    expect(page.locator("#callbar")).to_contain_text("空闲")
    heard_again(page, order)
    handed_on(pbx, (page, other), (telephone, colleague), outside)
    # all is written; other databases of this cluster have transactions too, some of them long
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)
    found_in_the_figures(one)
    one.quiet()
    two.quiet()


def rated(caller: Phone) -> bool:
    """Whether he has judged; else he presses his key again."""
    told = Heard.objects.filter(event="call.rated", rating=4).exists()
    if not told:
        caller.tell()
    return told


def rings_at(page: Page, number: str) -> None:
    expect(page.locator("#callbar")).to_contain_text("来电")
    expect(page.locator("#callbar .call-number")).to_have_text(number)


def taken(page: Page) -> WorkOrder:
    """The form opens by itself, the number is in it, masked; the bar counts the talk."""
    page.wait_for_url("**/orders/new/?call=*")
    expect(page.locator("#callbar")).to_contain_text("通话")
    expect(page.locator("#f-phone")).to_have_attribute("placeholder", "来电 199****0001")
    page.locator("#f-words").fill(WORDS)
    page.locator("#f-title").fill("工地夜间施工")
    page.locator("#f-kind").select_option("complaint")
    page.locator("#f-category").fill("010101")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/agent/")
    expect(page.locator("#callbar")).to_contain_text("已记 1 件")
    return WorkOrder.objects.get()


def three_speak(pbx: Pbx, page: Page, office: Phone) -> None:
    """By keys alone: the water office is called in, speaks, and leaves."""
    page.keyboard.press("F6")
    expect(page.locator("#call-to")).to_be_focused()
    expect(page.locator("#call-to-list option[value=坐席乙]")).to_have_count(1)
    assert Axe().run(page).response["violations"] == []
    page.keyboard.type("市水务局")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("正在呼叫市水务局")
    until(lambda: pbx.talking_in("ConfBridge") == 2)
    office.tell()
    until(lambda: pbx.talking_in("ConfBridge") == 3)
    office.tell()
    until(lambda: pbx.talking_in("ConfBridge") == 2)


def heard_again(page: Page, order: WorkOrder) -> None:
    """The recording is the order's; who listens says what for."""
    until(lambda: Recording.objects.filter(kept_at__isnull=False).exists())
    page.goto(page.url.replace("/agent/", f"/orders/{order.number}/"))
    expect(page.locator("main")).to_contain_text("来电人评价 4")
    page.get_by_text("收听…").click()
    page.get_by_label("为了什么收听").select_option("verify")
    with page.expect_response("**/sound/") as answer:
        page.get_by_role("button", name="收听录音").click()
    assert answer.value.ok
    expect(page.locator("audio")).to_have_count(1)
    assert Look.objects.filter(subject=order.stream, purpose__startswith="收听录音").count() == 1


def handed_on(pbx: Pbx, desks: tuple[Page, Page], telephones: tuple[Phone, Phone], police: Phone) -> None:
    """The next caller is given to a colleague, at whose desk he pops as any caller does; who gives him to 110 at a key.

    Each seat has nothing left to do but to say what it was, where the other hasn't said so.
    """
    (page, other), (telephone, colleague) = desks, telephones
    pbx.citizen("19900000002")
    rings_at(page, "199****0002")
    telephone.tell()
    page.wait_for_url("**/orders/new/?call=*")
    page.keyboard.press("F6")
    expect(page.locator("#call-to")).to_be_focused()
    page.keyboard.type("坐席乙")
    page.keyboard.press("Enter")
    rings_at(other, "199****0002")
    colleague.tell()
    expect(page.locator("#said")).to_contain_text("已转给坐席乙")
    expect(page.locator("#callbar")).to_contain_text("整理")
    page.keyboard.press("F8")
    expect(page.locator("#callbar")).to_contain_text("空闲")
    other.wait_for_url("**/orders/new/?call=*")
    expect(other.locator("#callbar")).to_contain_text("通话")
    expect(other.locator("#f-phone")).to_have_attribute("placeholder", "来电 199****0002")
    other.keyboard.press("F6")
    other.get_by_role("button", name="转 110", exact=True).click()
    expect(other.locator("#said")).to_contain_text("已转给110")
    expect(other.locator("#callbar")).to_contain_text("整理")
    until(lambda: pbx.talking_in("AppDial") == 1)
    police.tell()
    other.keyboard.press("F4")
    expect(other.locator("#callbar")).to_contain_text("空闲")
    first, second = Call.objects.order_by("pk")
    assert [[entry.kind for entry in read.stream(call.stream)][2:] for call in (first, second)] == [
        ["call_joined", "call_ended"],
        ["call_transferred", "call_ended", "call_transferred"],
    ]
    assert not Leg.objects.filter(ended_at__isnull=True).exists()


def found_in_the_figures(desk: Desk) -> None:
    until(counted)
    page = desk.open("/calls/hours/")
    expect(page.locator("tfoot td")).to_have_text(
        ["2", "2", "0", "100.00%", re.compile(r"\d%"), re.compile(r"\d"), re.compile(r"\d")]
    )


def counted() -> bool:
    """Whether the facts have caught up with both calls: what another thread wrote is followed a moment later."""
    follow.catch_up()
    return CallFact.objects.filter(ended_at__isnull=False).count() == 2
