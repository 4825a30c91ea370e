"""The unit's desk: what only its script does."""

from pathlib import Path

from django.conf import LazySettings
from playwright.sync_api import expect

from huisheng.lifecycle.attachments.tests.made import picture
from tests.browser.conftest import Opens
from tests.cast import World


def test_signing_replying_and_a_photo_beside_the_groups(
    city: World, opens: Opens, tmp_path: Path, settings: LazySettings
) -> None:
    settings.ATTACHMENTS = tmp_path / "kept"
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(picture())
    first, second = city.dispatched(), city.dispatched(title="路灯不亮")
    desk = opens()
    page = desk.sign_in("h-water", "/unit/")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-sign]")).to_have_text("签收选中的 1 件")
    page.keyboard.press("Shift+S")
    expect(page.locator(".signed")).to_contain_text("已签收 1 件")
    number = city.matter(second).order.number
    page.locator(f"#row-{number} a").click()
    page.locator("#detail [data-key=s]").click()
    expect(page.locator("#said")).to_contain_text("已签收")
    expect(page.locator("#group-unsigned")).to_have_count(0)  # the groups have followed
    expect(page.locator("#detail-close")).to_have_attribute("href", "/unit/")
    page.locator("#detail summary", has_text="答复").click()
    page.fill("#v-reply-words", "已处理")
    expect(page.locator("#hints-reply")).to_contain_text("没有实际内容")
    page.check("#v-reply-solved")
    page.set_input_files("#v-reply-files", str(photo))
    page.keyboard.press("Control+Enter")
    expect(page.locator("#verbs .note")).to_contain_text("还没有提交")
    page.wait_for_function("document.querySelector('#v-reply-files').files[0]?.name === '现场.jpg'")  # once settled
    page.get_by_role("button", name="仍要提交").click()
    expect(page.locator(".file img")).to_be_visible()
    assert page.url.endswith(f"/unit/{number}/")
    assert city.matter(first).dispatches[0].state == "signed"
    desk.quiet()
