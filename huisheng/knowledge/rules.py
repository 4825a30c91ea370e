"""What makes an article usable, and how well it fits: pure."""

from collections.abc import Collection
from datetime import date

from huisheng.kernel import text

_BREAKS = frozenset(" \t\n，。、；：？！,.;:?!()（）《》“”\"'")


def pairs(words: str) -> list[str]:
    """Every two neighbouring characters of the words, folded; none across a break. Sorted, each once."""
    said = text.fold(words)
    return sorted({a + b for a, b in zip(said, said[1:], strict=False) if not (a in _BREAKS or b in _BREAKS)})


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
