"""What only the script does on the visitor's and the quality reviewer's pages: single keys, the line before Enter."""

from playwright.sync_api import expect

from huisheng.lifecycle.workorder.models import Visit
from tests.browser.conftest import Opens
from tests.cast import World


def test_citizens_are_called_by_keys_alone(city: World, opens: Opens) -> None:
    for _ in range(3):
        city.awaiting_visit()
    desk = opens()
    page = desk.sign_in("visitor", "/visits/")
    page.keyboard.press("Enter")
    line = page.locator("[data-then]")
    expect(line).to_have_text("还没有选。")
    page.keyboard.press("s")
    page.keyboard.press("1")
    expect(line).to_have_text("将记录：已接通、已解决、满意 → 办结")
    page.keyboard.press("0")
    expect(line).to_contain_text("将记录：未接听 → ")
    page.keyboard.press("3")
    page.keyboard.press("8")
    expect(line).to_have_text("将记录：已接通、不满意、服务基本满意 → 转处置：重办或结案")
    page.keyboard.press("3")  # the same key takes it back
    page.keyboard.press("u")
    page.keyboard.press("w")
    page.keyboard.type("s1 还在漏水")  # letters in a field are letters
    expect(page.locator("#visit-words")).to_have_value("s1 还在漏水")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#v-redo-reason")).to_have_value("回访：已接通、未解决。s1 还在漏水")
    page.locator("[data-focus]").focus()
    page.keyboard.press("n")
    expect(line).to_have_text("还没有选。")
    page.keyboard.press("r")
    expect(page.locator(".visit-later [type=radio]").first).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.locator("#caller")).to_contain_text("19900000001")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    expect(page.locator("#v-redo-reason")).to_be_visible()
    assert list(Visit.objects.order_by("pk").values_list("solved", "grade", "process")) == [
        ("no", None, "partly"),
        ("partly", None, None),
    ]
    desk.quiet()
