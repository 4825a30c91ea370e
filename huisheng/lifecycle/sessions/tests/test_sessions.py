"""A leader's session from the notice to the published results, and the orders that are its items."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huisheng.directory import load as directory_load
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append, read, replay, replay_happenings
from huisheng.lifecycle import reactions
from huisheng.lifecycle.sessions import reads, rules
from huisheng.lifecycle.sessions.actions import announce, cancel, end, gather, hold, publish, supervise_item
from huisheng.lifecycle.sessions.models import Question, Session
from huisheng.lifecycle.workorder.reads import items, live, open_items
from huisheng.lifecycle.workorder.timeline import timeline
from huisheng.rulebook import at as rules_at
from tests.cast import World
from tests.cast_with_park import second_city

NOTICE: dict[str, Any] = {
    "unit": "water",
    "post": "局长",
    "portfolio": "主持全面工作",
    "starts_at": "2019-11-12 09:00",
    "topics": "供水、排水",
}
DO: dict[str, tuple[Any, dict[str, Any]]] = {
    "gather": (gather, {"words": "我家停水三天了，何时恢复？"}),
    "hold": (hold, {}),
    "end": (end, {"calls": 7}),
    "publish": (publish, {"where": "市政府门户网站"}),
    "cancel": (cancel, {"reason": "防汛会议，另行预告"}),
}


def notice(world: World, by: str = "supervisor", **changed: Any) -> Session:
    with world.hour() as at:
        return announce.do(by=world.seat(by), at=at, **{**NOTICE, **changed})


def step(world: World, session: Session, name: str, by: str = "supervisor", **given: Any) -> Session:
    world.pass_(minutes=2)
    verb, usual = DO[name]
    with world.hour() as at, append.writing():
        held = reads.take(session.pk, world.seat(by))
        verb.do(held, by=world.seat(by), at=at, **{**usual, **given})
    return held


def refused(world: World, session: Session, name: str, by: str = "supervisor", **given: Any) -> str:
    before = read.count()
    with pytest.raises(Refusal) as caught:
        step(world, session, name, by, **given)
    assert caught.value.sentence.endswith("。")
    assert read.count() == before
    return caught.value.code


def the_day(world: World) -> None:
    world.now = datetime(2019, 11, 12, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def held(world: World, **changed: Any) -> Session:
    session = notice(world, **changed)
    the_day(world)
    return step(world, session, "hold")


def told(session: Session) -> list[Any]:
    """The bodies of its stream, once replay gives its rows again."""
    entries = read.stream(session.stream)
    assert replay_happenings.happening(entries) == reads.live(Session.objects.get(pk=session.pk))
    return [entry.body for entry in entries]


def item(world: World, session: Session, unit: str = "water") -> int:
    key = world.dispatched(unit)
    world.do(key, "take_up", "dispatcher", session=session.pk)
    return key


def test_from_the_notice_to_the_results(world: World) -> None:
    session = notice(world)
    assert str(session) == "局长 2019-11-12 09:00"
    assert session.stream == f"session:{session.pk}"
    step(world, session, "gather", "agent")
    step(world, session, "gather")
    assert [q.words for q in reads.questions(session)] == [DO["gather"][1]["words"]] * 2
    assert str(Question.objects.first()) == f"{session.pk}/1"
    the_day(world)
    step(world, session, "hold")
    step(world, session, "end")
    session = step(world, session, "publish")
    assert (session.state, session.calls, session.published_where) == ("published", 7, "市政府门户网站")
    bodies = told(session)
    assert [body.kind for body in bodies] == [
        *("session_announced", "question_gathered", "question_gathered", "session_begun", "session_ended"),
        "results_published",
    ]
    assert "停水" not in str([body.to_json() for body in bodies])


def test_a_notice_comes_a_week_ahead(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        notice(world, starts_at="2019-11-10 23:59")
    assert (caught.value.code, caught.value.field) == ("too_late", "starts_at")
    assert "7日" in caught.value.sentence
    assert read.count() == 0
    notice(world, starts_at="2019-11-11 00:00")


def test_the_days_ahead_are_the_rulebooks() -> None:
    law = rules_at(datetime(2013, 5, 1, tzinfo=UTC).date(), "山东/济宁")
    first = datetime(2013, 5, 10, tzinfo=UTC).date()
    assert rules.announced_early(first, first + timedelta(days=7), law) is None
    late = rules.announced_early(first, first + timedelta(days=6), law)
    assert late is not None
    assert late.cite == "jining-2013#art-12"


def test_each_step_in_its_state_only(world: World) -> None:
    session = notice(world)
    assert refused(world, session, "hold") == "another_day"
    the_day(world)
    assert [refused(world, session, name) for name in ("end", "publish")] == ["wrong_state"] * 2
    step(world, session, "hold")
    assert [refused(world, session, name) for name in ("gather", "hold", "publish", "cancel")] == ["wrong_state"] * 4
    step(world, session, "end")
    step(world, session, "publish")
    assert [refused(world, session, name) for name in DO] == ["wrong_state"] * 5


def test_a_session_called_off(world: World) -> None:
    session = step(world, notice(world), "cancel")
    assert session.cancelled_why == DO["cancel"][1]["reason"]
    assert [body.kind for body in told(session)] == ["session_announced", "session_cancelled"]
    assert [refused(world, session, name) for name in DO] == ["wrong_state"] * 5


def test_time_goes_forward(world: World) -> None:
    session = notice(world)
    world.pass_(hours=-1)
    assert refused(world, session, "gather") == "before_last"
    with world.hour() as at, pytest.raises(Refusal) as caught:
        announce.do(by=world.seat("supervisor"), at=at + timedelta(hours=3), **NOTICE)
    assert caught.value.code == "in_future"


def test_who_does_it(world: World) -> None:
    for seat in ("agent", "visitor", "assessor", "leader", "admin", "h-water"):
        refusal = announce.can(world.seat(seat))
        assert refusal is not None
        assert refusal.code == "wrong_role"
    assert announce.can(world.seat("d-linhe")) is None  # each platform has sessions of its own
    session = notice(world)
    assert refused(world, session, "gather", "visitor") == "wrong_role"
    assert refused(world, session, "hold", "agent") == "wrong_role"
    assert refused(world, session, "hold", "h-water") == "wrong_role"


def test_who_sees_it(world: World) -> None:
    directory_load.load_city(second_city())
    session = notice(world)
    seen = {seat: bool(reads.newest(world.seat(seat))) for seat in ("agent", "leader", "h-water", "h-urban", "d-linhe")}
    assert seen == {"agent": True, "leader": True, "h-water": True, "h-urban": False, "d-linhe": False}
    for seat in ("admin", "mh-agent"):
        assert reads.newest(world.seat(seat)) == []
        with pytest.raises(Refusal):
            reads.look(session.pk, world.seat(seat))
        with append.writing(), pytest.raises(Refusal):
            reads.take(session.pk, world.seat(seat))
    assert reads.newest(world.seat("agent"), before=session.starts_at) == []
    refusal = hold.can(session, world.seat("mh-agent"))
    assert refusal is not None
    assert refusal.code == "not_yours"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"unit": None}, "missing"),
        ({"unit": "nowhere"}, "no_unit"),
        ({"unit": "'; DROP TABLE unit; --"}, "not_a_code"),
        ({"post": "  "}, "missing"),
        ({"post": "局" * 51}, "too_long"),
        ({"portfolio": None}, "missing"),
        ({"topics": ""}, "missing"),
        ({"topics": ["供水"]}, "not_text"),
        ({"starts_at": None}, "missing"),
        ({"starts_at": "下周二"}, "not_a_moment"),
        ({"starts_at": "2019-11-31 09:00"}, "not_a_moment"),
        ({"starts_at": "2019-11-12 24:00"}, "not_a_moment"),
        ({"starts_at": 20191112}, "not_a_moment"),
        ({"starts_at": datetime(2019, 11, 12, 9, 0)}, "not_a_moment"),  # noqa: DTZ001  no time zone: refused
        ({"colour": "red"}, "unknown_field"),
    ],
)
def test_bad_notices(world: World, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        notice(world, **changed)
    assert caught.value.code == code
    assert caught.value.sentence.endswith("。")
    assert read.count() == 0


@pytest.mark.parametrize("calls", [None, "", -1, "很多", 10_000, 1.5, [7]])
def test_bad_ends(world: World, calls: Any) -> None:
    session = held(world)
    assert refused(world, session, "end", calls=calls) in {"missing", "not_a_count"}


def test_the_platforms_own_leader(world: World) -> None:
    assert notice(world, unit="yunshan").unit_id == world.platform


# items


def test_an_item_is_supervised_reviewed_closed_and_published(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    session = held(world)
    key = item(world, session)
    step(world, session, "end")
    assert refused(world, session, "publish") == "items_open"
    assert (open_items(session.pk), [o.pk for o in items(session.pk, world.seat("supervisor"))]) == (1, [key])
    assert items(session.pk, world.seat("h-urban")) == []
    world.do(key, "sign_in", "h-water")
    world.do(key, "reply", "h-water", words="已抢修。", solved="yes")
    assert world.refused(key, "accept_reply", "dispatcher").code == "await_leader"
    world.do(key, "review_item", "leader", approved=False, words="请写明恢复时间。")
    assert world.refused(key, "accept_reply", "dispatcher").code == "await_leader"
    assert world.refused(key, "review_item", "leader", approved=True, words="同意").code == "reviewed"
    world.do(key, "send_back", "dispatcher", words="领导要求补充。")
    world.do(key, "reply", "h-water", words="当日18时恢复。", solved="yes")
    world.do(key, "review_item", "leader", approved=True, words="同意。")
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    world.do(key, "visit", "visitor", outcome="reached", solved="yes", grade="satisfied", contacted=True)
    matter = world.matter(key)
    assert replay.order(read.stream(matter.order.stream)) == live(matter)
    sentences = [line.sentence for line in timeline(matter)]
    assert "列为云山市水务局领导接听件" in sentences
    assert "接话领导审核：未通过" in sentences
    assert str(matter.session_items[0]) == f"{key}@{session.pk}"
    assert step(world, session, "publish").state == "published"


def test_what_is_no_item(world: World) -> None:
    session = notice(world)
    early = world.dispatched()
    assert world.refused(early, "take_up", "dispatcher", session=session.pk).code == "not_held"
    the_day(world)
    step(world, session, "hold")
    assert world.refused(early, "take_up", "dispatcher", session=session.pk).code == "another_day"
    other = world.dispatched("urban")
    assert world.refused(other, "take_up", "dispatcher", session=session.pk).code == "another_unit"
    assert world.refused(other, "take_up", "dispatcher", session=999).code == "no_session"
    key = item(world, session)
    assert world.refused(key, "take_up", "supervisor", session=session.pk).code == "taken_up"
    world.do(other, "sign_in", "h-urban")
    world.do(other, "reply", "h-urban", words="已处理。", solved="yes")
    assert world.refused(other, "review_item", "leader", approved=True, words="同意").code == "no_item"
    world.do(other, "accept_reply", "dispatcher")


def test_an_item_before_its_reply_awaits_nobody(world: World) -> None:
    matter = world.matter(item(world, held(world)))
    assert not matter.awaits_leader
    assert not world.matter(world.accept()).awaits_leader


def test_an_item_goes_out_as_a_written_supervision_where_the_rulebook_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = held(world)
    key = item(world, session)
    system = world.seat("system")
    with world.hour(), append.writing():
        reactions.react("taken_up", world.matter(key))
    assert world.matter(key).supervisions == []  # this city has no such rule
    jining = rules_at(datetime(2013, 6, 1, tzinfo=UTC).date(), "山东/济宁")
    monkeypatch.setattr("huisheng.lifecycle.workorder.matter.Matter.rules", lambda *_: jining)
    plain = world.dispatched()
    with world.hour(), append.writing():
        reactions.react("taken_up", world.matter(key))
        refusal = supervise_item.can(world.matter(plain), system)
    assert refusal is not None
    assert refusal.code == "not_due"
    (pressed,) = world.matter(key).supervisions
    assert (pressed.form, pressed.cause) == ("written", "rule")
    again = supervise_item.can(world.matter(key), system)
    assert again is not None
    wrong = supervise_item.can(world.matter(key), world.seat("agent"))
    assert wrong is not None
    assert wrong.code == "wrong_role"
