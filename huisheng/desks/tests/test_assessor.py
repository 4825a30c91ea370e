"""The assessor's pages: what is open in the period, exemptions decided in place, records, older figures, what if."""

from datetime import date

import pytest
from django.http import QueryDict

from huisheng.desks.assessor import period
from huisheng.desks.tests.addresses import order, said
from huisheng.desks.tests.conftest import As
from huisheng.ledger import cursor
from huisheng.lifecycle.records.models import Given, Record
from huisheng.lifecycle.workorder.models import Request
from huisheng.measures import follow
from huisheng.measures.figure import Window
from tests.cast import World

DAYS = "?first=2019-11-04&last=2019-11-05"


def asked(world: World, unit: str = "water") -> int:
    key = world.dispatched(unit, title=f"{unit}的占道")
    world.do(key, "sign_in", f"h-{unit}")
    world.do(key, "ask_exemption", f"h-{unit}", ground="force_majeure", clause="办法第五条", evidence="气象证明")
    return key


def test_what_is_open(world: World, as_: As) -> None:
    world.awaiting_visit()
    asked(world, "urban")
    client = as_("assessor")
    given = {
        "unit": "water", "first": "2019-11-04", "last": "2019-11-05", "marks": "-1.5", "ground": "通报批评",
        "clause": "第三条",
    }  # fmt: skip
    client.post("/quality/checks/bonus/do/", given)
    page = said(client.get(f"/assess/{DAYS}"))
    assert (
        "云山市水务局" in page and "办结 1 件" in page and "-1.5 分" in page and "通报批评" in page and "第三条" in page
    )
    assert "/quality/?of=concluded&amp;unit=water&amp;first=2019-11-04&amp;last=2019-11-05" in page
    assert "还没有" in page and "没有待裁的异议" in page
    wrong = client.get("/assess/?first=2019-11-09&last=2019-11-01")
    assert wrong.status_code == 422 and "请对调" in said(wrong)
    assert client.get("/assess/?first=昨天&last=").status_code == 422


def test_exemptions_are_decided_in_place(world: World, as_: As) -> None:
    first, second = asked(world), asked(world, "urban")
    client = as_("assessor")
    page = said(client.get("/assess/exemptions/"))
    assert page.index("water的占道") < page.index("urban的占道") and "气象证明" in page and "不可抗力" in page
    number, version = order(first).number, str(order(first).version)
    here = f"/assess/exemptions/{number}/grant_exemption/"
    answer = client.post(here, {"version": version, "request": "1", "words": ""})
    assert answer.status_code == 422 and "请填写意见" in said(answer)
    answer = client.post(here, {"version": "1", "request": "1", "words": "属实"})
    assert answer.status_code == 409 and "属实" in said(answer)
    assert client.post(here, {"request": "1", "words": "属实"}).status_code == 409
    assert client.post(here, {"version": version, "request": "1", "words": "属实"})["Location"] == "/assess/exemptions/"
    there = f"/assess/exemptions/{order(second).number}/refuse_exemption/"
    client.post(there, {"version": str(order(second).version), "request": "1", "words": "证据不足"})
    states = dict(Request.objects.values_list("order_id", "state"))
    assert states == {first: "granted", second: "refused"}
    page = said(client.get("/assess/exemptions/"))
    assert "没有待裁的申请" in page
    gone = client.post(here, {"version": str(order(first).version), "request": "1", "words": "再来"})
    assert gone.status_code == 409 and "可能已经处理" in said(gone)
    assert "同意 1 件，不同意 1 件" in said(client.get(f"/assess/{DAYS}"))
    assert client.get(here).status_code == 302
    assert client.post(here.replace("grant_exemption", "archive"), {}).status_code == 404


def test_records_are_noted_and_struck(world: World, as_: As) -> None:
    client = as_("assessor")
    page = said(client.get("/assess/records/"))
    assert "宣传报道…" in page and "启用台账…" in page and "知识库条数…" not in page
    answer = client.post(
        "/assess/records/press/", {"day": "2019-11-04", "title": "", "media": "", "unit": "", "count": ""}
    )
    assert answer.status_code == 422 and "请填写标题" in said(answer)
    client.post(
        "/assess/records/press/",
        {"day": "2019-11-04", "title": "热线这一年", "media": "日报", "unit": "", "count": "2"},
    )
    record = Record.objects.get()
    assert "热线这一年，日报" in said(client.get("/assess/records/?kind=press"))
    assert "热线这一年" not in said(client.get("/assess/records/?kind=note"))
    here = f"/assess/records/{record.pk}/strike/"
    assert client.post(here, {"reason": ""}).status_code == 422
    client.post(here, {"reason": "重复"})
    assert "已作废：重复" in said(client.get("/assess/records/"))
    assert client.post("/assess/records/archive/", {}).status_code == 404
    editor = said(as_("knowledge").get("/assess/records/"))
    assert "知识库条数…" in editor and "往期数…" not in editor and "启用台账…" not in editor
    as_("knowledge").post("/assess/records/size_knowledge/", {"day": "2019-11-04", "count": "1975"})
    assert "1,975" in said(client.get("/assess/records/"))


