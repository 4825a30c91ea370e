"""Put a seat (设席位、改席位): a place of work with one role in one unit; its password is another administrator's."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from huisheng.directory import book, plans, reach, tree
from huisheng.directory.actions import note_change
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.entries import SEAT_COLUMNS, SeatEntry
from huisheng.directory.models import Seat
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.lines import Cells, Line, State


def can(by: Actor) -> Refusal | None:
    """An administrator."""
    return may(by, Duty.DIRECTORY)


def do(given: Mapping[str, str], *, new: bool, by: Actor, at: datetime, reason: object = "") -> str:
    """The code of the seat. ``given``: cells by the names of ``SEAT_COLUMNS``.

    Nobody changes his own seat's rights. Refusals stand beside their field.
    """
    insist(can(by))
    cells = Cells(given, SEAT_COLUMNS)
    with transaction.atomic():
        plan = plans.seats([cells], by=by, today=clock.local_day(at))
        entry, row, line = plan.rows[0]
        if new and row is not None:
            raise Refusal("twice", f"席位代码{entry.code}已经有了（{row.label}），请换一个代码。", field="code")
        cells.insist()
        if not new and row is None:
            raise Refusal("not_found", "没有这个席位，或它不属于本平台，请核对席位代码。")
        if line.state is State.SAME:
            raise Refusal("nothing", "没有要改的：填的和原来一样。", field="label")
        why = note_change.why(reason) if "保密权限" in line.details and line.details["保密权限"][1] == "是" else reason
        store(plan.rows, by=by, at=at, reason=why)
    book.forget()
    return entry.code


def store(rows: Sequence[tuple[SeatEntry, Seat | None, Line]], *, by: Actor, at: datetime, reason: object) -> None:
    """Store what a plan came to, and note each change."""
    begins = clock.local_day(at) + timedelta(days=1)
    units = {unit.code: unit for unit in reach.units(by)}
    for entry, row, line in rows:
        if line.state is State.SAME:
            continue
        if row is not None and row.id == by.seat:
            raise Refusal("own", "不能改自己的席位，请另一位管理员改。", field="code")
        if row is None:
            tree.add_seat(entry, units[entry.unit], begins)
        else:
            tree.change_seat(row, entry)
        done = Done.OPENED if row is None else Done.CHANGED
        note_change.do(
            Subject.SEAT, done, by=by, key=entry.code, name=entry.label, at=at, details=line.details, reason=reason
        )
