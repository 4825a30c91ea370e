"""One order: read, acted on, refused, revealed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huisheng.desks.tests.addresses import CALLER, DETAIL, address, order, said, version
from huisheng.desks.tests.conftest import NOW, As
from huisheng.directory.models import Look
from huisheng.kernel import clock
from huisheng.ledger.models import Entry
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch, WorkOrder
from huisheng.taxonomy import atlas
from huisheng.taxonomy.models import CategoryVersion, DutyRule
from tests.cast import World


def entries(key: int) -> int:
    return Entry.objects.filter(stream=f"workorder:{key}").count()


def verb(answer: Any, name: str) -> Any:
    """The offer of that name, from the bar or from those aside."""
    (found,) = [one for one in (*answer.context["verbs"], *answer.context["aside"]) if one.name == name]
    return found


def test_the_whole_order(world: World, as_: As) -> None:
    key = world.replied(place="云山市<b>幸福里</b>")
    answer: Any = as_("dispatcher").get(address(key))
    page = said(answer)
    assert answer.status_code == 200
    for words in (
        "连续三晚施工",
        "&lt;b&gt;幸福里&lt;/b&gt;",
        "市民时钟",
        "已到现场处理。",
        "水务承办甲",
        "受理，工单号",
        "怎么算的",
    ):
        assert words in page
    assert "演某" in page
    assert "199****0001" in page
    assert "19900000001" not in page
    assert "/rulebook/domain/art-39/" in page
    assert 'id="list"' in page
    assert (answer["Cache-Control"], answer["Vary"]) == ("no-store", "HX-Request, HX-Target, Cookie, Accept-Encoding")


def test_htmx_gets_the_detail_alone(world: World, as_: As) -> None:
    client = as_("dispatcher")
    key = world.replied()
    inside = said(client.get(address(key), headers=DETAIL))
    assert "<html" not in inside
    assert 'id="detail-body"' in inside
    assert "<template>" not in inside
    assert "<html" in said(client.get(address(key), headers={"HX-Request": "true", "HX-Target": "list"}))


def test_clocks_are_bars_with_their_derivation(world: World, as_: As) -> None:
    key = world.dispatched()
    answer: Any = as_("dispatcher").get(address(key))
    bars = {bar.label: bar for bar in answer.context["bars"]}
    reply = bars["办理"]
    assert reply.who == "市水务局"
    assert 0 < reply.used < reply.whole
    assert any("工作日" in line for line in reply.derivation)
    assert any("到期" in line for line in reply.derivation)
    assert reply.cite.url.startswith("/rulebook/")
    assert "市民时钟" in bars
    world.do(key, "sign_in", "h-water")
    world.do(key, "ask_extension", "h-water", days=3, reason="管网要停水检修")
    world.do(key, "grant_extension", "dispatcher", words="同意")
    again: Any = as_("dispatcher").get(address(key))
    (reply,) = [bar for bar in again.context["bars"] if bar.label == "办理"]
    assert "延长3个工作日" in reply.derivation[0]
    with clock.at(NOW + timedelta(days=60)):
        late: Any = as_("dispatcher").get(address(key))
        (reply,) = [bar for bar in late.context["bars"] if bar.label == "办理"]
        assert (reply.clock.state, reply.used) == ("late", reply.whole)


def test_custody_tells_who_held_it(world: World, as_: As) -> None:
    key = world.dispatched("water")
    world.do(key, "ask_return", "h-water", ground="not_my_duty", clause="职责清单第3条", evidence="不是供水管道")
    world.do(key, "grant_return", "dispatcher", words="情况属实")
    world.do(key, "send", "dispatcher", unit="linhe", co_units=["police"])
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town")
    answer: Any = as_("dispatcher").get(address(key))
    held = answer.context["dispatches"]
    assert [(one.unit, one.role, one.depth) for one in held] == [
        ("市水务局", "主办", 0),
        ("临河区", "主办", 0),
        ("石桥镇", "主办", 1),  # under whose it is
        ("市公安局", "协办", 0),
    ]
    assert held[0].note == "退单：非本单位职责"
    assert held[2].note == "下派"
    assert all(1 <= one.held <= one.whole for one in held)


def test_a_verb_is_done_and_said(world: World, as_: As) -> None:
    key = world.dispatched()
    client = as_("h-water")
    answer = client.post(address(key, "sign_in") + "?state=in_hand", version(key))
    assert (answer.status_code, answer["Location"]) == (303, address(key) + "?state=in_hand")
    assert Dispatch.objects.get(order_id=key).state == "signed"
    number = order(key).number
    page = said(client.get(answer["Location"], headers=DETAIL))
    assert "已签收，工单现为“办理中”。" in page
    assert f'data-tags="draft:{number}:sign_in"' in page
    assert f'<tr id="row-{number}" hx-swap-oob="true">' in page
    assert 'hx-swap-oob="true">\n  <td' not in said(client.get(answer["Location"], headers=DETAIL))


def test_the_next_act_stands_first(world: World, as_: As) -> None:
    key = world.dispatched()
    answer: Any = as_("h-water").get(address(key))
    first = answer.context["verbs"][0]
    assert (first.name, first.main, first.label, first.fields) == ("sign_in", True, "签收", [])
    reply = verb(answer, "reply")
    assert "已签收" in reply.refusal.sentence or "待签收" in reply.refusal.sentence
    assert reply.refusal.cite.startswith("《")
    assert reply in answer.context["aside"]


def test_what_is_missing_is_said_beside_each_field_and_kept(world: World, as_: As) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    before = entries(key)
    typed = {**version(key), "days": "100", "reason": " "}
    answer: Any = as_("h-water").post(address(key, "ask_extension"), typed)
    assert answer.status_code == 422
    tried = verb(answer, "ask_extension")
    assert tried.open
    fields = {field.name: field for field in tried.fields}
    assert "1到60" in fields["days"].error
    assert (fields["days"].value, fields["reason"].error) == ("100", "请填写延期原因。")
    refused: Any = as_("h-water").post(address(key, "ask_extension"), {**typed, "days": "30", "reason": "天气"})
    fields = {field.name: field for field in verb(refused, "ask_extension").fields}
    assert "最多" in fields["days"].error
    assert fields["reason"].value == "天气"
    assert entries(key) == before


def test_a_stale_screen_loses_nothing(world: World, as_: As) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    seen = version(key)
    world.do(key, "contact", "h-water", outcome="reached")
    before = entries(key)
    given = {**seen, "words": "已修好。", "solved": "1"}
    answer: Any = as_("h-water").post(address(key, "reply"), given, headers=DETAIL)
    assert answer.status_code == 409
    tried = verb(answer, "reply")
    assert "刚被别人更新过" in tried.error
    assert {field.name: field.value for field in tried.fields} == {"words": "已修好。", "solved": "1", "files": ""}
    assert entries(key) == before
    assert f'value="{order(key).version}"' in said(answer)
    assert f'<tr id="row-{order(key).number}"' in said(answer)


def test_a_verb_whose_hour_has_passed_keeps_its_form(world: World, as_: As) -> None:
    key = world.replied()
    answer: Any = as_("h-water").post(address(key, "reply"), {**version(key), "words": "再答一次", "solved": "0"})
    assert answer.status_code == 409
    tried = verb(answer, "reply")
    assert tried.refusal is None
    assert "再答一次" in [field.value for field in tried.fields]
    assert "已答复" in tried.error


@pytest.mark.parametrize("seen", ["", "x", "-1", "1.5", "９", "1" * 40, "\0"])
def test_without_a_version_nothing_is_done(world: World, as_: As, seen: str) -> None:
    key = world.dispatched()
    answer = as_("h-water").post(address(key, "sign_in"), {"version": seen})
    assert answer.status_code == 409
    assert Dispatch.objects.get(order_id=key).state == "sent"


def test_another_role_is_refused(world: World, as_: As) -> None:
    key = world.dispatched()
    answer: Any = as_("agent").post(address(key, "sign_in"), version(key))
    assert answer.status_code == 403
    assert "由承办人、派单员办理" in verb(answer, "sign_in").error
    assert Dispatch.objects.get(order_id=key).state == "sent"


def test_a_foreign_unit_finds_nothing(world: World, as_: As) -> None:
    key = world.dispatched("water")
    client = as_("h-urban")
    assert client.get(address(key)).status_code == 404
    assert client.post(address(key, "sign_in"), version(key)).status_code == 404
    assert client.post(address(key, "caller"), {"purpose": "contact"}).status_code == 404
    assert client.post(address(key, "no_such_verb"), version(key)).status_code == 404
    assert Look.objects.filter(purpose="联系市民办理").count() == 0


def test_a_verb_asked_for_by_hand_leads_to_its_order(world: World, as_: As) -> None:
    key = world.dispatched()
    client = as_("h-water")
    assert client.get(address(key, "reply"))["Location"] == address(key)
    assert client.get(address(key, "caller"))["Location"] == address(key)
    assert client.post(address(key)).status_code == 405


def test_an_order_that_leaves_the_seats_sight_leads_to_the_list(world: World, as_: As) -> None:
    key = world.accept()
    given = {"mark": "confidential", "on": "1", "reason": "举报人要求保密"}
    answer = as_("agent").post(address(key, "mark"), {**version(key), **given})
    assert (answer.status_code, answer["Location"]) == (303, "/orders/")
    key = world.accept()
    answer = as_("agent").post(address(key, "mark"), {**version(key), **given}, headers=DETAIL)
    assert answer["HX-Redirect"] == "/orders/"
    assert order(key).confidential


@pytest.mark.parametrize(
    "words",
    ["\0" * 5000, "好" * 5001, "x" * 10_000_000, " \n\t ", "\u202e\ufeff"],
    ids=["nul", "long", "10MB", "blank", "bidi"],
)
def test_hostile_words_are_refused_in_a_sentence(world: World, as_: As, words: str) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    before = entries(key)
    answer: Any = as_("h-water").post(address(key, "reply"), {**version(key), "words": words, "solved": "1"})
    assert answer.status_code == 422
    (field,) = [field for field in verb(answer, "reply").fields if field.name == "words"]
    assert field.error.endswith("。")
    assert entries(key) == before


def test_rare_characters_come_through(world: World, as_: As) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    world.do(key, "contact", "h-water", outcome="reached")
    client = as_("h-water")
    words = "𠮷祥里 👨‍👩‍👧 已修好 <b>&amp;</b>\u202e"
    answer = client.post(address(key, "reply"), {**version(key), "words": words, "solved": "1", "foreign": "x"})
    assert answer.status_code == 303
    assert "𠮷祥里 👨‍👩‍👧 已修好 &lt;b&gt;&amp;amp;&lt;/b&gt;<" in said(client.get(address(key)))


def test_too_much_for_the_server_is_a_page(world: World, as_: As) -> None:
    key = world.dispatched()
    answer = as_("h-water").post(address(key, "reply"), {**version(key), "words": "x" * 13_000_000})
    assert answer.status_code == 400
    assert "<h1>" in said(answer)


def test_several_dispatches_are_asked_for_one_is_not(world: World, as_: As) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    answer: Any = as_("dispatcher").get(address(key))
    send = {field.name: field for field in verb(answer, "send").fields}
    assert [option.value for option in send["unit"].options][:3] == ["", "linhe", "water"]
    assert send["co_units"].kind == "checks"
    given = {**version(key), "unit": "water", "co_units": ["urban", "police"], "note": "请会同办理"}
    assert as_("dispatcher").post(address(key, "send"), given).status_code == 303
    assert [d.part for d in Dispatch.objects.filter(order_id=key).order_by("no")] == ["main", "co", "co"]
    answer = as_("dispatcher").get(address(key))
    (which, *_) = verb(answer, "withdraw").fields
    assert (which.name, which.value, len(which.options)) == ("dispatch", "1", 3)
    given = {**version(key), "dispatch": "2", "reason": "无需协办"}
    assert as_("dispatcher").post(address(key, "withdraw"), given).status_code == 303
    assert Dispatch.objects.get(order_id=key, no=2).state == "withdrawn"
    refused: Any = as_("dispatcher").post(
        address(key, "send"), {**version(key), "unit": "water", "co_units": ["urban"], "note": ""}
    )
    assert refused.status_code == 409
    (checks,) = [field for field in verb(refused, "send").fields if field.kind == "checks"]
    assert [option.value for option in checks.options if option.chosen] == ["urban"]


def test_a_refused_hidden_field_is_said_above_the_form(world: World, as_: As) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    answer: Any = as_("h-water").post(
        address(key, "reply"), {**version(key), "dispatch": "999999", "words": "好", "solved": "1"}
    )
    assert answer.status_code == 422
    assert "派单序号" in verb(answer, "reply").error


def test_links_are_shown_from_both_sides(world: World, as_: As) -> None:
    first, second = world.accept(title="先来的"), world.accept(title="后来的")
    client = as_("agent")
    answer: Any = client.post(address(second, "link"), {**version(second), "to": "YS-20191104-9999999"})
    assert answer.status_code == 422
    assert "没有找到这件工单" in verb(answer, "link").error
    assert client.post(address(second, "link"), {**version(second), "to": order(first).number}).status_code == 303
    assert "后来的" in said(client.get(address(first), headers=DETAIL))
    both: Any = client.get(address(second))
    assert both.context["group"]["rows"][0].title == "先来的"
    (field,) = verb(both, "unlink").fields
    assert [option.value for option in field.options] == ["", order(first).number]


def test_a_correction_starts_from_what_stands(world: World, as_: As) -> None:
    key = world.accept()
    answer: Any = as_("agent").get(address(key))
    fields = {field.name: field for field in verb(answer, "classify").fields}
    assert fields["kind"].value == "complaint"
    assert str(fields["category"].value).startswith("010101 ")
    typed = {"kind": "report", "category": fields["category"].value, "region": ""}
    assert as_("agent").post(address(key, "classify"), {**version(key), **typed}).status_code == 303
    assert (order(key).kind, order(key).category) == ("report", "010101")


def test_a_visit_asks_three_ways(world: World, as_: As) -> None:
    key = world.awaiting_visit()
    client = as_("visitor")
    half = {**version(key), "outcome": "reached", "solved": "", "grade": "", "contacted": "", "words": "他们来过"}
    answer: Any = client.post(address(key, "visit"), half)
    assert answer.status_code == 422
    fields = {field.name: field for field in verb(answer, "visit").fields}
    assert "满意度" in fields["grade"].error
    assert [option.label for option in fields["solved"].options] == ["已解决", "部分解决", "未解决", "未评"]
    full = {**half, "solved": "1", "grade": "satisfied", "contacted": "1"}
    assert client.post(address(key, "visit"), full).status_code == 303
    assert order(key).state == "closed"
    assert "他们来过" in said(client.get(address(key)))


def test_revealing_the_caller_is_written_down(world: World, as_: As) -> None:
    key = world.dispatched()
    client = as_("h-water")
    refused = client.post(address(key, "caller"), {"purpose": ""}, headers=CALLER)
    assert refused.status_code == 422
    assert "请选择查看用途" in said(refused)
    assert client.post(address(key, "caller"), {"purpose": "好奇"}).status_code == 422
    assert Look.objects.filter(subject=f"workorder:{key}").exclude(purpose="受理").count() == 0
    shown = client.post(address(key, "caller"), {"purpose": "contact"}, headers=CALLER)
    assert "19900000001" in said(shown)
    assert "演示甲" in said(shown)
    assert "<html" not in said(shown)
    look = Look.objects.exclude(purpose="受理").get()
    assert (look.subject, look.purpose, look.fields, look.at) == (f"workorder:{key}", "联系市民办理", "name,phone", NOW)
    page = client.post(address(key, "caller"), {"purpose": "contact"})
    assert "<html" in said(page)
    assert "19900000001" in said(page)
    assert page["Cache-Control"] == "no-store"


def test_a_handler_reveals_only_what_he_holds(world: World, as_: As) -> None:
    key = world.replied()
    client = as_("h-water")
    assert "本单位手上没有" in said(client.get(address(key)))
    answer = client.post(address(key, "caller"), {"purpose": "contact"}, headers=CALLER)
    assert answer.status_code == 422
    assert "19900000001" not in said(answer)
    assert Look.objects.filter(purpose="联系市民办理").count() == 0
    assert "19900000001" in said(as_("visitor").post(address(key, "caller"), {"purpose": "visit"}))
    nameless = world.accept(caller_name="", phone="")
    page: Any = as_("agent").get(address(nameless))
    assert (page.context["caller"].name, page.context["caller"].reveal_url) == ("未留姓名", "")


def test_a_screen_without_its_token_does_nothing(world: World, as_: As) -> None:
    key = world.dispatched()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = as_("h-water").cookies
    answer = strict.post(address(key, "sign_in"), version(key))
    assert answer.status_code == 403
    assert "请重新提交" in said(answer)
    assert WorkOrder.objects.get(pk=key).state == "in_hand"
    assert Dispatch.objects.get(order_id=key).state == "sent"


def test_several_requests_are_told_apart(world: World, as_: As) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban"])
    for unit in ("water", "urban"):
        world.do(key, "ask_return", f"h-{unit}", ground="not_my_area", clause="第1条", evidence="不在辖区")
    answer: Any = as_("dispatcher").get(address(key))
    (which, *_) = verb(answer, "grant_return").fields
    assert [option.label for option in which.options] == ["第 1 项 市水务局", "第 2 项 市城管局"]


def test_the_duty_catalogue_advises(world: World, as_: As) -> None:
    version_ = CategoryVersion.objects.get(code="base-2013")
    DutyRule.objects.create(
        platform="yunshan",
        version=version_,
        category="0101",
        unit_code="urban",
        clause="城管职责第2条",
        valid_from="2019-01-01",
    )
    atlas.forget()
    key = world.accept()
    world.do(key, "hand_on", "agent")
    answer: Any = as_("dispatcher").get(address(key))
    (unit, *_) = verb(answer, "send").fields
    assert unit.hint == "派单目录：云山市城管局（城管职责第2条）"
    atlas.forget()


def test_without_a_limit_the_citizens_clock_still_counts(
    world: World, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits, done = world.dispatched(), world.accept()
    world.do(done, "answer", "agent", words="已当场答复。")
    monkeypatch.setattr(Matter, "clock", lambda matter, name, subject: None)
    first: Any = as_("dispatcher").get(address(waits))
    assert first.context["bars"][0].clock.words.startswith("已等 ")
    second: Any = as_("dispatcher").get(address(done))
    assert [bar.clock.words for bar in second.context["bars"]] == ["用时 2 分"]
