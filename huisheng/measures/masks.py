"""Many predicates over one row as a few whole numbers: a bit for each test, so that like rows fall together. Pure.

A month has a million rows and some hundred ways in which a row can count. The database looks at each row once, sets a
bit for each test that holds, and groups by these numbers; every measure is then counted over some thousand groups.
"""

from dataclasses import fields
from types import NoneType
from typing import get_args

from huisheng.measures.predicate import Atom, Node, read
from huisheng.measures.rows import Fact

_WIDTH = 62  # bits of one bigint, without its sign


class Masks:
    """The bits for the predicates of one pass over a fact; asked for a predicate, it says how the bits tell it."""

    def __init__(self, fact: Fact) -> None:
        self._columns = frozenset(fact.columns)
        self._empty = {column.name for column in fields(fact.row) if NoneType in get_args(column.type)}
        self._bits: dict[str, int] = {}

    def say(self, predicate: str) -> str:
        """Words over ``m0``, ``m1`` … that are true exactly where the predicate is true, and never unknown."""
        return f"COALESCE(({self._say(read(predicate, self._columns), exact=False)}), FALSE)"

    def test(self, words: str) -> str:
        """A bit for words that are no predicate of a definition: a window."""
        return self._bit(words)

    @property
    def names(self) -> list[str]:
        """The masks there are."""
        return [f"m{number}" for number in range(-(-len(self._bits) // _WIDTH))]

    @property
    def columns(self) -> list[str]:
        """Each mask's value over a row, in SQL."""
        held: list[list[str]] = [[] for _ in self.names]
        for words, bit in self._bits.items():
            held[bit // _WIDTH].append(f"CASE WHEN {words} THEN {1 << bit % _WIDTH}::bigint ELSE 0 END")
        return [" | ".join(bits) for bits in held]

    def _say(self, node: Node, *, exact: bool) -> str:
        if isinstance(node, Atom):
            return self._atom(node, exact=exact)
        if node.how == "not":  # below a NOT, unknown and no are two things: the opposite of unknown isn't yes
            return f"NOT ({self._say(node.parts[0], exact=True)})"
        return f" {node.how.upper()} ".join(f"({self._say(part, exact=exact)})" for part in node.parts)

    def _atom(self, atom: Atom, *, exact: bool) -> str:
        if not atom.columns:
            return atom.words
        words = atom.words.replace("%", "%%")  # a lone one would be psycopg's
        holds = self._bit(words)
        if exact and not atom.sure and ("null" in words or self._empty.intersection(atom.columns)):
            return f"CASE WHEN {self._bit(f'({words}) IS NULL')} THEN NULL ELSE {holds} END"
        return holds

    def _bit(self, words: str) -> str:
        bit = self._bits.setdefault(words, len(self._bits))
        return f"(m{bit // _WIDTH} & {1 << bit % _WIDTH} <> 0)"
