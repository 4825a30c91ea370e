"""A parameter's value as a person types it, read by its unit; and a value as it stands in the field."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from huisheng.kernel import text
from huisheng.kernel.errors import Refusal
from huisheng.kernel.lines import plain
from huisheng.rulebook.values import UNITS, Held, Value

_SPLIT = re.compile(r"[、,，;；\s]+")
_FLAGS = {"是": True, "否": False, "1": True, "0": False, "true": True, "false": False}
_WHOLE = re.compile(r"[0-9]{1,6}\Z")
_MOST = 100_000  # far beyond any limit: what is above is a slip of the finger


def parts(words: str) -> list[str]:
    """Words set apart by any of the signs that people set between them."""
    return [part for part in _SPLIT.split(words) if part]


def spelled(held: Held) -> str:
    """As it stands in a field: "5", "95", "是", "08:30-12:00、13:30-17:30"."""
    if isinstance(held, bool):
        return "是" if held else "否"
    return "、".join(held) if isinstance(held, tuple) else str(held)


def read(typed: object, unit: str, *, label: str, known: Iterable[Value] = ()) -> Held:
    """The value of that unit. Refusal about the field ``is`` where it can't be one.

    Codes and words steer code: only those that stand in one of the ``known`` values are taken.
    """
    words = plain(text.take(typed, label=label, field="is", limit=1000, lines=False)).lower()
    raw: object = _raw(words, unit)
    if raw is None or not UNITS[unit].holds(raw) or (isinstance(raw, int) and raw > _MOST):
        raise Refusal("wrong_value", f"{label}应为{_expected(unit)}，请改正。", field="is")
    if isinstance(raw, list):
        held: Held = tuple(raw)
        if unit == "slots":
            _in_turn(raw, label)
    else:
        held = raw  # type: ignore[assignment]  # UNITS[unit].holds has made sure
    if unit in ("codes", "text"):
        _known(held, unit, label, known)
    return held


def stored(held: Held) -> object:
    """As JSON keeps it: a Decimal as its digits, a list as a list."""
    return list(held) if isinstance(held, tuple) else str(held) if isinstance(held, Decimal) else held


def taken(kept: object, unit: str) -> Held:
    """What ``stored`` kept. ValueError if it isn't a value of that unit."""
    raw = Decimal(kept) if unit == "percent" and isinstance(kept, str) else kept
    if unit not in UNITS or not UNITS[unit].holds(raw):
        raise ValueError(f"{kept!r} is no {unit}")
    return tuple(raw) if isinstance(raw, list) else raw  # type: ignore[return-value]  # holds() has made sure


def _raw(words: str, unit: str) -> object:
    if unit == "bool":
        return _FLAGS.get(words)
    if unit == "percent":
        try:
            return Decimal(words.removesuffix("%"))
        except InvalidOperation:
            return None
    if unit in ("codes", "slots"):
        return parts(words.replace("—", "-").replace("至", "-"))
    if unit == "text":
        return words
    return int(words) if _WHOLE.match(words) else None


def _expected(unit: str) -> str:
    said = {"bool": "“是”或“否”", "codes": "用顿号隔开的代码", "slots": "时段，如 08:30-12:00、13:30-17:30"}
    return said.get(unit, UNITS[unit].expected)


def _in_turn(slots: list[str], label: str) -> None:
    """Each slot ends after it begins, and before the next begins."""
    turns = [turn for slot in slots for turn in slot.split("-")]
    if turns != sorted(set(turns)):
        raise Refusal("wrong_value", f"{label}的时段应先后相接、互不重叠，请改正。", field="is")


def _known(held: Held, unit: str, label: str, known: Iterable[Value]) -> None:
    words = {word for one in known if one.unit == unit for word in _words(one.is_)}
    for word in _words(held):
        if word not in words:
            sentence = f"{label}里的“{word[:40]}”系统不认识，只能用：{'、'.join(sorted(words))}。"
            raise Refusal("wrong_value", sentence, field="is")


def _words(held: Held) -> tuple[str, ...]:
    return held if isinstance(held, tuple) else (str(held),)
