"""What only a script does: another's act is shown where one looks, and what one types stays."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from huisheng.kernel import clock
from huisheng.ledger import cursor, nudge
from huisheng.lifecycle.notices import follow
from tests.browser.conftest import Opens
from tests.cast import World
from tests.flows import pushed
from tests.flows.pushed import Push


@pytest.fixture
def city(lasting_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The cast today: the push lives at the real hour."""
    lasting_world.now = clock.now()
    monkeypatch.setattr(nudge, "_wanted", True)
    monkeypatch.setattr(lasting_world, "pass_", lambda **span: setattr(lasting_world, "now", clock.now()))
    return lasting_world


@pytest.fixture
def push(city: World, live_server: Any, settings: Any) -> Iterator[Push]:
    """The process, and pages that know of it."""
    with pushed.pushing(str(urlsplit(str(live_server)).port)) as process:
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        allowed = [*policy["connect-src"], f"http://localhost:{process.port}"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "connect-src": allowed}}
        settings.PUSH_PORT = str(process.port)
        yield process


def test_two_at_one_order(city: World, push: Push, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    key = city.dispatched("water", title="幸福里小区停水")
    for count in range(6):
        city.dispatched("water", title=f"建设路第{count + 1}处井盖松动")
    order = city.matter(key).order
    one, other = opens(), opens()
    page = one.sign_in("h-water", f"/orders/{order.number}/?state=in_hand")
    theirs = other.sign_in("dispatcher", f"/orders/{order.number}/?state=in_hand")
    expect(page.locator("#live-who")).to_have_text("派单员甲（派单员）正在看")
    expect(theirs.locator("#live-who")).to_have_text("水务承办甲（承办人）正在看")

    # the unit signs: its own counts follow at once, the dispatcher is told, and his row follows
    page.locator("#verbs").get_by_role("button", name="签收").click()
    expect(page.locator("#messages")).to_contain_text("已签收")
    expect(theirs.locator("#live-bar")).to_contain_text("刚被 水务承办甲 签收，现为“办理中”", timeout=3000)
    expect(page.locator("#live-bar")).to_have_count(0)

    # the dispatcher types while the unit acts: his act is refused, and what he typed is there after it
    theirs.locator("summary", has_text="催办").first.click()
    theirs.locator("#verbs form:visible textarea").fill("请今天之内联系市民")
    expect(page.locator("#live-who")).to_have_text("派单员甲（派单员）正在填写“催办”")
    theirs.locator("#live-bar button").click()
    expect(theirs.locator("#live-bar")).to_have_count(0)
    expect(theirs.locator("#verbs form:visible textarea")).to_have_value("请今天之内联系市民")
    theirs.locator("#verbs form:visible").get_by_role("button", name="催办").click()
    expect(theirs.locator("#messages")).to_contain_text("已催办")

    # the reminder rings at the unit, and only there; opening it from the bell is reading it
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)
    follow.step()
    expect(page.locator("#messages")).to_contain_text(f"催办：请尽快办理（{order.number}）")
    expect(page.locator("#bell")).to_contain_text(re.compile("[1-9]"))
    page.keyboard.press("Escape")
    page.locator("#bell").click()
    expect(page.locator(".notice-list .unread")).to_have_count(7)
    page.locator(".notice-list a", has_text="催办").click()
    page.wait_for_url(f"**/orders/{order.number}/")
    page.locator("#bell").click()
    expect(page.locator(".notice-list .unread")).to_have_count(6)
    expect(theirs.locator(".bell-count")).to_have_count(0)

    # what is new is announced over the list and moves nothing; counts of the rail follow
    theirs.goto(other.base + "/orders/?state=in_hand")
    expect(theirs.locator("tr[id^=row-]")).to_have_count(7)
    before = theirs.locator("tr[id^=row-]").first.bounding_box()
    city.dispatched("urban", title="又来一件")
    expect(theirs.locator(".live-pill")).to_have_text("有 1 件新工单，点此显示", timeout=6000)
    assert theirs.locator("tr[id^=row-]").first.bounding_box() == before
    expect(theirs.locator('.rail a[data-state="in_hand"] .count')).to_contain_text("8", timeout=6000)
    theirs.locator(".live-pill button").click()
    expect(theirs.locator("tr[id^=row-]")).to_have_count(8)
    city.do(key, "reply", "h-water", words="已修好。", solved=True)
    expect(theirs.locator(f"#row-{order.number}")).to_contain_text("待审核", timeout=5000)
    one.quiet()
    other.quiet()
