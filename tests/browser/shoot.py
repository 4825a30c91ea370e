"""The handbook's pictures, taken from a running demo city: ``python -m tests.browser.shoot [ADDRESS [VAR]]``.

Lives one matter through three seats, as the handbook tells it, and writes docs/handbook/pictures/*.png.
ADDRESS is http://127.0.0.1:8012 where nothing else is said, VAR (for the demo's password) the folder ``var``.
"""

import os
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import CHROMIUM, DESK, PHONE, QUIET

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "handbook" / "pictures"
TITLE = "幸福里3栋夜间施工噪声"
WORDS = "来电人反映，幸福里小区3栋旁的工地连续三晚施工到凌晨两点，家中有老人和学生，希望尽快制止。"


class Album:
    """Takes pictures of the house at an address, as any of its seats."""

    def __init__(self, browser: Browser, base: str, password: str) -> None:
        self._browser, self._base, self._password = browser, base, password

    def window(self, size: tuple[int, int] = DESK, *, dark: bool = False) -> Page:
        """A new window with its own session."""
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        return context.new_page()

    def open(self, page: Page, path: str) -> None:
        """Go to an address of the house."""
        page.goto(self._base + path, wait_until="networkidle")

    def sign_in(self, page: Page, code: str) -> None:
        """Through the door."""
        self.open(page, "/signin/")
        page.fill("#username", code)
        page.fill("#password", self._password)
        page.keyboard.press("Enter")
        page.wait_for_url(self._base + "/")

    def keep(self, page: Page, name: str) -> None:
        """Once nothing moves any more."""
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(300)
        page.screenshot(path=PICTURES / f"{name}.png")


def main(base: str, var: Path) -> None:
    """All pictures, in the order of the handbook."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    password = (var / "demo-password").read_text().strip()
    with sync_playwright() as playwright:
        speaks: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "zh_CN", "LANG": "zh_CN.UTF-8"}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, "--lang=zh-CN"], env={**speaks})
        album = Album(browser, base, password)
        number = accept(album)
        send(album, number)
        reply(album, number)
        look_around(album)
        browser.close()


def accept(album: Album) -> str:
    """The agent takes the matter and hands it on; its number."""
    page = album.window()
    album.sign_in(page, "a01")
    album.keep(page, "home")
    album.open(page, "/orders/new/")
    page.fill(
        "#f-words",
        WORDS,
    )
    page.fill("#f-title", TITLE)
    page.select_option("#f-kind", "complaint")
    page.fill("#f-category", "010101")
    page.fill("#f-caller_name", "演示甲")
    page.fill("#f-phone", "19900000001")
    page.fill("#f-place", "雨湖区幸福里小区3栋")
    album.keep(page, "new")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/orders/[A-Z]+-\d{8}-\d+/$"))
    number = page.url.rstrip("/").rpartition("/")[2]
    page.keyboard.press("h")
    page.get_by_text("已转办").wait_for()
    album.keep(page, "handed-on")
    return number


def send(album: Album, number: str) -> None:
    """The dispatcher sends it to 雨湖区."""
    page = album.window()
    album.sign_in(page, "d01")
    album.open(page, f"/orders/{number}/?state=awaiting_dispatch")
    page.locator("[data-focus]").focus()
    page.keyboard.press("p")
    page.select_option("#v-send-unit", "yuhu")
    album.keep(page, "send")
    page.keyboard.press("Control+Enter")
    page.get_by_text("已派单").wait_for()


def reply(album: Album, number: str) -> None:
    """The unit signs; a reply without words is refused; then what may not be done, and the page of a phone."""
    page = album.window()
    album.sign_in(page, "h-yuhu")
    album.open(page, f"/orders/{number}/?state=in_hand")
    page.locator("[data-focus]").focus()
    page.keyboard.press("s")
    page.get_by_text("已签收，").wait_for()
    page.keyboard.press("r")
    page.fill("#v-reply-words", "　")
    page.check("#v-reply-solved")
    page.keyboard.press("Control+Enter")
    page.get_by_text("请填写答复内容").wait_for()
    album.keep(page, "refused")
    album.open(page, f"/orders/{number}/?state=in_hand")
    page.locator(".bars .why summary").first.click()
    album.keep(page, "order")
    page.locator(".aside summary").click()
    album.keep(page, "not-now")
    small = album.window(PHONE)
    album.sign_in(small, "h-yuhu")
    album.open(small, f"/orders/{number}/")
    album.keep(small, "order-phone")
    album.open(page, f"/orders/{number}/")  # answered at last, so that the next run's list isn't this one's
    page.locator("[data-focus]").focus()
    page.keyboard.press("r")
    page.fill("#v-reply-words", "已到现场责令停工，施工单位承诺夜间不再施工，并已当面告知来电人。")
    page.check("#v-reply-solved")
    page.keyboard.press("Control+Enter")
    page.get_by_text("已答复，").wait_for()
    album.keep(page, "replied")


def look_around(album: Album) -> None:
    """The list by night, the table, the door."""
    page = album.window(dark=True)
    album.sign_in(page, "v01")
    album.open(page, "/orders/?state=awaiting_visit")
    page.locator("a[data-row]").first.click()
    page.locator("#detail-body").wait_for()
    album.keep(page, "visit-dark")
    page = album.window()
    album.sign_in(page, "l01")
    album.open(page, "/figures/")
    album.keep(page, "table")
    page.locator(".below summary").click()
    album.keep(page, "table-below")


if __name__ == "__main__":
    given = dict(enumerate(sys.argv))
    main(given.get(1, "http://127.0.0.1:8012"), Path(given.get(2, ROOT / "var")))
