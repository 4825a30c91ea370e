"""People decide, the house learns it, a suggestion changes; it was compared first, and a click brings the old back."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from huisheng.insight.learned import lessons
from huisheng.kernel import clock
from huisheng.workers import teaching
from tests.browser.conftest import Desk, Opens
from tests.cast import START, World
from tests.decisions import BIKES, PIPES, ended


def learned(desk: Desk, part: str) -> None:
    """The administrator asks for a lesson, and the worker learns it: here, in this process."""
    page = desk.open("/admin/learning/")
    page.locator(f"#{part}").get_by_role("button", name="重新学习").click()
    expect(page.locator(f"#{part} [role=status] progress")).to_be_visible()
    one = lessons.begin(clock.now())
    assert one is not None
    teaching.learn(one)
    teaching.look_back()
    expect(page.locator(f"#{part} [role=status] progress")).to_have_count(0)  # the page asks by itself


def first_choice(page: Page) -> str:
    """The unit that stands chosen for the matter on the screen."""
    chosen = page.locator("#dock .choice:has(input:checked)")
    expect(chosen).to_be_visible()
    return chosen.inner_text()


def test_what_people_decide_changes_what_is_suggested(city: World, opens: Opens) -> None:
    city.now = START - timedelta(days=100)
    for at in range(16):
        ended(city, BIKES, "urban", at)
        ended(city, PIPES, "water", at)
        city.pass_(hours=60)
    admin, dispatcher = opens(), opens()
    page = admin.sign_in("admin", "/admin/learning/")
    expect(page.locator("#unit")).to_contain_text("现在没有承办单位的建议")
    learned(admin, "unit")
    expect(page.locator("#unit tbody tr").first).to_contain_text("12 件里")  # too few to be taken by itself
    page.locator("#unit").get_by_role("button", name="启用").click()
    expect(page.locator("#unit")).to_contain_text("在用第1版")

    for at in range(44):
        ended(city, BIKES, "police", at + 50)
        city.pass_(hours=15)
    waiting = city.accept(title="共享单车堵住学府路口", words="共享单车把人行道都占了，没法走。")
    number = city.do(waiting, "hand_on", "agent").order.number
    desk = dispatcher.sign_in("dispatcher", f"/dispatch/{number}/")
    before = first_choice(desk)
    assert "云山市城管局" in before and "学习" in before and "单车" in before

    learned(admin, "unit")
    rows = page.locator("#unit tbody tr")
    expect(rows.first).to_contain_text("第2版")
    expect(rows.first).to_contain_text("当时在用的")
    expect(page.locator("#unit")).to_contain_text("在用第2版")
    desk.reload()
    after = first_choice(desk)
    assert "云山市公安局" in after and "学习" in after

    rows.nth(1).get_by_role("button", name="换回这一版").click()
    expect(page.locator(".message").filter(has_text="第1版已启用")).to_be_visible()
    desk.reload()
    assert "云山市城管局" in first_choice(desk)
    admin.quiet()
    dispatcher.quiet()
