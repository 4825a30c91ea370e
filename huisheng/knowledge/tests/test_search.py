"""Found as one types: by whom, by what, in which order, by an index."""

import re
from itertools import product
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.knowledge import reads, rules, search
from huisheng.knowledge.actions import renew, retire, revise, sign, submit, write
from huisheng.knowledge.models import Article, Use, Words
from huisheng.knowledge.tests.articles import TEXT, act, client, published
from huisheng.ledger import read
from huisheng.lifecycle.intake import answered
from huisheng.lifecycle.notices import reviews
from huisheng.lifecycle.notices.models import Notice
from huisheng.lifecycle.records import follow
from huisheng.lifecycle.records.actions import update_knowledge
from huisheng.lifecycle.records.models import Record
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.portal.tests.citizen import Citizen
from huisheng.workers import nightly
from tests.cast import World


def titles(world: World, seat: str, asked: str, **more: Any) -> list[str]:
    day = clock.local_day(world.now)
    return [one.article.title for one in search.find(world.seat(seat), asked, day, **more)]


def why(world: World, asked: str) -> str:
    return search.find(world.seat("agent"), asked, clock.local_day(world.now))[0].why


def test_by_words_initials_other_names_and_what_stands_beside(world: World) -> None:
    published(world, title="物业服务费标准", keywords="收费", body="每平方米一元五角。", category="0102")
    published(world, title="停水抢修时限", keywords="没水 水压 爆管", body="接报后两小时内到场。")
    published(world, title="爆管怎么报", keywords="", body="打抢修电话，说明位置。", internal="内线八一二三，勿外传")
    assert titles(world, "agent", "物业费") == ["物业服务费标准"] and "也叫“物业服务费" in why(world, "物业费")
    assert titles(world, "agent", "tsqx")[0] == "停水抢修时限" and why(world, "tsqx") == "拼音首字母 tsqx"
    assert titles(world, "agent", "sy")[0] == "停水抢修时限", "initials of a keyword too"
    assert titles(world, "agent", "费")[0] == "物业服务费标准", "one character of a title"
    assert titles(world, "agent", "没水") == ["停水抢修时限", "爆管怎么报"], "爆管 stands beside it in the base"
    assert titles(world, "agent", "两小时内")[0] == "停水抢修时限" and "正文里有" in why(world, "两小时内")
    assert titles(world, "agent", "小区爆管了水压一直上不来怎么办")[0] in ("停水抢修时限", "爆管怎么报")
    assert titles(world, "agent", "一平米") == titles(world, "agent", " ") == titles(world, "agent", "\0") == []
    assert titles(world, "agent", "停水", unit=world.seat("h-urban").unit) == []
    assert titles(world, "agent", "抢修", size=1) == ["停水抢修时限"]


def test_what_is_internal_is_found_by_its_platform_alone_and_never_by_citizens(world: World) -> None:
    one = published(
        world, title="抢修热线", keywords="", body="打电话报修。", internal="内线八一二三，勿外传", public="1"
    )
    for seat in ("agent", "dispatcher", "h-water", "knowledge"):
        assert titles(world, seat, "内线八一二三") == ["抢修热线"], seat
    for seat in ("h-urban", "d-linhe", "admin"):
        assert titles(world, seat, "内线八一二三") == [], seat
    with world.hour():
        for seat, seen in (("agent", True), ("h-water", True), ("h-urban", False), ("d-linhe", False)):
            assert ("勿外传" in client(seat).get(f"/knowledge/{one.pk}/").content.decode()) == seen, seat
    citizen = Citizen(world)
    pages = [citizen.get("answers/", q=asked).content.decode() for asked in ("内线八一二三", "内线", "nxbyes")]
    pages += [citizen.get(f"answers/{one.pk}/").content.decode(), citizen.get("answers/").content.decode()]
    pages.append(citizen.post("new/suggest/", words="内线八一二三勿外传打不通").content.decode())
    assert not any("勿外传" in page or "八一二三，" in page for page in pages)
    assert not any(f"/answers/{one.pk}/" in page for page in pages[:3])
    assert not any("勿外传" in one.answer for one in reads.suggest("抢修热线", "", world.seat("agent"), TODAY(world)))


