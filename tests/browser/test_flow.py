"""One matter through three seats, by keys where a desk has keys."""

from playwright.sync_api import expect

from huisheng.lifecycle.workorder.models import Dispatch, WorkOrder
from tests.browser.chromium import PHONE
from tests.browser.conftest import Opens
from tests.cast import World


def test_a_matter_goes_through_the_house(city: World, opens: Opens) -> None:
    # the agent: g n, the form without a mouse, accepted, handed on by its letter
    agent = opens()
    page = agent.sign_in("agent")
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/orders/new/")
    page.locator("#f-words").focus()
    page.keyboard.type("幸福里小区旁工地连续三晚施工到凌晨。")
    page.keyboard.press("Tab")
    page.keyboard.type("小区夜间施工噪声")
    page.locator("#f-category").focus()
    page.keyboard.type("zswr")
    expect(page.locator("#f-category-list option")).not_to_have_count(0)
    page.locator("#f-category").fill("0101")
    page.locator("#f-kind").select_option("complaint")
    page.locator("#f-category").focus()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/agent/")
    row = WorkOrder.objects.get()
    expect(page.locator("#messages")).to_contain_text(f"已受理并转派单，工单号 {row.number}")
    assert row.state == "awaiting_dispatch"
    agent.quiet()

    # the dispatcher: g d, j, Enter, p, the unit, Ctrl Enter
    dispatcher = opens()
    page = dispatcher.sign_in("dispatcher")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/orders/?state=awaiting_dispatch")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("[data-focus]")).to_be_focused()
    assert page.url.endswith(f"/orders/{row.number}/?state=awaiting_dispatch")
    page.keyboard.press("p")
    expect(page.locator("#v-send-unit")).to_be_focused()
    page.locator("#v-send-unit").select_option("water")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("已派单，工单现为“办理中”")
    expect(page.locator("#detail")).to_contain_text("市水务局")
    dispatcher.quiet()

    # the handler on a phone's width and with the mouse: signs, a reply without words is refused, then sent
    handler = opens(PHONE)
    page = handler.sign_in("h-water", "/orders/")
    page.get_by_role("link", name="小区夜间施工噪声").click()
    expect(page.locator("#detail")).to_contain_text("连续三晚施工")
    page.locator("#verbs").get_by_role("button", name="签收").click()
    expect(page.locator("#messages")).to_contain_text("已签收")
    page.locator("summary", has_text="答复").first.click()
    page.locator("#v-reply-words").fill("　")
    page.locator("#v-reply-solved").check()
    page.locator("#verbs form:visible").get_by_role("button", name="答复").click()
    wrong = page.locator("#v-reply-words-note")
    expect(wrong).to_contain_text("请填写答复内容")
    expect(page.locator("#v-reply-words")).to_be_focused()
    expect(page.locator("#v-reply-solved")).to_be_checked()
    page.locator("#v-reply-words").fill("已责令停工整改。")
    page.locator("#verbs form:visible").get_by_role("button", name="答复").click()
    expect(page.locator("#hints-reply")).to_contain_text("还没有联系上市民的记录")  # held back once
    page.locator("#verbs form:visible").get_by_role("button", name="仍要提交").click()
    expect(page.locator("#messages")).to_contain_text("工单现为“待审核”")
    expect(page.locator(".timeline")).to_contain_text("已责令停工整改。")
    handler.quiet()
    assert Dispatch.objects.get().state == "replied"


def test_a_stale_screen_keeps_what_was_typed(city: World, opens: Opens) -> None:
    key = city.dispatched()
    number = WorkOrder.objects.get(pk=key).number
    city.do(key, "sign_in", "h-water")
    desk = opens()
    page = desk.sign_in("h-water", f"/orders/{number}/")
    page.locator("[data-focus]").focus()
    page.keyboard.press("r")
    page.locator("#v-reply-words").fill("已修好阀门。")
    page.locator("#v-reply-solved").check()
    city.do(key, "contact", "h-water", outcome="reached")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#verbs .alert")).to_contain_text("刚被别人更新过")
    expect(page.locator("#v-reply-words")).to_have_value("已修好阀门。")
    page.locator("#v-reply-words").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("已答复")


def test_the_caller_is_shown_for_a_purpose(city: World, opens: Opens) -> None:
    key = city.dispatched()
    number = WorkOrder.objects.get(pk=key).number
    desk = opens()
    page = desk.sign_in("h-water", f"/orders/{number}/")
    expect(page.locator("#caller")).to_contain_text("199****0001")
    page.locator("#caller summary").click()
    page.locator("#purpose").select_option("contact")
    page.locator("#caller button").click()
    expect(page.locator("#caller")).to_contain_text("19900000001")
    page.reload()
    expect(page.locator("#caller")).to_contain_text("199****0001")
    desk.quiet()
