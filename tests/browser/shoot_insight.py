"""The handbook's pictures of what is learned, what is hot, and of the knowledge base at work.

``learned`` stands before the morning: the demo city has learned from its month, and the morning is another year. Where
one was lived already, what is hot is of today, which is little: those pictures stay as they are.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.album import Album

PATIENCE = 600_000  # milliseconds: lessons are learned beside the house's own work, as nice as can be
WORDS = "星野家园3号楼暖气不热，室内温度上不去，供热公司一直没人来。我叫王小演，电话19900001234。"
POOR = "您好，您反映的问题不属于我单位职责，请联系其他部门。我们已联系您。"
# title, form, text
_ARTICLES = (
    (
        "供暖温度标准", "question",
        "问：供暖季室温多少度算合格？\n又问：暖气不热找谁\n答：卧室、起居室不低于18摄氏度。低于标准的，"
        "先拨供热企业客服报修；十二小时内无人上门的，由热线登记转办。",
    ),
    (
        "居住证办理流程", "steps",
        "1. 到居住地派出所提出申请\n接着问：在本市住满半年了吗\n材料：身份证、租房合同、一寸照片\n"
        "地点：居住地派出所户籍窗口\n2. 窗口受理，领取回执\n时限：15个工作日\n费用：首次办理不收费\n3. 凭回执领证",
    ),
)  # fmt: skip
_DAYS = "2023年同期（2月22日至3月20日）"
_COMING = (  # category, count a year ago, the usual in tenths, and what is said of it
    ("供热", 412, 961, f"供热：{_DAYS}412件，是平时同样天数（96.1件）的4.3倍，多在柳园街道（88件）。宜提前安排。"),
    (
        "劳动保障",
        268,
        1512,
        f"劳动保障：{_DAYS}268件，是平时同样天数（151.2件）的1.8倍，多在新区街道（41件）。宜提前安排。",
    ),
    ("烟花爆竹", 57, 63, f"烟花爆竹：{_DAYS}57件，是平时同样天数（6.3件）的9倍，多在沙镇镇（12件）。宜提前安排。"),
)


def learned(album: Album, var: Path) -> None:
    """What was learned; what is hot, and one of it; what an earlier year lets expect."""
    with album.seat("lc-s01") as page:
        album.open(page, "/orders/?q=柳岸花园二期停电")
        if page.locator("a[data-row]").count():
            return
    with album.seat("dcf-m01") as page:
        album.open(page, "/admin/learning/")
        page.locator("#ask-unit").click()
        expect(page.locator("#unit progress")).to_have_count(0, timeout=PATIENCE)
    with album.seat("lc-s01") as page:
        for _ in range(PATIENCE // 5_000):
            album.open(page, "/topics/?span=before")
            if page.locator(".hot-lines").count():
                break
            page.wait_for_timeout(5_000)
        album.open(page, "/topics/?span=week")
        album.keep(page, "topics")
        page.locator(".hot-lines tbody a").nth(2).click()
        page.locator(".hot-judge").wait_for()
        album.keep(page, "topic")
        with _years(var):
            album.open(page, "/topics/coming/")
            album.keep(page, "coming")
    lessons(album)


def lessons(album: Album) -> None:
    """What a platform learned, version by version; where one is in use for some weeks, how it does."""
    with album.seat("lc-m01") as page:
        album.open(page, "/admin/learning/")
        page.wait_for_timeout(1_500)  # a chart is drawn where there is one
        album.keep(page, "learning")


@contextmanager
def _years(var: Path) -> Iterator[None]:
    """The demo city has lived one month: what came a year ago is told it, and taken back."""

    def ask(words: str) -> None:
        given = {**os.environ, "HUISHENG_VAR": str(var.resolve())}
        subprocess.run([sys.executable, "-m", "huisheng.console", "psql", "--", "-qc", words], env=given, check=True)

    ours = "platform_id = (SELECT id FROM directory_unit WHERE code = 'liaocheng')"
    rows = ", ".join(
        f"((SELECT id FROM directory_unit WHERE code = 'liaocheng'), '2024-02-22', {rank}, '{category}', '{sentence}', "
        f"{last_year}, {usual}, '2024-02-29')"
        for rank, (category, last_year, usual, sentence) in enumerate(_COMING, 1)
    )
    ask(f"DELETE FROM topic_coming WHERE {ours}")
    into = "INSERT INTO topic_coming (platform_id, day, rank, category, sentence, last_year, usual, peak) VALUES"
    ask(f"{into} {rows}")
    try:
        yield
    finally:
        ask(f"DELETE FROM topic_coming WHERE {ours}")


def insight(album: Album) -> None:
    """Written and signed, taken by the agent, found; the dispatcher's advice; a link; a reply; a quiz."""
    for title, form, body in _ARTICLES:
        _article(album, title, form, body)
    for step in (_form, _base, _advice, _linked, _reply, _quiz):
        step(album)


def _article(album: Album, title: str, form: str, body: str) -> None:
    """By one editor, signed by another."""
    with album.seat("lc-z01") as page:
        album.open(page, "/knowledge/new/")
        page.check(f"[name=form][value={form}]")
        for name, words in (("title", title), ("body", body), ("source", "演示市供热、户籍办事指南（虚构）")):
            page.fill(f"[name={name}]", words)
        page.check("[name=public]")
        page.wait_for_timeout(1_000)  # until what will be read has followed
        if form == "steps":
            page.locator("[name=title]").scroll_into_view_if_needed()
            album.keep(page, "article")
        page.get_by_role("button", name="存草稿").click()
        page.get_by_role("button", name="提交签发").click()
        page.get_by_text("已提交签发").wait_for()
        here = page.url.removeprefix(album.base)
    with album.seat("lc-z02") as page:
        album.open(page, here)
        page.get_by_role("button", name="签发", exact=True).click()
        page.get_by_text("已签发").wait_for()


