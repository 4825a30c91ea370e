"""What everybody reads: nothing confidential, nobody's name, and words only where their citizen agreed."""

import re
from dataclasses import replace
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client

from huisheng.circular import plain
from huisheng.circular.document import Table
from huisheng.circular.models import Edition
from huisheng.circular.tests.samples import CALLS, NONE, RATE, document
from huisheng.kernel import clock
from huisheng.knowledge.tests.articles import published as known
from huisheng.ledger import append
from huisheng.lifecycle.sessions.actions import announce, hold
from huisheng.lifecycle.sessions.models import Question, Session
from huisheng.lifecycle.sessions.reads import take
from huisheng.portal import limits
from huisheng.portal.models import Key
from huisheng.portal.tests.citizen import Citizen, order_of
from tests.cast import World
from tests.house import published


def test_the_home_page_begins_with_the_telephone(world: World) -> None:
    page = Citizen(world).get("").content.decode()
    main = page.partition("<main")[2]
    assert main.index("12345") < main.index("我要反映") < main.index("查询进度")
    assert "接着写" not in page


def test_large_text_is_a_plain_link(world: World) -> None:
    citizen = Citizen(world)
    answer = citizen.get("text/large/", next="/p/yunshan/track/?x=1")
    assert answer["Location"] == "/p/yunshan/track/"
    assert 'class="large"' in citizen.get("track/").content.decode()
    assert citizen.get("text/normal/", next="https://evil.example/p/yunshan/")["Location"] == "/p/yunshan/"
    assert citizen.get("text/normal/", next="//evil.example")["Location"] == "/p/yunshan/"
    assert 'class="large"' not in citizen.get("track/").content.decode()


def test_several_platforms_are_chosen_from(world: World) -> None:
    page = Client().get("/p/").content.decode()
    assert "/p/yunshan/" in page and "/p/linhe/" in page


def test_results_name_nobody_and_tell_words_only_with_leave(world: World) -> None:
    said = {"words": "市民张三丰反映，电话19900000042，3号楼2单元501室漏水。"}
    numbers = []
    for agreed in (True, False):
        citizen = Citizen(world)
        numbers.append(citizen.files(**said, **({"public": "1"} if agreed else {}))[0])
    assert list(Key.objects.order_by("pk").values_list("public", flat=True)) == [True, False]
    assert "还没有可以公示的" in Citizen(world).get("results/").content.decode(), "not done yet"
    for number in numbers:
        key = order_of(number).pk
        world.do(key, "answer", "agent", words="已联系物业维修，联系人李四光，电话13800001111。")
    hidden = world.accept(title="保密的", confidential=True)
    world.do(hidden, "answer", "dispatcher", words="绝不外传")
    page = Citizen(world).get("results/").content.decode()
    assert page.count("<h2>") == 2 and page.count("漏水") == 1
    for word in ("张三丰", "19900000042", "13800001111", "501", "绝不外传", "保密的", *numbers):
        assert word not in page, word
    assert "已联系物业维修" in page


def test_results_page_by_key(world: World, django_assert_max_num_queries: object) -> None:
    for n in range(21):
        world.do(world.accept(title=f"第{n}件"), "answer", "agent", words="好")
    citizen = Citizen(world)
    first = citizen.get("results/").content.decode()
    assert first.count("<h2>") == 20 and "更早的" in first
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # a fixture without a type
        citizen.get("results/")
    before = first.partition("?before=")[2].partition('"')[0]
    second = citizen.get("results/", before=before).content.decode()
    assert second.count("<h2>") == 1 and "更早的" not in second
    assert citizen.get("results/", before="nonsense").status_code == 200


def test_circulars_for_the_public_only(world: World) -> None:
    key = published.of(world)["key"][0]
    citizen = Citizen(world)
    assert "还没有向社会公布的通报" in citizen.get("circulars/").content.decode(), "an internal one"
    assert citizen.get(f"circulars/{key}/1/").status_code == 404
    edition = Edition.objects.get()
    edition.document = plain.to_text(replace(plain.from_text(edition.document), audience="public"))
    Edition.objects.update(document=edition.document)
    assert f"/p/yunshan/circulars/{key}/1/" in citizen.get("circulars/").content.decode()
    assert '<article class="circular"' in citizen.get(f"circulars/{key}/1/").content.decode()
    assert Citizen(world, "/p/linhe/").get(f"circulars/{key}/1/").status_code == 404
    Edition.objects.update(state="signed")
    assert citizen.get(f"circulars/{key}/1/").status_code == 404


def _announced(world: World) -> Session:
    with world.hour() as at, append.writing():
        return announce.do(
            by=world.seat("supervisor"),
            at=at,
            unit="water",
            post="局长",
            portfolio="供水",
            topics="供水、排水",
            starts_at=(clock.local(at) + timedelta(days=8)).strftime("%Y-%m-%dT%H:%M"),
        )


