"""Every page of every desk, light and dark: axe finds nothing, the console is silent, nothing hangs over the edge."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client

from huisheng.channels.inbox.models import Incoming
from huisheng.desks.leader.tests.test_session_pages import NOTICE
from huisheng.desks.tests.test_admin_import import UNITS, upload, xlsx
from huisheng.desks.tests.test_messages import came, failed
from huisheng.desks.tests.test_quality import DRAW
from huisheng.desks.tests.test_unit_score import SHEET
from huisheng.insight.actions import ask_lesson
from huisheng.insight.learned import lessons
from huisheng.insight.models import Week
from huisheng.insight.tests import test_learned
from huisheng.knowledge.tests.articles import published as known
from huisheng.ledger import cursor
from huisheng.lifecycle.handling import contradictions
from huisheng.lifecycle.notices import follow as notices
from huisheng.lifecycle.topics.models import Topic
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search import follow as search
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import Desk, Opens
from tests.cast import World
from tests.house import addresses, published

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# by day every rule axe knows, by night those of colour; all that can be folded is open
LOOK = """async () => {
  const root = document.documentElement, found = [];
  for (const one of document.querySelectorAll("details")) { one.removeAttribute("name"); one.open = true; }
  const look = async (when, options) => {
    const all = { resultTypes: ["violations"], preload: false, iframes: false, ...options };
    const { violations } = await axe.run(document, all);
    const where = (one) => one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ");
    found.push(...violations.map((one) => `${when} ${one.id}: ${where(one)}`));
  };
  await look("by day", {});
  root.dataset.theme = "dark";
  await look("by night", { runOnly: { type: "rule", values: ["color-contrast"] } });
  root.dataset.theme = "light";
  return found;
}"""
# who opens the pages below an address; the dispatcher where nothing is said
HOLDERS = {
    "account": "admin",
    "account/channels": "security",
    "account/keys": "security",
    "admin": "admin",
    "agent": "agent",
    "assess": "assessor",
    "circulars": "assessor",
    "instructions": "leader",
    "knowledge": "knowledge",
    "leader": "leader",
    "lists": "supervisor",
    "notices": "h-water",
    "nuisances": "supervisor",
    "orders/new": "agent",
    "quality": "quality",
    "sessions": "supervisor",
    "supervision": "supervisor",
    "trend": "leader",
    "unit": "h-water",
    "unit-score": "h-water",
    "visits": "visitor",
    "wall": "leader",
}
SEEN_BY = {
    "agent": "路灯不亮",
    "visitor": "还在漏水",
    "supervisor": "停水",
    "leader": "主管爆裂",
    "assessor": "主管爆裂",
    "dispatcher": "占道经营",
    "h-water": "水压偏低",
}
HALVES = (
    ("agent", "dispatcher", "visitor", "h-water", "d-linhe", "supervisor", "leader"),
    ("assessor", "quality", "knowledge", "admin", "security"),
)
# acts, parts of pages, files: nothing that is read as a page
NO_PAGE = re.compile(r"/(do|live|files|signin|healthz|working/no-such-unit)/|\.(csv|xlsx|zip|svg|docx|pdf)$")


def clean(desk: Desk, what: str) -> None:
    """No violation of any rule axe knows."""
    desk.page.evaluate(AXE_SCRIPT)
    found = desk.page.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    told = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]
    assert told == [], what


def seated(code: str) -> Client:
    """One who has come through the door as this seat."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=code), backend="django.contrib.auth.backends.ModelBackend")
    return client


def sits_down(desk: Desk, code: str) -> Client:
    """The window is this seat's from now on; the same seat without a window."""
    client = seated(code)
    desk.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": desk.base}])
    return client


def posted(code: str, path: str, **given: Any) -> None:
    """The seat has done it."""
    answer = seated(code).post(path, given)
    assert answer.status_code in (302, 303), f"{path}: {answer.status_code}"


