"""What is to be counted for a measure, in yes-or-no words of SQL. Pure: the live tables and a frozen month both ask it.

``holds`` turns a predicate into words that are never unknown; the live count gives another way of saying the same.
"""

from collections.abc import Callable, Sequence

from huisheng.measures.definition import Base, Measure
from huisheng.measures.rows import FACTS

Say = Callable[[str], str]


def holds(words: str) -> str:
    """A predicate as yes or no: unknown is no."""
    return f"COALESCE(({words}), FALSE)"


def all_of(words: Sequence[str]) -> str:
    """All of them hold; TRUE where there are none."""
    return " AND ".join(words) or "TRUE"


def asked(measure: Measure, base: Base, say: Say = holds) -> list[str]:
    """The rows of the numerator, of the denominator if there is one, then those that each exclusion leaves out."""
    counts = [measure.numerator] + ([measure.denominator] if measure.denominator else [])
    outside = [say(exclusion.when) for exclusion in base.exclude]
    within = say(measure.denominator or measure.numerator)
    return [
        *(all_of([say(words), *(f"NOT {out}" for out in outside)]) for words in counts),
        # a row is left out for the first reason that fits
        *(all_of([within, out, *(f"NOT {earlier}" for earlier in outside[:n])]) for n, out in enumerate(outside)),
    ]


def excluded(measure: Measure, base: Base) -> str:
    """The rows left out for any reason."""
    outside = " OR ".join(holds(exclusion.when) for exclusion in base.exclude) or "FALSE"
    return f"{holds(measure.denominator or measure.numerator)} AND ({outside})"


def looked_at(base: Base, first: str, end: str) -> str:
    """The rows of a window, ``first`` and ``end`` being the engine's marks for its instants (half open)."""
    return f"{base.anchor} >= {first} AND {base.anchor} < {end} AND {holds(base.where)}"


def order(base: Base) -> list[str]:
    """How the rows of one subject are put in order where only the first of them counts."""
    way = " DESC" if base.keep == "last" else ""
    preferred = [f"CASE WHEN {holds(base.prefer)} THEN 0 ELSE 1 END"] if base.prefer else []
    return [*preferred, *(f"{column}{way}" for column in (base.anchor, *FACTS[base.fact].key[1:]))]
