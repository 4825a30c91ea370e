"""What one text changed of another, for who signs it. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST = 20_000  # characters compared one by one; longer texts line by line


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed (""), came in ("in") or went ("out")."""

    words: str
    how: str = ""


def between(old: str, new: str) -> list[Piece]:
    """The new text with what went and what came, in reading order; lines first, then characters within them."""
    found: list[Piece] = []
    one, two = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            _add(found, "".join(two[c:d]), "")
        elif tag == "replace" and sum(map(len, one[a:b])) + sum(map(len, two[c:d])) <= LONGEST // 4:
            _characters(found, "".join(one[a:b]), "".join(two[c:d]))
        else:
            _add(found, "".join(one[a:b]), "out")
            _add(found, "".join(two[c:d]), "in")
    return found


def _characters(found: list[Piece], old: str, new: str) -> None:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.3:  # hardly anything stayed: shreds would be harder to read than both
        _add(found, old, "out")
        _add(found, new, "in")
        return
    for tag, a, b, c, d in matcher.get_opcodes():
        _add(found, new[c:d] if tag == "equal" else old[a:b], "" if tag == "equal" else "out")
        if tag != "equal":
            _add(found, new[c:d], "in")


def _add(found: list[Piece], words: str, how: str) -> None:
    if words:
        found.append(Piece(words, how))
