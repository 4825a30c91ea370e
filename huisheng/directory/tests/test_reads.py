"""Questions to the directory: who acts, which unit, what it is called, on which day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from huisheng.directory import book, reads
from huisheng.directory.actions import issue_key, look, revoke_key
from huisheng.directory.actor import Actor
from huisheng.directory.models import AccessKey, Roster, Seat, Unit
from huisheng.directory.roles import Role, UnitKind
from huisheng.kernel import clock
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
Find = Callable[[str], Actor]


def _id(code: str) -> int:
    return Unit.objects.get(code=code).id


def test_an_account_acts_through_its_seat(seat: Find) -> None:
    user = User.objects.get(username="tan-east-town-1")
    actor = reads.actor_for_user(user.id)
    assert actor == seat("tan-east-town-1") and actor is not None
    east = Unit.objects.get(code="tan-east")
    assert (actor.role, actor.platform, actor.scope) == (Role.HANDLER, east.id, "某省/潭市/东区")
    assert actor.platform_path == east.path and actor.unit_path == f"{east.path}{actor.unit}/"
    User.objects.filter(id=user.id).update(is_active=False)
    assert reads.actor_for_user(user.id) is None and reads.actor_for_user(0) is None


def test_a_closed_seat_or_unit_acts_no_more(seat: Find) -> None:
    Seat.objects.filter(code="tan-agent").update(valid_to=date(2019, 11, 15))
    assert reads.actor_for_seat("tan-agent", date(2019, 11, 14)) is not None
    assert reads.actor_for_seat("tan-agent", date(2019, 11, 15)) is None
    Unit.objects.filter(code="tan-west").update(valid_from=date(2019, 11, 1))
    assert reads.actor_for_seat("tan-west-1", date(2019, 10, 31)) is None
    with clock.at(datetime(2019, 11, 1, 9, tzinfo=UTC)):
        assert reads.actor_for_seat("tan-west-1") is not None


def test_a_token_opens_until_it_is_revoked(seat: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    at = clock.now()
    token = issue_key.do("tan-agent", by=seat("tan-admin"), label="网站", at=at)
    asked: list[str] = []
    rows = fixed.rows

    def counted(sql: str, values: list[object]) -> list[tuple[Any, ...]]:
        asked.append(sql)
        return rows(sql, values)

    monkeypatch.setattr(fixed, "rows", counted)
    actor = reads.actor_for_token(token)
    assert len(asked) == 1 and actor == seat("tan-agent")
    assert reads.actor_for_token(token + "x") is None and reads.actor_for_token("\ud800") is None
    key = AccessKey.objects.get()
    assert token.encode() not in bytes(key.digest) and len(key.digest) == 32
    revoke_key.do(key.id, by=seat("tan-admin"), at=at)
    assert reads.actor_for_token(token) is None
    with pytest.raises(Refusal, match="可能已停用"):
        revoke_key.do(key.id, by=seat("tan-admin"), at=at)


def test_a_bulk_writer_asks_for_a_seat_once(seat: Find, django_assert_num_queries: Any) -> None:
    at = seat("tan-agent")
    with fixed.asking_once():
        with django_assert_num_queries(1):
            assert reads.actor_for_seat("tan-agent") == reads.actor_for_seat("tan-agent") == at
        with django_assert_num_queries(1):
            assert reads.actor_of_seat(at.seat) == reads.actor_of_seat(at.seat) == at
    with django_assert_num_queries(2):  # whether somebody may act is the database's to say
        assert reads.actor_for_seat("tan-agent") == reads.actor_for_seat("tan-agent")


def test_the_administrator_of_a_platform(seat: Find) -> None:
    at = seat("tan-admin")
    assert reads.administrator(at.platform) == at
    assert reads.administrator(0) is None


@pytest.mark.parametrize("code", ["nobody", "ji-water-1", "tan-admin", "tan-system", "closed\x00"])
def test_no_key_for_a_strange_or_powerful_seat(seat: Find, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        issue_key.do(code, by=seat("tan-admin"), label="试", at=clock.now())
    assert refused.value.field == "seat" and refused.value.sentence.endswith("。")


def test_no_key_for_a_closed_seat(seat: Find) -> None:
    admin = seat("tan-admin")
    Seat.objects.filter(code="tan-agent").update(valid_to=date(2019, 11, 15))
    with pytest.raises(Refusal, match="没有可用的席位"):
        issue_key.do("tan-agent", by=admin, label="试", at=clock.now())


def test_only_the_administrator_issues_and_revokes(seat: Find) -> None:
    for code in ("tan-agent", "tan-leader", "tan-police-1"):
        with pytest.raises(Refusal, match="管理员"):
            issue_key.do("tan-agent", by=seat(code), label="试", at=clock.now())
        with pytest.raises(Refusal, match="管理员"):
            revoke_key.do(1, by=seat(code), at=clock.now())


def test_the_administrator_looks_at_nobody_and_a_look_needs_a_purpose(seat: Find) -> None:
    with pytest.raises(Refusal, match="不经办"):
        look.do("workorder:1", by=seat("tan-admin"), purpose="看看", fields=["phone"], at=clock.now())
    with pytest.raises(Refusal, match="查看用途"):
        look.do("workorder:1", by=seat("tan-agent"), purpose=" ", fields=["phone"], at=clock.now())


def test_the_worker_acts_as_the_platforms_own_seat(cities: None) -> None:
    actor = reads.system_actor(_id("tan-east"))
    assert actor is not None and actor.role is Role.SYSTEM and actor.seat and actor.label == "东区系统"
    assert reads.system_actor(_id("tan-police")) is None


def test_a_unit_is_found_only_from_its_own_tree_and_in_its_time(cities: None) -> None:
    tan, east, ji = _id("tan"), _id("tan-east"), _id("ji")
    town = reads.unit_by_code("tan-east-town", tan)
    assert town is not None and town.kind is UnitKind.TOWN and town == reads.unit_by_code("tan-east-town", east)
    assert reads.unit_by_code("tan-east-town", ji) is None and reads.unit_by_code("nothing", tan) is None
    Unit.objects.filter(code="tan-west").update(valid_to=date(2019, 11, 15))
    book.forget()
    assert reads.unit_by_code("tan-west", tan, date(2019, 11, 14)) is not None
    assert reads.unit_by_code("tan-west", tan, date(2019, 11, 15)) is None
    west = reads.unit_by_id(_id("tan-west"))
    assert west is not None and west.name == "西区人民政府"


def test_a_platform_sends_to_its_own_and_to_the_platforms_next_below(cities: None) -> None:
    tan, east = _id("tan"), _id("tan-east")
    assert [unit.code for unit in reads.addressees(tan)] == [
        "tan-hall", "tan-police", "tan-traffic", "tan-east", "tan-west",
    ]  # fmt: skip
    assert [unit.code for unit in reads.addressees(east)] == ["tan-east-town"]
    assert reads.addressee("tan-east", tan) is not None and reads.addressee("tan-traffic", tan) is not None
    assert reads.addressee("tan-east-town", tan) is None and reads.addressee("tan-east", east) is None
    assert reads.addressee("tan", tan) is None and reads.addressee("nothing", tan) is None


def test_what_stands_below_and_which_platforms_there_are(cities: None) -> None:
    assert {unit.code for unit in reads.sub_units(_id("tan-police"))} == {"tan-traffic"}
    assert len(reads.sub_units(_id("tan"))) == 6
    assert {unit.code for unit in reads.platforms()} == {"tan", "tan-east", "ji"}


def test_names_are_read_once(cities: None, django_assert_num_queries: Any) -> None:
    police, agent = _id("tan-police"), Seat.objects.get(code="tan-agent").id
    with django_assert_num_queries(4):  # units, short names, seats, own rules
        assert reads.unit_name(police) == "市公安局"
    with django_assert_num_queries(0):
        assert reads.unit_name(police) == "市公安局"
        assert reads.seat_label(agent) == "一号坐席"
        assert reads.unit_name(None) == "" == reads.seat_label(None)
        assert reads.unit_by_code("tan-police", police) is not None
    assert reads.unit_name(_id("tan-traffic"), short=True) == "交警支队"
    assert reads.unit_name(0) == "（未知单位0）" and reads.seat_label(0) == "（未知席位0）"


def test_a_new_unit_is_found_at_once_and_an_old_copy_is_not_trusted_for_long(
    cities: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reads.unit_by_id(0) is None
    Unit.objects.filter(code="tan-west").update(name="西湖区")
    west = _id("tan-west")
    assert reads.unit_name(west) == "西区人民政府"
    late = book.book().read_at + 61
    monkeypatch.setattr("time.monotonic", lambda: late)
    assert reads.unit_name(west) == "西湖区"


def test_units_go_by_several_names(cities: None) -> None:
    tan = _id("tan")
    for name in ("市公安局", "公安局", "市局"):
        assert [unit.code for unit in reads.units_by_name(name, tan)] == ["tan-police"]
    assert reads.units_by_name("市水务局", tan) == [] == reads.units_by_name("无此局", tan)


def test_an_alias_like_the_name_is_no_second_unit(tan: dict[str, Any], cities: None) -> None:
    Unit.objects.get(code="tan-police").short_names.create(name="市公安局")
    book.forget()
    assert len(reads.units_by_name("市公安局", _id("tan"))) == 1


def test_who_is_on_duty_also_past_midnight(seat: Find) -> None:
    agent, dispatcher = seat("tan-agent"), seat("tan-dispatcher")
    day = date(2019, 11, 1)
    Roster.objects.create(seat_id=agent.seat, day=day, begins=time(8), ends=time(20))
    Roster.objects.create(seat_id=dispatcher.seat, day=day, begins=time(20), ends=time(8))
    first = clock.midnight(day)

    def on(hours: float) -> list[int]:
        return reads.on_duty(agent.platform, first + timedelta(hours=hours))

    assert on(7.9) == [] and on(8) == [agent.seat] and on(19.9) == [agent.seat]
    assert on(20) == [dispatcher.seat] == on(31.9) and on(32) == [] == on(-4)


def test_who_is_on_duty_in_a_unit_and_until_when(seat: Find, django_assert_num_queries: Any) -> None:
    agent, dispatcher, police = seat("tan-agent"), seat("tan-dispatcher"), seat("tan-police-1")
    day = date(2019, 11, 1)
    for actor, begins, ends in ((agent, 20, 0), (dispatcher, 20, 8), (police, 18, 9)):
        Roster.objects.create(seat_id=actor.seat, day=day, begins=time(begins), ends=time(ends))
    night = clock.midnight(day) + timedelta(hours=22)
    with django_assert_num_queries(1):
        found = reads.duty_at([agent.unit, dispatcher.unit, police.unit], night)
    assert [(one.unit, one.role, one.until - clock.midnight(day)) for one in found] == [
        (police.unit, "handler", timedelta(hours=33)),
        (agent.unit, "agent", timedelta(hours=24)),
        (dispatcher.unit, "dispatcher", timedelta(hours=32)),
    ]
    assert reads.duty_at([agent.unit, dispatcher.unit], night + timedelta(hours=8)) == [found[2]], "past midnight too"
    assert reads.duty_at([agent.unit], night - timedelta(hours=3)) == [] == reads.duty_at([], night)
    Seat.objects.filter(pk=police.seat).update(valid_to=day)
    assert reads.duty_at([police.unit], night) == [], "a seat that is closed"
