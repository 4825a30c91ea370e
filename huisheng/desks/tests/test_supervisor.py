"""The supervisor's desk: what presses and why, the next act one key away, several reminded at once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.desks.tests.addresses import order, said
from huisheng.desks.tests.conftest import As
from huisheng.directory.models import Seat
from huisheng.kernel import clock
from huisheng.lifecycle.handling import contradictions
from huisheng.lifecycle.workorder.models import Supervision
from tests.cast import World

HTMX: Any = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "detail"}
LATER = timedelta(days=9)  # after the limits of the orders that were sent on the cast's first day


@pytest.fixture
def later(world: World) -> Iterator[None]:
    """The orders of the first day are overdue."""
    with clock.at(world.now + LATER):
        yield


def post(client: Any, number: str, query: str = "", **given: Any) -> Any:
    held = client.get(f"/supervision/{number}/").context["order"]["version"]
    return client.post(f"/supervision/{number}/do/supervise/{query}", {"version": held, **given}, **HTMX)


def test_what_presses_and_why(world: World, as_: As) -> None:
    silent = order(world.dispatched("water", title="没人签收的")).number
    bad = order(world.twice_unsatisfied("urban", title="两次不满意的")).number
    key = world.dispatched("police", title="领导批过的")
    world.do(key, "instruct", "leader", words="请尽快办结")
    with clock.at(world.now + LATER):
        page: Any = as_("supervisor").get("/supervision/")
        lines = {line.row.number: line for line in page.context["lines"]}
        assert [*lines][:2] == [order(key).number, bad], "instructions, then the dissatisfied, then what is late"
        assert lines[silent].reasons[0].label == "未签收" and "没有签收，逾期" in lines[silent].reasons[0].said
        assert lines[silent].step == "催办" and lines[bad].step == "电话督办"
        assert lines[bad].reasons[0].said == "回访 2 次不满意"
        text = said(page)
        for words in ("领导批示", "还没有回复", "各单位待督的", "市水务局", "重的在前"):
            assert words in text
        only: Any = as_("supervisor").get("/supervision/?why=dissatisfied")
        assert [line.row.number for line in only.context["lines"]] == [bad]
        mine: Any = as_("supervisor").get("/supervision/?unit=water")
        assert [line.row.number for line in mine.context["lines"]] == [silent]


def test_the_numbers_of_the_table_open_to_as_many(world: World, as_: As) -> None:
    for unit in ("water", "water", "urban"):
        world.dispatched(unit)
    world.twice_unsatisfied("urban", title="两次不满意的")
    with clock.at(world.now + LATER):
        client = as_("supervisor")
        page: Any = client.get("/supervision/")
        table = page.context["table"]
        found = {line["name"]: line["cells"] for line in table["lines"]}
        assert set(found) == {"市水务局", "市城管局"}
        for cells in found.values():
            for cell in cells:
                if cell["url"]:
                    listed: Any = client.get(cell["url"])
                    assert str(len(listed.context["lines"])) == cell["text"], cell["url"]
        assert page.context["table"]["columns"][0] == "批示未回"


def test_replies_that_contradict_the_record(world: World, as_: As) -> None:
    words = "已安排抢修队到幸福里小区现场更换阀门，恢复供水，已与您电话联系，您表示满意。"
    made = []
    for solved in (False, True):
        made.append(world.dispatched("water"))
        world.do(made[-1], "sign_in", "h-water")
        world.do(made[-1], "reply", "h-water", words=words, solved=solved)
    honest = world.replied("urban")
    with clock.at(world.now):
        assert contradictions.write([*made, honest]) == 2
        client = as_("supervisor")
        page: Any = client.get("/supervision/?why=contradicts")
        assert [line.row.number for line in page.context["lines"]] == [order(key).number for key in reversed(made)]
        assert page.context["lines"][0].reasons[0].label == "答复矛盾"
        assert "写了已联系市民，但没有联系上的记录。" in page.context["lines"][1].said
        assert "新答复的在前" in said(page) and page.context["tabs"][-1]["count"] == 2
        one: Any = client.get(f"/supervision/{order(made[1]).number}/?why=contradicts", **HTMX)
        assert one.context["dock"].like_url == f"/orders/{order(made[0]).number}/"
        assert "的答复与记录不一致：选了“已解决”，但还没有联系上市民的记录；和该单位" in said(one)
        world.do(made[0], "mark", "dispatcher", mark="confidential", on=True, reason="来电人要求")
        Seat.objects.filter(code="supervisor").update(may_see_confidential=False)
        rest: Any = client.get(f"/supervision/{order(made[1]).number}/?why=contradicts")
        assert rest.context["dock"].like_url == "" and rest.context["tabs"][-1]["count"] == 1


def test_one_key_presses_and_the_next_comes(world: World, as_: As, later: None) -> None:
    with clock.at(world.now):
        first, second = order(world.dispatched("water")).number, order(world.dispatched("urban")).number
    with clock.at(world.now + LATER):
        client = as_("supervisor")
        page: Any = client.get(f"/supervision/{first}/")
        dock = page.context["dock"]
        assert [way.label for way in dock.ways] == ["催办", "电话督办", "书面督办", "现场督办"]
        assert [way.value for way in dock.ways if way.chosen] == ["remind"]
        assert "这件工单没有签收，逾期" in dock.words and "噪声" not in dock.words
        answer = post(client, first, how="remind", words=dock.words)
        assert answer.status_code == 303 and answer["Location"] == f"/supervision/{second}/"
        follow = client.get(answer["Location"], **HTMX)
        assert "已催办" in said(follow) and f'id="row-{first}"' in said(follow)
        assert follow.context["line"].step == "电话督办"  # it was reminded: next time it is firmer
        answer = post(client, first, how="phone", words="请今天内回电说明")
        held = Supervision.objects.get()
        assert (held.form, held.cause) == ("phone", "decision")
        page = client.get(f"/supervision/{first}/")
        text = said(page)
        assert "请今天内回电说明" in text and "还剩" in text
        assert [way.refusal for way in page.context["dock"].ways][1:] == ["上一次督办还没有回复，请先等待回复。"] * 3


def test_the_trail_of_an_instruction_leads_to_its_end(world: World, as_: As) -> None:
    key = world.dispatched("water")
    world.do(key, "instruct", "leader", words="请尽快办结")
    world.do(key, "sign_in", "h-water")
    world.do(key, "supervise", "supervisor", form="written", words="请书面报告")
    world.do(key, "answer_supervision", "h-water", words="报告如下")
    world.do(key, "answer_instruction", "h-water", words="已落实批示")
    with clock.at(world.now + timedelta(hours=1)):
        page: Any = as_("supervisor").get(f"/supervision/{order(key).number}/")
    said_ = [step.words for step in page.context["dock"].steps if step.words]
    assert said_ == ["请尽快办结", "请书面报告", "报告如下", "已落实批示"]
    assert [step.waits.state for step in page.context["dock"].steps if step.waits] == ["done"]


def test_refused_with_what_was_typed(world: World, as_: As) -> None:
    number = order(world.dispatched("water")).number
    with clock.at(world.now + LATER):
        client = as_("supervisor")
        empty = post(client, number, how="phone", words=" ")
        assert empty.status_code == 422 and "请填写内容" in said(empty)
        wrong = post(client, number, how="nonsense", words="写好的话")
        assert wrong.status_code == 422 and "写好的话" in said(wrong)
        stale = client.post(
            f"/supervision/{number}/do/supervise/", {"version": 1, "how": "remind", "words": "催"}, **HTMX
        )
        assert stale.status_code == 409 and "催" in said(stale)
        assert client.post(f"/supervision/{number}/do/nothing/", {}).status_code == 404
        assert client.get(f"/supervision/{number}/do/remind/")["Location"] == f"/supervision/{number}/"
        for bad in ("?why=x", "?unit=x", "?after=x", "?after=1-999999999999999999-3"):
            answer = client.get(f"/supervision/{bad}")
            assert answer.status_code == 422, bad
        quiet = post(client, number, query="?unit=x", how="remind", words="催一下")
        assert quiet.status_code == 303


def test_several_are_reminded_and_each_says_what_became_of_it(world: World, as_: As) -> None:
    good, closed = world.dispatched("water", title="要催的"), world.awaiting_visit("urban")
    with clock.at(world.now + LATER):
        client = as_("supervisor")
        ticked = [f"{order(good).number}:{order(good).version}", f"{order(closed).number}:{order(closed).version}"]
        page: Any = client.post("/supervision/bulk/", {"order": ticked, "words": "请抓紧"})
        refusals = [item["result"].refusal for item in page.context["results"]]
        assert refusals[0] == "" and "才能“催办”" in refusals[1]
        assert "已催办 1 件，没催 1 件" in said(page) and "要催的" in said(page)
        none = client.post("/supervision/bulk/", {"order": ticked, "words": " "})
        assert none.status_code == 422 and "请写催办内容" in said(none) and ticked[0] in said(none)
        assert client.get("/supervision/bulk/")["Location"] == "/supervision/"


def test_only_supervisors_sit_here(world: World, as_: As) -> None:
    number = order(world.dispatched("water")).number
    for seat in ("agent", "dispatcher", "h-water", "visitor", "leader", "admin"):
        for path in ("/supervision/", f"/supervision/{number}/"):
            assert as_(seat).get(path).status_code in (403, 404), (seat, path)
        assert as_(seat).post("/supervision/bulk/", {"order": [f"{number}:4"], "words": "催"}).status_code in (403, 404)
    rail = as_("supervisor").get("/supervision/").context["shell"]["rail"]
    assert [way.label for way in rail][1] == "督办台"


def test_the_list_costs_the_same_for_many(world: World, as_: As) -> None:
    for unit in ("water", "urban"):
        world.dispatched(unit)
    when = world.now + 2 * LATER
    with clock.at(when):
        client = as_("supervisor")
        client.get("/supervision/")
        with CaptureQueriesContext(connection) as few:
            client.get("/supervision/")
    for _ in range(6):
        world.dispatched("water")
    with clock.at(when), CaptureQueriesContext(connection) as many:
        page: Any = client.get("/supervision/")
    assert len(page.context["lines"]) == 8
    assert len(many) == len(few) <= 36
