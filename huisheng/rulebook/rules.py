"""The rules of one day on one platform: ask by name, with what is known of the matter."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

from huisheng.kernel.errors import Refusal
from huisheng.rulebook.book import Book
from huisheng.rulebook.values import CONDITION_LABELS, CONDITIONS, Trait, Value, well_formed

# far above what kinds x channels x flags can make; a caller who passes free text must not fill the memory
_MEMO_LIMIT = 4096


class Rules:
    """All values in force on ``day`` for ``scope``; narrower scopes and more conditions win.

    Made by ``rulebook.at``. ``get`` and ``find`` take the traits of the matter by name: ``urgent``, ``grade``,
    ``contact_point``, ``enterprise``, ``channel``, ``kind``. A trait left out or None meets no condition.
    """

    def __init__(self, book: Book, day: date, scope: str) -> None:
        # a datetime is a date to Python, but of which time zone?
        if isinstance(day, datetime):
            raise TypeError("rules are asked by calendar day: use kernel.clock.local_day")
        if not well_formed(scope):
            raise ValueError(f"a scope is a path like 山东/聊城: {scope!r}")
        self.day = day
        self.scope = scope
        self._labels = book.labels
        self._by_name: dict[str, list[Value]] = {}
        for value in sorted(book.values, key=Value.precedence):
            if value.in_force(day, scope):
                self._by_name.setdefault(value.name, []).append(value)
        self._memo: dict[object, Value | None] = {}

    def get(self, name: str, /, **traits: Trait) -> Value:
        """The value that binds a matter with these traits; Refusal ``no_rule`` if there is none."""
        value = self.find(name, **traits) if name in self._by_name else None
        if value is None:
            raise self._no_rule(name, traits)
        return value

    def find(self, name: str, /, **traits: Trait) -> Value | None:
        """The same, None if the platform has no such rule that day.

        KeyError for a name no file has and TypeError for a trait that doesn't exist: those are slips in the code.
        """
        key = (name, *traits.items()) if traits else name
        try:
            return self._memo[key]
        except KeyError:
            return self._remember(key, self._look_up(name, traits))

    @cached_property
    def version(self) -> str:
        """12 hex digits over every value in force: equal rules, equal version, whatever the day.

        Copied onto ledger entries, so that a later reader knows under which rules a step was taken.
        """
        values = sorted(
            json.dumps((value.name, value.scope, value.conditions, repr(value.is_), value.unit, value.cite))
            for values in self._by_name.values()
            for value in values
        )
        return sha256("\n".join(values).encode()).hexdigest()[:12]

    def _look_up(self, name: str, traits: Mapping[str, Trait]) -> Value | None:
        if name not in self._labels:
            raise KeyError(name)
        for key, trait in traits.items():
            if key not in CONDITIONS or not _is_trait(key, trait):
                raise TypeError(f"no such trait: {key}={trait!r}; known: {', '.join(CONDITIONS)}")
        return next((value for value in self._by_name.get(name, ()) if value.fits(traits)), None)

    def _remember(self, key: object, value: Value | None) -> Value | None:
        if len(self._memo) >= _MEMO_LIMIT:
            self._memo.clear()
        self._memo[key] = value
        return value

    def _no_rule(self, name: str, traits: Mapping[str, Trait]) -> Refusal:
        platform = self.scope or "全国"
        given = "".join(
            f"，{CONDITION_LABELS[key]}" if trait is True else f"，{CONDITION_LABELS[key]}{trait}"
            for key, trait in traits.items()
            if trait not in (None, False) and key in CONDITION_LABELS
        )
        day = f"{self.day.year}年{self.day.month}月{self.day.day}日"
        label = self._labels.get(name, name)
        return Refusal(
            "no_rule",
            f"规则册没有规定“{label}”（{platform}{given}，{day}），请管理员在 parameters 中补上数值、起始日期和出处。",
        )


def _is_trait(key: str, trait: Trait) -> bool:
    """None, or of the condition's type; a flag is no number, an enumeration of words is words."""
    kind = CONDITIONS[key]
    return trait is None or (isinstance(trait, kind) and isinstance(trait, bool) == (kind is bool))
