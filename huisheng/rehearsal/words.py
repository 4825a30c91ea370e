"""What citizens, units and the centre say: made from phrases and invented places, never copied from anybody.

``phrases/themes.toml`` holds what is handed on, ``oncall.toml`` what agents answer on the spot, ``common.toml`` the
pieces every text is made of. A ``Scene`` fills the slots of one matter and keeps them, so that title, words and reply
speak of the same road.
"""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Protocol

from huisheng.rehearsal.month import Region, Unit

_PHRASES = Path(__file__).parent / "phrases"
_FIRST_PHONE = 19_900_000_000  # 1990000xxxx: a range that no operator has given out
_OF_A_PLACE = ("01", "02", "04", "05", "06", "07")  # first-level categories of what can be looked at
_SPECIFIC = 85  # percent of the replies that say what was done about just this
KINDS = ("complaint", "help", "suggestion", "consult")


@dataclass(frozen=True, slots=True)
class Case:
    """One typical matter of a theme: third-level category, the title's noun phrase, the facts told.

    ``ok`` and ``bad`` are what a unit may say of just this, solved or not; either may be empty.
    """

    category: str
    np: str
    fact: str
    ok: tuple[str, ...]
    bad: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """Matters that units handle alike. ``units``: unit code or ``district`` -> weight; ``kinds``: weights by KINDS.

    All cases lie in one first-level category; ``topic`` is its two digits.
    """

    key: str
    topic: str
    units: Mapping[str, int]
    kinds: tuple[int, ...]
    cases: tuple[Case, ...]

    def weight(self, unit: str, district: bool) -> int:
        """How often this unit gets the theme."""
        return self.units.get("district" if district else unit, 0)


@dataclass(frozen=True, slots=True)
class OnCall:
    """What is asked and answered within the call."""

    category: str
    kind: str
    np: str
    ask: str
    answer: str


def themes(name: str = "themes") -> tuple[Theme, ...]:
    """Every theme that is handed on, in the order of the file of that name."""
    return tuple(_theme(said) for said in _load(name)["theme"])


def oncall() -> tuple[OnCall, ...]:
    """Every theme that is answered on the spot."""
    return tuple(OnCall(**said) for said in _load("oncall")["theme"])


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((_PHRASES / f"{name}.toml").read_text(encoding="utf-8"))


def _theme(said: dict[str, Any]) -> Theme:
    cases = tuple(Case(**{**case, "ok": tuple(case["ok"]), "bad": tuple(case["bad"])}) for case in said["case"])
    return Theme(said["key"], cases[0].category[:2], said["units"], tuple(said["kinds"]), cases)


class Scene(dict[str, str]):
    """The slots of one matter, filled when first asked for and kept."""

    def __init__(self, fill: Callable[[str, "Scene"], str], at: datetime, region: Region, street: Region) -> None:
        super().__init__(street=street.name)
        self.at = at
        self.region = region
        self.street_code = street.code
        self._fill = fill

    def __missing__(self, slot: str) -> str:
        self[slot] = value = self._fill(slot, self)
        return value


class Local(Protocol):
    """What texts need to know of a city."""

    @property
    def places(self) -> Mapping[str, Any]:
        """Invented places, see ``places.toml``."""

    @property
    def units(self) -> Mapping[str, Unit]:
        """Units by code."""

    @property
    def regions(self) -> Sequence[Region]:
        """Regions and streets."""

    def size_of(self, unit: str) -> int:
        """How likely a matter happens in the unit's region."""