def test_an_internal_article_is_read_but_not_said_to_a_citizen(world: World) -> None:
    published(world, title="停水口径", keywords="停水", body="先安抚，勿外传。")
    public = published(world, title="停水时限", keywords="停水", body="一天修好。", public="1")
    told = {one.title: one.answer for one in reads.suggest("家里停水", "", world.seat("agent"), TODAY(world))}
    assert told == {"停水口径": "", "停水时限": "一天修好。"}
    agent = client("agent")
    with world.hour():
        pages = [agent.get("/knowledge/quick/", {"q": "停水"}), agent.post("/orders/new/", {"words": "家里停水了"})]
    for page in (answer.content.decode() for answer in pages):
        assert "停水口径" in re.sub("</?mark>", "", page) and re.search(r'<span class="mark">内部</span>', page)
        assert re.findall(r'data-take="(\d+)"', page) == [str(public.pk)]
        assert "先安抚" not in "".join(re.findall(r"<template>(.*?)</template>", page, re.DOTALL))
    page = pages[1].content.decode()
    assert "Alt Q" in page and "Alt W" not in page and "data-cite" not in page


def test_an_editor_finds_by_title_what_nobody_may_quote(world: World) -> None:
    act(world, write, "knowledge", **{**TEXT, "title": "停水草稿"})
    gone = published(world, "knowledge", title="停水旧规")
    act(world, retire, "knowledge", gone)
    published(world, "knowledge", title="停水新规", body="照新的办。")
    with world.hour():
        found = {seat: client(seat).get("/knowledge/?q=停水").content.decode() for seat in ("knowledge", "agent")}
        lone = client("knowledge").get("/knowledge/?q=草稿").content.decode()
    assert all(words in found["knowledge"] for words in ("停水草稿", "停水旧规", "新规", "不能引用的"))
    assert "停水草稿" not in found["agent"] and "停水旧规" not in found["agent"] and "不能引用的" not in found["agent"]
    assert "停水草稿" in lone and "没有找到知识" not in lone


def test_many_other_names_are_not_all_put_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []

    def counted(*ways: Any) -> Any:
        for way in product(*ways):
            taken.append(way)
            yield way

    monkeypatch.setattr(search, "product", counted)
    list(search._alike(Article.objects.all(), ["物业费", "暂住证"] * 3, titles=True))
    assert 1 < len(taken) <= 12


def TODAY(world: World) -> Any:  # noqa: N802  a day, read as one
    return clock.local_day(world.now)


def test_citizens_find_public_ones_by_other_names_until_they_end(world: World) -> None:
    one = published(world, title="居住证办理", keywords="", body="到派出所。", public="1", valid_until="2019-11-20")
    published(world, title="居住证内部口径", keywords="", body="先问清。")
    citizen = Citizen(world)
    page = citizen.get("answers/", q="暂住证").content.decode()
    assert "<mark>居住证</mark>办理" in page and "内部口径" not in page
    world.pass_(hours=24 * 40)
    assert f"/answers/{one.pk}/" not in Citizen(world).get("answers/").content.decode()
    assert titles(world, "agent", "居住证") == ["居住证内部口径"]


def test_the_words_follow_the_text_that_is_read(world: World) -> None:
    one = published(world, "knowledge")
    act(world, revise, "knowledge", one, **{**TEXT, "title": "停气抢修", "keywords": "", "body": "一小时到场。"})
    assert titles(world, "agent", "没水") and not titles(world, "agent", "停气")
    act(world, submit, "knowledge", one)
    act(world, sign, "supervisor", one)
    assert titles(world, "agent", "停气") and Words.objects.get().initials == "tqqx"
    with world.hour():
        page = client("knowledge").get(f"/knowledge/{one.pk}/").content.decode()
    assert "比第 1 稿改了什么" in page and "<del>" in page and "<ins>" in page
    act(world, retire, "knowledge", one)
    assert titles(world, "agent", "停气") == []


def test_the_pages_while_one_types(world: World) -> None:
    published(world, title="停水抢修时限", form="question", body="问：多久来水\n答：一天。", public="1")
    agent = client("agent")
    with world.hour(), CaptureQueriesContext(connection) as few:
        page = agent.get("/knowledge/find/", {"q": "停水"}).content.decode()
        assert "<mark>停水</mark>" in page and "没有找到知识" in agent.get("/knowledge/find/?q=结婚").content.decode()
        assert "写一条" not in agent.get("/knowledge/find/?q=结婚").content.decode()
    with world.hour():
        for n in range(5):
            published(world, title=f"停水第{n}条")
        with CaptureQueriesContext(connection) as many:
            assert agent.get("/knowledge/find/", {"q": "停水"}).content.decode().count("data-hit") == 6
            agent.get("/knowledge/find/?q=结婚")
        assert len(many) <= len(few) + 1
        quick = agent.get("/knowledge/quick/", {"q": "lsx"}).content.decode()
        assert "没有找到" in quick and "data-take" in agent.get("/knowledge/quick/?q=停水").content.decode()
        assert "写几个字" in agent.get("/knowledge/quick/").content.decode()
        writer = client("knowledge")
        shown = writer.post("/knowledge/preview/", {"form": "steps", "title": "甲", "body": "1. 到窗口\n材料：身份证"})
        assert "身份证" in shown.content.decode() and "kb-steps" in shown.content.decode()
        wrong = writer.post("/knowledge/preview/", {"form": "question", "title": "甲", "body": "问：多久"})
        assert "后面没有" in wrong.content.decode()
        assert "直接写正文" not in writer.post("/knowledge/preview/", {}).content.decode()
        refused = writer.post("/knowledge/new/", {**TEXT, "form": "steps", "body": "没有步骤"})
        assert refused.status_code == 422 and "还没有步骤" in refused.content.decode()
        assert 'value="0102' in writer.get("/knowledge/new/?category=0102").content.decode()


