"""What the database itself refuses."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from huisheng.directory.actions import look
from huisheng.directory.actor import Actor
from huisheng.directory.models import AccessKey, Look, Roster, Seat, Unit
from huisheng.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"prefix": "X"},  # an ordinary unit has neither prefix nor scope
        {"is_platform": True},  # a platform has both
        {"is_platform": True, "prefix": "X", "scope": "某"},  # and is its own
        {"path": "1/2"},
        {"kind": "bureau"},
        {"valid_to": date(1900, 1, 1)},
    ],
)
def test_an_impossible_unit(cities: None, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        Unit.objects.filter(code="tan-west").update(**change)


def test_a_unit_is_not_its_own_parent(cities: None) -> None:
    west = Unit.objects.get(code="tan-west")
    with pytest.raises(IntegrityError):
        Unit.objects.filter(id=west.id).update(parent=west)


@pytest.mark.parametrize("change", [{"role": "boss"}, {"valid_to": date(1900, 1, 1)}])
def test_an_impossible_seat(cities: None, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        Seat.objects.filter(code="tan-agent").update(**change)


def test_one_system_seat_a_platform(cities: None) -> None:
    with pytest.raises(IntegrityError):
        Seat.objects.filter(code="tan-agent").update(role="system", unit=Unit.objects.get(code="tan"))


def test_a_key_is_not_revoked_before_it_is_made(cities: None) -> None:
    now = clock.now()
    key = AccessKey(digest=b"1" * 32, seat=Seat.objects.get(code="tan-agent"), label="试", created_at=now)
    key.revoked_at = now - timedelta(seconds=1)
    assert str(key) == "试"
    with pytest.raises(IntegrityError):
        key.save()


def test_a_look_can_only_be_added(seat: Callable[[str], Actor]) -> None:
    row = look.do("workorder:1", by=seat("tan-agent"), purpose="回访", fields=["phone", "name"], at=clock.now())
    assert row.fields == "phone,name" and str(row).startswith("workorder:1 ")
    for spoil in (lambda: Look.objects.update(purpose="别的"), lambda: Look.objects.all().delete(), row.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            spoil()
    assert Look.objects.get().purpose == "回访"
    with pytest.raises(IntegrityError):
        Look.objects.create(seat_id=row.seat_id, subject="workorder:1", purpose="", fields="", at=clock.now())


def test_a_turn_names_its_seat_and_day(cities: None) -> None:
    row = Seat.objects.get(code="tan-agent")
    turn = Roster(seat=row, day=date(2019, 11, 1))
    assert str(turn) == f"{row.id} 2019-11-01"
