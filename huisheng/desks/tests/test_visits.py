"""The visitor's screen: one after the other, recorded as typed, refused with what was typed, put off, decided."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huisheng.desks.tests.addresses import order, said, version
from huisheng.desks.tests.conftest import NOW, As
from huisheng.desks.visitor import script
from huisheng.directory.models import Look
from huisheng.kernel import clock
from huisheng.lifecycle.visits.models import Hold
from huisheng.lifecycle.workorder.models import Visit, WorkOrder
from huisheng.measures.source import Mistakes
from tests.cast import World

GOOD = {"outcome": "reached", "solved": "yes", "grade": "satisfied", "process": "", "contacted": "1", "words": ""}


def here(key: int, tail: str = "") -> str:
    return f"/visits/{order(key).number}/{tail}"


def record(client: Client, key: int, **given: str) -> Any:
    return client.post(here(key, "do/visit/"), {**version(key), **GOOD, **given})


def test_the_next_one_comes_by_itself(world: World, as_: As) -> None:
    first, second = world.awaiting_visit(urgent=True), world.awaiting_visit()
    client = as_("visitor")
    page = said(client.get("/visits/"))
    assert "2 位市民等着回访" in page and order(first).number not in page
    assert not Hold.objects.exists(), "looking takes nobody"
    assert client.post("/visits/next/")["Location"] == "/visits/"
    page = said(client.get("/visits/"))
    assert order(first).number in page and "199****0001" in page and "19900000001" not in page
    assert "请问这件事解决了吗？" in page and "演先生（女士）" in page and "演示甲" not in page
    assert 'data-press="1"' in page and "第 1 次打，最多 3 次" in page
    answer = record(client, first)
    assert (answer.status_code, answer["Location"]) == (302, "/visits/")
    assert order(first).state == "closed"
    page = said(client.get("/visits/"))
    assert order(second).number in page and "已记录：已接通、已解决、满意" in page
    assert re.search(r"打 <b>1</b>", page)
    record(client, second)
    assert "现在没有要打的" in said(client.get("/visits/"))


def test_what_was_typed_stays(world: World, as_: As) -> None:
    key = world.awaiting_visit()
    client = as_("visitor")
    client.post("/visits/next/")
    answer = record(client, key, solved="", grade="", words="说了一半")
    assert answer.status_code == 422
    page = said(answer)
    assert "说了一半" in page and "至少要填写" in page and not Visit.objects.exists()
    answer = record(client, key, outcome="asleep")
    assert answer.status_code == 422 and "不在可选范围内" in said(answer)
    stale = client.post(here(key, "do/visit/"), {"version": "1", **GOOD})
    assert stale.status_code == 409 and "checked" in said(stale)
    assert client.post(here(key, "do/visit/"), GOOD).status_code == 409


def test_unanswered_comes_again_and_is_closed_by_rule(world: World, as_: As) -> None:
    key = world.awaiting_visit()
    client = as_("visitor")
    at = NOW
    for left in (2, 1, 0):
        with clock.at(at):
            client.post("/visits/next/")
            page = said(client.get("/visits/"))
            assert (f"还可以打 {left} 次" if left else "打满 3 次未接通") in page
            record(client, key, outcome="unanswered", solved="", grade="", contacted="")
            at += timedelta(hours=5) if left == 2 else timedelta(days=1)
    page = said(client.get("/visits/"))
    assert "按规定结案" in page and "回访 3 次未接通，按规定结案。" in page and 'id="visit-form"' not in page
    with clock.at(at):
        client.post(here(key, "do/close/"), {**version(key), "reason": "回访 3 次未接通，按规定结案。"})
    assert order(key).state == "closed"


def test_unsatisfied_is_decided_at_once(world: World, as_: As) -> None:
    key = world.awaiting_visit()
    client = as_("visitor")
    client.post("/visits/next/")
    record(client, key, solved="no", grade="partly", words="还在漏水")
    page = said(client.get("/visits/"))
    assert "重办，还是结案" in page and "回访：已接通、未解决、基本满意。还在漏水" in page
    refused = client.post(here(key, "do/redo/"), {**version(key), "reason": "　"})
    assert refused.status_code == 422 and "请填写重办原因" in said(refused)
    client.post(here(key, "do/redo/"), {**version(key), "reason": "还在漏水"})
    assert order(key).state == "in_hand"
    assert "现在没有要打的" in said(client.get("/visits/"))


def test_a_decision_may_be_left(world: World, as_: As) -> None:
    key = world.awaiting_visit()
    client = as_("visitor")
    client.post("/visits/next/")
    record(client, key, solved="no")
    client.post("/visits/next/")
    assert order(key).state == "awaiting_decision"
    assert "现在没有要打的" in said(client.get("/visits/"))


def test_the_second_time_warns_of_supervision(world: World, as_: As) -> None:
    key = world.awaiting_visit()
    world.unsatisfied(key)
    world.do(key, "redo", "visitor", reason="没有解决")
    for verb, by, given in (
        ("sign_in", "h-water", {}),
        ("contact", "h-water", {"outcome": "reached"}),
        ("reply", "h-water", {"words": "预计11月20日前修好。", "solved": True}),
        ("accept_reply", "dispatcher", {}),
        ("conclude", "dispatcher", {}),
    ):
        world.do(key, verb, by, **given)
    client = as_("visitor")
    client.post("/visits/next/")
    page = said(client.get("/visits/"))
    assert "就是第 2 次，按规定转电话督办" in page and "第14条" in page
    assert "承诺：预计11月20日前修好" in page and "回访和市民补充" in page
    record(client, key, solved="no", grade="unsatisfied")
    page = said(client.get("/visits/"))
    assert "已经 2 次不满意，按规定转电话督办" in page and "重办，还是结案" not in page


def test_the_number_is_shown_for_the_visit_and_logged(world: World, as_: As) -> None:
    key = world.awaiting_visit()
    client = as_("visitor")
    client.post("/visits/next/")
    assert client.get(here(key, "caller/")).status_code == 302 and not Look.objects.filter(purpose="回访").exists()
    part = client.post(here(key, "caller/"), headers={"HX-Request": "true", "HX-Target": "caller"})
    assert "19900000001" in said(part) and "<html" not in said(part)
    assert Look.objects.filter(purpose="回访").count() == 1
    assert "19900000001" in said(client.post(here(key, "caller/")))
    assert "19900000001" not in said(client.get("/visits/"))


def test_later_by_reason(world: World, as_: As) -> None:
    key = world.awaiting_visit()
    client = as_("visitor")
    client.post("/visits/next/")
    answer = client.post(here(key, "later/"), {"why": "", "until": "2019-11-05T18:00"})
    assert answer.status_code == 422 and "2019-11-05T18:00" in said(answer)
    answer = client.post(here(key, "later/"), {"why": "asked", "until": "2019-11-05T08:00"})
    assert answer.status_code == 422 and "已经过了" in said(answer)
    client.post(here(key, "later/"), {"why": "asked", "until": "2019-11-05T18:00"})
    page = said(client.get("/visits/"))
    assert "还有 1 位稍后再打，最早 11-05 18:00" in page
    with clock.at(NOW + timedelta(hours=9)):
        client.post("/visits/next/")
        assert "上次没有打：市民约了时间" in said(client.get("/visits/"))


def test_at_night_nobody_is_called(world: World, as_: As) -> None:
    world.awaiting_visit()
    with clock.at(NOW + timedelta(hours=13)):
        page = said(as_("visitor").get("/visits/"))
    assert "现在不是回访时间（08:30-20:00）" in page and "11-06 08:30 起再打" in page


@pytest.mark.parametrize("code", ["agent", "supervisor", "h-water", "admin", "d-linhe"])
def test_only_visitors(world: World, as_: As, code: str) -> None:
    key = world.awaiting_visit()
    client = as_(code)
    number = order(key).number
    assert client.get("/visits/").status_code == 403
    for path in (
        "/visits/next/",
        f"/visits/{number}/do/visit/",
        f"/visits/{number}/caller/",
        f"/visits/{number}/later/",
    ):
        assert client.post(path, GOOD).status_code in (403, 404), path
    assert client.get(f"/visits/{number}/").status_code in (403, 404)
    assert not Hold.objects.exists() and not Visit.objects.exists() and not Look.objects.filter(purpose="回访").exists()


def test_what_may_not_be_seen_is_no_page(world: World, as_: As) -> None:
    key = world.awaiting_visit(confidential=True)
    client = as_("visitor")
    number = order(key).number
    assert client.get(f"/visits/{number}/").status_code == 404
    assert client.post(f"/visits/{number}/do/visit/", {**version(key), **GOOD}).status_code == 404
    assert client.post(f"/visits/{number}/caller/").status_code == 404
    assert client.post(f"/visits/{number}/later/", {"why": "busy"}).status_code == 404
    assert "现在没有要打的" in said(client.get("/visits/"))
    assert client.post(here(world.awaiting_visit(), "do/archive/")).status_code == 404


def test_what_waits_for_nothing_says_so(world: World, as_: As) -> None:
    key = world.dispatched()
    client = as_("visitor")
    assert "这件工单现在不等回访" in said(client.get(here(key)))
    answer = record(client, key)
    assert answer.status_code == 409 and "只有“待回访”的工单" in said(answer)
    assert client.get(here(key, "do/visit/")).status_code == 302
    assert client.get(here(key, "later/")).status_code == 302
    assert WorkOrder.objects.get(pk=key).state == "in_hand"


def test_the_script_is_the_citys_own(world: World, as_: As, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUISHENG_OWN", str(tmp_path))
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "yunshan.toml").write_text(
        'opening = "喂，{市民}，{标题}{没有}{"\nclosing = "好"\n[[line]]\nsay = "弄好没有？"\nask = "solved"\n'
        '[[line]]\nsay = "闲话一句"\n',
        encoding="utf-8",
    )
    world.awaiting_visit(title="{单位}不是空格")
    client = as_("visitor")
    client.post("/visits/next/")
    page = said(client.get("/visits/"))
    assert "喂，演先生（女士），{单位}不是空格{没有}{" in page and "弄好没有？" in page and "闲话一句" in page
    (folder / "yunshan.toml").write_text('opening = 1\n[[line]]\nsay = "？"\nask = "mood"\n', encoding="utf-8")
    with pytest.raises(Mistakes) as caught:
        script.load("yunshan")
    assert any("ask 只能是" in one for one in caught.value.sentences)
    assert script.load("elsewhere").lines, "others have the shipped one"