def _form(album: Album) -> None:
    """The agent's form with what is proposed; an answer from the base is taken; three without one."""
    with album.seat("lc-a01") as page:
        album.open(page, "/orders/new/")
        page.fill("#f-words", WORDS)
        page.locator(".field > .ghost[data-for=category]").wait_for()
        page.locator("#beside .earlier").first.wait_for()
        album.keep(page, "understood")
        _answer(album, page, "供暖季室温多少度算合格", taken=True)
        for place in ("芦荻雅苑", "清渠新苑", "星野家园"):
            _answer(album, page, f"{place}报停供暖怎么办理", taken=False)


def _answer(album: Album, page: Page, words: str, *, taken: bool) -> None:
    """A question answered on the spot."""
    album.open(page, "/orders/new/")
    page.fill("#f-words", words)
    page.fill("#f-title", words)
    page.select_option("#f-kind", "consult")
    page.fill("#f-category", "110101 ")
    if taken:
        page.locator("#beside [data-take]").first.wait_for()
        page.keyboard.press("Alt+q")
    else:
        page.fill("#f-answer", "已告知可在供暖季开始前到供热企业营业厅办理。")
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url("**/agent/")


def _base(album: Album) -> None:
    """Found by initials; what is taken from it, what isn't there, what is to be looked at again."""
    with album.seat("lc-a01") as page:
        album.open(page, "/knowledge/")
        page.fill("#kb-words", "gnwd")
        page.locator("#found [data-hit]").first.wait_for()
        album.keep(page, "find")
    with album.seat("lc-z01") as page:
        for name in ("uses", "reviews"):
            album.open(page, f"/knowledge/{name}/")
            album.keep(page, name)


def _advice(album: Album) -> None:
    """What the district's dispatcher is advised from what its units made an end of."""
    with album.seat("dcf-d01") as page:
        album.open(page, "/dispatch/")
        page.locator("tr", has_text="银杏里暖气不热").locator("a[data-row]").first.click()
        page.locator("#dock").wait_for()
        album.keep(page, "advice")


def _linked(album: Album) -> None:
    """Two that tell of the same are linked from the order's page."""
    with album.seat("lc-d01") as page:
        album.open(page, "/orders/?q=柳岸花园二期停电")
        page.locator("a[data-row]").first.click()
        page.locator("#likes form button").first.click()
        page.locator("#group").wait_for()
        page.locator("#group").scroll_into_view_if_needed()
        album.keep(page, "linked")


def _reply(album: Album) -> None:
    """A poor reply is held back once; sent all the same, its reviewer sees where."""
    with album.seat("h-dcf-liuyuan") as page:
        album.open(page, "/unit/")
        page.locator("a", has_text="柳浪路商铺夜间噪声").first.click()
        page.locator("#detail [data-focus]").focus()
        page.keyboard.press("r")
        page.fill("#v-reply-words", POOR)
        page.check("#v-reply-solved")
        page.keyboard.press("Control+Enter")
        page.get_by_role("button", name="仍要提交").wait_for()
        album.keep(page, "hints")
        page.get_by_role("button", name="仍要提交").click()
        page.get_by_text("已答复，").wait_for()
    with album.seat("dcf-d01") as page:
        album.open(page, "/dispatch/")
        page.locator("tr", has_text="柳浪路商铺夜间噪声").locator("a[data-row]").first.click()
        page.locator(".review").scroll_into_view_if_needed()
        album.keep(page, "marks")


def _quiz(album: Album) -> None:
    """Drawn and looked through, answered by two, ranked."""
    with album.seat("lc-z01") as page:
        album.open(page, "/knowledge/quizzes/")
        page.locator("summary", has_text="从知识库选题").click()
        page.fill("[name=title]", "冬季业务竞赛")
        page.fill("[name=count]", "20")
        page.get_by_role("button", name="选题", exact=True).click()
        page.wait_for_url("**/knowledge/quizzes/*/")
        here = page.url.removeprefix(album.base)
        album.keep(page, "quiz-look")
        page.get_by_role("button", name="其余都核定").click()
        page.fill("[name=last]", str(page.evaluate("new Date(Date.now() + 864e5).toISOString().slice(0, 10)")))
        page.get_by_role("button", name="开考").click()
        page.get_by_text("已开考").wait_for()
    for code, chosen in (("lc-a01", "12"), ("lc-a02", "342")):
        with album.seat(code) as page:
            album.open(page, here)
            page.get_by_role("button", name="开始答题").click()
            page.locator("[data-question]:visible").wait_for()
            for at in range(20):
                page.keyboard.press(chosen[at % len(chosen)])
                if at == 7 and code == "lc-a01":
                    album.keep(page, "quiz")
                page.keyboard.press("Enter")
            expect(page.locator("[data-said]")).to_contain_text("都答完了")
            page.keyboard.press("Enter")
            page.get_by_text("您已经答完").wait_for()
    with album.seat("lc-z01") as page:
        album.open(page, here)
        page.get_by_role("button", name="结束竞赛").click()
        page.get_by_text("个人名次").wait_for()
    with album.seat("lc-a01") as page:
        album.open(page, here)
        album.keep(page, "quiz-ranks")
