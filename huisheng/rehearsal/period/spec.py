"""What a period's folder says: quotas of units, totals, topics, paces, the city. Nothing is decided here."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from huisheng.rehearsal.month import CITIES, Region, Seat, Unit

Three = tuple[int, int, int]
NOBODY: Three = (0, 0, 0)
_THREES = {"solved": ("yes", "partly", "no"), "process": ("yes", "partly", "no"), "result": ("yes", "partly", "no")}


@dataclass(frozen=True, slots=True)
class Quota:
    """What a unit's row asks for, in whole counts. ``dispatched`` counts dispatches, ``co`` of them as co-handler.

    ``solved``, ``process``, ``result``: how many of those called back said yes (satisfied), partly, no.
    ``phone``, ``written``, ``on_site``: matters supervised so; ``open``: not replied by the plan's end;
    ``earlier``: matters of the time before that are called back in the window, beside those dispatched in it;
    ``detour_…``: matters that another unit had first, was supervised for in that form, and gave up.
    """

    unit: str
    group: str = ""
    dispatched: int = 0
    co: int = 0
    late: int = 0
    late_signed: int = 0
    redo: int = 0
    sent_back: int = 0
    phone: int = 0
    written: int = 0
    on_site: int = 0
    open: int = 0
    earlier: int = 0
    instructed: int = 0
    detour_phone: int = 0
    detour_on_site: int = 0
    solved: Three = NOBODY
    process: Three = NOBODY
    result: Three = NOBODY

    @property
    def mains(self) -> int:
        """Matters that this unit answers for."""
        return self.dispatched - self.co


@dataclass(frozen=True, slots=True)
class Topic:
    """A printed topic: category prefix, and how many matters it has beside those of the prefixes ``besides``."""

    code: str
    count: int
    besides: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """The city as the texts need it: its units, seats, regions and invented places."""

    units: Mapping[str, Unit]
    seats: tuple[Seat, ...]
    regions: tuple[Region, ...]
    places: Mapping[str, Any]
    platforms: tuple[str, ...]

    def size_of(self, unit: str) -> int:
        """Every region is as likely: who handles says where it is."""
        return 1

    def seats_of(self, role: str, unit: str) -> list[str]:
        """The codes of a unit's seats with this role."""
        return [seat.code for seat in self.seats if seat.role == role and seat.unit == unit]


@dataclass(frozen=True, slots=True)
class Spec:
    """Everything the folder says. ``said`` is month.toml as read; what has a meaning everywhere is named here."""

    name: str
    first_day: date
    last_day: date
    platform: str
    via: str
    said: Mapping[str, Any]
    quotas: tuple[Quota, ...]
    firms: Mapping[str, Quota]
    paces: Mapping[str, str]
    topics: tuple[Topic, ...]
    setting: Setting
    recode: Mapping[str, str]
    kinds: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)

    @property
    def sender(self) -> str:
        """The platform that sends to the units of the quotas."""
        return self.via or self.platform


def read(folder: Path, scale: int = 1) -> Spec:
    """The spec of a folder, every count divided by ``scale`` (apportioned, so that totals still fit)."""
    said = tomllib.loads((folder / "month.toml").read_text(encoding="utf-8"))
    phrases = Path(__file__).parents[1] / "phrases" / "recode" / f"{said['categories']}.toml"
    spec = Spec(
        name=said["name"],
        first_day=said["first_day"],
        last_day=said["last_day"],
        platform=said["platform"],
        via=said.get("via", ""),
        said=said,
        quotas=tuple(_quotas(folder / "units.csv").values()),
        firms=_quotas(folder / "enterprise.csv"),
        paces={row["unit"]: row.get("pace", "") for row in _rows(folder / "chosen.csv")},
        topics=tuple(Topic(t["code"], t["count"], tuple(t.get("besides", ()))) for t in said.get("topic", ())),
        setting=setting(CITIES / said["city"]),
        recode=tomllib.loads(phrases.read_text(encoding="utf-8")),
        kinds=whole(said["kinds"]),
        channels=whole(said["channels"]),
    )
    if scale == 1:
        return spec
    from huisheng.rehearsal.period.scale import scaled

    return scaled(spec, scale)


def whole(said: Mapping[str, Any]) -> dict[str, int]:
    """The whole numbers of a table; citations and notes left out."""
    return {key: value for key, value in said.items() if isinstance(value, int)}


def setting(folder: Path) -> Setting:
    """A city's folder."""
    city = tomllib.loads((folder / "city.toml").read_text(encoding="utf-8"))
    units = {
        row["code"]: Unit(
            row["code"], row["name"], row["short"], row["kind"], row["order"], tuple(row.get("aliases", ()))
        )
        for row in city["unit"]
    }
    seats = tuple(Seat(row["code"], row["role"], row["unit"], row["label"]) for row in city["seat"])
    regions = tuple(Region(**row) for row in city["region"])
    platforms = (city["platform"]["code"], *(row["code"] for row in city["unit"] if row.get("is_platform")))
    places = tomllib.loads((folder / "places.toml").read_text(encoding="utf-8"))
    return Setting(units, seats, regions, places, platforms)


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _quotas(path: Path) -> dict[str, Quota]:
    return {row["unit"]: quota(row) for row in _rows(path)}


def quota(row: Mapping[str, str]) -> Quota:
    """A row of units.csv; columns it doesn't have count nothing."""
    given: dict[str, Any] = {"unit": row["unit"], "group": row.get("group", "")}
    for one in fields(Quota):
        if one.name in _THREES:
            given[one.name] = tuple(int(row.get(f"{one.name}_{grade}") or 0) for grade in _THREES[one.name])
        elif one.name not in given:
            given[one.name] = int(row.get(one.name) or 0)
    return Quota(**given)
