"""A leader's session on the screens, from the notice to the published results."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huisheng.desks.leader.tests.conftest import As
from huisheng.desks.tests.addresses import order, said
from huisheng.kernel import clock
from huisheng.lifecycle.sessions import reads
from huisheng.lifecycle.sessions.actions import announce
from huisheng.lifecycle.sessions.models import Session
from tests.cast import World

NOTICE = {
    "unit": "water",
    "post": "局长",
    "portfolio": "主持全面工作",
    "starts_at": "2019-11-12T09:00",
    "topics": "供水、排水",
}
THE_DAY = datetime(2019, 11, 12, 1, 0, tzinfo=UTC)


def post(client: Client, path: str, at: datetime, **given: Any) -> Any:
    with clock.at(at):
        return client.post(path, given)


def do(client: Client, session: Session, name: str, at: datetime, **given: Any) -> Any:
    """An act, from a page that is fresh."""
    session.refresh_from_db()
    return post(client, f"/sessions/{session.pk}/do/{name}/", at, version=session.version, **given)


def announced(client: Client, **changed: Any) -> Session:
    answer = client.post("/sessions/new/", {**NOTICE, **changed})
    assert answer.status_code == 303, said(answer)
    return Session.objects.order_by("pk").last()  # type: ignore[return-value]  # there is one


def test_from_the_notice_to_the_results(world: World, as_: As) -> None:
    office, leader, agent = as_("supervisor"), as_("leader"), as_("agent")
    assert "还没有领导接听" in said(office.get("/sessions/"))
    page = said(office.get("/sessions/new/"))
    assert "至少提前 7 日预告" in page and "2019-11-12" in page and 'type="datetime-local"' in page
    session = announced(office)
    here = f"/sessions/{session.pk}/"
    assert "提前 7 日，合规定" in said(office.get(here))
    notice = said(leader.get(f"{here}notice/"))
    assert "2019年11月12日（星期二）" in notice and "云山市水务局局长" in notice and "供水、排水" in notice
    asked = do(agent, session, "gather", THE_DAY - timedelta(days=1), words="我家停水三天了，何时恢复？")
    assert asked.status_code == 303
    assert "我家停水三天了" in said(leader.get(here))
    assert do(office, session, "hold", THE_DAY).status_code == 303
    world.now = THE_DAY
    key = world.dispatched("water", title="水压不足")
    world.dispatched("urban", title="别的单位的事")
    with clock.at(world.now):
        page = said(office.get(here))
        assert "水压不足" in page and "别的单位的事" not in page
        assert "/take/" not in said(leader.get(here)), "the office takes up, the leader answers"
    number = order(key).number
    taken = post(office, f"{here}take/{number}/", world.now, version=order(key).version)
    assert taken.status_code == 303
    world.pass_(minutes=9)
    assert do(office, session, "end", world.now, calls="5").status_code == 303
    with clock.at(world.now):
        page = said(office.get(here))
        assert "还有1件领导接听件没有办结回访" in page
        assert "接听件 1 件，办结 0 件" in page
    world.do(key, "sign_in", "h-water")
    world.do(key, "contact", "h-water", outcome="reached")
    world.do(key, "reply", "h-water", words="已恢复。", solved=True)
    with clock.at(world.now):
        assert "等接话领导审核" in said(leader.get(here))
        assert "1 件领导接听件的答复等您审核" in said(leader.get("/leader/"))
    world.do(key, "review_item", "leader", approved=True, words="同意。")
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    world.do(key, "visit", "visitor", outcome="reached", solved="yes", grade="satisfied", contacted=True)
    world.pass_(minutes=1)
    assert do(office, session, "publish", world.now, where="市政府门户网站").status_code == 303
    with clock.at(world.now):
        page = said(leader.get(here))
    assert "市政府门户网站" in page and "办结 1 件" in page and "审核通过" in page


def test_too_late_is_said_with_its_article_and_nothing_typed_is_lost(world: World, as_: As) -> None:
    client = as_("supervisor")
    answer = client.post("/sessions/new/", {**NOTICE, "starts_at": "2019-11-11T09:00"})
    page = said(answer)
    assert answer.status_code == 422 and "领导接听须至少提前7日预告" in page
    assert 'value="主持全面工作"' in page and 'value="2019-11-11T09:00"' in page and 'class="cite"' in page
    assert "请填写" in said(client.post("/sessions/new/", {}))
    assert not Session.objects.exists()


def test_a_session_called_off_says_why(world: World, as_: As) -> None:
    office = as_("supervisor")
    session = announced(office)
    assert do(office, session, "cancel", THE_DAY, reason="防汛会议").status_code == 303
    here = f"/sessions/{session.pk}/"
    assert "防汛会议" in said(office.get(here)) and "已取消" in said(office.get(f"{here}notice/"))


def test_refusals_keep_what_was_typed(world: World, as_: As) -> None:
    office, session = as_("supervisor"), announced(as_("supervisor"))
    here = f"/sessions/{session.pk}/"
    stale = office.post(f"{here}do/gather/", {"version": "99", "words": "何时通水？"})
    assert stale.status_code == 409 and "何时通水？" in said(stale) and "刚被别人更新过" in said(stale)
    assert do(office, session, "gather", THE_DAY, words=" ").status_code == 422
    early = do(office, session, "hold", THE_DAY - timedelta(days=2))
    assert early.status_code == 422 and "今天不是预告的接听日期" in said(early)
    wrong = do(as_("leader"), session, "hold", THE_DAY)
    assert wrong.status_code == 403 and "由督办员、派单员办理" in said(wrong)
    assert do(office, session, "end", THE_DAY, calls="1").status_code == 409
    assert office.get(f"{here}do/hold/")["Location"] == here
    assert office.post(f"{here}do/nothing/").status_code == 404
    assert office.post("/sessions/999/do/hold/", {"version": "1"}).status_code == 404
    key = world.dispatched("urban")
    number, version = order(key).number, order(key).version
    refused = post(office, f"{here}take/{number}/", world.now, version=version)
    assert refused.status_code == 422 and "还没有进行" in said(refused)
    assert post(office, f"{here}take/{number}/", world.now, version="x").status_code == 409
    assert post(office, f"{here}take/YS-20191104-9999999/", world.now, version="1").status_code == 404
    assert office.get(f"{here}take/{number}/")["Location"] == here


def test_who_sees_and_who_announces(world: World, as_: As) -> None:
    session = announced(as_("dispatcher"))
    here = f"/sessions/{session.pk}/"
    for code, status in {"h-water": 200, "assessor": 200, "h-urban": 404, "d-linhe": 404, "admin": 404}.items():
        for path in (here, f"{here}notice/"):
            assert as_(code).get(path).status_code == status, (code, path)
    assert "局长" not in said(as_("h-urban").get("/sessions/"))
    assert as_("agent").get("/sessions/new/").status_code == 403
    assert "预告领导接听…" not in said(as_("leader").get("/sessions/"))


def test_the_list_pages_by_key(world: World, as_: As) -> None:
    with world.hour() as at:
        for _ in range(3):  # at one and the same hour
            announce.do(by=world.seat("supervisor"), at=at, **{**NOTICE, "starts_at": "2019-11-12 09:00"})
        announce.do(by=world.seat("supervisor"), at=at, **{**NOTICE, "starts_at": "2019-11-20 09:00"})
    seat, seen, after = world.seat("supervisor"), [], None
    while True:
        page, after = reads.page(seat, after=after, size=2)
        seen += [one.pk for one in page]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 4 and seen[0] == max(seen)
    assert [one.pk for one in reads.coming(seat, world.now, 2)] == sorted(seen[1:])[:2]
    assert as_("supervisor").get("/sessions/?after=x").status_code == 200


def test_a_leader_of_a_unit_sees_his_own(world: World) -> None:
    with world.hour() as at:
        for unit in ("water", "urban"):
            announce.do(by=world.seat("supervisor"), at=at, **{**NOTICE, "unit": unit, "starts_at": "2019-11-12 09:00"})
    water = world.seat("h-water")
    leader = replace(world.seat("leader"), unit=water.unit, unit_path=water.unit_path)
    assert [one.unit_id for one in reads.page(leader)[0]] == [water.unit]
    assert len(reads.page(world.seat("leader"))[0]) == 2


@pytest.mark.parametrize("path", ["/sessions/", "/sessions/{key}/"])
def test_pages_cost_the_same_however_much_there_is(world: World, as_: As, path: str) -> None:
    office = as_("supervisor")
    session = announced(office)

    def asked() -> int:
        with clock.at(world.now), CaptureQueriesContext(connection) as taken:
            assert office.get(path.format(key=session.pk)).status_code == 200
        return len(taken)

    do(office, session, "hold", THE_DAY)
    world.now = THE_DAY

    def one_more() -> None:
        key = world.dispatched("water")
        post(office, f"/sessions/{session.pk}/take/{order(key).number}/", world.now, version=order(key).version)
        world.dispatched("water")

    one_more()
    asked()  # names of units and categories are read once a minute
    few = asked()
    for _ in range(3):
        one_more()
    asked()  # what was said of it has been said
    assert asked() == few
