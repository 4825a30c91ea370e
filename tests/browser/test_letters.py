"""What only a browser does with a voice note and with a list that is brought in piece by piece."""

import os
from pathlib import Path

from django.conf import LazySettings
from playwright.sync_api import Page, expect

from huisheng.channels.letters import reading
from huisheng.channels.letters.actions import bring_in
from huisheng.channels.letters.models import Batch
from huisheng.channels.letters.tests.papers import saved, scanned, word
from huisheng.channels.letters.tests.sheets import line, xlsx
from huisheng.desks.letters import lists
from huisheng.kernel import clock
from huisheng.kernel.asks import Upload
from huisheng.lifecycle.attachments.tests.made import wav
from tests.browser.conftest import Opens
from tests.cast import World

PICTURES = os.environ.get("LETTERS_PICTURES", "")  # a folder: what was seen is kept there


def shot(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def test_a_voice_note_is_played_on_the_order(city: World, opens: Opens, tmp_path: Path, settings: LazySettings) -> None:
    settings.ATTACHMENTS = tmp_path / "kept"
    key, note = city.dispatched(), wav(2)
    city.do(key, "sign_in", "h-water")
    city.do(key, "arrive", "h-water", outcome="met", files=[Upload("录音.wav", note, len(note))])
    desk = opens()
    page = desk.sign_in("h-water", f"/orders/{city.matter(key).order.number}/")
    page.get_by_role("button", name="播放").click()
    sound = page.locator("audio.voice")
    expect(sound).to_be_visible()
    expect(sound).to_be_focused()
    expect(sound).to_have_js_property("duration", 2)
    sound.evaluate("(player) => { player.currentTime = 1.5; return player.play(); }")
    expect(sound).to_have_js_property("ended", True)
    shot(page, "voice")
    desk.quiet()


def test_a_list_is_followed_to_its_end(city: World, opens: Opens, tmp_path: Path) -> None:
    kept, lists._AT_ONCE = lists._AT_ONCE, 1
    try:
        _followed(city, opens, tmp_path)
    finally:
        lists._AT_ONCE = kept


def _followed(city: World, opens: Opens, tmp_path: Path) -> None:
    file = tmp_path / "省级平台11月4日.xlsx"
    rows = [line(no) for no in range(1, 9)]
    rows[2], rows[5] = line(3, 受理时间="上周三"), line(6, 诉求类型="城乡建设", 联系电话="匿名")
    file.write_bytes(xlsx(rows).data)
    desk = opens()
    page = desk.sign_in("dispatcher", "/letters/")
    shot(page, "index")
    page.fill("#f-label", "省级平台转办")
    page.select_option("#f-channel", "province")
    page.set_input_files("#f-file", str(file))
    page.get_by_role("button", name="上传，先看一看").click()
    expect(page.get_by_role("button", name="确认导入 7 件（有错的 1 行不导入）")).to_be_visible()
    shot(page, "look")
    page.locator("summary", has_text="哪一列是什么").click()
    shot(page, "columns")
    page.get_by_role("button", name="确认导入").click()
    expect(page.locator("#letters-progress")).to_contain_text("0 / 8 行")
    shot(page, "progress")
    while bring_in.do(Batch.objects.get().pk, at=clock.now()):
        pass
    expect(page.locator(".page")).to_contain_text("已经导入完")
    expect(page.locator(".page")).to_contain_text("已立单 7")
    shot(page, "brought")
    desk.quiet()


def test_a_letter_stands_beside_its_form(city: World, opens: Opens, tmp_path: Path, settings: LazySettings) -> None:
    settings.ATTACHMENTS = tmp_path / "kept"
    desk = opens()
    page = desk.sign_in("agent", "/letters/typing/")
    for name, data in (("来信.docx", word()), ("扫描.png", saved(scanned()))):
        (tmp_path / name).write_bytes(data)
        page.set_input_files("#f-file", str(tmp_path / name))
        page.get_by_role("button", name="读出文字，开始录").click()
        expect(page.locator("#f-words")).to_be_visible()
        shot(page, "scan" if name.endswith("png") else "letter")
        if name.endswith("png"):
            expect(page.locator(".letters-scan img")).to_have_js_property("complete", True)
            assert page.locator("#f-words").input_value() or not reading.has_ocr()
            page.fill("#f-words", "小区路灯不亮。")
        page.select_option("#f-kind", "help")
        page.focus("#f-words")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#said")).to_contain_text("工单号")
    shot(page, "typing")
    desk.quiet()