class Words:
    """A source of texts for one plan; draws from its own stream of chance."""

    def __init__(self, month: Local, rng: Random) -> None:
        self._rng = rng
        self._places = month.places
        self._names = {unit.code: unit.name for unit in month.units.values()}
        self._tops = [region for region in month.regions if not region.parent]
        self._streets = {
            top.code: [region for region in month.regions if region.parent == top.code] for top in self._tops
        }
        self._sizes = [month.size_of(top.unit) for top in self._tops]
        self._common = _load("common")
        self._phones = 0

    def scene(self, at: datetime, unit: str) -> Scene:
        """A place for a matter of this unit: in its own region if it has one, else anywhere in the city."""
        own = [top for top in self._tops if top.unit == unit]
        region = own[0] if own else self._rng.choices(self._tops, self._sizes)[0]
        return Scene(self._slot, at, region, self._rng.choice(self._streets[region.code]))

    def draw_from(self, rng: Random) -> None:
        """Draw from another stream from now on: a matter's own, so that its words don't hang on the matters before."""
        self._rng = rng

    def scene_in(self, at: datetime, region: Region, street: Region) -> Scene:
        """A place in just this street."""
        return Scene(self._slot, at, region, street)

    def caller_of(self, number: int) -> tuple[str, str]:
        """An invented name, and the number-th phone number that nobody has."""
        surname: str = self._rng.choice(self._places["common"]["surname"])
        return f"{surname}某某", str(_FIRST_PHONE + number)

    def caller(self) -> tuple[str, str]:
        """An invented name and a phone number that nobody has."""
        self._phones += self._rng.randint(1, 9)
        surname: str = self._rng.choice(self._places["common"]["surname"])
        return f"{surname}某某", str(_FIRST_PHONE + self._phones)

    def pick(self, *path: str) -> str:
        """One of the common phrases at this path of ``common.toml``, slots not yet filled."""
        found: Any = self._common
        for key in path:
            found = found[key]
        said: str = self._rng.choice(found)
        return said

    def phrase(self, key: str) -> str:
        """The single common phrase at ``section.key``."""
        section, _, name = key.partition(".")
        said: str = self._common[section][name]
        return said

    def title(self, case: Case, kind: str, scene: Scene) -> str:
        """The order's title: the case's noun phrase in the manner of its kind."""
        return self.pick("title", kind).format(np=case.np.format_map(scene))

    def told(self, case: Case, kind: str, scene: Scene) -> str:
        """What the citizen says: facts, who suffers, what was tried, what is wanted."""
        home = "{estate}" in case.fact
        people = "people" if home else "nearby"
        parts = (
            self.pick("openings"),
            case.fact,
            self.pick(people) if case.category.startswith(_OF_A_PLACE) else "",
            self.pick("tried_at_home" if home and self._rng.randint(0, 1) else "tried"),
            self.pick("demand", kind),
        )
        text = "".join(parts).format_map(scene)
        # a half sentence about the people may stand before nothing
        return text.replace("，诉求", "。诉求").replace("，建议：", "。建议：").replace("，咨询：", "。咨询：")

    def asked(self, theme: OnCall, scene: Scene) -> tuple[str, str, str]:
        """Title, words and answer of a matter settled within the call."""
        title = ("建议" if theme.kind == "suggestion" else "咨询") + theme.np.format_map(scene)
        words = f"{title}。{theme.ask}{self.pick('besides')}".format_map(scene)
        return title, words, theme.answer.format_map(scene)

    def outcome(self, case: Case, unit: str, scene: Scene, *, solved: bool, told: bool, again: str = "") -> str:
        """A unit's reply. ``again``: "redone" or "supervised" where it isn't the first one."""
        on_site = case.category.startswith(_OF_A_PLACE)
        head = self.pick("reply", again or ("site" if on_site else "head")).format(unit=self._names[unit])
        known = case.ok if solved else case.bad
        if known and self._rng.randint(1, 100) <= _SPECIFIC:
            body = self._rng.choice(known).format_map(scene)
        else:
            body = self.pick("reply", "ok" if solved else "bad").format(np=case.np.format_map(scene))
        return head + body + self.pick("reply", "tail_told" if told else "tail_untold")

    def _slot(self, slot: str, scene: Scene) -> str:
        made = _SLOTS.get(slot)
        if made is not None:
            return made(self._rng, scene.at)
        if slot in self._places["common"]:
            return str(self._rng.choice(self._places["common"][slot]))
        return self._local(slot, self._places["stems"][scene.region.code])

    def _local(self, slot: str, stems: Sequence[str]) -> str:
        stem = self._rng.choice(stems)
        if slot in ("road", "road2"):
            return stem + str(self._rng.choice(self._places["roads"]))
        if slot == "estate":
            second = self._rng.choice(("", "", "东", "西", "南", "北", "新", "锦", "雅", "悦"))
            return stem + second + str(self._rng.choice(self._places["estates"]))
        if slot == "vill":
            return stem + str(self._rng.choice(self._places["villages"]))
        if slot == "comm":
            return f"{stem}社区"
        if slot == "stop":
            return f"{stem}{self._rng.choice(('路口', '桥', '市场', '学校', '广场'))}"
        raise KeyError(slot)


def _since(rng: Random, at: datetime) -> str:
    back = at - timedelta(days=rng.randint(8, 40))
    third = "上旬" if back.day <= 10 else "中旬" if back.day <= 20 else "下旬"
    return rng.choice((f"{back.month}月{third}", f"{back.month}月{back.day}日", "上周", "前天", "近半个月", "上个月"))


def _month(rng: Random, at: datetime) -> str:
    if at.month <= 4:
        return f"去年{rng.randint(5, 12)}月"
    return f"{rng.choice(('今年', ''))}{rng.randint(3, at.month - 1)}月"


_SLOTS: Mapping[str, Callable[[Random, datetime], str]] = {
    "since": _since,
    "month": _month,
    "hour": lambda rng, at: rng.choice(("晚上八点", "晚上九点", "晚上十点", "夜里十一点", "夜里十二点")),
    "n": lambda rng, at: str(rng.randint(3, 60)),
    "k": lambda rng, at: str(rng.randint(2, 6)),
    "age": lambda rng, at: str(rng.randint(60, 70)),
    "old": lambda rng, at: str(rng.randint(80, 95)),
    "bld": lambda rng, at: f"{rng.randint(1, 28)}栋",
    "line": lambda rng, at: str(rng.choice((80, 90)) + rng.randint(1, 9)),
    "who": lambda rng, at: rng.choice(("市民", "来电人", "当事人", "本人")),
    "office": lambda rng, at: rng.choice(("上午九点至十二点、下午一点至五点", "九点至五点")),
    "other": lambda rng, at: rng.choice(("住建部门", "街道", "产权单位", "物业公司", "管线单位")),
}
