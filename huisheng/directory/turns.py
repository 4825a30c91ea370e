"""Rosters by the week (排班): turns of seats as they are typed, "08:00-16:00 16:00-24:00", and as they are shown."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import QuerySet

from huisheng.directory.actor import Actor
from huisheng.directory.duties import Duty, may
from huisheng.directory.models import Roster, Seat
from huisheng.directory.roles import Role
from huisheng.kernel import text
from huisheng.kernel.errors import Refusal, insist

PAGE = 40
MOST = 4  # turns of one seat on one day
_TURN = re.compile(r"([01]?\d|2[0-3]):?([0-5]\d)?[-~至—–]+([01]?\d|2[0-4]):?([0-5]\d)?\Z")
_WIDE = str.maketrans("０１２３４５６７８９：－～，、；", "0123456789:-~   ")
Turn = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Week:
    """A page of seats with their turns on the seven days; ``more``: code after which the next page begins, or ""."""

    monday: date
    seats: Sequence[Seat]
    turns: Mapping[tuple[int, date], Sequence[Turn]]
    more: str


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week(by: Actor, first: date, role: str, after: str) -> Week:
    """The roster of a platform's seats of one role, in the week that begins on ``first``. For administrators."""
    insist(may(by, Duty.DIRECTORY))
    last = first + timedelta(days=6)
    rows = _on_roster(by, role, first, last).filter(code__gt=text.clean(after[:50])).order_by("code")
    found = list(rows.select_related("unit")[: PAGE + 1])
    shown = found[:PAGE]
    turns: dict[tuple[int, date], list[Turn]] = {}
    for turn in Roster.objects.filter(seat__in=[seat.pk for seat in shown], day__range=(first, last)):
        turns.setdefault((turn.seat_id, turn.day), []).append((turn.begins, turn.ends))
    return Week(first, shown, turns, shown[-1].code if len(found) > PAGE else "")


def _on_roster(by: Actor, role: str, first: date, last: date) -> QuerySet[Seat]:
    rows = Seat.objects.filter(unit__platform_id=by.platform, valid_from__lte=last)
    rows = rows.exclude(valid_to__lte=first).exclude(role=Role.SYSTEM.value)
    return rows.filter(role=role) if role else rows


def spelled(turns: Iterable[Turn]) -> str:
    """As a person types them; a turn that ends at midnight ends at 24:00."""
    return " ".join(f"{begins:%H:%M}-{'24:00' if ends == time() else f'{ends:%H:%M}'}" for begins, ends in turns)


def read(typed: str, *, where: str, field: str) -> list[Turn]:
    """The turns that were typed, by their beginning. Refusal beside ``field``: unreadable, or two overlap."""
    words = text.clean(typed[:200]).translate(_WIDE).replace(",", " ").replace(";", " ").split()
    if len(words) > MOST:
        raise Refusal("too_many", f"{where}最多{MOST}个班次，请合并。", field=field)
    turns = sorted(_turn(word, where, field) for word in words)
    for (_, ends), (begins, _) in zip(turns, turns[1:], strict=False):
        if ends == time() or ends > begins:
            raise Refusal("overlap", f"{where}的班次互相重叠，请改正。", field=field)
    if any(ends != time() and ends <= begins for begins, ends in turns[:-1]):
        raise Refusal("overlap", f"{where}的班次互相重叠，请改正。", field=field)
    return turns


def _turn(word: str, where: str, field: str) -> Turn:
    found = _TURN.match(word)
    hours = (int(found[1]), int(found[2] or 0), int(found[3]), int(found[4] or 0)) if found else None
    if hours is None or (hours[2] == 24 and hours[3]) or hours[:2] == hours[2:]:
        sentence = f"{where}的“{word[:20]}”看不懂，请写成08:00-16:00的样子，两班之间用空格；过零点的写16:00-02:00。"
        raise Refusal("wrong_turn", sentence, field=field)
    return time(hours[0], hours[1]), time(hours[2] % 24, hours[3])


def drop(seat: int, first: date) -> int:
    """Take a seat off the roster from a day on; how many turns."""
    return Roster.objects.filter(seat_id=seat, day__gte=first).delete()[0]
