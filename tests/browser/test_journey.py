"""One matter through every desk, as people do it: sent, returned, sent again, extended, answered, redone, closed."""

import re

from playwright.sync_api import Page, expect

from huisheng.lifecycle.workorder.models import WorkOrder
from tests.browser.chromium import PHONE
from tests.browser.conftest import Desk, Opens
from tests.cast import World


def form(page: Page, verb: str) -> None:
    """The verb's form, opened."""
    page.locator("#verbs summary", has_text=re.compile(f"^\\s*{verb}")).first.click()


def send(page: Page, verb: str) -> None:
    """The open form, sent."""
    page.locator("#verbs form:visible").get_by_role("button", name=verb, exact=True).click()


def said(page: Page, words: str) -> None:
    """What the house says afterwards."""
    expect(page.locator("#messages")).to_contain_text(words)


def reply(page: Page, words: str) -> None:
    """The unit's answer, contact made before."""
    form(page, "答复")
    page.locator("#v-reply-words").fill(words)
    page.locator("#v-reply-solved").check()
    send(page, "答复")
    again = page.locator("#verbs form:visible").get_by_role("button", name="仍要提交")
    expect(again.or_(page.locator("#messages .message", has_text="已答复"))).to_be_visible()
    if again.is_visible():  # hints are said once, and bar nobody
        again.click()
    said(page, "已答复")


def reviewed(dispatcher: Desk, number: str) -> None:
    """The reply is accepted and the matter concluded."""
    page = dispatcher.open(f"/orders/{number}/")
    form(page, "审核通过")
    page.locator("#v-accept_reply-words").fill("答复清楚。")
    send(page, "审核通过")
    said(page, "已审核通过")
    page.locator("#verbs").get_by_role("button", name="办结").click()
    said(page, "已办结")


def test_sent_returned_sent_again_redone_and_closed(city: World, opens: Opens) -> None:
    key = city.accept()
    city.do(key, "hand_on", "agent")
    number = WorkOrder.objects.get(pk=key).number

    dispatcher = opens()
    page = dispatcher.sign_in("dispatcher", f"/dispatch/{number}/")
    page.keyboard.press("0")
    page.locator("#other").select_option("water")
    page.locator("#dock [data-send]").press("Enter")
    said(page, "已派市水务局")

    water = opens(PHONE)
    page = water.sign_in("h-water", f"/unit/{number}/")
    page.locator("#verbs").get_by_role("button", name="签收").click()
    said(page, "已签收")
    form(page, "申请退单")
    page.locator("#v-ask_return-ground").select_option(label="非本单位职责")
    page.locator("#v-ask_return-clause").fill("三定方案第二条")
    page.locator("#v-ask_return-evidence").fill("　")
    send(page, "申请退单")
    expect(page.locator("#v-ask_return-evidence-note")).to_contain_text("请填写证据说明")
    expect(page.locator("#v-ask_return-clause")).to_have_value("三定方案第二条")
    page.locator("#v-ask_return-evidence").fill("工地由城管部门发证监管。")
    send(page, "申请退单")
    said(page, "已申请退单")

    page = dispatcher.open(f"/dispatch/{number}/")
    dock = page.locator("#dock")
    expect(dock).to_contain_text("三定方案第二条")
    dock.locator("#d-grant_return-words").fill("情况属实，同意。")
    dock.get_by_role("button", name="同意退单", exact=True).click()
    said(page, "已同意退单")
    page = dispatcher.open(f"/dispatch/{number}/")
    page.keyboard.press("0")
    page.locator("#other").select_option("urban")
    page.locator("#dock [data-send]").press("Enter")
    said(page, "已派市城管局")
    page = water.open("/unit/")
    expect(page.locator("main")).not_to_contain_text("小区夜间施工噪声")

    urban = opens()
    page = urban.sign_in("h-urban", f"/unit/{number}/")
    page.locator("#verbs").get_by_role("button", name="签收").click()
    said(page, "已签收")
    form(page, "联系")
    page.locator("#verbs form:visible [name=outcome][value=reached]").check()
    page.keyboard.press("Control+Enter")
    said(page, "已联系")
    form(page, "申请延期")
    page.locator("#v-ask_extension-days").fill("3")
    page.locator("#v-ask_extension-reason").fill("需夜间实测噪声。")
    send(page, "申请延期")
    said(page, "已申请延期")
    page = dispatcher.open(f"/orders/{number}/")
    form(page, "同意延期")
    page.locator("#verbs form:visible textarea").first.press("Control+Enter")
    said(page, "已同意延期")
    reply(urban.open(f"/unit/{number}/"), "已于今日晚间实测并责令停工，2019年11月8日前整改到位。")
    reviewed(dispatcher, number)

    visitor = opens()
    page = visitor.sign_in("visitor", f"/visits/{number}/")
    for pressed in ("u", "3"):
        page.keyboard.press(pressed)
    expect(page.locator("[data-then]")).to_have_class(re.compile("ready"))
    page.keyboard.press("Enter")
    expect(page.locator("h3", has_text="重办，还是结案")).to_be_visible()
    page.locator("#v-redo-reason").fill("夜间仍在施工。")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages .message").last).to_contain_text("重办")
    assert WorkOrder.objects.get(pk=key).state == "in_hand"

    page = urban.open(f"/unit/{number}/")
    page.locator("#verbs").get_by_role("button", name="签收").click()
    said(page, "已签收")
    reply(page, "已查封设备，夜间不再施工，电话 12345 可随时反映。")
    reviewed(dispatcher, number)
    page = visitor.open(f"/visits/{number}/")
    for pressed in ("s", "1"):
        page.keyboard.press(pressed)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: number not in address)
    assert WorkOrder.objects.get(pk=key).state == "closed"
    timeline = dispatcher.open(f"/orders/{number}/").locator(".timeline")
    for words in ("退单（第1次）", "市城管局", "延期", "重办", "已查封设备"):
        expect(timeline).to_contain_text(words)
    for desk in (dispatcher, water, urban, visitor):
        desk.quiet()
