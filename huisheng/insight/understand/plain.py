"""One character for one: what looks alike made equal, so that a place in the folded text is a place in the text."""

from functools import lru_cache
from typing import Final

_FULL: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# punctuation that parts sentences stays Chinese
_KEPT: Final = {ord(one): ord(one) for one in "，。；：！？（）"} | {
    ord(a): b for a, b in zip(",;!?", "，；！？", strict=True)
}
_SPACES: Final = {ord(one): " " for one in "\u3000\xa0\t\r\x00\u200b\ufeff"}
_DASHES: Final = {ord(one): "-" for one in "－—–‐‑﹣−"}
_FOLD: Final[dict[int, int | str]] = {**_FULL, **_SPACES, **_DASHES, **_KEPT}
DIGITS: Final = str.maketrans("〇零○一幺二三四五六七八九", "0001123456789")


@lru_cache(maxsize=16)
def _folded(text: str) -> str:
    return text.translate(_FOLD)


def plain(text: str) -> str:
    """Full-width letters and digits made narrow, blanks and dashes made one, commas Chinese; as long as ``text``."""
    return _folded(text)
