"""What a circular tells beside its matters: notes, checks, bonuses, sessions, the earlier figures it compares with."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from huisheng.rehearsal.counts import earlier
from huisheng.rehearsal.period.deal import session_ref
from huisheng.rehearsal.period.spec import Spec
from huisheng.rehearsal.story import Act, Happening, Param, instant, wall

_OFFICE = time(16)
_GAP = timedelta(minutes=2)
_MEASURES = {"topic": "accepted", "subtopic": "accepted", "accepted": "accepted", "enterprise": "accepted_enterprise"}


def happenings(folder: Path, spec: Spec) -> tuple[Happening, ...]:
    """All of them, in an order in which they can be lived."""
    told = _Told(spec)
    said = spec.said
    if "books" in said:
        told.add(wall(said["books"], time(8)), "open_books", "k01", day=said["books"].isoformat())
    rows = _rows(folder / "units.csv")
    for note in said.get("note", ()):
        told.add(wall(note["day"], _OFFICE), "note", "k01", day=note["day"].isoformat(), words=note["words"])
    _checks(told, spec, rows)
    _given(told, spec)
    _last_rates(told, spec, _rows(folder / "chosen.csv"))
    for group in (_press, _knowledge, _sessions):
        group(told, spec)
    return tuple(told.made)


class _Told:
    """The happenings so far; each a little later than the one before on its day."""

    def __init__(self, spec: Spec) -> None:
        self.made: list[Happening] = []
        self._prefix = seat_prefix(spec)
        self._last: dict[datetime, datetime] = {}

    def add(self, at: datetime, act: str, seat: str, **params: Param) -> None:
        """One act that stands for itself, by the seat of that number on the period's own platform."""
        moment = self._last[at] = self._last.get(at, at) + _GAP
        ref = f"{act}-{len(self.made) + 1:04d}"
        self.made.append(Happening(ref, (Act(instant(moment), act, f"{self._prefix}-{seat}", params),)))

    def session(self, ref: str, acts: Sequence[tuple[datetime, str, str, Mapping[str, Param]]]) -> None:
        """One session with all its acts."""
        made = tuple(Act(instant(at), act, f"{self._prefix}-{seat}", params) for at, act, seat, params in acts)
        self.made.append(Happening(ref, made))


def seat_prefix(spec: Spec) -> str:
    """How the seats of the circular's own platform are called: what stands before the dash."""
    return spec.setting.seats_of("assessor", spec.sender)[0].partition("-")[0]


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _checks(told: _Told, spec: Spec, rows: Sequence[Mapping[str, str]]) -> None:
    """Spot checks on the last day, bonuses some days after it: as the printed tables have them."""
    last = spec.last_day
    for row in rows:
        if int(row.get("sampled") or 0):
            told.add(wall(last, time(9)), "spot_check", "q01", day=last.isoformat(), source="own", unit=row["unit"],
                     sampled=int(row["sampled"]), passed=int(row["passed"]))  # fmt: skip
    for row in rows:
        if row.get("bonus") not in (None, "", "0"):
            at = wall(last + timedelta(days=5), time(9))
            told.add(at, "grant_bonus", "k01", unit=row["unit"], first=spec.first_day.isoformat(),
                     last=last.isoformat(), marks=row["bonus"], ground=spec.said["bonus"]["ground"],
                     clause=spec.said["bonus"]["clause"])  # fmt: skip


def _given(told: _Told, spec: Spec) -> None:
    """The smallest earlier counts from which the printed growths print."""
    for row in spec.said.get("given", ()):
        for window, name in (("year_before", "year"), ("period_before", "before")):
            before = row.get(f"{name}_count") or (earlier(row["now"], row[name]) if name in row else 0)
            if before is None:
                raise ValueError(f"{row['name']}: nothing grows by {row[name]} % to {row['now']}")
            if before:
                part = row["name"] if row["name"] in ("topic", "subtopic", "kind", "channel") else ""
                _figure(told, spec, window, measure=_MEASURES[row["name"]], part=part, key=row.get("code", ""),
                        numerator=before, source=f"由{spec.said['document']}“{row['cite']}”所印增幅推得")  # fmt: skip


def _figure(told: _Told, spec: Spec, window: str, **params: Param) -> None:
    first, last = span(spec.said["windows"], window)
    at = wall(spec.last_day + timedelta(days=4), time(10))
    told.add(at, "enter_figure", "k01", first=first.isoformat(), last=last.isoformat(), **params)


def span(windows: Mapping[str, Any], name: str) -> tuple[date, date]:
    """The first and last day of an earlier window."""
    first, last = windows[name]
    return first, last


def _last_rates(told: _Told, spec: Spec, rows: Sequence[Mapping[str, str]]) -> None:
    for row in rows:
        if row.get("last_solved"):
            _figure(told, spec, "period_before", measure="solution_rate", part="unit", key=row["unit"],
                    value=row["last_solved"], source="演示假定：使升降幅度与通报点名的单位相符")  # fmt: skip


def _press(told: _Told, spec: Spec) -> None:
    said = spec.said.get("press")
    if said:
        for n in range(said["count"]):
            day = spec.first_day + timedelta(days=n % _days(spec))
            title, media = f"演示报道{n + 1:02d}：热线办件回访", _MEDIA[n % len(_MEDIA)]
            told.add(wall(day, time(11)), "press", "k01", day=day.isoformat(), title=title, media=media)


_MEDIA = ("演示日报", "演示晚报", "演示电视台", "演示广播")


def _knowledge(told: _Told, spec: Spec) -> None:
    said = spec.said.get("knowledge", {})
    for unit, count in said.get("updates", {}).items():
        for part, day in zip(_parts(count, 3), _three_days(spec), strict=True):
            told.add(wall(day, time(15)), "update_knowledge", "z01", day=day.isoformat(), unit=unit, count=part)
    if "size" in said:
        day = said["day"]
        told.add(wall(day, time(14)), "size_knowledge", "z01", day=day.isoformat(), count=said["size"])
        told.add(wall(day, time(15)), "quiz", "z01", day=day.isoformat(), questions=said["questions"],
                 pool=said["size"], title=said["title"])  # fmt: skip


def _sessions(told: _Told, spec: Spec) -> None:
    """Leaders' sessions: announced a week and some days before, held, ended, published."""
    for number, said in enumerate(spec.said.get("session", ()), 1):
        starts = wall(said["day"], time(said.get("hour", 9)))
        told.session(
            session_ref(number),
            [
                (starts - timedelta(days=9, hours=-1), "announce", "s01", {
                    "unit": said["unit"], "post": said["post"], "portfolio": said["portfolio"],
                    "starts_at": f"{starts:%Y-%m-%d %H:%M}", "topics": said["topics"]}),
                (starts - timedelta(days=5), "gather", "s01", {"words": said["question"]}),
                (starts + timedelta(minutes=1), "hold", "s01", {}),
                (starts + timedelta(hours=1), "end", "s01", {"calls": said["calls"]}),
                (starts + timedelta(days=6), "publish", "s02", {"where": "市政府门户网站"}),
            ],
        )  # fmt: skip


def _parts(count: int, parts: int) -> list[int]:
    return [count // parts + (place < count % parts) for place in range(parts)]


def _three_days(spec: Spec) -> Iterator[date]:
    return (spec.first_day + timedelta(days=_days(spec) * n // 4) for n in (1, 2, 3))


def _days(spec: Spec) -> int:
    return (spec.last_day - spec.first_day).days + 1
