"""The published month as read from its folder: figures, units, seats, regions. Nothing is decided here."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from huisheng.kernel.errors import Refusal

MONTHS = Path(__file__).parent / "months"
CITIES = Path(__file__).parent / "cities"
CIRCULAR = "circular.toml"  # in a month that ends with a published edition: which composition, whose seats, when


@dataclass(frozen=True, slots=True)
class Row:
    """One unit's row of the printed table, its counts only; the rates follow from them."""

    unit: str
    dispatched: int
    on_time: int
    overdue: int
    returned: int
    visited: int
    unanswered: int
    satisfied: int
    not_contacted: int
    phone: int
    phone_answered: int
    written: int
    written_answered: int


@dataclass(frozen=True, slots=True)
class Unit:
    """A member unit as printed. ``kind``: county, department or enterprise."""

    code: str
    name: str
    short: str
    kind: str
    order: int
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """Who acts: ``role`` as the verbs know it; ``unit`` is a unit's code for handlers, else empty."""

    code: str
    role: str
    unit: str
    label: str


@dataclass(frozen=True, slots=True)
class Region:
    """A county-level region (``parent`` empty) or a street of one; ``unit`` answers for it."""

    code: str
    name: str
    parent: str
    unit: str


@dataclass(frozen=True, slots=True)
class Month:
    """Everything the folder says. ``topics``: first-level category's code -> count of orders handed on.

    ``recode``: category of base-2013, whose phrases tell a matter -> the city's own.
    """

    name: str
    first_day: date
    last_day: date
    visits_from: date
    visits_to: date
    last_act_before: date
    reply_limit: int
    calls: Mapping[str, int]
    kinds: Mapping[str, int]
    topics: Mapping[str, int]
    returns: Mapping[int, int]
    disputed: tuple[str, str]
    phone_satisfied: int
    written_satisfied: int
    unvisited_unit: str
    unvisited_replied: int
    rows: Mapping[str, Row]
    units: Mapping[str, Unit]
    seats: tuple[Seat, ...]
    regions: tuple[Region, ...]
    places: Mapping[str, Any]
    recode: Mapping[str, str]
    happenings: Sequence[Mapping[str, Any]]

    def size_of(self, unit: str) -> int:
        """How many matters a unit handles: how likely one happens in its region."""
        return self.rows[unit].dispatched

    def seats_of(self, role: str) -> list[str]:
        """The codes of the seats with this role."""
        return [seat.code for seat in self.seats if seat.role == role]

    def districts(self) -> list[str]:
        """The county-level units, in printed order."""
        return [unit.code for unit in self.units.values() if unit.kind == "county"]

    def others(self) -> list[str]:
        """Departments and companies, in printed order."""
        return [unit.code for unit in self.units.values() if unit.kind != "county"]


def folder(name: str) -> Path:
    """Where the month of this name lies; a Refusal naming the known months if there is none."""
    path = MONTHS / name
    if not (path / "month.toml").is_file():
        known = "、".join(sorted(p.parent.name for p in MONTHS.glob("*/month.toml")))
        raise Refusal("unknown_month", f"没有名为“{name}”的演练月份，可用的有：{known}。", field="name")
    return path


def city_of(path: Path) -> Path:
    """Where the city of this month lies: a city that several months share has a folder of its own."""
    said = tomllib.loads((path / "month.toml").read_text(encoding="utf-8"))
    return CITIES / said["city"] if "city" in said else path


def read(path: Path) -> Month:
    """The month of a folder: month.toml, units.csv, city.toml, places.toml."""
    said = tomllib.loads((path / "month.toml").read_text(encoding="utf-8"))
    city = tomllib.loads((path / "city.toml").read_text(encoding="utf-8"))
    units = {u["code"]: Unit(**{**u, "aliases": tuple(u["aliases"])}) for u in city["unit"]}
    return Month(
        name=said["name"],
        first_day=said["first_day"],
        last_day=said["last_day"],
        visits_from=said["visits"]["first_day"],
        visits_to=said["visits"]["last_day"],
        last_act_before=said["last_act_before"],
        reply_limit=said["reply_limit_workdays"],
        calls={k: v for k, v in said["calls"].items() if isinstance(v, int)},
        kinds={k: v for k, v in said["kinds"].items() if isinstance(v, int)},
        topics={t["code"]: t["count"] for t in said["topic"]},
        returns={int(k): v for k, v in said["returns"]["by_times"].items()},
        disputed=tuple(said["returns"]["disputed"]),
        phone_satisfied=said["supervision"]["phone_satisfied"],
        written_satisfied=said["supervision"]["written_satisfied"],
        unvisited_unit=said["unvisited"]["unit"],
        unvisited_replied=said["unvisited"]["replied"],
        rows=_rows(path / "units.csv", units),
        units=units,
        seats=tuple(Seat(**s) for s in city["seat"]),
        regions=tuple(Region(**r) for r in city["region"]),
        places=tomllib.loads((path / "places.toml").read_text(encoding="utf-8")),
        recode={base: own for own, base in _recode(said["categories"]).items()},
        happenings=said.get("happening", ()),
    )


def _recode(tree: str) -> dict[str, str]:
    """Leaf of the city's own category tree -> category of base-2013, by whose phrases it is told."""
    path = Path(__file__).parent / "phrases" / "recode" / f"{tree}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _rows(path: Path, units: Mapping[str, Unit]) -> dict[str, Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        said = {line["unit"]: line for line in csv.DictReader(lines)}
    counts = [f.name for f in fields(Row) if f.name != "unit"]
    return {code: Row(unit=code, **{name: int(said[code][name]) for name in counts}) for code in units}
