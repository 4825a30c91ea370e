"""The public site on a telephone: filed with a photo, tracked, judged, asked again; and without a script too."""

import re
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, expect

from huisheng.circular.tests.samples import document
from huisheng.knowledge.tests.test_articles import published as known
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.portal import limits, riddles, rules
from huisheng.portal.models import Riddle
from tests.browser.chromium import PHONE
from tests.browser.conftest import Desk, Opens
from tests.browser.test_access import LOOK, WIDE
from tests.browser.test_weight import first_load
from tests.cast import World
from tests.house import published

HOME = "/p/yunshan/"
FIRST, SECONDS = 150_000, 5.0
LINE = {"offline": False, "latency": 300, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
WORDS = "幸福里小区旁边的工地连续三晚施工到凌晨，希望管一管。"


def photo(folder: Path) -> Path:
    """A large picture, as telephones take them."""
    path, out = folder / "工地.jpg", BytesIO()
    Image.effect_noise((2600, 1950), 60).convert("RGB").save(out, "JPEG", quality=92)
    path.write_bytes(out.getvalue())
    return path


def look(desk: Desk) -> None:
    """axe finds nothing by day and by night, and nothing hangs over the edge; in large text too."""
    page = desk.page
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(LOOK) == [], page.url
    assert page.evaluate(WIDE) <= 0, page.url
    page.evaluate("document.documentElement.classList.toggle('large')")
    assert page.evaluate(WIDE) <= 0, f"{page.url} in large text"
    page.evaluate("document.documentElement.classList.toggle('large')")


def _unseen(desk: Desk) -> None:
    """Nothing is looked at."""


def filed(desk: Desk, picture: Path, *, scripted: bool = True) -> tuple[str, str]:
    """A matter through all pages; number and key of the receipt. Without a script nothing can look at the pages."""
    page, looked = desk.open(HOME), look if scripted else _unseen
    looked(desk)
    page.get_by_role("link", name="我要反映").click()
    looked(desk)
    page.get_by_role("button", name=re.compile("^投诉")).click()
    looked(desk)
    page.get_by_label("是什么事").fill(WORDS)
    page.get_by_role("button", name="下一步").click()
    looked(desk)
    page.get_by_label("具体地点").fill("幸福里小区南门")
    page.get_by_role("button", name="下一步").click()
    looked(desk)
    page.get_by_label("拍照").set_input_files(picture)
    if not scripted:
        page.get_by_role("button", name="先传上").click()
    expect(page.get_by_role("img", name="工地.jpg")).to_be_visible()
    looked(desk)
    page.get_by_role("button", name="下一步").click()
    looked(desk)
    page.get_by_label("联系电话").fill("199 0000 0042")
    page.get_by_label("不用保密").check()
    page.get_by_role("button", name="下一步").click()
    looked(desk)
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", name="已经收到")).to_be_visible()
    looked(desk)
    return page.locator(".code").first.inner_text().strip(), page.locator(".code.big").inner_text().strip()


def handled(city: World, number: str) -> None:
    """To the water works and back."""
    key = WorkOrder.objects.get(number=number).pk
    city.now = max(city.now, WorkOrder.objects.get(pk=key).last_at)
    city.do(key, "hand_on", "agent")
    city.do(key, "send", "dispatcher", unit="water")
    city.do(key, "sign_in", "h-water")
    city.do(key, "reply", "h-water", words="已要求夜间停工。", solved=True)
    city.do(key, "accept_reply", "dispatcher")
    city.do(key, "conclude", "dispatcher")


def tracked(desk: Desk, number: str, key: str) -> Page:
    """By number and key, from the home page."""
    page = desk.open(HOME)
    page.get_by_role("link", name="查询进度").click()
    page.get_by_label("工单号").fill(number)
    page.get_by_label("查询码").fill(key)
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.locator(".parcel")).to_be_visible()
    return page


