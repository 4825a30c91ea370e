"""An edition in a browser: a number opens beside it to its orders, by mouse and by keys, on a phone."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from huisheng.circular.models import Edition
from huisheng.desks.tests.test_clauses import hot
from huisheng.kernel import clock
from tests.browser.chromium import PHONE
from tests.browser.conftest import Opens
from tests.browser.test_access import clean
from tests.cast import START, World
from tests.office import Office, opened


@pytest.fixture
def present(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The server lives three weeks later: the time for objections is over."""
    start = START + timedelta(days=21)
    monkeypatch.setattr(clock, "now", lambda: clock._virtual.get() or start)
    return start


@pytest.fixture
def office(city: World, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The office after a day of orders."""
    return opened(city, tmp_path, settings, monkeypatch)


@pytest.fixture
def edition(office: Office) -> Edition:
    """One that is out."""
    return office.published()


def test_a_number_opens_to_its_orders(edition: Edition, opens: Opens) -> None:
    desk = opens()
    page = desk.sign_in("leader", f"/circulars/{edition.run_id}/1/")
    expect(page.locator(".circular h1")).to_have_text("云山市2019年11月通报")
    page.locator(".circular a.figure").first.click()
    panel = page.locator("#number")
    expect(panel).to_contain_text("算式")
    expect(panel).to_contain_text("共 4 件")
    expect(panel.locator(".number-orders a")).to_have_count(4)
    assert page.url.endswith(f"/circulars/{edition.run_id}/1/"), "the document stays"
    panel.locator(".number-orders a").first.click()
    page.wait_for_url("**/orders/YS-*/")
    expect(page.locator("#detail")).to_be_visible()
    desk.quiet()


def test_by_keys_and_without_script(edition: Edition, opens: Opens) -> None:
    desk = opens()
    page = desk.sign_in("h-water", f"/circulars/{edition.run_id}/1/")
    page.locator(".edition-paper").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".circular a.figure").first).to_be_focused()
    page.keyboard.press("Enter")
    panel = page.locator("#number")
    expect(panel).to_contain_text("其中 2 件您的席位看不到")
    expect(panel.locator("summary")).to_be_focused()
    page.keyboard.press("Tab")  # the rule
    page.keyboard.press("Tab")  # the orders' tab
    page.keyboard.press("Tab")
    expect(panel.locator(".number-orders a").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/YS-*/")
    desk.quiet()
    plain = opens(script=False)
    page = plain.sign_in("leader", f"/circulars/{edition.run_id}/1/")
    page.locator(".circular a.figure").first.click()
    expect(page.locator(".number-page")).to_contain_text("共 4 件")
    page.get_by_role("link", name="回到通报").click()
    expect(page.locator(".circular")).to_be_visible()


def test_a_draft_is_reworded(office: Office, opens: Opens) -> None:
    edition = office.drafted(office.frozen())
    desk = opens()
    page = desk.sign_in("assessor", f"/circulars/{edition.run_id}/1/")
    page.locator("summary", has_text="（不印）").click()
    page.locator("textarea:visible").fill("走访企业12家。")
    page.get_by_role("button", name="保存这一段").click()
    expect(page.locator(".edition-side .alert")).to_contain_text("手工填写的数字")
    expect(page.locator("textarea:visible")).to_have_value("走访企业12家。")
    page.locator("textarea:visible").fill("开展培训。")
    page.get_by_role("button", name="保存这一段").click()
    expect(page.locator(".circular")).to_contain_text("开展培训。")
    desk.quiet()


def test_a_clause_of_topics_goes_into_the_paragraph(office: Office, opens: Opens) -> None:
    edition = hot(office)
    desk = opens()
    page = desk.sign_in("assessor", f"/circulars/{edition.run_id}/1/")
    page.locator("summary", has_text="用水问题").click()
    box, clause = page.locator("textarea:visible"), "问题主要集中在停水等方面，主要涉及金桂花园等。"
    typed = f"{box.input_value()}沿线改造。"
    box.fill(typed)
    page.keyboard.press("ArrowLeft")  # before the full stop
    clean(desk, "topics beside")
    page.get_by_role("button", name="插入热点这一句").press("Enter")
    expect(box).to_be_focused()
    expect(box).to_have_value(f"{typed[:-1]}{clause}。")
    page.keyboard.press("Control+z")
    expect(box).to_have_value(typed)
    page.get_by_role("button", name="插入热点这一句").click()
    page.get_by_role("button", name="保存这一段").click()
    expect(page.locator(".circular")).to_contain_text(f"沿线改造{clause}")
    desk.quiet()


def test_a_number_beside_is_read_on_a_phone(edition: Edition, opens: Opens) -> None:
    desk = opens(PHONE)
    page = desk.sign_in("assessor", f"/circulars/{edition.run_id}/1/")
    page.locator(".circular a.figure").first.click()
    expect(page.locator("#number")).to_contain_text("算式")
    expect(page.locator("#number h2")).to_be_in_viewport()
    clean(desk, "number beside")
    desk.quiet()
