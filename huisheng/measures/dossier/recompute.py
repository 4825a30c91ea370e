"""Recomputing a dossier: verified, counted again in DuckDB, compared with the figures it was frozen with.

Needs no database and no settings: the file and this program are enough.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from huisheng.measures.breakdown import Told, has, together
from huisheng.measures.dossier import lines, recount
from huisheng.measures.dossier.frozen import Frozen, thaw
from huisheng.measures.dossier.lines import Line
from huisheng.measures.figure import By


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that came out otherwise; None where it is missing on one side."""

    frozen: Line | None
    again: Line | None


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The dossier, its figures counted again (scope by scope), and where they differ from those it was frozen with."""

    frozen: Frozen
    told: Sequence[Mapping[By, Told]]
    differences: Sequence[Difference]
    figures: int


def recompute(path: Path) -> Recomputed:
    """Verify and count again. Refusal where the file isn't what was exported or can't be counted."""
    held = thaw(path, whole=False)
    told = figures(held)
    again = lines.lines(told)
    return Recomputed(held, told, compare(held.kept, again), len(again))


def figures(held: Frozen) -> list[dict[By, Told]]:
    """The dossier's figures, counted from its facts by its definitions."""
    names = list(dict.fromkeys(name for name in held.library if "@" in name))
    wanted = {by: [name for name in names if has(held.library, name, by)] for by in held.bys}
    asked = [(name, by) for by, some in wanted.items() for name in some]
    return [
        together(wanted, scope, held.library, recount.count(held.engine, asked, scope, held.library))
        for scope in held.scopes
    ]


def compare(one: Sequence[Line], other: Sequence[Line]) -> list[Difference]:
    """Where two sets of figures differ, in the order of the first."""
    here, there = ({(line.definition, line.place): line for line in kept} for kept in (one, other))
    places = dict.fromkeys([*here, *there])
    return [Difference(here.get(p), there.get(p)) for p in places if here.get(p) != there.get(p)]
