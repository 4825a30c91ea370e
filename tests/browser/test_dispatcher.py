"""Ten matters in a minute, by keys alone: what only a script does on the dispatcher's and the supervisor's desks."""

import time
from datetime import timedelta

from playwright.sync_api import Page, expect

from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.taxonomy import atlas
from huisheng.taxonomy.models import CategoryVersion, DutyRule
from tests.browser.conftest import Opens
from tests.cast import START, World

MATTERS, PRESSES = 10, 3


def catalogue() -> None:
    """Noise is the urban management's duty."""
    DutyRule.objects.create(
        platform="yunshan",
        version=CategoryVersion.objects.get(code=WorkOrder.objects.values_list("category_version", flat=True)[0]),
        category="0101",
        unit_code="urban",
        co_unit_codes=["police"],
        clause="三定方案第四条",
        valid_from=START.date() - timedelta(days=900),
    )
    atlas.forget()


class Keys:
    """Presses keys, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)
        self.count += 1


def test_ten_matters_in_a_minute(city: World, opens: Opens) -> None:
    for n in range(MATTERS):
        city.do(city.accept(title=f"第{n}件夜间施工"), "hand_on", "agent")
    catalogue()
    desk = opens()
    page = desk.sign_in("dispatcher", "/dispatch/")
    keys, began = Keys(page), time.monotonic()
    keys.press("j")
    keys.press("Enter")
    for left in range(MATTERS, 0, -1):
        expect(page.locator("#detail [data-focus]")).to_be_focused()
        expect(page.locator("tbody tr")).to_have_count(left)
        keys.press("1")
        expect(page.locator("#dock [data-send]")).to_be_focused()
        keys.press("Enter")
    expect(page.locator(".empty h2")).to_have_text("都办完了")
    took = time.monotonic() - began
    assert keys.count <= PRESSES * MATTERS, f"{keys.count} keys"
    assert took < 60, f"{took:.1f} s"
    sent = WorkOrder.objects.filter(state="in_hand", main_unit__code="urban", dispatches__unit__code="police")
    assert sent.count() == MATTERS
    desk.quiet()


def test_another_unit_is_chosen_and_several_are_ticked_by_keys(city: World, opens: Opens) -> None:
    numbers = []
    for n in range(4):
        key = city.accept(title=f"第{n}件夜间施工")
        city.do(key, "hand_on", "agent")
        numbers.append(WorkOrder.objects.get(pk=key).number)
    desk = opens()
    page = desk.sign_in("dispatcher", f"/dispatch/{numbers[0]}/")
    page.keyboard.press("0")
    expect(page.locator("#other")).to_be_focused()
    page.locator("#other").select_option("water")
    expect(page.locator("#unit-other")).to_be_checked()
    expect(page.locator("#due")).to_contain_text("市水务局的时限怎么算的")
    page.locator("#dock [data-send]").press("Enter")
    expect(page.locator("#messages")).to_contain_text("已派市水务局")
    expect(page.locator(f"#row-{numbers[0]}")).to_have_count(0)
    assert page.url.endswith(f"/dispatch/{numbers[1]}/")
    for _ in range(2):
        page.keyboard.press("x")
        page.keyboard.press("j")
        page.wait_for_load_state("networkidle")
    expect(page.locator("[data-picked]")).to_have_text("已选 2 件")
    page.keyboard.press("Shift+X")
    expect(page.locator("#bulk-unit")).to_be_focused()
    page.locator("#bulk-unit").select_option("urban")
    page.locator("#bulk button").press("Enter")
    expect(page.locator("main h1")).to_contain_text("派出 2 件")
    assert WorkOrder.objects.filter(main_unit__code="urban").count() == 2
    desk.quiet()


def test_a_supervisor_presses_by_keys(city: World, opens: Opens) -> None:
    numbers = []
    for unit in ("water", "urban"):
        key = city.dispatched(unit, urgent=True)  # its hours run out on the first day
        numbers.append(WorkOrder.objects.get(pk=key).number)
    desk = opens()
    page = desk.sign_in("supervisor", "/supervision/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#detail [data-focus]")).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator("#dock [value=phone]")).to_be_checked()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("已催办")
    expect(page.locator(f"#row-{numbers[0]}")).to_contain_text("电话督办")
    expect(page).to_have_url(f"{desk.base}/supervision/{numbers[1]}/")
    desk.quiet()
