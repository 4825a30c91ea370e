"""Where the words that were searched for stand in a text. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from huisheng.kernel import text
from huisheng.taxonomy.load import initials

LENGTH = 90
_BEFORE = 20


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a text; ``hit``: it is what was searched for."""

    text: str
    hit: bool = False


def title(said: str, terms: Collection[str]) -> list[Cut]:
    """The title with what was found in it; characters whose initials were typed count as found."""
    marks = _marks(said, terms)
    if not any(marks):
        letters = [initials(character)[:1] or " " for character in said]
        for term in (term for term in terms if term.isascii() and term.isalnum()):
            at = "".join(letters).find(term)
            if at >= 0:
                marks[at : at + len(term)] = [True] * len(term)
    return _cuts(said, marks)


def cut(said: str, terms: Collection[str], length: int = LENGTH) -> list[Cut]:
    """The part of the text where the words stand first, or its beginning."""
    said = " ".join(said.split())
    marks = _marks(said, terms)
    first = next((at for at, hit in enumerate(marks) if hit), 0)
    begin = max(first - _BEFORE, 0) if first + _BEFORE > length else 0
    end = min(begin + length, len(said))
    pieces = _cuts(said[begin:end], marks[begin:end])
    if begin:
        pieces.insert(0, Cut("…"))
    return [*pieces, Cut("…")] if end < len(said) else pieces


def _marks(said: str, terms: Collection[str]) -> list[bool]:
    """For each character whether it belongs to a word that was searched for. Folding may lengthen a character."""
    folded, places = [], []
    for at, character in enumerate(said):
        for one in text.fold(character):
            folded.append(one)
            places.append(at)
    whole, marks = "".join(folded), [False] * len(said)
    for term in terms:
        at = whole.find(term) if term else -1
        while at >= 0:
            for place in places[at : at + len(term)]:
                marks[place] = True
            at = whole.find(term, at + len(term))
    return marks


def _cuts(said: str, marks: list[bool]) -> list[Cut]:
    cuts: list[Cut] = []
    for character, hit in zip(said, marks, strict=True):
        if cuts and cuts[-1].hit == hit:
            cuts[-1] = Cut(cuts[-1].text + character, hit)
        else:
            cuts.append(Cut(character, hit))
    return cuts