def test_older_figures_are_entered(world: World, as_: As) -> None:
    client = as_("assessor")
    given = {
        "measure": "accepted", "first": "2018-11-01", "last": "2018-11-30", "part": "", "key": "",
        "numerator": "1234", "denominator": "", "value": "", "source": "2018年11月通报",
    }  # fmt: skip
    answer = client.post("/assess/given/enter/", {**given, "value": "3"})
    assert answer.status_code == 422 and "请留下一种" in said(answer) and "2018年11月通报" in said(answer)
    assert client.post("/assess/given/enter/", given)["Location"] == "/assess/given/"
    assert Given.objects.get().numerator == 1234
    assert "1,234" in said(client.get("/assess/given/"))
    by_unit = {**given, "part": "unit", "key": "water", "numerator": "", "value": "98.5"}
    client.post("/assess/given/enter/", by_unit)
    page = said(client.get("/assess/given/"))
    assert "98.5" in page and "市水务局" in page
    assert client.post("/assess/given/enter/", {**given, "numerator": "1", "denominator": "2"}).status_code == 302
    assert "1 / 2" in said(client.get("/assess/given/"))


def test_what_if(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)
    world.do(world.awaiting_visit(), "visit", "visitor", outcome="reached", solved="yes", grade="satisfied")
    world.unsatisfied(world.awaiting_visit("urban"))
    follow.catch_up()
    client = as_("assessor")
    page = said(client.get("/assess/whatif/"))
    assert "tiers-2025" in page and '<svg class="whatif-bar"' not in page
    page = said(client.get(f"/assess/whatif/{DAYS}&now=jining-2013-month&other=tiers-2025"))
    assert "云山市水务局" in page and '<svg class="whatif-bar"' in page and 'class="' in page and "只作测算" in page
    assert " style=" not in page
    same = said(client.get(f"/assess/whatif/{DAYS}&now=jining-2013-month&other=jining-2013-month"))
    assert "不变 <b>" in same and "<rect" not in same
    wrong = client.get(f"/assess/whatif/{DAYS}&now=nothing&other=tiers-2025")
    assert wrong.status_code == 422 and "没有这个方案" in said(wrong)


def test_the_last_period_that_is_over(world: World) -> None:
    city = world.seat("assessor")
    assert period.over(city, date(2019, 12, 1)) == Window(date(2019, 11, 1), date(2019, 11, 30))
    assert period.over(city, date(2019, 11, 30)) == Window(date(2019, 10, 1), date(2019, 10, 31))
    assert period.over(city, date(2020, 3, 1)) == Window(date(2020, 2, 1), date(2020, 2, 29))
    district = type(city)(**{**{n: getattr(city, n) for n in city.__slots__}, "scope": "山东/聊城/东昌府"})
    assert period.over(district, date(2024, 2, 23)) == Window(date(2024, 1, 25), date(2024, 2, 22))
    assert period.over(district, date(2024, 2, 22)) == Window(date(2023, 12, 25), date(2024, 1, 22))
    chosen, wrong = period.chosen(QueryDict("first=2019-11-01&last=2019-11-03"), city, date(2019, 12, 1))
    assert (chosen, wrong) == (Window(date(2019, 11, 1), date(2019, 11, 3)), "")


@pytest.mark.parametrize("path", ["/assess/", "/assess/exemptions/", "/assess/whatif/", "/assess/given/"])
@pytest.mark.parametrize("code", ["agent", "visitor", "h-water", "admin", "quality"])
def test_only_the_assessor(world: World, as_: As, code: str, path: str) -> None:
    key = asked(world)
    client = as_(code)
    assert client.get(path).status_code == 403
    given = {"version": str(order(key).version), "request": "1", "words": "同意"}
    assert client.post(f"/assess/exemptions/{order(key).number}/grant_exemption/", given).status_code == 403
    assert Request.objects.get().state == "pending"


@pytest.mark.parametrize("code", ["agent", "visitor", "h-water", "quality"])
def test_records_are_the_offices(world: World, as_: As, code: str) -> None:
    assert as_(code).get("/assess/records/").status_code == 403
    assert as_(code).post("/assess/records/note/", {"day": "2019-11-04", "words": "会"}).status_code == 403
    assert not Record.objects.exists()
