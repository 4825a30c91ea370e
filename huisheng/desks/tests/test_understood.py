"""What the agent's form proposes from the words: for empty fields only, never the caller's data, never in the way."""

from typing import Any

import pytest
from django.test import Client

from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import As
from huisheng.insight import understand
from huisheng.insight.classify.model import Guess
from huisheng.insight.learned import guard
from huisheng.lifecycle.intake import suggest
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.atlas import RegionCard
from tests.cast import World

URL = "/agent/understood/"
WORDS = "𠮷我叫王建国，电话13900001234，幸福里小区3栋燃气泄漏，我要投诉物业没人管。"


@pytest.fixture(autouse=True)
def whole() -> None:
    guard.heal()


def asked(client: Client, words: str, **typed: str) -> Any:
    """The answer to what is typed."""
    answer = client.post(URL, {"words": words, **typed})
    assert answer.status_code == 200, answer.status_code
    return answer


def proposals(answer: Any) -> dict[str, str]:
    """Field -> what would go into it."""
    return {one.field: one.value for one in answer.context["proposals"]}


def test_empty_fields_get_proposals(world: World, as_: As) -> None:
    client = as_("agent")
    answer = asked(client, WORDS)
    assert proposals(answer) == {"kind": "complaint", "place": "幸福里小区3栋", "title": "幸福里小区3栋燃气泄漏"}
    filled = {"kind": "help", "place": "东街", "region": "x", "category": "y", "enterprise": "1"}
    assert proposals(asked(client, WORDS, **filled)) == {"title": "幸福里小区3栋燃气泄漏"}
    enterprise = asked(client, "我公司想咨询贷款贴息怎么申请")
    assert proposals(enterprise)["enterprise"] == "1"
    assert "建议勾选企业诉求" in said(enterprise)


def test_without_a_title_the_drafted_one_helps_to_find_the_category(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def categories(_: object, title: str, *__: object) -> tuple[Guess, ...]:
        read.append(title)
        return ()

    monkeypatch.setattr(suggest, "categories", categories)
    asked(as_("agent"), WORDS)
    asked(as_("agent"), WORDS, title="物业不管漏气")
    assert read == ["幸福里小区3栋燃气泄漏", "物业不管漏气"]


def test_danger_is_said_in_red_and_sets_nothing(world: World, as_: As) -> None:
    answer = asked(as_("agent"), WORDS)
    (danger,) = answer.context["dangers"]
    assert (danger.label, danger.call, danger.urgent, danger.mark) == ("燃气泄漏", "119", True, True)
    assert "urgent" not in proposals(answer)
    threat = asked(as_("agent"), "老板拖欠工资，再不给我就从楼上跳楼")
    assert [one.label for one in threat.context["dangers"]][0] == "扬言轻生"
    soon = asked(as_("agent"), "小区停水三天了")
    assert [(one.words, one.urgent, one.mark) for one in soon.context["dangers"]] == [("停水", False, False)]
    assert 'class="note seen"' in soon.content.decode()


def test_personal_data_is_pointed_at_and_not_repeated(world: World, as_: As) -> None:
    answer = asked(as_("agent"), WORDS.replace("，幸福", "，身份证430102199001011234，微信abc_12345，幸福"))
    page = answer.content.decode()
    assert "13900001234" not in page
    assert "王建国" not in page
    assert "430102199001011234" not in page
    phone, name, number = answer.context["hidden"]
    assert (phone.what, phone.to, name.to, number.act) == ("电话号码", "phone", "caller_name", "遮住身份证号码")
    units = WORDS.encode("utf-16-le")  # as a browser counts: the first character is two
    assert units[2 * phone.start : 2 * phone.end].decode("utf-16-le") == "13900001234"
    taken = asked(as_("agent"), WORDS, phone="19900000001", caller_name="演示甲")
    assert [(one.what, one.to, one.act) for one in taken.context["hidden"]] == [("电话号码", "", "遮住号码")]


def test_a_region_of_the_platform(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    town = RegionCard(id=1, platform="yunshan", code="43", name="石桥镇", path="/4/43/", order=1)
    monkeypatch.setattr(taxonomy, "regions", lambda _: [town])
    answer = asked(as_("agent"), "石桥镇的路灯不亮")
    assert proposals(answer)["region"] == "43 石桥镇"
    assert 'title="“石桥镇”是本市的区域"' in answer.content.decode()


def test_a_category_where_a_model_is_sure(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    guesses = (Guess("010101", 0.864, ("搅拌站", "噪音")), Guess("none", 0.1, ()))
    monkeypatch.setattr(suggest, "categories", lambda *_: guesses)
    answer = asked(as_("agent"), "楼下搅拌站的噪音太大了")
    (one,) = [one for one in answer.context["proposals"] if one.field == "category"]
    assert (one.value.split()[0], one.why) == ("010101", "因为“搅拌站”“噪音”")
    assert one.shown.endswith(" 86 %")
    sure = (Guess("010101", 0.9996, ()), Guess("010102", 0.001, ()))
    monkeypatch.setattr(suggest, "categories", lambda *_: sure)
    (one,) = [one for one in asked(as_("agent"), WORDS).context["proposals"] if one.field == "category"]
    assert one.shown.endswith(" 99 %")
    assert "category" not in proposals(asked(as_("agent"), "噪音"))


def test_the_same_again_is_not_sent(world: World, as_: As) -> None:
    client = as_("agent")
    tag = asked(client, WORDS).context["tag"]
    assert client.post(URL, {"words": WORDS, "understood": tag}).status_code == 204
    assert client.post(URL, {"words": WORDS + "我公司办理执照", "understood": tag}).status_code == 200
    corrected = WORDS.replace("13900001234", "13900011234")  # masked alike, but another number
    assert client.post(URL, {"words": corrected, "understood": tag}).status_code == 200
    assert proposals(asked(client, "")) == {}
    assert client.get(URL).status_code == 405


def test_broken_or_off_it_is_not_there(world: World, as_: As, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    client = as_("agent")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patched:
        patched.setattr(understand, "read", broken)
        assert client.post(URL, {"words": WORDS}).status_code == 204
        assert client.get("/orders/new/").status_code == 200
    guard.heal()
    settings.INSIGHT = False
    assert client.post(URL, {"words": WORDS}).status_code == 204
    assert understand.read(WORDS, on=world.now).grade == "urgent"


@pytest.mark.parametrize("words", ["\0", "\u202e" * 50, "x" * 100_000, "我叫" * 2500, "<script>alert(1)</script>停水"])
def test_hostile_words(world: World, as_: As, words: str) -> None:
    answer = as_("agent").post(URL, {"words": words, "title": words[:90]})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


@pytest.mark.parametrize("seat", ["dispatcher", "h-water", "leader", "admin"])
def test_only_agents_ask(world: World, as_: As, seat: str) -> None:
    assert as_(seat).post(URL, {"words": WORDS}).status_code == 403


def test_few_questions_to_the_database(world: World, as_: As, django_assert_max_num_queries: Any) -> None:
    client = as_("agent")
    asked(client, WORDS)
    with django_assert_max_num_queries(12):  # of which four know who asks, six are savepoints of the tests
        asked(client, WORDS * 5)
