"""Import a sheet of units or seats (确认导入): all of it or nothing; once more, it changes nothing."""

from datetime import datetime

from django.db import transaction

from huisheng.directory import book, plans, sheets
from huisheng.directory.actions import put_seat, put_unit
from huisheng.directory.actor import Actor
from huisheng.directory.duties import Duty, may
from huisheng.directory.entries import SEAT_COLUMNS, UNIT_COLUMNS
from huisheng.directory.settled import Upload
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.lines import Line, State


def can(by: Actor) -> Refusal | None:
    """An administrator."""
    return may(by, Duty.DIRECTORY)


def look(row: Upload, *, by: Actor, at: datetime) -> list[Line]:
    """What the sheet would do, line by line. Nothing is stored."""
    insist(can(by))
    today = clock.local_day(at)
    if row.what == "units":
        return plans.units(sheets.lines(row, UNIT_COLUMNS), by=by, today=today).lines
    return plans.seats(sheets.lines(row, SEAT_COLUMNS), by=by, today=today).lines


def do(key: int, *, seen: str, by: Actor, at: datetime) -> int:
    """Do what the preview ``seen`` showed; how many lines were stored."""
    insist(can(by))
    with transaction.atomic():
        row = sheets.upload(key, by=by, lock=True)
        today, why = clock.local_day(at), f"导入：{row.name}"[:200]
        if row.what == "units":
            units = plans.units(sheets.lines(row, UNIT_COLUMNS), by=by, today=today)
            found = units.lines
            sheets.agreed(found, seen)
            put_unit.store(units.rows, by=by, at=at, reason=why)
        else:
            seats = plans.seats(sheets.lines(row, SEAT_COLUMNS), by=by, today=today)
            found = seats.lines
            sheets.agreed(found, seen)
            put_seat.store(seats.rows, by=by, at=at, reason=why)
        sheets.done(row, at)
    book.forget()
    return sum(line.state is not State.SAME for line in found)
