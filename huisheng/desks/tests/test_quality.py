"""Quality's pages: a sample from the form to the check, answers reviewed, checks noted and struck."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.desks.tests.addresses import order, said
from huisheng.desks.tests.conftest import As
from huisheng.lifecycle.quality.models import Check, Sample
from tests.cast import World

DRAW = {"of": "concluded", "unit": "water", "first": "2019-11-04", "last": "2019-11-04", "size": "2", "seed": "七"}
MYSTERY = {
    "day": "2019-11-04",
    "source": "own",
    "asked": "新生儿怎样办社保",
    "service": "9.5",
    "knowledge": "",
    "words": "",
}


def test_a_sample_from_form_to_check(world: World, as_: As) -> None:
    for _ in range(3):
        world.awaiting_visit()
    client = as_("quality")
    page = said(client.get("/quality/?unit=water&first=2019-11-01&last=2019-11-04"))
    assert "还没有抽过样本" in page and 'value="2019-11-01"' in page and "云山市水务局" in page
    answer = client.post("/quality/draw/", {**DRAW, "size": "0"})
    assert answer.status_code == 422 and "应为1到500" in said(answer) and 'value="七"' in said(answer)
    answer = client.post("/quality/draw/", DRAW)
    sample = Sample.objects.get()
    here = f"/quality/samples/{sample.pk}/"
    assert answer["Location"] == here
    page = said(client.get(here))
    assert "从 3 件里抽了 2 件" in page and "七" in page and "已到现场处理。" in page and "还有2件没有看" in page
    answer = client.post(f"{here}1/", {"verdict": "failed", "words": ""})
    assert answer.status_code == 422 and "请写明原因" in said(answer)
    assert client.post(f"{here}1/", {"verdict": "failed", "words": "没有联系市民"})["Location"] == here
    assert client.post(f"{here}note/").status_code == 422
    client.post(f"{here}2/", {"verdict": "passed", "words": ""})
    page = said(client.get(here))
    assert "1 / 2" in page and "登记为抽查结果" in page
    assert client.post(f"{here}note/")["Location"] == here
    page = said(client.get(f"{here}?no=1"))
    assert "已登记为抽查：2 件，合格 1 件" in page and "样本已登记" in page
    assert "抽 2，合格 1" in said(client.get("/quality/checks/spot/"))
    assert "2 / 2" in said(client.get("/quality/"))


def test_answers_are_reviewed_one_after_the_other(world: World, as_: As) -> None:
    keys = [world.accept(kind="consult", title=f"第{n}件") for n in (1, 2)]
    for key in keys:
        world.do(key, "answer", "agent", words="已告知窗口地址。")
    client = as_("quality")
    page = said(client.get("/quality/answers/"))
    assert "第1件" in page and "第2件" in page
    first, second = (f"/quality/answers/{order(key).number}/" for key in reversed(keys))
    assert "已告知窗口地址。" in said(client.get(first))
    answer = client.post(first, {"kind": "complaint", "complete": "1", "words": ""})
    assert answer.status_code == 422 and "请写明哪里不对" in said(answer)
    answer = client.post(first, {"kind": "complaint", "complete": "1", "words": "是投诉物业"})
    assert answer["Location"] == second
    assert "投诉按咨询办了" in said(client.get(second))
    assert client.post(second, {"kind": "consult", "complete": "1", "words": ""})["Location"] == "/quality/answers/"
    assert "直接答复的都复核过了" in said(client.get("/quality/answers/"))
    page = said(client.get("/quality/checks/review/"))
    assert "投诉按咨询办了" in page and "性质对，答复完整" in page and "是投诉物业" in page
    assert "已复核：性质对" in said(client.get(second)) and "已经复核过" in said(client.get(second))


def test_a_sample_of_answers_leads_to_reviews(world: World, as_: As) -> None:
    key = world.accept(kind="consult")
    world.do(key, "answer", "agent", words="已告知。")
    client = as_("quality")
    answer = client.post("/quality/draw/", {**DRAW, "of": "answered", "unit": ""})
    page = said(client.get(answer["Location"]))
    assert "受理中心" in page and f"/quality/answers/{order(key).number}/" in page and "逐件复核" in page


def test_checks_are_noted_and_struck(world: World, as_: As) -> None:
    client = as_("quality")
    answer = client.post("/quality/checks/mystery/do/", {**MYSTERY, "service": "很好"})
    assert answer.status_code == 422 and "很好" in said(answer) and "最多两位小数" in said(answer)
    client.post("/quality/checks/mystery/do/", MYSTERY)
    check = Check.objects.get()
    page = said(client.get("/quality/checks/mystery/"))
    assert "服务规范 9.5 分，不扣分" in page and "新生儿怎样办社保" in page
    here = f"/quality/checks/mystery/{check.pk}/strike/"
    answer = client.post(here, {"reason": ""})
    assert answer.status_code == 422 and "请填写作废原因" in said(answer)
    client.post(here, {"reason": "登记了两次"})
    assert "已作废：登记了两次" in said(client.get("/quality/checks/mystery/"))
    client.post(
        "/quality/checks/upload/do/", {"day": "2019-11-04", "source": "province", "errors": "2", "deducted": "1"}
    )
    assert "不准确 2 次，-1 分" in said(client.get("/quality/checks/upload/"))


def test_a_bonus_is_the_assessors(world: World, as_: As) -> None:
    given = {
        "unit": "water",
        "first": "2019-10-01",
        "last": "2019-10-31",
        "marks": "2",
        "ground": "创新",
        "clause": "三条",
    }
    assert client_post(as_, "quality", "/quality/checks/bonus/do/", given).status_code == 403
    assert client_post(as_, "assessor", "/quality/checks/bonus/do/", given).status_code == 302
    page = said(as_("quality").get("/quality/checks/bonus/"))
    assert "+2 分" in page and "质效加减分" in page and "作废…" not in page


def client_post(as_: As, code: str, path: str, given: dict[str, str]) -> Any:
    return as_(code).post(path, given)


@pytest.mark.parametrize("path", ["/quality/", "/quality/answers/", "/quality/checks/spot/", "/quality/samples/1/"])
@pytest.mark.parametrize("code", ["agent", "visitor", "h-water", "admin", "leader"])
def test_only_checkers(world: World, as_: As, code: str, path: str) -> None:
    world.awaiting_visit()
    assert as_(code).get(path).status_code == 403


def test_what_there_is_not(world: World, as_: As) -> None:
    client = as_("quality")
    hidden = order(world.awaiting_visit(confidential=True)).number
    for path in ("/quality/samples/9/", "/quality/checks/all/", f"/quality/answers/{hidden}/"):
        assert client.get(path).status_code == 404, path
    for path in ("/quality/checks/review/do/", "/quality/checks/all/1/strike/", f"/quality/answers/{hidden}/"):
        assert client.post(path, {"kind": "consult", "complete": "1", "words": ""}).status_code == 404, path
    assert client.post("/quality/samples/9/note/").status_code == 404
    for path in ("/quality/draw/", "/quality/checks/spot/do/", "/quality/samples/9/note/", "/quality/samples/9/1/"):
        assert client.get(path).status_code == 302


def test_a_stranger_sees_no_sample_of_others(world: World, as_: As) -> None:
    world.awaiting_visit()
    as_("quality").post("/quality/draw/", DRAW)
    assert as_("assessor").get(f"/quality/samples/{Sample.objects.get().pk}/").status_code == 200
    Sample.objects.update(platform_id=world.seat("h-town").platform)
    assert as_("assessor").get(f"/quality/samples/{Sample.objects.get().pk}/").status_code == 404


def test_lists_are_paged_and_cost_the_same(world: World, as_: As) -> None:
    client, counts = as_("quality"), []
    for rows in (1, 3):
        for _ in range(rows):
            client.post("/quality/checks/mystery/do/", MYSTERY)
        with CaptureQueriesContext(connection) as asked:
            client.get("/quality/checks/mystery/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    middle = Check.objects.order_by("pk")[2].pk
    page = said(client.get(f"/quality/checks/mystery/?before={middle}"))
    assert page.count("新生儿怎样办社保") == 2