def test_it_is_looked_up_by_indexes(world: World) -> None:
    day, unit = clock.local_day(world.now), world.seat("h-water").unit
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE knowledge_article DISABLE TRIGGER USER")
        rows = [
            Article(
                id=5000 + n, platform_id=world.platform, unit_id=unit, version=1, state="published", current=1,
                public=True, changed_at=world.now, title=f"第{n}条", valid_from=day, pairs=[f"甲{n % 900}", f"乙{n}"],
            )
            for n in range(2500)
        ]  # fmt: skip
        Article.objects.bulk_create(rows)
        Words.objects.bulk_create(
            Words(article=one, said=[*one.pairs, "甲乙"], letters=[f"x{n % 900}"], inner=[f"丙{n}"])
            for n, one in enumerate(rows)
        )
        cursor.execute("ANALYZE knowledge_article, knowledge_words")
    inner = search.open_to(world.seat("agent"), day)
    for rows_, name in (
        (inner.filter(pairs__contains=["甲77"]), "article_by_pairs"),
        (search._among(inner, Words.objects.filter(said__contains=["乙77"])), "words_by_said"),
        (search._among(inner, Words.objects.filter(inner__contains=["丙77"])), "words_by_inner"),
        (search._among(inner, Words.objects.filter(letters__contains=["x77"])), "words_by_letters"),
    ):
        plan = rows_.order_by("-changed_at", "-pk")[:20].explain()
        assert name in plan and "Seq Scan on knowledge_words" not in plan, plan


def test_uses_are_kept_with_the_matter_and_what_had_none_is_listed(world: World) -> None:
    one = published(world, title="停水抢修时限")
    agent, knowledge = client("agent"), client("knowledge")
    with world.hour():
        assert "没有当场答复的工单" in knowledge.get("/knowledge/uses/").content.decode()
    taken = {"title": "水管", "words": "家里停水", "kind": "consult", "category": "010101", "channel": "phone"}
    with world.hour():
        form = agent.post(
            "/orders/new/", {**taken, "then": "answer", "answer": "", "article": [str(one.pk), "x", "99"]}
        )
        assert f'name="article" value="{one.pk}"' in " ".join(form.content.decode().split()), "kept with what was typed"
        done = agent.post("/orders/new/", {**taken, "then": "answer", "answer": "一天", "article": [str(one.pk)] * 2})
        assert done.status_code in (302, 303)
        agent.post("/orders/new/", {**taken, "then": "hand_on", "article": [str(one.pk)]})
        for n in range(3):
            agent.post("/orders/new/", {**taken, "title": f"幸福里{n}号楼热水器", "then": "answer", "answer": "好"})
    assert Use.objects.count() == 2 and Use.objects.first().n == 1  # type: ignore[union-attr]  # there are two
    found = answered.used(world.seat("knowledge"), world.now.replace(year=2018))
    assert [(row.article.pk, row.used, row.answered) for row in found] == [(one.pk, 2, 1)]
    gaps, without, whole = answered.gaps(world.seat("knowledge"), world.now.replace(year=2018))
    assert (without, whole) == (3, 4) and [gap.count for gap in gaps] == [3]
    assert any("热水器" in word for word in gaps[0].said) and len(gaps[0].orders) == 3
    with world.hour():
        page = knowledge.get("/knowledge/uses/").content.decode()
        assert "50%" in page and "据此写一条" in page and "category=010101" in page
        assert agent.get("/knowledge/uses/").status_code == 403
    assert nightly.compare().faults == []
    assert act_refused(world, one.pk + 50) == "no_article"


def test_gaps_cost_the_same_however_many_there_are_and_keep_versions_apart(world: World) -> None:
    seat, since, costs = world.seat("knowledge"), world.now.replace(year=2018), []
    for codes in (["010101"], ["010102", "010103", "0102"]):
        for code in codes:
            world.do(world.accept(category=code, title=f"{code}热水器"), "answer", "agent", words="好")
        with CaptureQueriesContext(connection) as caught:
            found, _, whole = answered.gaps(seat, since)
        costs.append(len(caught))
        assert len(found) == whole and all(len(gap.orders) == gap.count == 1 for gap in found)
    assert costs[0] == costs[1]
    assert all(gap.orders[0].personal.title == f"{gap.category}热水器" for gap in found)
    own = WorkOrder.objects.get(category="0102")
    asked = [("another version", own.category), (own.category_version, own.category)]
    assert answered._newest(WorkOrder.objects.all(), asked) == {asked[1]: [own]}
    assert answered._newest(WorkOrder.objects.all(), []) == {}


