"""What only a script does on a leader's pages: charts above their tables, the wall that says when it is old."""

import re

import pytest
from playwright.sync_api import Route, expect

from huisheng.desks.leader import memory
from huisheng.desks.leader.tests.test_leader import fold
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import Opens
from tests.browser.test_access import WIDE, clean
from tests.cast import World

WALL = (1920, 1080)


def test_a_chart_stands_above_its_table_and_its_points_open(
    city: World, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        city.dispatched("water")
    fold(monkeypatch)
    memory.forget()
    desk = opens(DESK)
    page = desk.sign_in("leader", "/trend/")
    expect(page.locator(".plot canvas")).to_have_count(3)
    assert page.locator(".plot-draw").first.get_attribute("role") == "img"
    box = page.locator(".plot-draw").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + 120)
    expect(page.locator(".plot-said").first).to_contain_text("11-04 星期一：受理数 3，在线直接答复数 0")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    clean(desk, "/trend/ dark")
    page.mouse.click(box["x"] + box["width"] - 20, box["y"] + 120)
    page.wait_for_url(re.compile("/figures/number/"))
    expect(page.locator(".number-orders li")).to_have_count(3)
    desk.quiet()


def test_a_chart_that_was_wider_a_moment_ago_makes_no_page_wide(
    city: World, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    city.dispatched("water")
    fold(monkeypatch)
    memory.forget()
    page = opens(PHONE).sign_in("leader", "/trend/")
    expect(page.locator(".plot canvas")).to_have_count(3)
    page.evaluate("document.querySelector('.plot canvas').parentElement.style.width = '3000px'")
    assert page.evaluate(WIDE) == 0


def test_an_instruction_by_keyboard(city: World, opens: Opens) -> None:
    city.dispatched("water")
    for size in (DESK, PHONE):
        desk = opens(size)
        page = desk.sign_in("leader", "/leader/")
        clean(desk, f"/leader/ {size}")
        page.locator(".lead-instruct summary").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".lead-instruct textarea").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".lead-instruct summary").first).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.type("请三日内办结。")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#messages")).to_contain_text("已批示")
        expect(page.locator(".lead-trail")).to_contain_text("请三日内办结。")
        desk.quiet()


def test_the_wall_says_when_it_is_old_and_when_its_login_is_over(city: World, opens: Opens) -> None:
    city.dispatched("water")
    desk = opens(WALL)
    desk.page.clock.install()
    page = desk.sign_in("agent", "/wall/")
    clean(desk, "/wall/")
    size = page.locator(".five dd").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 40
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "it all fits"
    trouble = page.locator("#trouble")
    expect(trouble).to_be_hidden()

    def stop(route: Route) -> None:
        route.abort()

    page.route("**/wall/now/", stop)
    page.clock.run_for(45_000)
    expect(trouble).to_contain_text("数据停在")
    page.unroute("**/wall/now/", stop)
    page.clock.run_for(12_000)
    expect(trouble).to_be_hidden()
    desk.context.clear_cookies()
    page.clock.run_for(12_000)
    expect(trouble).to_contain_text("登录已经结束")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/signin/"))
