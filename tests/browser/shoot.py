"""The handbook's pictures, taken from a running demo city: ``python -m tests.browser.shoot [ADDRESS [VAR]]``.

Lives a morning of the desks, one matter through the seats of 聊城 and 东昌府区 and one circular through the district's
office, as the handbook tells it, and writes docs/handbook/pictures/*.png. ADDRESS is http://127.0.0.1:8012 where
nothing else is said, VAR (for the demo's password and keys) the folder ``var``. The rehearsal must be over, and
it must be an hour in which citizens are called. Each run begins matters and freezes figures of its own, so that it may
be run again. Where Debian's chromium-l10n is installed, the browser's own words are Chinese too.
"""

import os
import re
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.album import PICTURES, Album
from tests.browser.chromium import CHROMIUM, PHONE, QUIET
from tests.browser.shoot_citizen import citizen
from tests.browser.shoot_day import morning, ring
from tests.browser.shoot_desks import desks
from tests.browser.shoot_insight import insight, learned

ROOT = Path(__file__).resolve().parents[2]
TITLE = "幸福里小区3栋夜间施工噪声"
WORDS = "来电人反映，幸福里小区3栋旁的工地连续三晚施工到凌晨两点，家中有老人和学生，希望尽快制止。"
CATEGORY = "060101 环境污染 / 噪声污染 / 建筑施工噪声"
REPLY = "已到现场责令停工，施工单位承诺夜间不再施工，并已当面告知来电人。"
OBJECTION = "有一件是市民自愿撤回的，不应计入未解决；依据是该件时间线上的回访记录，请核对。"
DECISION = "经核对，回访记录中市民未撤回诉求，计入无误，维持原数。"
ABOUT = "柳园街道的解决率"
CONTACT = "已致电来电人，约定今晚到现场。"
NOTED = "区热线对夜间施工噪声诉求集中的路段开展专项走访，督促施工单位公示夜间施工许可和联系电话。"
FIRST, LAST = "2024-01-25", "2024-02-22"
TOWNS = "dongchangfu-2024-02-towns"
PATIENCE = 180_000  # milliseconds: freezing counts a whole month


def main(base: str, var: Path) -> None:
    """All pictures, in the order of the handbook."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    password = (var / "demo-password").read_text().strip()
    with sync_playwright() as playwright:
        speaks: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, "--lang=zh-CN"], env={**speaks})
        album = Album(browser, base, password)
        learned(album, var)
        morning(base, var)
        desks(album)
        insight(album)
        citizen(album)
        number = accept(album, var)
        send(album, number)
        reply(album, number)
        look(album, number)
        review(album, number)
        visit(album, number)
        others(album)
        tables(album)
        key = freeze(album)
        object_to(album, key)
        draft(album, key)
        edition(album)
        browser.close()
    sys.stderr.writelines(f"{line}\n" for line in album.wrong if " 422 " not in line)  # refusals are part of the story


def accept(album: Album, var: Path) -> str:
    """A call rings; the city's agent takes the matter while the citizen speaks and hands it on; its number."""
    with album.seat("lc-a01") as page:
        album.open(page, "/")
        album.keep(page, "home")
        album.open(page, "/agent/")
        page.keyboard.press("F4")
        ring(album.base, var, "lc-a01")
        page.locator(".callbar-in[data-phase=ringing]").wait_for(timeout=PATIENCE)
        album.keep(page, "ringing")
        page.wait_for_url("**/orders/new/?call=*", timeout=PATIENCE)
        page.fill("#f-words", WORDS)
        page.fill("#f-title", TITLE)
        page.select_option("#f-kind", "complaint")
        page.fill("#f-category", CATEGORY)
        page.fill("#f-caller_name", "演示甲")
        page.fill("#f-region", "柳园街道")
        page.fill("#f-place", "幸福里小区")
        page.locator("#f-words").click()
        page.wait_for_timeout(2_000)  # until what stands beside the form has followed
        album.keep(page, "new")
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/agent/")
        page.locator(".callbar-in[data-phase=wrapup], #callbar:has-text('整理')").first.wait_for(timeout=PATIENCE)
        album.keep(page, "agent", told=True)
        page.keyboard.press("F4")
        number = page.locator("tr", has_text=TITLE).first.locator("a[href*='/orders/']").first.get_attribute("href")
    return str(number).partition("/orders/")[2].partition("/")[0]


