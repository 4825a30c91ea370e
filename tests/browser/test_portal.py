"""The public site on a telephone: filed with photo and pin, tracked, judged, asked again; without a script too."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from PIL import Image
from playwright.sync_api import Page, expect

from huisheng.circular.tests.samples import document
from huisheng.knowledge.tests.articles import published as known
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.workorder import caller
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.portal import limits, riddles, rules
from huisheng.portal.models import Riddle
from huisheng.portal.tests.citizen import mapped
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
HERE = {"latitude": 36.7, "longitude": 115.2}  # in 东山街道


def photo(folder: Path) -> Path:
    """A large picture, as telephones take them."""
    path, out = folder / "工地.jpg", BytesIO()
    Image.effect_noise((2100, 1000), 60).convert("RGB").save(out, "JPEG", quality=90)
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


def unseen(desk: Desk) -> None:
    """Nothing is looked at: without a script nothing can."""


Looks = Callable[[Desk], None]


def written(desk: Desk, picture: Path, looked: Looks) -> Page:
    """The first page: words and a photo, shown and still there."""
    page = desk.open(HOME)
    looked(desk)
    page.get_by_role("link", name="我要反映").click()
    page.get_by_label("什么事").fill(WORDS)
    page.get_by_label("加照片").set_input_files(picture)
    if looked is unseen:
        page.get_by_role("button", name="先传上").click()
    expect(page.get_by_role("img", name="工地.jpg")).to_be_visible()
    expect(page.get_by_label("什么事")).to_have_value(WORDS)
    looked(desk)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("您的电话").fill("199 0000 0042")
    return page


def receipt(page: Page) -> tuple[str, str]:
    """Number and key, once it is sent."""
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", name="已经收到")).to_be_visible()
    return page.locator(".code").first.inner_text().strip(), page.locator(".code.big").inner_text().strip()


def pinned(desk: Desk) -> None:
    """The telephone's position, and the pin moved by keys: in words what region it is."""
    page = desk.page
    desk.context.grant_permissions(["geolocation"])
    desk.context.set_geolocation(HERE)  # type: ignore[arg-type]  # a dict like its own
    page.get_by_text("在地图上点").click()
    sheet = page.locator("#map svg")
    expect(sheet).to_be_visible()
    page.get_by_role("button", name="使用我的位置").click()
    expect(page.locator("#spot-said")).to_contain_text("已带上您现在的位置")
    expect(page.locator("#region")).to_have_value("east-1")
    look(desk)
    sheet.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#spot-said")).to_have_text("图钉在东山街道。")
    box = sheet.bounding_box()
    assert box
    sheet.click(position={"x": box["width"] * 3 / 4, "y": box["height"] / 2})
    expect(page.locator("#region")).to_have_value("west")


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
    mapped(city)
    desk, picture = opens(PHONE), photo(tmp_path)
    written(desk, picture, look)
    pinned(desk)
    number, key = receipt(desk.page)
    look(desk)
    order = WorkOrder.objects.get(number=number)
    assert caller.spot(Matter(order)).startswith("36.") and order.region == "west"
    assert Attachment.objects.get(order=order).size < picture.stat().st_size, "made smaller before it was sent"
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
    city.do(order.pk, "close", "visitor", reason="已作说明")
    page.reload()
    page.get_by_role("link", name="没解决，再次反映").click()
    look(other)
    page.get_by_label("写几句").fill("昨晚又开工了。")
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".parcel .now")).to_contain_text("您再次反映，重新办理")
    expect(page.locator(".parcel .now")).to_contain_text("昨晚又开工了。")
    assert WorkOrder.objects.get(number=number).state == "awaiting_decision"
    desk.quiet()
    other.quiet()


def test_without_a_script_against_machines_and_on_a_slow_line(
    city: World, opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = opens(PHONE, script=False)
    number, key = receipt(written(plain, photo(tmp_path), unseen))
    handled(city, number)
    page = tracked(plain, number, key)
    page.get_by_role("link", name="评价").click()
    page.get_by_label("满意", exact=True).check()
    page.get_by_label("已解决").check()
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".parcel .now")).to_contain_text("已结案")
    desk = opens(PHONE)
    _machine(desk)
    _everybody_s_pages(city, desk, monkeypatch)
    _light_and_quick(desk)
    desk.quiet()


def _machine(desk: Desk) -> None:
    """A question that can be read and answered; what was typed and not sent is there again, and what is spoken."""
    desk.context.grant_permissions(["microphone"])
    page = desk.open(f"{HOME}new/")
    with page.expect_response(lambda answer: answer.status == 204):
        page.get_by_label("什么事").fill(WORDS)
    page.get_by_role("link", name="首页").click()
    page.get_by_role("link", name="接着写").click()
    expect(page.get_by_label("什么事")).to_have_value(WORDS)
    speak = page.locator("#speak")
    speak.click()
    expect(speak).to_contain_text(re.compile("[1-9] 秒"))
    speak.click()
    expect(page.locator(".paper")).to_have_text("录音.webm")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("您的电话").fill("19900000042")
    page.evaluate("document.querySelector('#trap').value = 'http://machine'")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_label("图里的两个数")).to_be_focused()
    expect(page.locator(".riddle img")).to_have_js_property("naturalWidth", 264)
    look(desk)
    page.get_by_role("button", name="用文字题").click()
    asked = riddles.asked(Riddle.objects.get())
    page.locator("#answer").fill(next(one.answers[0] for one in rules.WORDED if one.asked == asked))
    receipt(page)


def _everybody_s_pages(city: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = replace(document(), audience="public")
    monkeypatch.setattr(published, "document", lambda: made)
    edition = f"{published.of(city)['key'][0]}/1/"
    city.do(city.accept(title="新生儿社保"), "answer", "agent", words="已告知窗口地址。")
    known(city, public="1")
    read = ("results/", "circulars/", f"circulars/{edition}", "data/", f"data/{edition}", "sessions/", "answers/")
    paths = (*read, "track/", "track/phone/", "track/code/", "nowhere/")
    for path in (*(f"{HOME}{path}" for path in paths), "/p/"):
        desk.open(path)
        look(desk)


def _light_and_quick(desk: Desk) -> None:
    """400 kbit/s and 300 ms there and back, nothing in the cache: the page answers to a thumb within five seconds."""
    line = desk.context.new_cdp_session(desk.page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    for path in (HOME, f"{HOME}new/", f"{HOME}track/"):
        found = first_load(desk, Client(), path)
        assert sum(found.values()) <= FIRST, f"{path}: {found}"
    line.send("Network.emulateNetworkConditions", LINE)
    began = time.monotonic()
    desk.page.goto(f"{desk.base}{HOME}new/", wait_until="load")
    expect(desk.page.locator("main")).to_be_visible()
    assert time.monotonic() - began <= SECONDS
