"""Home, figures, articles, errors, and what the demo adds."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from huisheng.config import demo
from huisheng.desks import cites, figures
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import NOW, As
from huisheng.measures import follow, sheet
from huisheng.measures.table import table
from huisheng.rehearsal.models import Run
from tests.cast import World

SHEET = "xiangtan-2019-11"


def counters(answer: Any) -> dict[str, str]:
    return {counter.label: counter.text for counter in answer.context["counters"]}


def test_home_counts_what_the_seat_may_see(world: World, as_: As) -> None:
    world.accept()
    world.dispatched("water")
    world.dispatched("urban")
    answer: Any = as_("agent").get("/")
    seen = counters(answer)
    assert (seen["已受理"], seen["办理中"], seen["今日受理"]) == ("1", "2", "0")
    assert [way.label for way in answer.context["ways"]][:4] == ["受理台", "新建工单", "待转办", "全部工单"]
    assert "今天是 2019 年 11 月 5 日，星期二" in said(answer)
    assert len(answer.context["rows"]) >= 2
    handler: Any = as_("h-water").get("/")
    assert (counters(handler)["待签收"], counters(handler)["办理中"]) == ("1", "1")
    rail = {way.label: way.count for way in handler.context["shell"]["rail"]}
    assert rail["办理中"] == "1"
    assert counters(as_("admin").get("/"))["办理中"] == "0"


def test_the_rail_knows_where_one_is(world: World, as_: As) -> None:
    client = as_("dispatcher")

    def current(path: str) -> list[str]:
        answer: Any = client.get(path)
        return [way.label for way in answer.context["shell"]["rail"] if way.current]

    assert current("/") == ["首页"]
    assert current("/orders/") == ["全部工单"]
    assert current("/orders/?state=awaiting_dispatch") == ["待派单"]
    assert current("/orders/?state=closed") == ["全部工单"]
    assert current("/figures/") == ["统计表"]


def test_an_article_can_be_read(world: World, as_: As) -> None:
    page = said(as_("agent").get("/rulebook/domain/art-3/"))
    assert "群众的时钟不停" in page
    assert "退单、改派、延期都不使群众的时钟停下或重来。" in page
    assert as_("agent").get("/rulebook/domain/art-999/").status_code == 404


def test_an_unknown_citation_is_shown_as_it_is() -> None:
    assert cites.cite("") is None
    assert cites.cite("nowhere#art-1") == cites.Cite("nowhere#art-1", "")


@pytest.fixture
def own_sheet(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The printed table, made for the cast's city."""
    text = (sheet.HERE / f"{SHEET}.toml").read_text().replace('platform = "xiangtan"', 'platform = "yunshan"')
    (tmp_path / f"{SHEET}.toml").write_text(text)
    load, names = sheet.load, sheet.names
    monkeypatch.setattr(sheet, "load", lambda name, folder=tmp_path, library=None: load(name, folder, library))
    monkeypatch.setattr(sheet, "names", lambda folder=tmp_path: names(folder))
    monkeypatch.setattr(figures, "table", lambda name, catch_up: table(name, folder=tmp_path, catch_up=catch_up))
    return SHEET


def test_a_table_prints_what_measures_counted(
    world: World, as_: As, own_sheet: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_("leader")
    assert client.get("/figures/")["Location"] == f"/figures/{own_sheet}/"
    assert "还没有数据" in said(client.get(f"/figures/{own_sheet}/"))
    world.do(world.awaiting_visit(), "visit", "visitor", outcome="reached", solved=True, grade="satisfied")
    monkeypatch.setattr("huisheng.ledger.cursor.horizon", lambda: 2**62)
    follow.catch_up()
    page: Any = client.get(f"/figures/{own_sheet}/")
    (row,) = page.context["table"]["rows"]
    assert row["name"] in ("云山市水务局", "市水务局")
    assert row["url"] == "/orders/?from=2019-11-01&to=2019-11-30&unit=water"
    assert row["cells"][0]["text"] == "1"
    assert "100.00%" in said(page)
    csv = client.get(f"/figures/{own_sheet}.csv")
    assert csv["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in csv["Content-Disposition"]
    lines = csv.content.decode().split("\r\n")
    assert lines[1].split(",")[1:] == [cell["text"] for cell in row["cells"]]


def test_another_citys_table_is_no_page(world: World, as_: As, own_sheet: str) -> None:
    assert as_("h-town").get(f"/figures/{own_sheet}/").status_code == 200
    assert as_("leader").get("/figures/no-such/").status_code == 404
    assert as_("leader").get("/figures/no-such.csv").status_code == 404


def test_without_tables_of_its_own_a_city_is_told_so(world: World, as_: As) -> None:
    client = as_("leader")
    assert "还没有统计表" in said(client.get("/figures/"))
    assert client.get(f"/figures/{SHEET}/").status_code == 404


def test_errors_are_pages(world: World, as_: As) -> None:
    client = as_("agent")
    missing = client.get("/nowhere/")
    assert missing.status_code == 404
    assert "没有这一页" in said(missing)
    client.raise_request_exception = False

    def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("huisheng.desks.frame.ways", broken)
        answer = client.get("/")
    assert answer.status_code == 500
    assert "系统出错了" in said(answer)


def test_every_page_keeps_the_policy(world: World, as_: As) -> None:
    client = as_("agent")
    for path in ("/", "/orders/", "/orders/new/", "/figures/", "/rulebook/domain/art-1/", "/nowhere/"):
        answer = client.get(path)
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        page = said(answer)
        assert " style=" not in page
        assert " onclick" not in page
        assert "<script>" not in page


# -- what config adds for a demo city --


def context() -> dict[str, Any]:
    return demo.demo(RequestFactory().get("/"))


def test_a_real_city_shows_no_demo(world: World, settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    assert not context()["rehearsal"]
    assert not context()["demo_seats"]
    assert "演示席位" not in said(Client().get("/signin/"))


def test_the_demo_shows_a_seat_of_each_role(world: World, settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    (tmp_path / "demo-password").write_text("yanshi-1234\n")
    seats = {seat["username"]: seat for seat in context()["demo_seats"]}
    assert seats["agent"] == {"role": "坐席（云山）", "username": "agent", "password": "yanshi-1234"}
    assert len({seat["role"][:2] for seat in seats.values()}) >= 9
    page = said(Client().get("/signin/"))
    assert "演示席位" in page
    assert "yanshi-1234" in page


@pytest.mark.parametrize(
    ("still", "finished", "state", "words"),
    [
        (1, False, "running", "正在演练：120 / 13,041 件事"),
        (600, False, "failed", "演练停住了"),
        (600, True, "done", "演练完毕"),
    ],
)
def test_the_rehearsal_says_how_far_it_is(
    world: World, as_: As, still: int, finished: bool, state: str, words: str
) -> None:
    moved = NOW - timedelta(seconds=still)
    Run.objects.create(
        name=SHEET, seed=1, stories=13041, stories_done=120, verbs_done=900, started_at=moved, moved_at=moved,
        finished_at=moved if finished else None,
    )  # fmt: skip
    client = as_("agent")
    assert words in said(client.get("/"))
    part = said(client.get("/rehearsal/"))
    assert words in part
    assert "<html" not in part
    assert ('hx-trigger="every 2s"' in part) == (state == "running")