def send(album: Album, number: str) -> None:
    """The city's dispatcher sends it to the district; the district's signs for it and passes it on to a street."""
    with album.seat("lc-d01") as page:
        album.order(page, number, "awaiting_dispatch")
        page.keyboard.press("p")
        page.select_option("#v-send-unit", "dongchangfu")
        album.keep(page, "send")
        page.keyboard.press("Control+Enter")
        page.get_by_text("已派单").wait_for()
    with album.seat("dcf-d01") as page:
        album.order(page, number, "in_hand")
        album.do(page, "s", "已签收，")
        page.keyboard.press("n")
        page.select_option("#v-pass_on-unit", "dcf-liuyuan")
        album.keep(page, "pass-on")
        page.keyboard.press("Control+Enter")
        page.get_by_text("已下派").wait_for()


def reply(album: Album, number: str) -> None:
    """The street signs and calls; a reply without words is refused."""
    with album.seat("h-dcf-liuyuan") as page:
        album.order(page, number, "in_hand")
        album.do(page, "s", "已签收，")
        album.do(page, "t", "已联系当事人，", **{"contact-outcome": "", "contact-words": CONTACT})
        album.do(page, "r", "请填写答复内容", **{"reply-words": "　", "reply-solved": ""})
        album.keep(page, "refused")


def look(album: Album, number: str) -> None:
    """The order as the street sees it: its clocks, what may not be done, on a phone; then the reply."""
    with album.seat("h-dcf-liuyuan") as page:
        album.order(page, number, "in_hand")
        album.keep(page, "order")
        page.locator(".bars .why summary").first.click()
        album.keep(page, "clock")
        page.locator(".bars .why summary").first.click()
        page.locator(".aside summary").click()
        album.keep(page, "not-now")
    with album.seat("h-dcf-liuyuan", PHONE) as page:
        album.open(page, f"/orders/{number}/")
        album.keep(page, "order-phone")
    with album.seat("h-dcf-liuyuan") as page:
        album.order(page, number, "in_hand")
        album.do(page, "r", "已答复，", **{"reply-words": REPLY, "reply-solved": ""})


def review(album: Album, number: str) -> None:
    """The district takes the street's reply and answers upward; the city takes the district's and concludes."""
    with album.seat("dcf-d01") as page:
        album.order(page, number, "in_hand")
        album.keep(page, "review-below")
        accepted(page)
        album.do(page, "r", "已答复，", **{"reply-words": REPLY, "reply-solved": ""})
    with album.seat("lc-d01") as page:
        album.order(page, number, "replied")
        accepted(page)
        album.keep(page, "conclude")
        album.do(page, "o", "已办结，")


def accepted(page: Page) -> None:
    """The reply beside the list, accepted."""
    page.keyboard.press("a")
    page.locator("#verbs form:visible").get_by_role("button", name="审核通过").click()
    page.get_by_text("已审核通过，").wait_for()


def visit(album: Album, number: str) -> None:
    """The visitor asks, by night; the citizen is satisfied, and the matter is closed."""
    with album.seat("lc-v01", dark=True) as page:
        album.open(page, f"/visits/{number}/")
        for pressed in "s1y":
            page.keyboard.press(pressed)
        album.keep(page, "visit-dark")
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.keyboard.press("Enter")
    with album.seat("lc-a01") as page:
        album.open(page, f"/orders/{number}/?state=closed")
        page.locator("#detail .timeline li").last.scroll_into_view_if_needed()
        album.keep(page, "closed")


def others(album: Album) -> None:
    """The supervisor, the leader, the keeper of the installation; the keys."""
    with album.seat("lc-s01") as page:
        album.open(page, "/orders/?state=awaiting_decision")
        page.locator("a[data-row]").first.click()
        page.locator("#verbs summary").first.wait_for()
        page.locator("#verbs summary", has_text="督办").first.click()
        album.keep(page, "supervise")
    with album.seat("lc-l01") as page:
        album.open(page, "/orders/?state=awaiting_decision")
        page.locator("a[data-row]").first.click()
        page.locator("#verbs summary").first.wait_for()
        page.locator("#verbs summary", has_text="批示").first.click()
        album.keep(page, "instruct")
    with album.seat("dcf-m01") as page:
        album.keep(page, "keeper")
    with album.seat("lc-d01") as page:
        page.keyboard.press("?")
        album.keep(page, "keys")


