"""What was filled in, put together as a person writes it: a clause that can't be said goes, and its comma with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from huisheng.circular.document import Number, Run

COLON = "："
_ENDS = "。！？"
_BREAKS = f"、，；{COLON}"  # weaker first, but for the colon
_OPEN, _CLOSE = "（《“〔(", "）》”〕)"


class Absent:
    """Stands where something was asked for that isn't there."""


ABSENT = Absent()
Filled = Run | Absent
_Token = Filled | tuple[str]  # a one-tuple is a stop between clauses


@dataclass(slots=True)
class _Clause:
    runs: list[Run] = field(default_factory=list)
    absent: bool = False
    stop: str = ""

    @property
    def said(self) -> bool:
        return not self.absent and any(isinstance(run, Number) or run.strip() for run in self.runs)


def settle(filled: Iterable[tuple[Filled, bool]]) -> tuple[Run, ...]:
    """The runs of a paragraph. Each piece comes with whether it is the template's own words (where stops count)."""
    done: list[Run] = []
    clauses: list[_Clause] = []
    for token in _tokens(filled):
        if not clauses or clauses[-1].stop:
            clauses.append(_Clause())
        if isinstance(token, tuple):
            clauses[-1].stop = token[0]
            if token[0] in _ENDS:
                done += _sentence(clauses)
                clauses = []
        elif isinstance(token, Absent):
            clauses[-1].absent = True
        else:
            clauses[-1].runs.append(token)
    return melt([*done, *_sentence(clauses)])


def _tokens(filled: Iterable[tuple[Filled, bool]]) -> Iterable[_Token]:
    depth = 0
    for piece, own in filled:
        if not own or not isinstance(piece, str):
            yield piece
            continue
        word = ""
        for character in piece:
            depth += (character in _OPEN) - (character in _CLOSE)
            if depth <= 0 and character in _BREAKS + _ENDS:
                yield word
                yield (character,)
                word = ""
            else:
                word += character
        yield word


def _sentence(clauses: Sequence[_Clause]) -> list[Run]:
    """One sentence without the clauses that can't be said; nothing, where none can."""
    while clauses and not (clauses[-1].absent or clauses[-1].said or clauses[-1].stop):
        clauses = clauses[:-1]  # what follows the last stop is nothing
    kept: list[_Clause] = []
    for clause in clauses:
        if clause.said:
            kept.append(_Clause(clause.runs, False, clause.stop))
        elif kept:
            kept[-1].stop = _stronger(kept[-1].stop, clause.stop)
    # an announcement with nothing after it announces nothing
    while (
        kept
        and kept[-1].runs is not clauses[-1].runs
        and clauses[-1].stop in (*_ENDS, "")
        and _announces(kept[-1], clauses)
    ):
        end = kept.pop().stop
        if kept:
            kept[-1].stop = end
    return [run for clause in kept for run in (*clause.runs, clause.stop)]


def _announces(last: _Clause, clauses: Sequence[_Clause]) -> bool:
    """Whether the last clause that is left was written before a colon, and what it announced is gone."""
    return any(clause.runs is last.runs and clause.stop == COLON for clause in clauses[:-1])


def _stronger(one: str, other: str) -> str:
    if other in _ENDS or not other:
        return other
    if COLON in (one, other):
        return COLON if one == COLON else other
    return max(one, other, key=_BREAKS.index)


def melt(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Neighbouring words made one."""
    melted: list[Run] = []
    for run in runs:
        if isinstance(run, str) and melted and isinstance(melted[-1], str):
            melted[-1] += run
        elif run != "":
            melted.append(run)
    return tuple(melted)
