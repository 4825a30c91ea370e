"""The handbook's pictures of the desks, as they stand in the demo city after a morning (see shoot_day.py)."""

from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page

from tests.browser.album import Album
from tests.browser.chromium import PHONE

WALL = (1920, 1080)
FIRST, LAST = "2024-01-25", "2024-02-22"  # the month that the demo city lives
# picture -> seat, address: those that are opened and kept
_OPENED = {
    "unit": ("h-dcf-liuyuan", "/unit/"),
    "unit-score": ("h-dcf-liuyuan", "/unit-score/"),
    "leader": ("lc-l01", "/leader/"),
    "assess": ("dcf-k01", f"/assess/?first={FIRST}&last={LAST}"),
    "knowledge": ("lc-z01", "/knowledge/"),
    "duties": ("lc-m01", "/admin/duties/"),
    "units": ("dcf-m01", "/admin/units/"),
    "rules": ("dcf-m01", "/admin/rules/"),
    "notices": ("lc-d01", "/notices/"),
    "nuisances": ("lc-s01", "/nuisances/"),
}
# picture -> seat, address, words of the row that is opened beside the list
_BESIDE = {
    "dispatch-queue": ("lc-d01", "/dispatch/", "柳岸花园二期停电"),
    "return": ("lc-d01", "/dispatch/", "振兴小区今早停电"),
    "supervision": ("lc-s01", "/supervision/", "青荷早市"),
    "unit-order": ("h-dcf-liuyuan", "/unit/", "芝兰锦花园"),
}


def desks(album: Album) -> None:
    """Each desk's first page, one matter beside it, a phone in the dark, the wall."""
    for name, (seat, path) in _OPENED.items():
        with album.seat(seat) as page:
            album.open(page, path)
            album.keep(page, name)
    for name, (seat, path, words) in _BESIDE.items():
        with album.seat(seat) as page:
            album.open(page, path)
            page.locator("tr", has_text=words).locator("a[data-row]").first.click()
            page.locator("#detail [data-focus]").wait_for()
            album.keep(page, name)
    with album.seat("h-dcf-liuyuan", PHONE, dark=True) as page:
        album.open(page, "/unit/")
        album.keep(page, "unit-phone")
    with album.seat("lc-l01", PHONE) as page:
        album.open(page, "/leader/")
        album.keep(page, "leader-phone")
    with album.seat("lc-l01", WALL) as page:
        album.open(page, "/wall/")
        album.keep(page, "wall")
    for seat, one in _ACTED:
        with album.seat(seat) as page:
            one(album, page)


def _visits(album: Album, page: Page) -> None:
    """The next citizen."""
    album.open(page, "/visits/")
    page.keyboard.press("Enter")
    page.get_by_text("看号码，拨打").wait_for()
    for pressed in "s1y":
        page.keyboard.press(pressed)
    album.keep(page, "visit")


def _list(album: Album, page: Page) -> None:
    """Some ticked in the list, to be done at once."""
    album.open(page, "/orders/?state=awaiting_dispatch")
    page.locator("a[data-row]").first.focus()
    for pressed in "xjxjx":
        page.keyboard.press(pressed)
    album.keep(page, "list")


def _sample(album: Album, page: Page) -> None:
    """A sample drawn by a seed that is told, and looked at."""
    album.open(page, f"/quality/?first={FIRST}&last={LAST}&size=12")
    page.locator("[name=seed]").fill("手册")
    page.locator("form[action$='/draw/'] button[type=submit]").click()
    page.wait_for_url("**/quality/samples/**")
    album.settle(page)
    album.keep(page, "quality")


def _session(album: Album, page: Page) -> None:
    """A leader's session, announced nine days ahead."""
    album.open(page, "/sessions/new/")
    starts = date.fromisoformat(str(page.evaluate("new Date().toISOString().slice(0, 10)"))) + timedelta(days=10)
    page.locator("[name=unit]").select_option("lc-shuiwujituan")
    page.locator("[name=post]").fill("总经理")
    page.locator("[name=portfolio]").fill("城区供水")
    page.locator("[name=starts_at]").fill(f"{starts}T09:00")
    page.locator("[name=topics]").fill("停水、水压、水质和水费")
    page.locator("form[data-draft=session] button[type=submit]").click()
    page.wait_for_url("**/sessions/*/")
    album.keep(page, "sessions")


def _chart(album: Album, page: Page) -> None:
    """A column of the published table, drawn above it."""
    album.open(page, "/figures/dongchangfu-2024-02-towns/")
    page.locator("summary", has_text="看图").click()
    page.wait_for_timeout(1_500)  # the chart is drawn
    album.keep(page, "chart")


_ACTED: tuple[tuple[str, Callable[[Album, Page], None]], ...] = (
    ("lc-v01", _visits),
    ("lc-d01", _list),
    ("lc-q01", _sample),
    ("lc-s01", _session),
    ("dcf-l01", _chart),
)