def tables(album: Album) -> None:
    """The scored table, a unit's working, a number with its orders."""
    with album.seat("dcf-k01") as page:
        album.open(page, f"/figures/{TOWNS}/")
        album.keep(page, "scored")
        album.open(page, f"/figures/{TOWNS}/working/dcf-liuyuan/")
        album.keep(page, "working")
        page.locator(".pairs a").first.click()
        album.keep(page, "number")


def freeze(album: Album) -> str:
    """The assessor freezes the month; the run's address."""
    with album.seat("dcf-k01") as page:
        album.open(page, "/circulars/")
        page.locator("summary", has_text="冻结数据").click()
        page.fill("#v-freeze-first", FIRST)
        page.fill("#v-freeze-last", LAST)
        album.keep(page, "runs")
        page.get_by_role("button", name="冻结数据").click()
        page.wait_for_url(re.compile(r"/circulars/\d+/$"), timeout=PATIENCE)
        return page.url.removeprefix(album.base)


def object_to(album: Album, run: str) -> None:
    """Two units object; one objection is decided."""
    for code, about in {"h-dcf-liuyuan": ABOUT, "h-dcf-xinqu": "新区街道的满意率"}.items():
        with album.seat(code) as page:
            album.open(page, run)
            page.locator("summary", has_text="提出异议").click()
            page.fill("#v-raise_objection-about", about)
            page.fill("#v-raise_objection-words", OBJECTION)
            album.keep(page, "objection")
            page.get_by_role("button", name="提出异议").click()
            page.get_by_text("已提出异议").wait_for()
    with album.seat("dcf-k01") as page:
        album.open(page, run)
        page.locator("summary", has_text="裁决异议").click()
        page.select_option("#v-decide-objection", "1")
        form = page.locator("details[open] form")
        form.get_by_label("否", exact=True).check()
        page.fill("#v-decide-words", DECISION)
        form.get_by_role("button", name="裁决异议").click()
        page.get_by_text("已裁决异议").wait_for()
        page.locator("summary", has_text="裁决异议").click()
        album.keep(page, "run")


def draft(album: Album, run: str) -> None:
    """A draft: a number typed by hand is refused, words are taken; another seat reviews, a leader may not sign yet."""
    with album.seat("dcf-k01") as page:
        album.open(page, run)
        page.locator("summary", has_text="起草通报").click()
        page.select_option("#v-draft-composition", index=1)
        page.locator("details[open] form").get_by_role("button", name="起草通报").click()
        page.wait_for_url(re.compile(r"/circulars/\d+/\d+/$"), timeout=PATIENCE)
        here = page.url.removeprefix(album.base)
        page.locator("summary", has_text="区热线整理").click()
        page.locator("textarea:visible").fill(f"{NOTED}共走访12家。")
        page.get_by_role("button", name="保存这一段").click()
        page.locator(".edition-side .alert").wait_for()
        page.locator(".edition-side .alert").scroll_into_view_if_needed()
        album.keep(page, "draft-refused")
        page.locator("textarea:visible").fill(NOTED)
        page.get_by_role("button", name="保存这一段").click()
        page.get_by_text("已修改文字").wait_for()
        album.open(page, here)
        album.keep(page, "draft")
    with album.seat("dcf-s01") as page:
        album.open(page, here)
        album.keep(page, "review")
        page.get_by_role("button", name="核稿").click()
        page.get_by_text("已核稿。").wait_for()
    with album.seat("dcf-l01") as page:
        album.open(page, here)
        album.keep(page, "sign")


def edition(album: Album) -> None:
    """The published edition, a number opened beside it to its orders, and a phone."""
    with album.seat("dcf-k01") as page:
        album.open(page, "/circulars/")
        page.locator("tr", has_text="已公布").last.locator("a").click()
        page.locator(".ways a", has_text="已公布").last.click()
        page.locator(".circular").wait_for()
        here = page.url.removeprefix(album.base)
        page.locator(".circular a.figure").nth(1).click()
        page.locator(".number-orders a").first.wait_for()
        album.keep(page, "edition")
    with album.seat("h-dcf-liuyuan", PHONE) as page:
        album.open(page, here)
        figure = page.locator(".circular a.figure").first
        figure.evaluate("one => { one.scrollIntoView({ block: 'center' }); scrollBy(0, 160) }")
        figure.click()
        page.locator(".number-fold").wait_for()
        album.keep(page, "edition-phone")


if __name__ == "__main__":
    given = dict(enumerate(sys.argv))
    main(given.get(1, "http://127.0.0.1:8012"), Path(given.get(2, ROOT / "var")))
