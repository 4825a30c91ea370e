"""Samples, test calls, data checks and bonuses: noted once, struck when wrong, never altered."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from huisheng.directory import load as directory_load
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append, read, replay_happenings
from huisheng.lifecycle.quality import reads, rules
from huisheng.lifecycle.quality.actions import grant_bonus, mystery_call, spot_check, strike_check, upload_check
from huisheng.lifecycle.quality.models import Check
from tests.cast import World
from tests.cast_with_park import second_city

DO: dict[str, tuple[Any, dict[str, Any]]] = {
    "spot": (spot_check, {"day": "2019-11-03", "source": "own", "unit": "water", "sampled": 20, "passed": 17}),
    "mystery": (
        mystery_call,
        {"day": "2019-11-03", "source": "province", "asked": "新生儿怎样办社保", "knowledge": "0", "deducted": "2.5"},
    ),
    "upload": (upload_check, {"day": "2019-11-03", "source": "province", "errors": 2, "deducted": 2}),
    "bonus": (
        grant_bonus,
        {
            "unit": "water", "first": "2019-10-01", "last": "2019-10-31", "marks": "2.3", "ground": "创新",
            "clause": "第三条",
        },
    ),
}  # fmt: skip


def note(world: World, name: str, by: str = "assessor", **changed: Any) -> Check:
    verb, usual = DO[name]
    world.pass_(minutes=1)
    with world.hour() as at:
        check: Check = verb.do(by=world.seat(by), at=at, **{**usual, **changed})
    return check


def strike(world: World, key: Any, by: str = "assessor", **changed: Any) -> Check:
    world.pass_(minutes=1)
    with world.hour() as at:
        return strike_check.do(by=world.seat(by), at=at, **{"check": key, "reason": "登记有误", **changed})


def told(check: Check) -> list[Any]:
    """The bodies of its stream, once replay gives its row again."""
    entries = read.stream(check.stream)
    assert replay_happenings.happening(entries) == reads.live(Check.objects.get(pk=check.pk))
    return [entry.body for entry in entries]


@pytest.mark.parametrize("name", list(DO))
def test_noted_and_struck(world: World, name: str) -> None:
    check = note(world, name)
    assert str(check) == f"{name} {check.last}"
    assert len(told(check)) == 1
    check = strike(world, check.pk)
    assert check.struck_at == world.now
    assert told(check)[1].kind == "check_struck"
    with pytest.raises(Refusal) as caught:
        strike(world, check.pk)
    assert caught.value.code == "struck"


def test_a_sample_of_the_province_by_unit_and_of_all(world: World) -> None:
    check = note(
        world, "spot", source="province", unit="linhe", sampled="4", passed=None, unvisited=2, unsatisfied=2
    )  # fmt: skip
    assert (check.sampled, check.passed, check.unvisited, check.unsatisfied) == (4, 0, 2, 2)
    assert note(world, "spot", unit="").unit_id is None
    assert read.sentence(read.stream(check.stream)[0], {}, {check.unit_id or 0: "临河区"}) == (
        "抽查临河区4件，合格0件，未回访2件，不满意2件"
    )


def test_marks_are_kept_in_hundredths(world: World) -> None:
    call = note(world, "mystery")
    assert (call.service, call.knowledge, call.marks, call.unit_id) == (None, 0, -250, world.platform)
    body = told(call)[0]
    assert (body.service, body.knowledge, body.deducted) == (None, "0", "2.5")
    assert "新生儿" not in str(body.to_json())
    assert note(world, "mystery", deducted=None, service=Decimal("88.25"), knowledge=None).marks == 0
    bonus = note(world, "bonus", marks="-0.12")
    assert (bonus.marks, told(bonus)[0].marks, bonus.last) == (-12, "-0.12", date(2019, 10, 31))
    assert note(world, "upload").marks == -200
    assert note(world, "upload", errors=0, deducted="").marks == 0


def test_a_bonus_is_granted_once_a_unit_and_period(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    check = note(world, "bonus")
    with pytest.raises(Refusal) as caught:
        note(world, "bonus", marks="1")
    assert caught.value.code == "granted_before"
    monkeypatch.setattr(grant_bonus, "_granted", lambda _: False)  # two assessors at the same moment
    with pytest.raises(Refusal) as caught:
        note(world, "bonus", marks="1")
    assert caught.value.code == "granted_before"
    strike(world, check.pk)
    assert note(world, "bonus", marks="1").marks == 100
    note(world, "bonus", unit="urban")
    monkeypatch.setattr("huisheng.lifecycle.quality.frame.next_key", lambda _: check.pk)
    with pytest.raises((Refusal, IntegrityError)):
        note(world, "bonus", unit="police")


def test_who_checks(world: World) -> None:
    for name, (verb, _) in DO.items():
        for seat in ("agent", "dispatcher", "leader", "h-water", "admin", "knowledge"):
            assert verb.can(world.seat(seat)).code == "wrong_role"
            with pytest.raises(Refusal):
                note(world, name, seat)
    assert read.count() == 0
    note(world, "spot", "quality")
    with pytest.raises(Refusal) as caught:
        strike(world, note(world, "bonus").pk, "quality")
    assert caught.value.code == "wrong_role"
    assert strike_check.can(world.seat("quality")) is None
    refusal = strike_check.can(world.seat("agent"))
    assert refusal is not None
    assert refusal.code == "wrong_role"


def test_who_sees_a_check(world: World) -> None:
    directory_load.load_city(second_city())
    check = note(world, "spot", unit="linhe")
    seen = {
        seat: bool(reads.newest(world.seat(seat)))
        for seat in ("assessor", "agent", "h-linhe", "d-linhe", "h-water", "admin", "mh-agent")
    }
    assert seen == {
        "assessor": True,
        "agent": True,
        "h-linhe": True,
        "d-linhe": True,
        "h-water": False,
        "admin": False,
        "mh-agent": False,
    }
    assert reads.newest(world.seat("agent"), kind="bonus") == []
    assert reads.newest(world.seat("agent"), before=check.pk) == []
    with pytest.raises(Refusal) as caught:
        strike(world, 999)
    assert caught.value.code == "no_check"
    refusal = strike_check.can(world.seat("mh-agent"), check)
    assert refusal is not None
    assert refusal.code == "not_yours"


def test_hours_and_days(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        note(world, "spot", day=date(2019, 11, 5))
    assert (caught.value.code, caught.value.field) == ("in_future", "day")
    with pytest.raises(Refusal) as caught:
        note(world, "bonus", last="2019-09-30")
    assert caught.value.code == "span_backwards"
    with world.hour() as at, pytest.raises(Refusal) as caught:
        spot_check.do(by=world.seat("assessor"), at=at + timedelta(hours=1), **DO["spot"][1])
    assert caught.value.code == "in_future"
    check = note(world, "spot")
    world.pass_(hours=-2)
    with pytest.raises(Refusal) as caught:
        strike(world, check.pk)
    assert caught.value.code == "before_last"


@pytest.mark.parametrize(
    ("name", "changed", "code"),
    [
        ("spot", {"day": None}, "missing"),
        ("spot", {"day": "2019-02-30"}, "not_a_day"),
        ("spot", {"day": "1919-11-01"}, "not_a_day"),
        ("spot", {"day": 20191101}, "not_a_day"),
        ("spot", {"day": "x" * 10_000}, "not_a_day"),
        ("spot", {"source": "somebody"}, "not_an_option"),
        ("spot", {"source": None}, "missing"),
        ("spot", {"unit": "yunshan"}, "no_unit"),
        ("spot", {"unit": "nowhere"}, "no_unit"),
        ("spot", {"sampled": 0}, "not_a_count"),
        ("spot", {"sampled": 16}, "too_many"),
        ("spot", {"unvisited": 2, "unsatisfied": 2}, "too_many"),
        ("spot", {"passed": -1}, "not_a_count"),
        ("mystery", {"asked": "\x00\x00"}, "missing"),
        ("mystery", {"asked": "问" * 501}, "too_long"),
        ("mystery", {"knowledge": "九十"}, "not_marks"),
        ("mystery", {"knowledge": "99.999"}, "not_marks"),
        ("mystery", {"service": "100.01"}, "not_marks"),
        ("mystery", {"service": 88.5}, "not_marks"),
        ("mystery", {"service": True}, "not_marks"),
        ("mystery", {"deducted": "-1"}, "not_marks"),
        ("upload", {"errors": 0}, "no_errors"),
        ("upload", {"errors": None}, "missing"),
        ("bonus", {"marks": None}, "missing"),
        ("bonus", {"marks": "1e5"}, "not_marks"),
        ("bonus", {"marks": "NaN"}, "not_marks"),
        ("bonus", {"marks": "9" * 30}, "not_marks"),
        ("bonus", {"unit": ""}, "missing"),
        ("bonus", {"ground": ""}, "missing"),
        ("bonus", {"clause": {"a": 1}}, "not_text"),
        ("bonus", {"more": 1}, "unknown_field"),
    ],
)
def test_bad_checks(world: World, name: str, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        note(world, name, **changed)
    assert caught.value.code == code
    assert caught.value.sentence.endswith("。")
    assert read.count() == 0


def test_a_check_belongs_to_its_entry(lasting_world: World) -> None:
    check = note(lasting_world, "spot")
    with pytest.raises(Exception, match="tripwire"):
        Check.objects.filter(pk=check.pk).update(passed=20)
    with pytest.raises(Exception, match="tripwire"), append.writing():
        Check.objects.filter(pk=check.pk).delete()


def test_the_arithmetic_of_a_sample() -> None:
    assert rules.sample_adds_up(16, 8, 2, 6) is None
    assert rules.errors_cost(2, 200) is None
    assert rules.errors_cost(0, 0) is None
