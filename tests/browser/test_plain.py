"""Without a script: every desk reads, and its main form works, from the call to the citizen called back."""

from playwright.sync_api import Page, expect

from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search import follow as search
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import Opens
from tests.browser.test_journey import form, said, send
from tests.cast import World


def pressed(page: Page, name: str) -> None:
    """The button of the verb that asks nothing."""
    page.locator("#verbs").get_by_role("button", name=name).click()


def test_a_matter_goes_through_every_desk(city: World, opens: Opens) -> None:
    page = opens(DESK, script=False).sign_in("agent", "/agent/")
    page.get_by_role("link", name="新建工单").first.click()
    page.locator("#f-words").fill("幸福里小区旁边的路灯三天不亮。")
    page.locator("#f-title").fill("路灯不亮")
    page.locator("#f-kind").select_option("help")
    page.locator("#f-category").fill("噪声污染")  # a name is as good as a code
    page.locator("#f-phone").fill("19900000001")
    page.get_by_role("button", name="受理并转派单").click()
    said(page, "已受理并转派单")
    number = WorkOrder.objects.get().number

    dispatcher = opens(DESK, script=False)
    page = dispatcher.sign_in("dispatcher", "/dispatch/")
    page.get_by_role("link", name="路灯不亮").click()
    page.locator("#other").select_option("water")
    page.locator("#dock").get_by_role("button", name="派单").click()
    said(page, "已派市水务局")

    water = opens(PHONE, script=False)
    page = water.sign_in("h-water", "/unit/")
    page.get_by_role("button", name="全部签收").click()
    expect(page.locator(".signed")).to_contain_text("已签收 1 件")
    page.get_by_role("link", name="路灯不亮").click()
    page.locator("#caller summary").click()
    page.locator("#purpose").select_option("contact")
    page.get_by_role("button", name="查看姓名和电话").click()
    expect(page.locator("#caller")).to_contain_text("已记录")

    page = opens(DESK, script=False).sign_in("supervisor", f"/supervision/{number}/")
    page.locator("#press-words").fill("请今天之内联系市民。")
    page.locator("#dock").get_by_role("button", name="发出").click()
    said(page, "已催办")

    leader = opens(PHONE, script=False)
    page = leader.sign_in("leader", f"/orders/{number}/")
    form(page, "批示")
    page.locator("#v-instruct-words").fill("请三日内办结。")
    send(page, "批示")
    said(page, "已批示")

    page = water.open(f"/unit/{number}/")
    expect(page.locator(".timeline")).to_contain_text("请三日内办结。")
    form(page, "答复")
    page.locator("#v-reply-words").fill("已换好灯具。")
    page.locator("#v-reply-solved").check()
    send(page, "答复")
    page.get_by_role("button", name="仍要提交").click()  # held back once: nobody has spoken to the citizen
    said(page, "已答复")

    page = dispatcher.open(f"/dispatch/{number}/")
    form(page, "审核通过")
    send(page, "审核通过")
    said(page, "已审核通过")
    pressed(dispatcher.open(f"/orders/{number}/"), "办结")
    said(page, "已办结")

    page = opens(DESK, script=False).sign_in("visitor", "/visits/")
    page.get_by_role("button", name="取下一位").click()
    for answer in ("q-outcome-reached", "q-solved-yes", "q-grade-satisfied"):
        page.locator(f"label:has(#{answer})").click()
    page.get_by_role("button", name="记录，下一位").click()
    expect(page.locator("main")).to_contain_text("等着回访的都打完了")

    search.write([WorkOrder.objects.get().pk])
    page = dispatcher.open("/")
    page.locator("#search").fill("路灯")
    page.locator("#search").press("Enter")
    expect(page.locator("tr[id^=row-]")).to_contain_text("已办结")
