"""The words of a matter: cut by a dictionary, names of places and numbers made one word each."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import rjieba

from huisheng.insight.text import Matter, clean

LONGEST = 20_000  # characters of a text that are read; what a matter is about is said before
_SHOWN = 12  # characters of a word that may be shown; a longer one is an address or typed at random
_ARTEFACT = re.compile(r"_x000[0-9a-fA-F]_")  # how a spreadsheet writes a control character
_PLACE = re.compile(r"[A-Z]\d*(?=[市区县州])")  # a place whose name was taken out: A3区
_NUMBER = re.compile(r"\d+")


def folded(text: str) -> str:
    """The text as it is cut: every number is 0, every masked place 某."""
    cleaned = clean(_ARTEFACT.sub(" ", text[:LONGEST]))
    return _NUMBER.sub("0", _PLACE.sub("某", cleaned)).lower()


def cut(text: str) -> list[str]:
    """Words in their order; a long word is followed by the shorter ones in it."""
    return [word for word in rjieba.cut_for_search(folded(text)) if word != " "]


def of(matter: Matter) -> tuple[list[str], list[str]]:
    """The words of the title, and those of the text."""
    return cut(matter.title), cut(matter.words)


@cache
def stopwords() -> frozenset[str]:
    """Words that say nothing about what a matter is about; never shown as a reason."""
    lines = Path(__file__).with_name("stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def telling(spoken: Mapping[str, float], said: Iterable[str], limit: int) -> tuple[str, ...]:
    """The words that speak most, at most ``limit``, none of them a part of another.

    What a short word speaks counts for the longer word around it, too, so that 自来水 is shown and not 自来. Stopwords,
    numbers, single characters and very long words aren't shown. ``said``: all words of the matter.
    """
    shown = [word for word in said if 1 < len(word) <= _SHOWN and word.isalpha() and word not in stopwords()]
    weights = {word: _weight(word, spoken) for word in shown}
    chosen: list[str] = []
    for word in sorted(weights, key=lambda one: (-weights[one], -len(one), one)):
        if weights[word] <= 0 or len(chosen) == limit:
            break
        if not any(word in other or other in word for other in chosen):
            chosen.append(word)
    return tuple(chosen)


def _weight(word: str, spoken: Mapping[str, float]) -> float:
    own = spoken.get(word, 0.0)
    parts = {word[at:end] for at in range(len(word)) for end in range(at + 2, len(word) + 1)} - {word}
    return own + sum(max(spoken.get(part, 0.0), 0.0) for part in parts)
