"""A new order from the agent's form."""

from typing import Any

import pytest

from huisheng.desks.tests.addresses import address, order, said
from huisheng.desks.tests.conftest import As
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import World

GIVEN = {
    "token": "a" * 22,
    "channel": "phone",
    "kind": "complaint",
    "category": "010101 环境保护 / 噪声污染",
    "title": "夜间施工",
    "words": "工地连续三晚施工到凌晨。",
    "caller_name": "演示乙",
    "phone": "199 0000 0002",
}


def test_an_agent_accepts(world: World, as_: As) -> None:
    client = as_("agent")
    page: Any = client.get("/orders/new/")
    form = page.context["form"]
    assert (form["channel"].value, form["category"].suggest_url) == ("phone", "/orders/new/categories/")
    assert len(form["token"]) >= 16
    answer = client.post("/orders/new/", {**GIVEN, "urgent": "1"})
    assert answer.status_code == 303
    row = WorkOrder.objects.get()
    assert answer["Location"] == address(row.pk)
    assert (row.source, row.channel, row.category, row.urgent, row.confidential) == (
        "desk",
        "phone",
        "010101",
        True,
        False,
    )
    after = said(client.get(answer["Location"]))
    assert f"已受理，工单号 {row.number}。" in after
    assert 'data-tags="draft:new"' in after


def test_one_form_is_one_order(world: World, as_: As) -> None:
    client = as_("agent")
    first = client.post("/orders/new/", GIVEN)
    again = client.post("/orders/new/", GIVEN)
    assert first["Location"] == again["Location"]
    assert "没有重复受理" in said(client.get(again["Location"]))
    other = client.post("/orders/new/", {**GIVEN, "words": "另一件事"})
    assert other["Location"] == first["Location"]
    page = said(client.get(other["Location"]))
    assert "若是另一件事" in page
    assert "draft:new" not in page
    assert WorkOrder.objects.count() == 1
    client.post("/orders/new/", {**GIVEN, "token": "!"})
    assert WorkOrder.objects.count() == 2


def test_everything_wrong_is_said_at_once_and_kept(world: World, as_: As) -> None:
    given = {**GIVEN, "title": "", "kind": "x", "region": "nowhere!", "words": "留着我"}
    answer: Any = as_("agent").post("/orders/new/", given)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form["error_count"] == 3
    assert form["title"].error == "请填写标题。"
    assert form["words"].value == "留着我"
    assert form["token"] == GIVEN["token"]
    assert "还有 3 处要改" in said(answer)
    assert WorkOrder.objects.count() == 0
    refused: Any = as_("agent").post("/orders/new/", {**GIVEN, "phone": "打我电话"})
    assert "只能有数字" in refused.context["form"]["phone"].error
    unknown: Any = as_("agent").post("/orders/new/", {**GIVEN, "region": "nowhere"})
    assert "没有这个区域" in unknown.context["form"]["region"].error


def test_a_category_may_be_named(world: World, as_: As) -> None:
    client = as_("agent")

    def tried(words: str) -> Any:
        return client.post("/orders/new/", {**GIVEN, "token": "b" * 20 + str(len(words)), "category": words})

    assert tried("噪声污染").status_code == 303
    assert WorkOrder.objects.get().category == "0101"
    many = tried("污染")
    assert many.status_code == 422
    assert "请从候选中选一个：" in many.context["form"]["category"].error
    assert many.context["form"]["category"].value == "污染"
    assert many.context["form"]["category"].options
    assert "没有这个诉求类别" in tried("没有的类别").context["form"]["category"].error
    assert tried("").context["form"]["category"].error == "请填写诉求类别。"


def test_suggestions_by_initials_and_name(world: World, as_: As) -> None:
    client = as_("agent")
    assert "0101 环境保护 / 噪声污染" in said(client.get("/orders/new/categories/", {"category": "zswr"}))
    assert "噪声污染" in said(client.get("/orders/new/categories/", {"category": "噪声"}))
    assert said(client.get("/orders/new/categories/", {"category": "\0"})).count("<option") == 0
    assert said(client.get("/orders/new/categories/")).count("<option") == 0


@pytest.mark.parametrize("seat", ["dispatcher", "h-water", "leader", "admin"])
def test_only_agents_accept(world: World, as_: As, seat: str) -> None:
    for answer in (as_(seat).get("/orders/new/"), as_(seat).post("/orders/new/", GIVEN)):
        assert answer.status_code == 403
        assert "由坐席、系统办理" in said(answer)
    assert WorkOrder.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("words", "x" * 10_000_000),
        ("title", "好" * 101),
        ("words", "\0\0"),
        ("channel", "\0"),
        ("category", "\u202e"),
        ("about", "../../x"),
        ("urgent", "maybe"),
        ("phone", "😀"),
    ],
)
def test_hostile_values_store_nothing(world: World, as_: As, name: str, value: str) -> None:
    answer: Any = as_("agent").post("/orders/new/", {**GIVEN, name: value})
    assert answer.status_code == 422
    assert answer.context["form"][name].error.endswith("。")
    assert WorkOrder.objects.count() == 0


def test_rare_names_are_kept(world: World, as_: As) -> None:
    answer = as_("agent").post("/orders/new/", {**GIVEN, "title": "𠮷祥里👍<i>\u202e", "about": "water"})
    key = WorkOrder.objects.get().pk
    assert answer["Location"] == address(key)
    assert order(key).personal.title == "𠮷祥里👍<i>"
    assert order(key).about_unit_id is not None
