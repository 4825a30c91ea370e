"""Accounts in a browser, where they work without a script as well."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from huisheng.directory import logins, totp
from huisheng.directory.logins import Limits
from huisheng.kernel import clock
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import Opens
from tests.browser.test_access import clean
from tests.cast import PASSWORD, World


def test_a_second_factor_is_bound_and_asked_for_without_a_script(city: World, opens: Opens) -> None:
    desk = opens(PHONE, script=False)
    page = desk.sign_in("agent", "/account/")
    page.get_by_role("link", name="绑定动态口令…").click()
    page.get_by_text("手工输入密钥").wait_for()
    words = page.locator("ol .mono").inner_text()
    key = words.replace(" ", "")
    page.get_by_label("动态口令").fill(totp.code(key, clock.now()))
    page.keyboard.press("Enter")
    expect(page.locator("ol.mono li")).to_have_count(10)
    spare = page.locator("ol.mono li").first.inner_text()
    page.get_by_role("link", name="抄好了").click()
    expect(page.get_by_text(re.compile("还剩 10 个恢复码"))).to_be_visible()
    other = opens(DESK)
    door = other.open("/signin/")
    door.locator("#username").fill("agent")
    door.locator("#password").fill(PASSWORD)
    door.keyboard.press("Enter")
    expect(door.get_by_role("heading", name="动态口令")).to_be_visible()
    clean(other, "/signin/code/")
    door.get_by_label("动态口令").fill(spare)
    door.keyboard.press("Enter")
    expect(door.get_by_text("上次登录：2019-11-05")).to_be_visible()
    other.quiet()


def test_a_seat_left_alone_is_told_and_loses_nothing(
    city: World, opens: Opens, present: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both clocks, the browser's and the server's, are set on: 28 minutes, a key, and then a long nothing."""
    hour = [present]
    monkeypatch.setattr(clock, "now", lambda: hour[0])
    monkeypatch.setattr(logins, "limits", lambda *_: Limits(timedelta(minutes=30), None))
    desk = opens()
    page = desk.page
    page.clock.install()
    desk.sign_in("agent", "/orders/new/")

    def passes(minutes: int) -> None:
        hour[0] += timedelta(minutes=minutes)
        page.clock.run_for(minutes * 60_000)

    passes(28)
    expect(page.get_by_text("再过两分钟没有操作就会退出登录")).to_be_visible()
    page.locator("#f-words").fill("说到一半的话")
    passes(1)
    expect(page.get_by_text("再过两分钟没有操作就会退出登录")).to_have_count(0)
    passes(27)
    assert page.reload() is not None
    expect(page.locator("#f-words")).to_have_value("说到一半的话")
    passes(31)
    expect(page.get_by_text("很久没有操作，已退出登录")).to_be_visible()
    page.reload()
    expect(page.get_by_text("填过没交的内容还在这台电脑上")).to_be_visible()
    page.keyboard.type("agent")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#f-words")).to_have_value("说到一半的话")
