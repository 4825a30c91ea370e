"""What only a script does at the agent's desk: a call pops, its form opens by itself, keys alone hand the matter on."""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from huisheng.channels.telephony import signature
from huisheng.channels.telephony.actions import bind_phone, issue_switch
from huisheng.channels.telephony.models import Call
from huisheng.kernel import clock
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.browser.conftest import Opens
from tests.cast import World

WORDS = "幸福里小区旁边的工地连着三晚施工到凌晨，希望尽快制止。"
Says = Callable[..., None]


@pytest.fixture
def says(city: World, live_server: Any) -> Says:
    """A switch that posts signed events to the served house."""
    admin = city.seat("admin")
    secret = issue_switch.do(by=admin, at=clock.now(), code="pbx", label="测试", profile="signed")
    bind_phone.do(by=admin, seat="agent", extension="801")

    def say(event: str, call: str = "c-1", **more: Any) -> None:
        at = clock.now()
        given = {"event": event, "call_id": call, "seq": 1, "occurred_at": at.isoformat(), "agent": "801", **more}
        body = json.dumps({"from": "19900000001", **given}).encode()
        headers = {signature.HEADER: signature.sign(secret, body, at), "Content-Type": "application/json"}
        where = f"{live_server}/api/telephony/pbx/events"
        urllib.request.urlopen(urllib.request.Request(where, body, headers), timeout=10).close()

    return say


def test_a_call_is_taken_by_keys_alone(opens: Opens, city: World, says: Says) -> None:
    earlier = city.matter(city.accept()).order
    desk = opens()
    page = desk.sign_in("agent", "/agent/")
    page.keyboard.press("F4")
    expect(page.locator("#callbar")).to_contain_text("空闲")
    says("call.offered")
    says("agent.ringing")
    expect(page.locator("#callbar")).to_contain_text("199****0001")
    expect(page.locator("#call-said")).to_have_text("来电 199****0001")
    assert Axe().run(page).response["violations"] == []
    says("call.answered")
    page.wait_for_url("**/orders/new/?call=*")
    expect(page.locator("#f-words")).to_be_focused()
    page.keyboard.type(WORDS)
    expect(page.locator("#f-title")).to_have_value("幸福里小区旁边的工地连着三晚施工到凌晨")
    expect(page.locator("#beside")).to_contain_text("同样的事（施工）")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Alt+1")
    expect(page.locator(f"#link-{earlier.number}")).to_be_checked()
    page.reload()  # as after a crash: what was typed is back, and so is what is beside it
    expect(page.locator("#f-words")).to_have_value(WORDS)
    expect(page.locator(f"#link-{earlier.number}")).to_be_checked()
    page.locator("#f-kind").select_option("complaint")
    page.locator("#f-category").fill("zswr")
    page.locator("#f-category").fill("010101 环境保护 / 噪声污染 / 建筑施工噪声")
    says("call.ended")
    expect(page.locator("#callbar")).to_contain_text("整理")
    expect(page.locator("#f-category")).to_be_focused()  # hanging up takes nothing from under the hands
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/agent/")
    expect(page.locator("#said")).to_contain_text("已受理并转派单")
    page.keyboard.press("F4")
    expect(page.locator("#callbar")).to_contain_text("空闲")
    order = WorkOrder.objects.latest("pk")
    assert (order.state, order.links.get().to_id) == ("awaiting_dispatch", earlier.pk)
    assert Axe().run(page).response["violations"] == []
    desk.quiet()


def test_everything_is_in_one_sight(opens: Opens, city: World, says: Says) -> None:
    """At 1366 × 768 neither the page nor the form nor the column beside it scrolls."""
    for _ in range(4):
        city.accept(words=WORDS)
    says("call.offered")
    says("call.answered")
    desk = opens()
    page = desk.sign_in("agent", f"/orders/new/?call={Call.objects.get().pk}")
    page.locator("#f-words").fill(WORDS)
    expect(page.locator("#beside")).to_contain_text("说的几乎一样")
    for what in ("#main", ".intake-body", "#beside"):
        high = page.locator(what).evaluate("el => el.scrollHeight - el.clientHeight")
        assert high <= 0, what
    desk.quiet()


def test_without_a_script(opens: Opens, city: World, says: Says) -> None:
    says("call.offered")
    says("agent.ringing")
    desk = opens(script=False)
    page = desk.sign_in("agent", "/agent/")
    page.get_by_role("link", name="受理表").click()
    page.locator("#f-words").fill(WORDS)
    page.locator("#f-title").fill("夜间施工")
    page.locator("#f-kind").select_option("complaint")
    page.locator("#f-category").fill("010101")
    page.get_by_role("button", name="受理并转派单").click()
    expect(page.locator("#said")).to_contain_text("已受理并转派单")
