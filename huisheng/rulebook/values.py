"""One dated value: what it is, from when, for whom, under which conditions, by which article."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

Trait = bool | int | str | None
Held = bool | int | Decimal | str | tuple[str, ...]

# What a matter may be asked for (by "role": the seat itself), and the order in which conditions win when as many match:
# an urgent enterprise matter is urgent first.
CONDITIONS: Mapping[str, type] = MappingProxyType(
    {
        "urgent": bool,
        "grade": int,
        "contact_point": bool,
        "enterprise": bool,
        "channel": str,
        "kind": str,
        "role": str,
    }
)
CONDITION_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "urgent": "急件",
        "grade": "等级",
        "contact_point": "联系点单位",
        "enterprise": "企业诉求",
        "channel": "渠道",
        "kind": "类别",
        "role": "岗位",
    }
)
_BY_THE_CLOCK = ("days", "hours", "minutes", "seconds")
_SLOT = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)")


def _whole(raw: object) -> bool:
    return type(raw) is int and raw >= 0


def _percentage(raw: object) -> bool:
    return (type(raw) is int or isinstance(raw, Decimal)) and 0 <= raw <= 100


def _words(raw: object) -> bool:
    return isinstance(raw, str) and bool(raw.strip())


def _codes(raw: object) -> bool:
    return isinstance(raw, list) and bool(raw) and all(_words(item) for item in raw)


def _slots(raw: object) -> bool:
    return isinstance(raw, list) and bool(raw) and all(isinstance(item, str) and _SLOT.fullmatch(item) for item in raw)


class Unit(NamedTuple):
    """What "is" has to be (in words, and the test), and how people say it after the number."""

    said: str
    expected: str
    holds: Callable[[object], bool]


_COUNTED = {
    "workdays": "个工作日",
    "days": "日",
    "working_hours": "个工作小时",
    "hours": "小时",
    "minutes": "分钟",
    "seconds": "秒",
    "times": "次",
    "count": "",
    "characters": "字",
    "megabytes": "MB",
}
UNITS: Mapping[str, Unit] = MappingProxyType(
    {
        **{unit: Unit(said, "不小于0的整数", _whole) for unit, said in _COUNTED.items()},
        "day_of_month": Unit("日", "1到31的整数", lambda raw: type(raw) is int and 1 <= raw <= 31),
        "percent": Unit("%", "0到100的数", _percentage),
        "bool": Unit("", "true 或 false", lambda raw: isinstance(raw, bool)),
        "text": Unit("", "不空的文字", _words),
        "codes": Unit("", "不空的文字列表", _codes),
        "slots": Unit("", '时段列表，如 ["08:30-12:00"]', _slots),
    }
)


@dataclass(frozen=True, slots=True)
class Value:
    """A parameter's value from ``from_`` (included) to ``to`` (excluded; None: until further notice).

    ``scope``: the platforms it binds, "" for all, else a path like "山东/聊城" and everything below it.
    ``conditions``: pairs (key of CONDITIONS, value), in the order of CONDITIONS.
    ``count``, ``span``, ``flag``, ``words`` and ``items`` are ``is_`` with its type made sure of (TypeError).
    """

    name: str
    is_: Held
    unit: str
    cite: str
    from_: date
    to: date | None
    scope: str
    conditions: tuple[tuple[str, Trait], ...]
    file: str
    line: int

    @property
    def count(self) -> int:
        """A whole number: days, hours, times …"""
        if isinstance(self.is_, int) and not isinstance(self.is_, bool):
            return self.is_
        raise TypeError(f"{self.name} is {self.unit}, not a whole number")

    @property
    def span(self) -> timedelta:
        """A span of time, by the clock: days, hours, minutes, seconds."""
        if self.unit in _BY_THE_CLOCK:
            return timedelta(**{self.unit: self.count})
        raise TypeError(f"{self.name} is {self.unit}, not a span of time")

    @property
    def flag(self) -> bool:
        """Yes or no."""
        if isinstance(self.is_, bool):
            return self.is_
        raise TypeError(f"{self.name} is {self.unit}, not a flag")

    @property
    def words(self) -> str:
        """A code or a sentence."""
        if isinstance(self.is_, str):
            return self.is_
        raise TypeError(f"{self.name} is {self.unit}, not words")

    @property
    def items(self) -> tuple[str, ...]:
        """A list of codes or slots."""
        if isinstance(self.is_, tuple):
            return self.is_
        raise TypeError(f"{self.name} is {self.unit}, not a list")

    def __str__(self) -> str:
        """As people say it: "5个工作日", "95%", "是"."""
        if isinstance(self.is_, bool):
            return "是" if self.is_ else "否"
        if isinstance(self.is_, tuple):
            return "、".join(self.is_)
        return f"{self.is_}{UNITS[self.unit].said}"

    def in_force(self, day: date, scope: str) -> bool:
        """Does it bind the platform ``scope`` on ``day``?"""
        return self.from_ <= day and (self.to is None or day < self.to) and covers(self.scope, scope)

    def fits(self, traits: Mapping[str, Trait]) -> bool:
        """Does a matter with these traits meet every condition? A trait that isn't given meets none."""
        return all(traits.get(key) == wanted for key, wanted in self.conditions)

    def precedence(self) -> tuple[object, ...]:
        """Sort key, best first: narrowest scope, most conditions, order of CONDITIONS.

        The rest (newest, then file and line) only decides in a book with overlaps, so that even then the
        answer doesn't hang on the order in which files are read.
        """
        keys = {key for key, _ in self.conditions}
        return (
            -depth(self.scope),
            -len(keys),
            tuple(key not in keys for key in CONDITIONS),
            -self.from_.toordinal(),
            self.file,
            self.line,
        )


def depth(scope: str) -> int:
    """How many levels a scope names: "" 0, "山东" 1, "山东/聊城" 2."""
    return scope.count("/") + 1 if scope else 0


def covers(wide: str, scope: str) -> bool:
    """Is ``scope`` the platform ``wide`` or below it?"""
    return not wide or scope == wide or scope.startswith(f"{wide}/")


def well_formed(scope: object) -> bool:
    """A path of names without blanks: "", "北京", "山东/聊城/东昌府"."""
    return isinstance(scope, str) and (scope == "" or all(part and part == part.strip() for part in scope.split("/")))
