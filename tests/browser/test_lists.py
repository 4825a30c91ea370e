"""What only the lists' script does: ticks by keys, the bar that comes with them, counts beside the tabs."""

from playwright.sync_api import expect

from huisheng.lifecycle.workorder.models import Dispatch, WorkOrder
from tests.browser.chromium import DESK
from tests.browser.conftest import Opens
from tests.cast import World


def test_ticked_by_keys_and_signed_at_once(city: World, opens: Opens) -> None:
    keys = [city.dispatched("water", title=f"停水{n}") for n in range(4)]
    desk = opens()
    page = desk.sign_in("h-water", "/orders/")
    bar, ticked = page.locator("#many"), page.locator("[data-pick]:checked")
    expect(bar).to_be_hidden()
    for key in "jx":
        page.keyboard.press(key)
    expect(bar).to_contain_text("已勾选 1 件")
    for key in "jjX":
        page.keyboard.press(key)
    expect(ticked).to_have_count(3)
    page.keyboard.press("a")
    expect(ticked).to_have_count(4)
    page.keyboard.press("a")
    expect(bar).to_be_hidden()
    page.locator("[data-pick]").nth(0).click()
    page.locator("[data-pick]").nth(3).click(modifiers=["Shift"])
    expect(ticked).to_have_count(4)
    city.do(keys[0], "sign_in", "h-water")  # meanwhile, by a colleague
    bar.get_by_role("button", name="签收").click()
    expect(page.locator("#detail")).to_contain_text("其中 1 件现在不能办")
    page.locator("#detail .main-act").click()
    expect(page.locator("#detail")).to_contain_text("签收：办了 3 件，1 件没有办成")
    expect(page.locator("#detail")).to_contain_text("刚被别人更新过")
    expect(ticked).to_have_count(0)
    assert page.url.endswith("/orders/")
    page.locator("#detail a", has_text="停水0").click()
    expect(page.locator("[data-focus]")).to_have_text("停水0")
    desk.quiet()
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"signed"}


def test_many_without_script(city: World, opens: Opens) -> None:
    for _ in range(2):
        city.dispatched("water")
    page = opens(DESK, script=False).sign_in("h-water", "/orders/")
    for box in page.locator("[data-pick]").all():
        box.check()
    page.locator("#many").get_by_role("button", name="签收").click()
    page.locator("#detail .main-act").click()
    expect(page.locator("#detail")).to_contain_text("签收：办了 2 件")


def test_a_view_shows_how_many_stand_in_it(city: World, opens: Opens) -> None:
    city.accept(urgent=True)
    desk = opens()
    page = desk.sign_in("agent", "/orders/?urgent=1")
    page.locator("summary", has_text="视图").click()
    page.fill("#view-name", "急件")
    page.keyboard.press("Enter")
    tab = page.locator(".view-tabs a", has_text="急件")
    expect(tab).to_contain_text("1")
    expect(tab).to_have_attribute("aria-current", "page")
    desk.quiet()
    assert WorkOrder.objects.count() == 1
