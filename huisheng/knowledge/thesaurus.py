"""Words that mean the same (``thesaurus.txt``) and words that say nothing (``everyday.txt``), each read once."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from huisheng.kernel import text

_FILE = Path(__file__).with_name("thesaurus.txt")
_EVERYDAY = Path(__file__).with_name("everyday.txt")
MOST = 6  # other words for one


@cache
def groups() -> Mapping[str, tuple[str, ...]]:
    """A word, folded -> the others of its groups, in the order of the file."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        said = line.partition("#")[0].strip()
        words = [text.fold(word.strip()) for word in said.split("=") if word.strip()]
        for word in words:
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *(one for one in words if one != word))))
    return found


def others(word: str) -> list[tuple[str, str]]:
    """Other ways to say it: (the part of the word that has another name, the whole word said with that name).

    The longest part that is known counts: 农民工工资 isn't asked for as 工资.
    """
    known = groups()
    parts = [part for part in known if part in word]
    best = [part for part in parts if not any(part != other and part in other for other in parts)]
    said = [(part, word.replace(part, other)) for part in best for other in known[part] if other not in word]
    return list(dict.fromkeys(said))[:MOST]


def telling(folded: str) -> str:
    """What is said, folded, a space where a word of any matter stood: 护照办理材料 tells of 护照."""
    return _everyday().sub(" ", folded)


@cache
def _everyday() -> re.Pattern[str]:
    lines = _EVERYDAY.read_text(encoding="utf-8").splitlines()
    words = {word for line in lines for word in line.partition("#")[0].split()}
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
