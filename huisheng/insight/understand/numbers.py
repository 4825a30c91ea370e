"""Numbers and names of accounts by which a person is reached or known: found, read into plain digits, masked."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from huisheng.insight.understand.found import Personal
from huisheng.insight.understand.plain import DIGITS, plain
from huisheng.kernel.secrets import mask_phone


class _Rules(NamedTuple):
    kinds: tuple[tuple[str, re.Pattern[str], str], ...]  # kind, pattern over plain text, why; the first that fits wins
    others: re.Pattern[str]


@cache
def _rules() -> _Rules:
    raw = tomllib.loads((Path(__file__).parent / "words" / "numbers.toml").read_text("utf-8"))

    def made(pattern: str) -> re.Pattern[str]:
        for name in ("gap", "unit", "spoken"):
            pattern = pattern.replace(f"<{name.upper()}>", raw[name])
        return re.compile(pattern)

    kinds = tuple((row["kind"], made(row["pattern"]), row["why"]) for row in raw["number"])
    return _Rules(kinds, re.compile(raw["others"]))


def numbers(text: str) -> Iterator[Personal]:
    """All of them, none inside another, in no order."""
    flat, taken = plain(text), set[int]()
    for kind, pattern, why in _rules().kinds:
        for hit in pattern.finditer(flat):
            start, end = hit.span(1 if pattern.groups else 0)
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                yield _personal(kind, text, start, end, why)


def _personal(kind: str, text: str, start: int, end: int, why: str) -> Personal:
    words = text[start:end]
    named = kind in ("wechat", "mail", "plate")
    digits = words if named else re.sub(r"[^\dA-Za-z]", "", plain(words).translate(DIGITS))
    own = kind != "plate" and not _rules().others.search(text[max(start - 24, 0) : start])
    return Personal(kind, words, start, end, _masked(kind, digits), digits, own, f"“{words}”是{why}")


def _masked(kind: str, words: str) -> str:
    if kind == "plate":
        return f"{words[:2]}***{words[-2:]}"
    if kind == "mail":
        name, _, house = words.partition("@")
        return f"{name[0]}***@{house}"
    return f"{words[:2]}****" if kind == "wechat" else mask_phone(words)