def test_questions_are_gathered_until_the_session_begins(world: World) -> None:
    session = _announced(world)
    citizen = Citizen(world)
    page = citizen.get("sessions/").content.decode()
    assert "云山市水务局 局长" in page and f"/p/yunshan/sessions/{session.pk}/ask/" in page
    assert citizen.post(f"sessions/{session.pk}/ask/", words="").status_code == 422
    answer = citizen.post(f"sessions/{session.pk}/ask/", words="夏天水压为什么低？")
    assert answer["Location"].endswith("/sessions/?asked=1") and Question.objects.get().words == "夏天水压为什么低？"
    assert "已经收到" in citizen.get("sessions/", asked="1").content.decode()
    said = [citizen.post(f"sessions/{session.pk}/ask/", words=f"第{n}问？").status_code for n in range(3)]
    assert said == [303, 303, 422], "a question first, near the limit"
    assert citizen.get("sessions/999/ask/").status_code == 404
    world.pass_(days=8, minutes=1)
    with world.hour() as at, append.writing():
        hold.do(take(session.pk, world.seat("supervisor")), by=world.seat("supervisor"), at=at)
    assert "不再征集" in citizen.get(f"sessions/{session.pk}/ask/").content.decode()
    assert "正在接听" in citizen.get("sessions/").content.decode()


def test_answers_are_public_ones_and_stand_before_filing(world: World) -> None:
    open_, inner = known(world, public="1"), known(world, title="内部口径：停水抢修")
    citizen = Citizen(world)
    page = citizen.get("answers/").content.decode()
    assert f"/answers/{open_.pk}/" in page and f"/answers/{inner.pk}/" not in page
    assert "停水抢修时限" in re.sub("</?mark>", "", citizen.get("answers/", q="停水 抢修").content.decode())
    assert "没有找到" in citizen.get("answers/", q="婚姻登记").content.decode()
    assert "两小时内到场" in citizen.get(f"answers/{open_.pk}/").content.decode()
    assert citizen.get(f"answers/{inner.pk}/").status_code == 404
    words = "小区停水了，抢修时限是多久？没水没法做饭。"
    assert "停水抢修时限" in citizen.post("new/suggest/", words=words).content.decode(), "while it is written"
    citizen.writes(words=words)
    page = citizen.get("new/send/").content.decode()
    assert "停水抢修时限" in page and "内部口径" not in page, "without a script on the next page"
    citizen.writes(words="隔壁装修太吵了。")
    assert "停水抢修" not in citizen.get("new/send/").content.decode()
    assert not citizen.post("new/suggest/", words="装修").content.strip()


def test_disclosed_figures_are_those_of_published_editions(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sly = (("=HYPERLINK(1)", CALLS, RATE), ("@乙局", NONE, NONE))
    made = document()
    blocks = tuple(replace(one, rows=sly) if isinstance(one, Table) else one for one in made.blocks)
    monkeypatch.setattr(published, "document", lambda: replace(made, audience="public", blocks=blocks))
    citizen = Citizen(world)
    assert "还没有向社会公布" in citizen.get("data/").content.decode()
    assert citizen.get("data/trend.csv").content.decode().split() == ["\ufeff指标"]
    key = published.of(world)["key"][0]
    page = citizen.get("data/").content.decode()
    assert "来电数" in page and "9744" in page and 'value="97.71" max="100"' in page
    assert citizen.get("data/trend.csv").content.decode() == "\ufeff指标,2019年11月\r\n来电数,9744\r\n接通率,97.71%\r\n"
    page = citizen.get(f"data/{key}/1/").content.decode()
    assert "办理情况" in page and "HYPERLINK" in page
    file = citizen.get(f"data/{key}/1/0.csv")
    assert file["Content-Type"].startswith("text/csv") and "'=HYPERLINK(1),9744,97.71%\r\n" in file.content.decode()
    assert [citizen.get(f"data/{key}/{end}").status_code for end in ("2/", "1/9.csv")] == [404, 404]
    assert Citizen(world, "/p/linhe/").get(f"data/{key}/1/").status_code == 404, "another platform's"
    Edition.objects.update(document=plain.to_text(made))  # an internal one
    assert "9744" not in citizen.get("data/").content.decode()


def test_what_goes_wrong_is_said_on_their_own_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen = Citizen(world)
    citizen.client.raise_request_exception = False
    answer = citizen.get("nowhere/")
    assert (
        answer.status_code == 404 and "没有这一页" in answer.content.decode() and "tel:12345" in answer.content.decode()
    )

    def fails(error: Exception) -> str:
        monkeypatch.setattr(limits, "sweep", Mock(side_effect=error))
        answer = citizen.post("new/", words="路灯坏了三天。")
        assert "路灯坏了三天。" in answer.content.decode() and "tel:12345" in answer.content.decode()
        return f"{answer.status_code} {answer.get('Retry-After', '')}"

    assert fails(ValueError("?")) == "500 " and fails(OperationalError("away")) == "503 60"
    monkeypatch.undo()
    monkeypatch.setattr("django.conf.settings.DATA_UPLOAD_MAX_NUMBER_FIELDS", 2)
    answer = citizen.post("new/", words="路灯坏了三天。", a="1", b="2")
    assert answer.status_code == 413 and "写过的内容都还在" in answer.content.decode()
    assert "回首页" in citizen.client.get("/nowhere/").content.decode(), "a seat sees its own"
