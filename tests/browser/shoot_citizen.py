"""The handbook's pictures of the public site: a citizen files on a phone, and follows what becomes of it."""

from tests.browser.album import Album
from tests.browser.chromium import PHONE

WORDS = "柳园路与东昌路口的路灯三天没亮了，晚上看不见路，老人孩子不敢走，请修一下。"
UNHURRIED = 9_000  # milliseconds: who is quicker is taken for a machine, and asked a question


def citizen(album: Album) -> None:
    """The two pages of a filing, its receipt, and how it stands."""
    with album.window(PHONE) as page:
        album.open(page, "/p/liaocheng/")
        album.keep(page, "portal-home")
        album.open(page, "/p/liaocheng/new/")
        page.fill("textarea", WORDS)
        album.keep(page, "portal-say")
        page.get_by_role("button", name="下一步").click()
        page.fill("input[type=tel]", "19900000012")
        page.locator("summary", has_text="地图").click()
        page.locator("svg").first.wait_for()
        album.keep(page, "portal-send")
        page.wait_for_timeout(UNHURRIED)
        page.get_by_role("button", name="提交").click()
        page.wait_for_url("**/done/")
        album.keep(page, "portal-receipt")
        page.get_by_text("查看进度").click()
        album.keep(page, "portal-matter")
