"""The unit's own lines of the scored tables, and the way to exemption and objection."""

from datetime import date
from typing import Any

import pytest

from huisheng.desks import scored as tables
from huisheng.desks.handler import score
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import As
from huisheng.kernel import own
from huisheng.measures import follow
from huisheng.scoring import sheets
from tests.office import Office

SHEET = """
scheme = "{scheme}"
platform = "yunshan"
window = [{first}, {last}]
title = "{title}"
cite = "xiangtan-2019-11#art-22"
"""


def sheet(name: str, first: str, last: str, scheme: str = "xiangtan-2019-11") -> None:
    folder = own.folder() / "scores"
    folder.mkdir(parents=True, exist_ok=True)
    said_ = SHEET.format(scheme=scheme, first=first, last=last, title=f"演示{name}考核表")
    (folder / f"yunshan-{name}.toml").write_text(said_, encoding="utf-8")


@pytest.fixture
def scored(office: Office) -> Office:
    """The cast's first day in the facts, and a table of that month."""
    sheet("now", "2019-11-01", "2019-11-30")
    sheet("past", "2019-10-01", "2019-10-31")
    sheet("next", "2019-12-01", "2019-12-31")
    follow.catch_up()
    return office


def test_the_line_so_far_with_every_number_open(scored: Office, as_: As) -> None:
    client = as_("h-water")
    answer: Any = client.get("/unit-score/")
    (card,) = answer.context["cards"]
    assert (card.title, card.so_far) == ("演示now考核表", True)
    cells = {cell["label"]: cell for cell in card.cells}
    assert cells["交办数"]["text"] == "3"
    page = said(answer)
    assert "还在统计，会变" in page and "申请不计考核" in page and "现在没有可以提异议的时段" in page
    for url in (cells["交办数"]["url"], card.trace_url, card.table_url):
        assert url in page and client.get(url).status_code == 200
    assert "市城管局" not in page
    urban: Any = as_("h-urban").get("/unit-score/")
    assert {c["label"]: c["text"] for c in urban.context["cards"][0].cells}["交办数"] == "1"


def test_what_may_still_be_objected_to(scored: Office, as_: As) -> None:
    run = scored.frozen()
    page = said(as_("h-water").get("/unit-score/"))
    assert f"/circulars/{run.id}/" in page and "提异议" in page


def test_between_two_periods_the_last_one_is_shown(office: Office) -> None:
    actor = office.world.seat("h-water")
    sheet("past", "2019-10-01", "2019-10-31")
    sheet("older", "2019-09-01", "2019-09-30")
    sheet("next", "2019-12-01", "2019-12-31")
    assert [plan.name for plan in score.current(actor, date(2019, 11, 5))] == ["yunshan-past"]
    assert score.current(actor, date(2019, 1, 1)) == []


def test_a_unit_that_isn_t_in_the_table_is_told_why(scored: Office, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = tables.shown
    parts: list[dict[str, Any]] = [{"heading": "承办不足", "words": "云山市水务局、云山市公安局", "lines": []}]

    def without(name: str, actor: Any) -> dict[str, Any]:
        return {**shown(name, actor), "rows": [], "parts": parts}

    monkeypatch.setattr(tables, "shown", without)
    assert "本单位未列入这张表：承办不足" in said(as_("h-water").get("/unit-score/"))
    assert "本期没有考核表" in said(as_("h-urban").get("/unit-score/"))


def test_no_table_of_one_s_own(as_: As) -> None:
    assert [name for name in sheets.names() if name.startswith("yunshan")] == []
    assert "本期没有考核表" in said(as_("h-water").get("/unit-score/"))
