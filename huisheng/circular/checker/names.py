"""Names of units: the same unit is written in several ways (区体育中心, 区体育发展中心)."""

import re
from collections.abc import Iterable

_LEAST = 3
_LEVELS = "市区县省"
_TAILS = ("人民政府", "政府", "办事处", "县", "区", "市", "街道", "镇", "乡")


def plain(name: str) -> str:
    """A name without spaces, brackets' contents and marks of lists."""
    return re.sub(r"\s+|\([^)]*\)|^[\d.、*]+", "", name).strip("“”\"'。.:;,")


def same(first: str, second: str) -> bool:
    """Whether two names may mean one unit: equal, or one is the other shortened with head and tail kept."""
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    if len(short) < 2 or long[0] in _LEVELS and long[1:] == short:
        return len(short) >= 2
    if long.startswith(short) and long[len(short) :] in _TAILS:
        return True
    return len(short) >= _LEAST and short[0] == long[0] and short[-1] == long[-1] and _within(short, long)


def _within(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)


def find(name: str, known: Iterable[str]) -> str | None:
    """The one known name that ``name`` means: itself, else the only one that it may be; None where that isn't clear."""
    wanted = plain(name)
    candidates = list(known)
    for candidate in candidates:
        if plain(candidate) == wanted:
            return candidate
    alike = [candidate for candidate in candidates if same(wanted, plain(candidate))]
    return alike[0] if len(alike) == 1 else None


def split(text: str) -> list[str]:
    """A list of names as it stands in a sentence: parted by 、, the last one by 和."""
    parts = [part for part in re.split(r"、|,", text) if part.strip()]
    if parts and "和" in parts[-1][1:-1] and len(parts) > 1:
        first, _, last = parts[-1].partition("和")
        if len(first) >= 2 and len(last) >= 2:
            parts[-1:] = [parts[-1]] if re.search(r"和[^、]{0,6}局$|保障|规划", parts[-1]) else [first, last]
    return [part.strip() for part in parts]
