"""Proposals beside the agent's form: taken by a key, never over what a person wrote, gone once a field was emptied."""

from urllib.parse import parse_qs

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.cast import World

WORDS = "我叫王建国，电话13900001234，石桥镇幸福里小区3栋燃气泄漏，我要投诉物业没人管。"


def test_proposals_are_taken_by_keys(opens: Opens, city: World) -> None:
    desk = opens()
    page = desk.sign_in("agent", "/orders/new/")
    page.fill("#f-words", "我是演示物流公司的，货车夜里进不了城")
    expect(page.locator("#f-title")).to_have_value("货车夜里进不了城")
    words, place, kind, title = (page.locator(f"#f-{name}") for name in ("words", "place", "kind", "title"))
    words.fill(WORDS)
    seen = page.locator("#understood")
    expect(seen).to_contain_text("燃气泄漏")
    expect(page.locator("#f-urgent")).not_to_be_checked()
    assert Axe().run(page).response["violations"] == []
    for what in ("#main", ".intake-body", "#beside"):  # all of it still in one sight
        assert page.locator(what).evaluate("el => el.scrollHeight - el.clientHeight") <= 0, what
    page.keyboard.press("Alt+x")
    expect(kind).to_have_value("complaint")
    page.keyboard.press("Alt+p")
    expect(place).to_have_value("幸福里小区3栋")
    place.fill("")  # a person empties it: it stays empty, and nothing is proposed for it any more
    words.fill(WORDS + "请快一点。")
    expect(page.locator("[data-for=kind]")).to_have_count(0)
    page.keyboard.press("Alt+n")
    expect(page.locator("#f-phone")).to_have_value("13900001234")
    expect(words).to_have_value(WORDS.replace("13900001234", "139****1234") + "请快一点。")
    page.keyboard.press("Alt+j")
    expect(page.locator("#f-urgent")).to_be_checked()
    expect(place).to_have_value("")
    expect(page.locator("[data-for=place]")).to_have_count(0)
    with page.expect_request("**/agent/understood/") as drafted:
        words.press("End")
        words.press("a")
    assert parse_qs(drafted.value.post_data or "").get("title", [""]) == [""], "nobody learns of what stood there"
    title.fill("物业不管漏气")
    words.press("End")
    words.press("a")
    expect(seen).not_to_contain_text("电话号码")
    expect(title).to_have_value("物业不管漏气")
    desk.quiet()


def test_the_right_digits_are_hidden_before_the_answer_is_there(opens: Opens, city: World) -> None:
    desk = opens()
    page = desk.sign_in("agent", "/orders/new/")
    words = page.locator("#f-words")
    words.fill(WORDS)
    expect(page.locator("[data-hide=phone]")).to_be_visible()
    page.route("**/agent/understood/", lambda _: None)  # no answer comes
    with page.expect_request("**/agent/understood/"):
        words.press("Control+Home")
        page.keyboard.type("早8点起，")
    page.unroute("**/agent/understood/")
    page.keyboard.press("Alt+n")
    expect(page.locator("#f-phone")).to_have_value("13900001234")
    expect(words).to_have_value("早8点起，" + WORDS.replace("13900001234", "139****1234"))
    desk.quiet()
