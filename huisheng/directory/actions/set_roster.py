"""Set the roster (排班): who sits when, seat by seat and day by day; or the week before once more."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from huisheng.directory import turns
from huisheng.directory.actions import note_change
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.models import Roster, Seat
from huisheng.directory.turns import Turn
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor, monday: date, at: datetime) -> Refusal | None:
    """An administrator; a week that isn't over."""
    refusal = may(by, Duty.DIRECTORY)
    if refusal is None and monday + timedelta(days=6) < clock.local_day(at):
        return Refusal("past", "这一周已经过去，排班只能看，不能改。")
    return refusal


def do(typed: Mapping[tuple[str, date], str], *, monday: date, by: Actor, at: datetime) -> int:
    """Make the roster be as typed, for the seats and days that are named; how many cells changed.

    ``typed``: (code of the seat, day) -> turns in words. Days that have passed stay. Refusal beside the cell's field
    ("code@2026-01-05").
    """
    insist(can(by, monday, at))
    seats = {seat.code: seat for seat in _seats(by, {code for code, _ in typed})}
    wanted: dict[tuple[Seat, date], list[Turn]] = {}
    for (code, day), words in typed.items():
        if code not in seats or not monday <= day <= monday + timedelta(days=6):
            raise Refusal("not_found", "席位或日期不在这一页排班里，请刷新后再填。")
        where = f"{seats[code].label}{day.month}月{day.day}日"
        wanted[seats[code], day] = turns.read(words, where=where, field=f"{code}@{day}")
    return _store(wanted, monday, by, at, Done.CHANGED)


def copy(*, monday: date, role: str, by: Actor, at: datetime) -> int:
    """The week before once more, on the days to come that are still empty; how many cells."""
    insist(can(by, monday, at))
    before = Roster.objects.filter(
        seat__unit__platform_id=by.platform, day__range=(monday - timedelta(days=7), monday - timedelta(days=1))
    )
    if role:
        before = before.filter(seat__role=role)
    wanted: dict[tuple[Seat, date], list[Turn]] = {}
    taken = set(Roster.objects.filter(day__range=(monday, monday + timedelta(days=6))).values_list("seat_id", "day"))
    for turn in before.select_related("seat"):
        day = turn.day + timedelta(days=7)
        if (turn.seat_id, day) not in taken and turn.seat.valid_from <= day < (turn.seat.valid_to or date.max):
            wanted.setdefault((turn.seat, day), []).append((turn.begins, turn.ends))
    if not wanted:
        raise Refusal("nothing", "上一周没有可照搬的班次，或这一周都已排好。")
    return _store(wanted, monday, by, at, Done.COPIED)


def _seats(by: Actor, codes: set[str]) -> list[Seat]:
    return list(Seat.objects.filter(unit__platform_id=by.platform, code__in=codes))


def _store(wanted: Mapping[tuple[Seat, date], list[Turn]], monday: date, by: Actor, at: datetime, done: Done) -> int:
    today, changed = clock.local_day(at), 0
    details: dict[str, list[str]] = {}
    with transaction.atomic():
        have: dict[tuple[int, date], list[Turn]] = {}
        rows = Roster.objects.filter(seat__in=[seat.pk for seat, _ in wanted], day__gte=max(today, monday))
        for row in rows.select_for_update():
            have.setdefault((row.seat_id, row.day), []).append((row.begins, row.ends))
        for (seat, day), fresh in wanted.items():
            old = have.get((seat.pk, day), [])
            if day < today or old == fresh:
                continue
            Roster.objects.filter(seat=seat, day=day).delete()
            Roster.objects.bulk_create([Roster(seat=seat, day=day, begins=one, ends=end) for one, end in fresh])
            details[f"{seat.label} {day:%m-%d}"] = [turns.spelled(old), turns.spelled(fresh)]
            changed += 1
        if changed:
            key, name = monday.isoformat(), f"{monday:%Y-%m-%d}起的一周"
            note_change.do(Subject.ROSTER, done, by=by, key=key, name=name, at=at, details=details)
    return changed