def act_refused(world: World, article: int) -> str:
    with pytest.raises(Refusal) as caught:
        world.do(world.accept(), "use_article", "agent", article=article)
    return caught.value.code


def test_an_article_is_noted_once_and_only_while_it_may_be_quoted(world: World) -> None:
    one = published(world)
    key = world.accept()
    world.do(key, "use_article", "agent", article=one.pk)
    with pytest.raises(Refusal, match="已登记"):
        world.do(key, "use_article", "agent", article=one.pk)
    act(world, retire, "knowledge", one)
    assert act_refused(world, one.pk) == "no_article"


def test_shared_words_are_whole_and_often(world: World) -> None:
    assert answered.shared(["幸福里停水", "幸福里停水了", "又见幸福里停水"]) == ("幸福里停水",)
    assert answered.shared(["甲", "乙丙"]) == ()
    assert answered.shared(["幸福里，停水", "停水。幸福里", "停水 幸福里"]) == ("幸福里", "停水")


def noted(after: int) -> None:
    """The reader's step over what articles have lived since; uncommitted, it isn't read by the cursor itself."""
    entries = [entry for stream in read.everything("article") for entry in stream if entry.kind in follow.KINDS]
    follow.take(sorted(entries, key=lambda entry: entry.id)[after:])


def test_updates_count_by_themselves_once(world: World) -> None:
    by, at = world.seat("knowledge"), world.now
    with world.hour():
        update_knowledge.do(by=by, at=at, day="2019-11-01", unit="water", count="7")
    one = published(world)
    act(world, renew, "h-water", one)
    noted(0)
    counted = Record.objects.filter(kind="knowledge").order_by("pk")
    assert [row.count for row in counted] == [7, 1, 1]
    assert {row.unit_id for row in counted} == {world.seat("h-water").unit}
    with world.hour() as now, pytest.raises(Refusal) as caught:
        update_knowledge.do(by=by, at=now, day=clock.local_day(now).isoformat(), unit="water", count="1")
    assert caught.value.code == "counted_here"
    act(world, retire, "knowledge", one)
    noted(2)
    assert Record.objects.filter(kind="knowledge").count() == 4 and nightly.compare().faults == []


def test_what_was_counted_by_hand_is_not_counted_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    published(world)
    monkeypatch.setattr(update_knowledge, "kept_since", lambda platform: None)  # noted before the base was kept here
    with world.hour() as at:
        day = clock.local_day(at).isoformat()
        update_knowledge.do(by=world.seat("knowledge"), at=at, day=day, unit="water", count="5")
    noted(0)
    assert [row.count for row in Record.objects.filter(kind="knowledge")] == [5]


def test_units_are_told_before_and_after_the_review_day(world: World) -> None:
    one = published(world)
    published(world, "knowledge")
    assert reviews.chase(world.now) == 0
    act(world, renew, "h-water", one, review_on=f"{clock.local_day(world.now).replace(day=20)}")
    world.pass_(hours=24 * 3)
    soon = reviews.chase(world.now)
    assert soon == 1 and reviews.chase(world.now) == 0, "once in so many days"
    assert Notice.objects.get().unit_id == world.seat("h-water").unit
    world.pass_(hours=24 * 30)
    assert reviews.chase(world.now) == 1
    with world.hour():
        page = client("h-water").get("/notices/").content.decode()
        assert "有1条已过复核日期" in page and "/knowledge/reviews/" in page
        listed = client("h-water").get("/knowledge/reviews/").content.decode()
        assert "停水抢修时限" in listed and re.search(r"逾期 \d+ 日", listed)
        office = client("knowledge").get("/knowledge/reviews/").content.decode()
        assert "各单位" in office and "unit=water" in office
        assert client("agent").get("/knowledge/reviews/").status_code == 403
        assert "停水抢修时限" not in client("h-urban").get("/knowledge/reviews/").content.decode()
    world.pass_(hours=24 * 200)
    assert reviews.chase(world.now) == 2, "the centre's own too"
    assert Notice.objects.filter(desk="knowledge").count() == 1


def test_pairs_that_overlap_are_told_as_one_word() -> None:
    assert reads._joined(rules.pairs("停水抢修")) == ["停水抢修"]
    assert reads._joined(["没水", "停水", "水压"]) in (["停水压", "没水"], ["没水压", "停水"])
