"""A matter as insight sees it: its title and its words, folded so that the same thing looks the same."""

import unicodedata
from typing import NamedTuple


class Matter(NamedTuple):
    """What a citizen wrote; either may be empty."""

    title: str
    words: str


def clean(text: str) -> str:
    """Compatibility forms folded (NFKC: １２ = 12), what has no shape taken out, white space made single spaces.

    Controls (NUL, tabs, newlines) count as white space; zero-width characters and lone surrogates vanish. It never
    fails, whatever the characters.
    """
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if not folded.isprintable():
        folded = folded.translate({ord(one): _instead(one) for one in set(folded) if not one.isprintable()})
    return " ".join(folded.split())


def _instead(character: str) -> str:
    return "" if unicodedata.category(character) in ("Cf", "Cs") else " "
