"""From the first draft to retirement; who sees and does what; the pages."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.knowledge import reads
from huisheng.knowledge.actions import renew, retire, revise, send_back, sign, submit, write
from huisheng.knowledge.models import Article
from huisheng.knowledge.tests.articles import TEXT, act, client, published
from huisheng.workers import nightly
from tests.cast import World


def refused(world: World, module: Any, by: str, article: Article | None = None, /, **given: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(world, module, by, article, **given)
    return caught.value


def test_a_text_is_read_once_another_seat_has_signed_it(world: World) -> None:
    article = act(world, write, "h-water", **TEXT)
    assert (article.state, article.unit_id) == ("draft", world.seat("h-water").unit)
    assert refused(world, sign, "supervisor", article).code == "wrong_state"
    act(world, submit, "h-water", article)
    assert refused(world, submit, "h-water", article).code == "wrong_state"
    back = act(world, send_back, "supervisor", article, why="写明电话")
    assert back.state == "draft" and back.texts.get(no=1).back == "写明电话"
    act(world, revise, "h-water", article, **{**TEXT, "body": "二十四小时内恢复供水，电话 12345。"})
    act(world, submit, "h-water", article)
    signed = act(world, sign, "knowledge", article)
    assert (signed.state, signed.current, signed.draft) == ("published", 2, 0)
    assert f"{signed.review_on}" == "2020-05-02"
    assert nightly.compare().faults == []


def test_nobody_signs_his_own_text_and_the_old_one_is_read_meanwhile(world: World) -> None:
    article = published(world, "knowledge")
    act(world, revise, "knowledge", article, **{**TEXT, "title": "停水抢修的新时限"})
    assert [one.no for one in reads.texts(article, world.seat("agent"))] == [1]
    act(world, submit, "knowledge", article)
    assert refused(world, sign, "knowledge", article).code == "own_text"
    act(world, send_back, "supervisor", article, why="再核")
    act(world, submit, "knowledge", article)
    assert Article.objects.get().title == "停水抢修时限"
    assert act(world, sign, "supervisor", article).title == "停水抢修的新时限"
    assert nightly.compare().faults == []


def test_review_retirement_and_their_bad_inputs(world: World) -> None:
    article = published(world, valid_until="2019-12-31")
    assert f"{article.review_on}" == "2019-12-31", "not after it ends"
    assert refused(world, renew, "h-water", article, review_on="2020-01-01").code == "bad_review"
    assert f"{act(world, renew, 'h-water', article, review_on='2019-12-01').review_on}" == "2019-12-01"
    assert f"{act(world, renew, 'knowledge', article).review_on}" == "2019-12-31"
    assert refused(world, submit, "h-water", article).code == "no_draft"
    assert refused(world, write, "h-water", **{**TEXT, "valid_until": "2019-10-01"}).field == "valid_until"
    assert refused(world, write, "knowledge", **TEXT, unit="nobody").field == "unit"
    assert refused(world, write, "agent", **TEXT).code == "wrong_role"
    stale = pytest.raises(Refusal, retire.do, article.pk, by=world.seat("knowledge"), at=clock.now(), seen=1)
    assert stale.value.code == "stale"
    retired = act(world, retire, "knowledge", article)
    assert retired.state == "retired" and refused(world, retire, "knowledge", article).code == "wrong_state"
    assert nightly.compare().faults == []
    ahead = pytest.raises(Refusal, write.do, by=world.seat("knowledge"), at=clock.now() + clock.TOLERANCE * 2, **TEXT)
    assert ahead.value.code == "in_future"


def test_who_sees_what(world: World) -> None:
    internal, public = published(world), published(world, title="怎样报修水管", public="1")
    draft = act(world, write, "h-urban", **TEXT)

    def seen(seat: str) -> set[int]:
        return set(reads.visible(world.seat(seat)).values_list("pk", flat=True))

    assert seen("agent") == {internal.pk, public.pk}
    assert seen("knowledge") == {internal.pk, public.pk, draft.pk}
    assert seen("h-urban") == {public.pk, draft.pk} and seen("h-water") == {internal.pk, public.pk}
    assert seen("d-linhe") == {internal.pk, public.pk}, "the platform below reads what the city signed"
    assert seen("admin") == set()
    assert refused(world, retire, "h-urban", internal).code == "not_found"
    assert refused(world, retire, "h-urban", public).code == "not_yours"
    assert refused(world, retire, "agent", public).code == "wrong_role"


def test_it_is_found_by_words_initials_and_what_the_citizen_says(world: World) -> None:
    one = published(world, category="0102")
    published(world, title="路灯报修", keywords="不亮", body="城管局负责。")
    agent, today = world.seat("agent"), clock.local_day(world.now)
    for said in ("停水 时限", "tsqx", "供水条例", "二十四小时"):
        found = [row.pk for row in reads.page(agent, {"q": said}, today)[0]]
        assert (found == [one.pk]) == (said != "供水条例"), said
    best = reads.suggest("小区从昨晚开始停水，家里没水做饭", "", agent, today)
    assert [two.key for two in best] == [one.pk] and best[0].begins.startswith("接报后")
    passport = published(world, title="护照办理材料", keywords="出境", body="带身份证。")
    assert reads.suggest("货车营运证怎么办理，需要哪些材料", "", agent, today) == [], (
        "办理 and 材料 stand in any matter"
    )
    assert [two.key for two in reads.suggest("孩子的护照怎么办理", "", agent, today)] == [passport.pk]
    assert reads.suggest("", "010203", agent, today)[0].key == one.pk
    assert reads.suggest("", "", agent, today) == []
    assert reads.suggest("停水\0\0没水", "\0", agent, today)[0].key == one.pk, "what no text can hold is passed over"
    assert reads.page(agent, {"q": "\0"}, today)[0] != []
    assert reads.due(world.seat("knowledge"), today) == 0


def test_the_pages_from_form_to_signature(world: World) -> None:
    writer, signer, agent = client("knowledge"), client("supervisor"), client("agent")
    with world.hour():
        bad = writer.post("/knowledge/new/", {**TEXT, "valid_until": "2019-10-01", "body": "<b>正文</b>"})
        assert bad.status_code == 422 and "失效日期早于生效日期" in bad.content.decode()
        assert "&lt;b&gt;正文&lt;/b&gt;" in bad.content.decode(), "what was typed is still there"
        made = writer.post("/knowledge/new/", TEXT)
        here = made["Location"]
        page = writer.get(here).content.decode()
        assert "提交签发" in page and "尚未签发" in page and "签发后" in page, "who signs it knows who will read it"
        assert agent.get(here).status_code == 404
        assert agent.get("/knowledge/new/").status_code == 403

        def do(who: Client, name: str, **data: str) -> Any:
            version = str(Article.objects.get().version)
            return who.post(f"{here}do/{name}/", {"version": version, **data})

        assert do(writer, "submit").status_code == 302
        assert "撰写与签发不能是同一席位" in writer.get(here).content.decode()
        empty = do(signer, "send_back", why="")
        assert empty.status_code == 422 and "请填写退回理由" in empty.content.decode()
        assert do(signer, "sign").status_code == 302
        assert "接报后两小时内到场" in agent.get(here).content.decode()
        assert do(signer, "retire").status_code == 403
        assert writer.post(f"{here}do/renew/", {"version": "1"}).status_code == 409
        assert writer.post(f"{here}do/renew/", {"version": "x"}).status_code == 409
        assert writer.post(f"{here}do/nothing/").status_code == 404
        assert writer.get(f"{here}do/sign/").status_code == 302
        listed = agent.get("/knowledge/?q=tsqx&state=published&unit=water").content.decode()
        assert "没有找到知识" in listed
        assert "停水抢修时限" in re.sub("</?mark>", "", agent.get("/knowledge/?q=tsqx").content.decode())


def test_the_list_pages_by_key_at_an_even_cost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reads.page, "__defaults__", (None, 2))
    agent, counts = client("agent"), []
    with world.hour():
        for n in range(3):
            published(world, title=f"第{n}条")
            with CaptureQueriesContext(connection) as caught:
                first = agent.get("/knowledge/").content.decode()
            counts.append(len(caught))
        assert counts[2] == counts[1] and "第2条" in first and "第0条" not in first
        after = re.search(r'href="(/knowledge/\?[^"]*after=\d+)"', first)
        assert after is not None
        assert "第0条" in agent.get(after[1].replace("&amp;", "&")).content.decode()
