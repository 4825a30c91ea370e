"""What a template says once it is read."""

from dataclasses import dataclass
from typing import Literal

Relation = Literal["year", "previous"]
Show = Literal["phrase", "difference", "rate", "earlier"]
Select = Literal["first", "last", "gain", "loss", "above", "below", "not_below", "not_above", "all"]


@dataclass(frozen=True, slots=True)
class Ref:
    """A measure, perhaps only in parts of a breakdown (``by``). ``measure`` "": the item at hand in a list."""

    measure: str
    by: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """A column of a scored table."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Names out of a breakdown: the first or last ``n``, the biggest movers, those beyond a bound, or all."""

    select: Select
    of: Ref | Score
    by: str = ""
    group: str = ""
    n: int = 0
    bound: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as it stands."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Guard:
    """Prints nothing: what it stands in is said only if the figure isn't nought (``wanted``), or only if it is."""

    ref: Ref
    wanted: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A figure in percent of another; without a base, of the same measure as a whole."""

    ref: Ref
    base: Ref | None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against that of an earlier period: the whole phrase, the difference, the rate, or the earlier one."""

    relation: Relation
    show: Show
    ref: Ref


@dataclass(frozen=True, slots=True)
class Daily:
    """A figure a day of its window, to the whole number."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Overall:
    """A column of a scored table, reckoned for all the table's platform together."""

    score: Score


@dataclass(frozen=True, slots=True)
class Listed:
    """A list, by its name in the composition or as written here."""

    of: Choice | str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many a list has: as a figure, or (``spelled``) as a Chinese numeral."""

    of: Choice | str
    spelled: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """A threshold of the scheme or rulebook."""

    name: str


@dataclass(frozen=True, slots=True)
class Period:
    """A word for the period; with a fact, for that fact's window."""

    word: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """The item at hand: its name, its number, or its key in the breakdown."""

    word: Literal["名", "数", "键"]


Asked = Value | Guard | Share | Change | Daily | Overall | Listed | Counted | Bound | Period | Item


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand for themselves."""

    text: str


@dataclass(frozen=True, slots=True)
class Hole:
    """Something asked for."""

    asked: Asked


@dataclass(frozen=True, slots=True)
class Option:
    """The first of these texts in which everything is there; nothing, if there is none."""

    texts: tuple["Text", ...]


Piece = Words | Hole | Option
Text = tuple[Piece, ...]


def holes(text: Text) -> list[Asked]:
    """Everything a text asks for, in its order."""
    found: list[Asked] = []
    for piece in text:
        if isinstance(piece, Hole):
            found.append(piece.asked)
        elif isinstance(piece, Option):
            for one in piece.texts:
                found += holes(one)
    return found
