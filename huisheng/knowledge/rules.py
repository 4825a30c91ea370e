"""What makes an article usable, and how well it fits: pure."""

import re
from collections.abc import Collection
from datetime import date

from huisheng.kernel import text

_BREAKS = frozenset(" \t\n，。、；：？！,.;:?!()（）《》“”\"'")
_PARTED = re.compile(rf"[\s…．{re.escape(''.join(sorted(_BREAKS)))}]+")  # with what folds to one of them


def pairs(words: str) -> list[str]:
    """Every two neighbouring characters of the words, folded; none across a break. Sorted, each once."""
    said = text.fold(words)
    return sorted({a + b for a, b in zip(said, said[1:], strict=False) if not (a in _BREAKS or b in _BREAKS)})


def runs(words: str) -> list[str]:
    """The words as they were written, parted at breaks."""
    return [run for run in _PARTED.split(words) if run]


def pieces(letters: str) -> list[str]:
    """Every two neighbouring letters of pinyin initials: what a few of them typed are looked up by."""
    return sorted({a + b for a, b in zip(letters, letters[1:], strict=False)})


def keyed(keywords: str) -> list[str]:
    """The keywords one by one, as they were written with spaces or commas between."""
    return [word for word in re.split(r"[\s,，、;；]+", keywords) if word]


def fit(own: Collection[str], asked: Collection[str], *, same: bool) -> int:
    """How well an article fits what is said, in thousandths: the part of its pairs that were said.

    ``same``: it belongs to the category that was chosen, which counts for half of what there is to be had.
    """
    said = len(set(own) & set(asked)) * 1000 // max(len(set(own)), 1)
    return said // 2 + 500 if same else said


def usable(on: date, valid_from: date | None, valid_until: date | None) -> bool:
    """Whether the article may be quoted that day."""
    return (valid_from is None or valid_from <= on) and (valid_until is None or on <= valid_until)


def belongs(own: str, asked: str) -> bool:
    """Whether an article of category ``own`` is about ``asked`` or a part or whole of it. An empty one is of none."""
    return bool(own) and bool(asked) and (asked.startswith(own) or own.startswith(asked))