@pytest.fixture
def furnished(city: World, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> World:
    """A day's work on every desk: orders in each state, a session, a sample, knowledge, an import, a scored table."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)
    settings.VAR = tmp_path
    monkeypatch.setenv("HUISHENG_OWN", str(tmp_path))
    (tmp_path / "scores").mkdir()
    scores = SHEET.format(scheme="xiangtan-2019-11", first="2019-11-01", last="2019-11-30", title="演示考核表")
    (tmp_path / "scores" / "yunshan-now.toml").write_text(scores, encoding="utf-8")
    bounced = city.dispatched("water", title="路面塌陷")
    city.do(
        bounced, "ask_return", "h-water", ground="not_my_duty", clause="三定方案第二条", evidence="道路由城管负责。"
    )
    held = city.dispatched("water", urgent=True, enterprise=True, title="主管爆裂")
    city.do(held, "sign_in", "h-water")
    city.do(held, "ask_extension", "h-water", days=2, reason="等待材料。")
    city.do(held, "instruct", "leader", words="请三日内办结。")
    city.do(held, "ask_exemption", "h-water", ground="force_majeure", clause="办法第五条", evidence="气象证明")
    city.dispatched("water", title="停水", confidential=True)
    city.awaiting_visit(title="水压偏低")
    city.unsatisfied(city.awaiting_visit(title="还在漏水"))
    city.replied("urban", title="占道经营")
    city.do(city.accept(title="自行车道被占"), "hand_on", "agent")
    city.do(city.accept(kind="consult", title="新生儿社保"), "answer", "agent", words="已告知窗口地址。")
    dark = city.accept(title="路灯不亮")
    again = city.accept(title="路灯还不亮", phone="19900000002")
    city.do(again, "link", "agent", to=city.matter(dark).order.number)
    doubted = city.dispatched("police", title="摩托车扰民")
    city.do(doubted, "sign_in", "h-police")
    city.do(doubted, "reply", "h-police", words="已处理，已与您电话联系。", solved=True)
    posted("supervisor", "/sessions/new/", **NOTICE)
    posted("quality", "/quality/draw/", **{**DRAW, "size": "1"})
    posted("dispatcher", "/lists/views/?urgent=1", name="急件")
    posted("supervisor", "/lists/exports/", form="csv")
    came(city)
    failed(city)
    upload(seated("admin"), "units", xlsx(UNITS, ["new-unit", "云山市园林局", "市园林局", "错的", "", 50]))
    known(city, "knowledge")
    learnt(city)
    notices.step()
    search.catch_up()
    contradictions.step(batch=10_000)
    return city


def learnt(world: World) -> None:
    """Models that were compared, a week of the one in use, a lesson that failed, a topic."""
    for right in (30, 31):
        model = test_learned.kept(world, test_learned.outcome(40, right, right - 1))
    Week.objects.create(model=model, monday=date(2019, 10, 28), judged=40, right=20, expected=30_000)
    lesson = ask_lesson.do("unit", upto=0, by=world.seat("admin"), at=world.now)
    lessons.failed(lesson, "只有 12 件可学的决定，至少要 30 件，等积累多了再学。", world.now)
    days = {"first": date(2019, 10, 28), "last": date(2019, 11, 3), "found_at": world.now, "seen_at": world.now}
    counts = {"rank": 1, "people": 9, "matters": 12, "loudest": 3, "share": 120, "before": 3, "usual": 35}
    said = {"name": "学府路 路灯不亮", "place": "学府路", "what": "路灯不亮", "warning": "9人反映，平常3.5人。"}
    Topic.objects.create(platform_id=world.platform, span="week", **days, **counts, **said)


def pages(world: World) -> Iterator[tuple[str, str]]:
    """(seat, address) of all there is to read: each page once, what differs by role or state once for each."""
    extra = {**published.of(world), "unit": ["water"]}
    numbers = dict(WorkOrder.objects.values_list("personal__title", "number"))
    for address in addresses.all_about(numbers["主管爆裂"], extra):
        if not (address.api or address.verb or NO_PAGE.search(address.path)):
            yield holder(address.path), address.path
    for code in (*HALVES[0], *HALVES[1]):
        yield code, "/"
    for code, title in SEEN_BY.items():
        yield code, f"/orders/{numbers[title]}/"
    for title in ("路面塌陷", "自行车道被占", "占道经营"):
        yield "dispatcher", f"/dispatch/{numbers[title]}/"
    for title in ("水压偏低", "还在漏水"):
        yield "visitor", f"/visits/{numbers[title]}/"
    yield "quality", f"/quality/answers/{numbers['新生儿社保']}/"
    yield "agent", f"/messages/{Incoming.objects.get().pk}/"
    yield "agent", "/messages/?all=1"
    yield "supervisor", f"/topics/{Topic.objects.get().pk}/"
    yield "supervisor", "/supervision/?why=contradicts"
    yield "supervisor", f"/supervision/{numbers['摩托车扰民']}/?why=contradicts"
    yield "leader", "/repeats/?by=caller"
    for query in ("?q=水", "?state=archived", "?state=nothing"):
        yield "dispatcher", f"/orders/{query}"


def holder(path: str) -> str:
    """Who opens this page."""
    heads = [head for head in HOLDERS if path.startswith(f"/{head}/")]
    return HOLDERS[max(heads, key=len)] if heads else "dispatcher"


def whole(client: Client, path: str) -> bool:
    """Whether a page comes back: not a part of one, a file, a refusal, or the way to another."""
    answer = client.get(path)
    assert answer.status_code < 500 and answer.status_code != 403, f"{path}: HOLDERS says who opens it"
    begins = b"" if answer.streaming else answer.content[:200]
    return answer.status_code == 200 and b"<!DOCTYPE html>" in begins


def looked_at(desk: Desk, path: str) -> list[str]:
    """What is wrong with the page at this address."""
    page = desk.open(path)
    found = page.evaluate(LOOK)
    for width, height in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate(WIDE)
        found += [f"{wide} px too wide at {width}"] if wide > 0 else []
    return [f"{path} {one}" for one in found]


@pytest.mark.parametrize("seats", HALVES, ids=["desks", "office"])
def test_every_page_is_accessible(furnished: World, opens: Opens, seats: Sequence[str]) -> None:
    desk, found, mine = opens(), [], defaultdict(list)
    desk.context.add_init_script(AXE_SCRIPT)
    found += looked_at(desk, "/signin/")
    for code, path in pages(furnished):
        mine[code].append(path)
    assert set(mine) == {code for half in HALVES for code in half}
    for code in seats:
        client = sits_down(desk, code)
        for path in dict.fromkeys(mine[code]):
            if whole(client, path):
                found += looked_at(desk, path)
    for path in ("/nowhere/", "/orders/new/" if "leader" in seats else "/agent/"):  # no such page, not this seat's
        found += looked_at(desk, path)
    assert found == []
    desk.quiet()
