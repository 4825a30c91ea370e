"""A figure's identity in an address: enough to count it again and to ask for its members."""

import base64
import binascii
import json
from datetime import date
from typing import Any

from huisheng.kernel.errors import Refusal
from huisheng.measures.definition import Library, shipped
from huisheng.measures.figure import Figure, Scope, Window
from huisheng.measures.reckon import UNIT
from huisheng.measures.rows import FACTS

_LONGEST = 1200  # characters; ours have about 150


def pack(figure: Figure) -> str:
    """The figure's definition, scope and part as one word for an address."""
    scope = figure.scope
    windows = {fact: _days(window) for fact, window in scope.windows.items()}
    said = [figure.definition, scope.platform, _days(scope.window), windows, figure.by, figure.key]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack(token: str, library: Library | None = None) -> tuple[str, Scope, str | None, int | str | None]:
    """Definition, scope, breakdown and key of a token. Refusal ``not_found`` for what ``pack`` never made."""
    held = library or shipped()
    try:
        if len(token) > _LONGEST:
            raise ValueError("too long")
        said = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        definition, platform, window, windows, by, key = said
        scope = Scope(_whole(platform), _window(window), {_fact(fact): _window(days) for fact, days in windows.items()})
        _part(held, definition, by, key)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError, binascii.Error):
        raise Refusal("not_found", "没有这个数，请从通报或统计表里重新点开。") from None
    return definition, scope, by, key


def _days(window: Window) -> list[str]:
    return [window.first.isoformat(), window.last.isoformat()]


def _window(days: Any) -> Window:
    first, last = (date.fromisoformat(day) for day in days)
    if first > last:
        raise ValueError("the window ends before it begins")
    return Window(first, last)


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 < value < 2**63:
        raise ValueError("no id")
    return value


def _fact(name: str) -> str:
    if name not in FACTS:
        raise ValueError("no such fact")
    return name


def _part(held: Library, definition: str, by: Any, key: Any) -> None:
    """Whether the measure can be broken down so: a column's name goes into SQL, so it must be one of ours."""
    measure = held[definition]
    if by is None:
        if key is not None:
            raise ValueError("a key of no breakdown")
        return
    for one in [held[part] for part in measure.parts] or [measure]:
        known = one.base is not None and (bool(one.group) if by == UNIT else by in FACTS[one.base.fact].columns)
        if not known:
            raise ValueError("no such breakdown")
    if not isinstance(key, (int, str, type(None))):
        raise ValueError("no key")
