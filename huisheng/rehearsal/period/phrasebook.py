"""Which typical matters suit which category of a city's own tree."""

from collections.abc import Mapping, Sequence
from functools import cache
from random import Random

from huisheng.rehearsal import words
from huisheng.rehearsal.words import Case, Theme

_FILES = ("themes", "shandong")


class Phrasebook:
    """Cases by the codes of one category tree. ``recode``: a leaf of that tree -> its category in base-2013."""

    def __init__(self, recode: Mapping[str, str]) -> None:
        known = _cases()
        self._cases: dict[str, Sequence[Case]] = {}
        self.leaves: dict[str, list[str]] = {}
        spoken = {leaf: base for leaf, base in recode.items() if base in known}
        for leaf, base in spoken.items():
            self._cases[leaf] = known[base]
            for end in (2, 4, 6):
                self.leaves.setdefault(leaf[:end], []).append(leaf)
        # a class nobody has words for is told with what comes nearest
        for leaf, base in recode.items():
            if leaf[:4] not in self.leaves:
                near = [case for code, cases in known.items() if code[:2] == base[:2] for case in cases]
                self._cases[leaf] = near
                for end in (2, 4, 6):
                    self.leaves.setdefault(leaf[:end], []).append(leaf)

    def case(self, rng: Random, leaf: str) -> Case:
        """A typical matter of the category."""
        return rng.choice(self._cases[leaf])


@cache
def _cases() -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    every: list[Theme] = [theme for name in _FILES for theme in words.themes(name)]
    for theme in every:
        for case in theme.cases:
            found.setdefault(case.category, []).append(case)
    return found
