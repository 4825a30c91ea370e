"""The knowledge base by keys: an answer taken into the form, found under F3; a quiz answered, left and gone on with."""

import re

from playwright.sync_api import expect

from huisheng.knowledge.actions import draw_quiz, look_through, open_quiz
from huisheng.knowledge.models import Sitting, Use
from huisheng.knowledge.tests.articles import published
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.browser.chromium import PHONE
from tests.browser.conftest import Opens
from tests.cast import World

KINDS = ("水压", "热水", "电价", "路灯", "树木", "井盖")


def test_an_answer_is_taken_by_keys_and_noted(city: World, opens: Opens) -> None:
    one = published(
        city, title="停水抢修时限", form="question", body="问：多久来水\n答：二十四小时内来水。", public="1"
    )
    two = published(
        city, title="办理居住证", keywords="暂住证", form="steps", body="1. 到派出所\n材料：身份证", public="1"
    )
    published(city, title="停水安抚口径", keywords="停水", body="先安抚，再登记。")
    desk = opens()
    page = desk.sign_in("agent", "/orders/new/")
    page.fill("#f-words", "家里停水了，问什么时候来水")
    expect(page.locator("#beside .kb-hint")).to_have_count(2)
    expect(page.locator("#beside [data-take]")).to_have_count(1)
    with page.expect_popup() as read:  # read, not quoted
        page.locator("#beside .kb-hint a").first.click()
    read.value.close()
    expect(page.locator("#kb-cited input")).to_have_count(0)
    page.keyboard.press("Alt+q")
    expect(page.locator("#f-answer")).to_have_value("二十四小时内来水。")
    expect(page.locator("#f-answer")).to_be_focused()
    page.keyboard.press("F3")
    expect(page.locator("#kb-q")).to_be_focused()
    page.keyboard.type("暂住证")
    expect(page.locator("#kb-found [data-hit]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#f-answer")).to_have_value(re.compile("身份证"))
    expect(page.locator("#kb-cited input")).to_have_count(2)
    page.keyboard.press("F3")
    page.fill("#kb-q", "安抚")
    expect(page.locator("#kb-found [data-hit]").first).to_have_text("停水安抚口径")
    with page.expect_popup() as read:  # what is internal is opened, not said
        page.keyboard.press("Enter")
    read.value.close()
    page.keyboard.press("Escape")
    expect(page.locator("#f-answer")).not_to_have_value(re.compile("安抚"))
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("#kb-cited [data-uncite]")).to_have_count(2)  # refused: nothing is lost, and it can be undone
    page.locator("#kb-cited [data-uncite]").last.click()
    expect(page.locator("#kb-cited input")).to_have_count(1)
    page.fill("#f-title", "停水")
    page.select_option("#f-kind", "consult")
    page.fill("#f-category", "010101 ")
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url(re.compile("/agent/"))
    assert set(Use.objects.values_list("article_id", flat=True)) == {one.pk}
    assert WorkOrder.objects.get().state == "answered"
    desk.open("/knowledge/")
    page.keyboard.type("jzz")
    expect(page.locator("#found mark")).to_have_text("居住证")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/knowledge/{two.pk}/")
    desk.quiet()


def test_a_quiz_is_answered_by_keys_and_gone_on_with_after_a_reload(city: World, opens: Opens) -> None:
    for n, word in enumerate(KINDS):
        published(city, "knowledge", title=f"{word}怎么报", body=f"{word}由第{n}科登记，{n + 3}个工作日答复。")
    by = city.seat("knowledge")
    with city.hour() as at:
        quiz = draw_quiz.do(by=by, at=at, title="业务竞赛", count=3)
        look_through.approve(quiz.pk, by=by)
        open_quiz.do(quiz.pk, by=by, at=at, last="2019-12-30")
    desk = opens()
    page = desk.sign_in("agent", f"/knowledge/quizzes/{quiz.pk}/")
    page.get_by_role("button", name="开始答题").click()
    expect(page.locator("[data-question]:visible")).to_have_count(1)
    page.keyboard.press("2")
    expect(page.locator("[data-said]")).to_have_text("已存")
    page.keyboard.press("Enter")
    expect(page.locator("[data-go='2']")).to_have_attribute("aria-current", "")
    page.reload()
    expect(page.locator("[data-answered]")).to_have_text("1")
    expect(page.locator("[data-go='2']")).to_have_attribute("aria-current", "")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.keyboard.press("4")
    expect(page.locator("[data-answered]")).to_have_text("3")
    expect(page.locator("[data-said]")).to_have_text("已存")
    page.keyboard.press("Enter")
    expect(page.locator("[data-hand-in]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("您已经答完")).to_be_visible()
    held = Sitting.objects.get()
    assert held.right is not None and [held.chosen[no - 1] for no in held.order] == [2, 1, 4]
    desk.quiet()


def test_a_sheet_whose_time_is_up_without_the_net_is_handed_in_once_it_is_back(city: World, opens: Opens) -> None:
    for n, word in enumerate(KINDS):
        published(city, "knowledge", title=f"{word}怎么报", body=f"{word}由第{n}科登记，{n + 3}个工作日答复。")
    by = city.seat("knowledge")
    with city.hour() as at:
        quiz = draw_quiz.do(by=by, at=at, title="业务竞赛", count=2)
        look_through.approve(quiz.pk, by=by)
        open_quiz.do(quiz.pk, by=by, at=at, last="2019-12-30")
    desk = opens()
    page = desk.sign_in("agent", f"/knowledge/quizzes/{quiz.pk}/")
    page.clock.install()
    page.get_by_role("button", name="开始答题").click()
    expect(page.locator("[data-question]:visible")).to_have_count(1)
    page.keyboard.press("2")
    expect(page.locator("[data-said]")).to_have_text("已存")
    page.context.set_offline(True)
    page.clock.fast_forward("03:00:00")
    expect(page.locator("[data-said]")).to_have_text(re.compile("没有交上"))
    page.context.set_offline(False)
    page.clock.fast_forward("00:05")
    expect(page.get_by_text("您已经答完")).to_be_visible()
    assert Sitting.objects.get().ended_at is not None


def test_a_long_page_scrolls_within_and_one_finds_on_a_phone(city: World, opens: Opens) -> None:
    for n, word in enumerate(KINDS):
        published(city, "knowledge", title=f"{word}怎么报", body=f"{word}由第{n}科登记，{n + 3}个工作日答复。")
    with city.hour() as at:
        quiz = draw_quiz.do(by=city.seat("knowledge"), at=at, title="业务竞赛", count=len(KINDS))
    desk = opens()
    page = desk.sign_in("knowledge", f"/knowledge/quizzes/{quiz.pk}/")
    page.locator("[data-question]").last.evaluate("one => { location.hash = one.id }")
    page.keyboard.press("j")
    expect(page.locator("[data-question]:focus")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    phone = opens(PHONE).sign_in("knowledge", "/knowledge/")
    phone.locator("#kb-words").fill("ldzm")
    expect(phone.locator("#found [data-hit]").first).to_have_text("路灯怎么报")
