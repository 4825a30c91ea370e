"""Overlapping areas: ruled once, ended, in the ledger; who may; and what holds on a day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read, replay_happenings
from huisheng.lifecycle.dispatch import rulings
from huisheng.lifecycle.dispatch.actions import end_ruling, rule_area
from huisheng.lifecycle.dispatch.models import Ruling
from tests.cast import World

USUAL = {"unit": "urban", "category": "0101", "place": "幸福里", "reason": "两家都不认", "first": "2019-11-04"}


def rule(world: World, by: str = "dispatcher", **changed: Any) -> Ruling:
    world.pass_(minutes=1)
    with world.hour() as at:
        return rule_area.do(by=world.seat(by), at=at, **{**USUAL, **changed})


def end(world: World, key: int, by: str = "dispatcher", reason: str = "区划已调整") -> Ruling:
    world.pass_(minutes=1)
    with world.hour() as at:
        return end_ruling.do(by=world.seat(by), at=at, ruling=key, reason=reason)


def held(world: World, category: str = "010101", day: date = date(2019, 11, 5)) -> list[int]:
    version = Ruling.objects.exclude(category="").values_list("category_version", flat=True).first() or ""
    return [one.key for one in rulings.holding(world.platform, category, version, day)]


def test_ruled_and_ended_as_the_ledger_says(world: World) -> None:
    made = rule(world, last="2019-12-31")
    assert str(made) == "0101  幸福里"
    entries = read.stream(made.stream)
    assert replay_happenings.happening(entries) == rulings.live(Ruling.objects.get(pk=made.pk))
    assert held(world) == [made.pk]
    assert held(world, day=date(2020, 1, 1)) == [] == held(world, day=date(2019, 11, 3)) == held(world, "0201")
    end(world, made.pk, by="supervisor")
    entries = read.stream(made.stream)
    assert [entry.kind for entry in entries] == ["area_ruled", "ruling_ended"]
    assert replay_happenings.happening(entries) == rulings.live(Ruling.objects.get(pk=made.pk))
    assert held(world) == []
    with pytest.raises(Refusal, match="已经终止"):
        end(world, made.pk)
    again = rule(world)  # after the end it may be ruled anew
    assert held(world) == [again.pk]


def test_for_all_categories_and_by_region(world: World) -> None:
    made = rule(world, category="")
    assert (made.category_version, held(world, "0201")) == ("", [made.pk])


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"unit": "nobody"}, "no_unit", "unit"),
        ({"unit": "linhe-town"}, "no_unit", "unit"),
        ({"unit": ""}, "missing", "unit"),
        ({"category": "9999"}, "no_category", "category"),
        ({"region": "nowhere"}, "no_region", "region"),
        ({"place": " "}, "no_place", "place"),
        ({"place": "长" * 201}, "too_long", "place"),
        ({"reason": ""}, "missing", "reason"),
        ({"first": "soon"}, "not_a_day", "first"),
        ({"last": "2019-11-01"}, "span_backwards", "last"),
        ({"by_whom": 1}, "unknown_field", "by_whom"),
    ],
)
def test_what_makes_no_sense_is_refused(world: World, changed: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refusal) as caught:
        rule(world, **changed)
    assert (caught.value.code, caught.value.field) == (code, field)
    assert not Ruling.objects.exists()


def test_who_may(world: World) -> None:
    for seat in ("agent", "h-urban", "leader", "admin"):
        with pytest.raises(Refusal) as caught:
            rule(world, by=seat)
        assert caught.value.code == "wrong_role"
        assert rule_area.can(world.seat(seat)) is not None
    made = rule(world, by="supervisor")
    assert end_ruling.can(world.seat("agent"), made) is not None
    with pytest.raises(Refusal) as caught:
        end(world, made.pk, by="d-linhe")
    assert caught.value.code == "no_ruling"
    assert rulings.newest(world.seat("dispatcher")) == [made]
    assert rulings.newest(world.seat("dispatcher"), before=made.pk) == []
    assert rulings.newest(world.seat("agent")) == [] == rulings.newest(world.seat("d-linhe"))
    with pytest.raises(Refusal, match="晚于当前时间"), clock.at(world.now):
        rule_area.do(by=world.seat("dispatcher"), at=world.now + timedelta(days=1), **USUAL)


def test_the_same_twice_is_refused_also_in_a_race(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rule(world)
    with pytest.raises(Refusal) as caught:
        rule(world)
    assert caught.value.code == "already_ruled"
    monkeypatch.setattr(rulings, "standing", lambda actor, alike: False)  # the other seat hasn't finished yet
    with pytest.raises(Refusal) as caught, transaction.atomic():
        rule(world)
    assert caught.value.code == "already_ruled"
    monkeypatch.setattr(rule_area, "check_span", lambda first, last: None)
    with pytest.raises(IntegrityError), transaction.atomic():  # what isn't about the place is no such race
        rule(world, place="别处", last="2019-10-01")
