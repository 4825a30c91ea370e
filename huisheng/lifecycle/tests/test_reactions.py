"""When X happens, also Y: once, however often the entry is read, and only where the platform has such a rule."""

from datetime import UTC, datetime

import pytest

from huisheng.directory import load as directory_load
from huisheng.directory import reads as directory
from huisheng.directory.models import Seat
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle import reactions
from huisheng.lifecycle.deadlines.sweep import sweep
from huisheng.lifecycle.supervision.actions import remind_overdue
from huisheng.lifecycle.verbs import offered, verb
from tests.cast import World
from tests.cast_with_park import second_city
from tests.telling import day_end, entries, kinds, last, replayed

CITY = ("agent", "dispatcher", "h-water", "visitor", "water")
OTHER = ("mh-agent", "mh-dispatcher", "mh-handler", "mh-visitor", "mh-water")


def unsatisfied_visits(world: World, times: int, seats: tuple[str, ...] = CITY) -> int:
    agent, dispatcher, handler, visitor, unit = seats
    key = world.accept(by=agent)
    world.do(key, "hand_on", agent)
    world.do(key, "send", dispatcher, unit=unit)
    for visit in range(times):
        if visit:
            world.do(key, "redo", visitor, reason="未解决")
        world.do(key, "sign_in", handler)
        world.do(key, "reply", handler, words="已处理", solved=True)
        world.do(key, "accept_reply", dispatcher)
        world.do(key, "conclude", dispatcher)
        world.do(key, "visit", visitor, outcome="reached", solved=False, grade="unsatisfied")
    return key


def react(world: World, kind: str, key: int) -> None:
    world.pass_(minutes=1)
    with world.hour():
        reactions.react_to(kind, key)


def test_two_unsatisfied_visits_are_supervised_by_phone_once(world: World) -> None:
    key = unsatisfied_visits(world, 1)
    react(world, "visited", key)
    assert kinds(key)[-1] == "visited"
    key = unsatisfied_visits(world, 2)
    react(world, "visited", key)
    assert last(key).form == "phone"
    assert last(key).cause == "rule"
    told = kinds(key)
    react(world, "visited", key)  # the entry read again
    react(world, "deadline_missed", key)
    assert kinds(key) == told
    assert len(replayed(world, key).supervisions) == 1


def test_not_before_the_rule_began(world: World) -> None:
    world.now = datetime(2019, 10, 28, 1, 0, tzinfo=UTC)
    key = unsatisfied_visits(world, 2)
    react(world, "visited", key)
    assert kinds(key)[-1] == "visited"
    world.now = day_end(10, 31)  # midnight: the first of November
    react(world, "visited", key)
    assert kinds(key)[-1] == "supervised"


def test_not_where_there_is_no_such_rule(world: World) -> None:
    directory_load.load_city(second_city())
    key = unsatisfied_visits(world, 2, OTHER)
    react(world, "visited", key)
    assert kinds(key)[-1] == "visited"


def test_liaocheng_reminds_of_every_overdue_reply(world: World) -> None:
    directory_load.load_city(second_city())
    world.now = datetime(2020, 5, 11, 1, 0, tzinfo=UTC)  # Monday
    theirs, ours = world.accept(by="mh-agent"), world.dispatched()
    world.do(theirs, "hand_on", "mh-agent")
    world.do(theirs, "send", "mh-dispatcher", unit="mh-water")
    react(world, "deadline_missed", theirs)
    assert kinds(theirs)[-1] == "dispatched"  # nothing is overdue
    world.now = day_end(5, 15, 2020)
    with world.hour() as now:
        sweep(now)
    react(world, "deadline_missed", theirs)
    assert kinds(theirs)[-1] == "deadline_missed"  # to sign, to contact: not the reply
    world.now = day_end(5, 19, 2020)
    with world.hour() as now:
        sweep(now)
    for _ in range(2):
        react(world, "deadline_missed", theirs)
        react(world, "deadline_missed", ours)
    assert kinds(theirs).count("reminded") == 1
    assert (last(theirs).cause, last(theirs).digest) == ("rule", "")
    assert replayed(world, theirs).dispatches[0].reminded_at == entries(theirs)[-1].occurred_at
    assert "reminded" not in kinds(ours)


def test_who_has_replied_late_isn_t_reminded(world: World) -> None:
    directory_load.load_city(second_city())
    world.now = datetime(2020, 5, 11, 1, 0, tzinfo=UTC)
    key = world.accept(by="mh-agent")
    world.do(key, "hand_on", "mh-agent")
    world.do(key, "send", "mh-dispatcher", unit="mh-water")
    world.now = day_end(5, 19, 2020)
    with world.hour() as now:
        sweep(now)
    with world.hour(), append.writing():
        matter = world.matter(key)
        matter.dispatches[0].state = "replied"
        system = directory.system_actor(matter.order.platform_id)
        assert system is not None
        refusal = remind_overdue.can(matter, system)
    assert refusal is not None
    assert refusal.code == "not_due"


def test_no_system_seat_no_reaction(world: World) -> None:
    key = unsatisfied_visits(world, 2)
    Seat.objects.filter(pk=world.seat("system").seat).update(valid_to="2019-11-05")
    world.now = day_end(11, 19)
    react(world, "visited", key)
    assert kinds(key)[-1] == "visited"


def test_verbs_by_name(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        verb("accept")  # it has no matter yet
    assert caught.value.code == "no_verb"
    key = world.dispatched()
    with world.hour():
        offers = {offer.name: refusal for offer, refusal in offered(world.matter(key), world.seat("h-water"))}
    assert offers["sign_in"] is None
    assert offers["reply"] is not None
    assert "send" not in offers