@pytest.fixture(autouse=True)
def slow_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser driven by a test is quicker than a thumb."""
    found = limits.span

    def span(name: str, *given: object) -> object:
        return found(name, *given) * (0 if name == "fastest_seconds" else 1)  # type: ignore[arg-type]  # as it is called

    monkeypatch.setattr(limits, "span", span)


def test_filed_tracked_judged_and_asked_again(city: World, opens: Opens, tmp_path: Path) -> None:
    desk = opens(PHONE)
    picture = photo(tmp_path)
    number, key = filed(desk, picture)
    kept = Attachment.objects.get(order__number=number)
    assert kept.size < picture.stat().st_size, "made smaller before it was sent"
    handled(city, number)
    other = opens(PHONE)
    page = tracked(other, number, key)
    look(other)
    expect(page.locator(".parcel")).to_contain_text("已要求夜间停工。")
    page.get_by_role("link", name="评价").click()
    look(other)
    page.get_by_label("不满意").check()
    page.get_by_label("未解决").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("status")).to_contain_text("“评价”已经收到")
    city.do(WorkOrder.objects.get(number=number).pk, "close", "visitor", reason="已作说明")
    page.reload()
    page.get_by_role("link", name="没解决，再次反映").click()
    look(other)
    page.get_by_label("写几句").fill("昨晚又开工了。")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".parcel")).to_contain_text("昨晚又开工了。")
    assert WorkOrder.objects.get(number=number).state == "awaiting_decision"
    desk.quiet()
    other.quiet()


def test_all_of_it_without_a_script(city: World, opens: Opens, tmp_path: Path) -> None:
    desk = opens(PHONE, script=False)
    number, key = filed(desk, photo(tmp_path), scripted=False)
    handled(city, number)
    page = tracked(opens(PHONE, script=False), number, key)
    page.get_by_role("link", name="评价").click()
    page.get_by_label("满意", exact=True).check()
    page.get_by_label("已解决").check()
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".parcel .now")).to_contain_text("已结案")


def test_a_machine_s_question_can_be_read_and_answered(city: World, opens: Opens, tmp_path: Path) -> None:
    desk = opens(PHONE)
    page = desk.open(f"{HOME}new/")
    page.get_by_role("button", name=re.compile("^咨询")).click()
    page.get_by_label("是什么事").fill(WORDS)
    for _ in range(3):
        page.get_by_role("button", name="下一步").click()
    page.get_by_label("联系电话").fill("19900000042")
    page.get_by_label("不用保密").check()
    page.get_by_role("button", name="下一步").click()
    page.evaluate("document.querySelector('#trap').value = 'http://machine'")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_label("图里的两个数")).to_be_focused()
    expect(page.locator(".riddle img")).to_have_js_property("naturalWidth", 264)
    look(desk)
    page.get_by_role("button", name="用文字题").click()
    look(desk)
    page.locator("#answer").fill(_answer())
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", name="已经收到")).to_be_visible()
    desk.quiet()


def _answer() -> str:
    asked = riddles.asked(Riddle.objects.get())
    return next(one.answers[0] for one in rules.WORDED if one.asked == asked)


def test_public_pages_are_clean(city: World, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    made = replace(document(), audience="public")
    monkeypatch.setattr(published, "document", lambda: made)
    edition = f"circulars/{published.of(city)['key'][0]}/1/"
    city.do(city.accept(title="新生儿社保"), "answer", "agent", words="已告知窗口地址。")
    known(city, public="1")
    desk = opens(PHONE)
    paths = (
        "results/",
        "circulars/",
        edition,
        "sessions/",
        "answers/",
        "track/",
        "track/phone/",
        "track/code/",
        "matters/",
    )
    for path in (HOME, *(f"{HOME}{path}" for path in paths), "/p/"):
        desk.open(path)
        look(desk)
    desk.quiet()


def test_the_first_load_is_light(city: World, opens: Opens) -> None:
    for path in (HOME, f"{HOME}new/", f"{HOME}new/photos/", f"{HOME}track/"):
        found = first_load(opens(PHONE), Client(), path)
        assert sum(found.values()) <= FIRST, f"{path}: {found}"


def test_it_can_be_used_on_a_slow_line(city: World, opens: Opens) -> None:
    """400 kbit/s and 300 ms there and back, nothing in the cache: the page answers to a thumb within five seconds."""
    desk = opens(PHONE)
    line = desk.context.new_cdp_session(desk.page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send("Network.emulateNetworkConditions", LINE)
    for path in (HOME, f"{HOME}new/", f"{HOME}track/"):
        began = time.monotonic()
        desk.page.goto(desk.base + path, wait_until="load")
        expect(desk.page.locator("main")).to_be_visible()
        took = time.monotonic() - began
        assert took <= SECONDS, f"{path}: {took:.1f} s"
