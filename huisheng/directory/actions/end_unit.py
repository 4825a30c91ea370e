"""End a unit (停用单位): from a day on it no longer holds; its history stays, its work goes to a successor."""

from datetime import date, datetime

from django.db import transaction

from huisheng.directory import book, reach, turns
from huisheng.directory.actions import note_change
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.models import Seat, Unit
from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor, row: Unit) -> Refusal | None:
    """An administrator, and not his own platform; one that hasn't ended yet."""
    refusal = may(by, Duty.DIRECTORY)
    if refusal is None and row.id == by.platform:
        return Refusal("own", "本平台自己不能在这里停用，请联系上级平台的管理员。")
    if refusal is None and row.valid_to is not None:
        return Refusal("ended", f"这个单位已定于{row.valid_to}停用；停用日没到的，可以先撤回停用。")
    return refusal


def do(code: str, *, ends: date | None, successor: str, busy: int, by: Actor, at: datetime, reason: object) -> int:
    """End it, and its seats with it; how many seats. ``ends``: the first day on which it no longer holds.

    ``busy``: dispatches to it and below that are still open, as the room above counts them. Refusals: a day that has
    passed, units below that go on, open dispatches without a successor.
    """
    why = note_change.why(reason)
    with transaction.atomic():
        row = reach.unit(code, by=by, lock=True)
        insist(can(by, row))
        day = _day(ends, row, at)
        _nobody_below(row, day)
        heir = _heir(successor, row, day, by)
        if busy and heir is None:
            sentence = (
                f"{row.short}和它的下属单位还有{busy}件没有办完的派单，停用前请选定承接单位：这些件由承接单位接着办。"
            )
            raise Refusal("busy", sentence, field="successor")
        Unit.objects.filter(pk=row.pk).update(valid_to=day, successor=heir)
        closed = 0
        for seat in Seat.objects.filter(unit=row, valid_from__lt=day, valid_to__isnull=True):
            Seat.objects.filter(pk=seat.pk).update(valid_to=day)
            turns.drop(seat.pk, day)
            closed += 1
        details = {"停用日期": ["", day.isoformat()], "承接单位": ["", heir.name if heir else ""]}
        if busy:
            details["没有办完的派单"] = ["", f"{busy}件"]
        note_change.do(Subject.UNIT, Done.ENDED, by=by, key=row.code, name=row.name, at=at, details=details, reason=why)
    book.forget()
    return closed


def undo(code: str, *, by: Actor, at: datetime, reason: object) -> None:
    """Take the end back, before its day; the seats that were to end with it go on too."""
    why = note_change.why(reason)
    with transaction.atomic():
        row = reach.unit(code, by=by, lock=True)
        insist(may(by, Duty.DIRECTORY))
        if row.valid_to is None or row.valid_to <= clock.local_day(at):
            raise Refusal("past", "只有定了停用、停用日还没到的单位，才能撤回停用；已停用的请另设单位。")
        Seat.objects.filter(unit=row, valid_to=row.valid_to).update(valid_to=None)
        details = {"停用日期": [row.valid_to.isoformat(), ""]}
        Unit.objects.filter(pk=row.pk).update(valid_to=None, successor=None)
        note_change.do(
            Subject.UNIT, Done.WITHDRAWN, by=by, key=row.code, name=row.name, at=at, details=details, reason=why
        )
    book.forget()


def _day(ends: date | None, row: Unit, at: datetime) -> date:
    if ends is None:
        raise Refusal("missing", "请填写从哪一天起停用。", field="ends")
    if ends <= clock.local_day(at) or ends <= row.valid_from:
        raise Refusal("past", "停用日期应在今天以后，也在启用日期以后，请改正。", field="ends")
    return ends


def _nobody_below(row: Unit, day: date) -> None:
    below = Unit.objects.filter(path__startswith=row.path).exclude(pk=row.pk)
    left = [unit.short for unit in below if unit.valid_to is None or unit.valid_to > day]
    if left:
        named = "、".join(left[:5]) + ("等" if len(left) > 5 else "")
        sentence = f"{row.short}下面还有{len(left)}个单位那时没有停用：{named}。请先停用它们，或改到别的上级。"
        raise Refusal("units_below", sentence, field="ends")


def _heir(successor: str, row: Unit, day: date, by: Actor) -> Unit | None:
    code = text.clean(successor).split(" ")[0]
    if not code:
        return None
    heir = reach.units(by).filter(code=code).first()
    if heir is None or heir.path.startswith(row.path):
        raise Refusal("no_unit", "承接单位不属于本平台，或就是它自己和下属，请重新选择。", field="successor")
    if not reach.open_on(heir, day):
        raise Refusal("closed", f"承接单位{heir.short}在{day}没有启用或已停用，请换一个。", field="successor")
    return heir
