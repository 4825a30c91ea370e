"""Predicates of definitions: plain SQL over the columns of one fact, and nothing else.

Only what every engine says alike is allowed (comparison, AND, OR, NOT, IN, IS NULL, BETWEEN), because the same words
run on PostgreSQL and on a frozen month. They are read here completely, not only letter by letter: what can't be read
never reaches an engine.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"\s+|(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)|(?P<literal>'[^']*'|[0-9]{1,18})|(?P<sign><=|>=|<>|[=<>(),])"
)
WORDS = frozenset({"and", "or", "not", "in", "is", "null", "true", "false", "between"})
_COMPARES = frozenset({"=", "<>", "<", ">", "<=", ">="})
_DEPTH = 40


class Unreadable(Exception):
    """A predicate that isn't one; the message is the end of a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A comparison, a test or a yes-or-no column: ``words`` in SQL, the ``columns`` it looks at.

    ``sure``: never unknown, whatever is empty (true, false, IS NULL).
    """

    words: str
    columns: tuple[str, ...]
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Joined:
    """``not`` over one part, ``and`` or ``or`` over several."""

    how: str
    parts: tuple["Node", ...]


Node = Atom | Joined


def mistake(predicate: str, columns: Iterable[str]) -> str:
    """What is wrong with a predicate over these columns, as the end of a sentence; "" for nothing."""
    try:
        read(predicate, frozenset(columns))
    except Unreadable as wrong:
        return str(wrong)
    return ""


def names(predicate: str) -> set[str]:
    """Every word of a predicate that may be a column's name."""
    return {token["name"] for token in _TOKEN.finditer(predicate) if token["name"]}


def tokens(words: str) -> list[str]:
    """The words and signs of an atom, one by one."""
    return [token[0] for token in _TOKEN.finditer(words) if token.lastgroup]


@lru_cache(maxsize=4096)
def read(predicate: str, columns: frozenset[str]) -> Node:
    """The predicate as a tree; Unreadable where it isn't one."""
    reader = _Reader(list(_tokens(predicate, columns)))
    node = reader.any_of(0)
    reader.end()
    return node


def _tokens(predicate: str, known: frozenset[str]) -> Iterator[str]:
    place, depth = 0, 0
    if not predicate.strip():
        raise Unreadable("条件不能为空")
    while place < len(predicate):
        token = _TOKEN.match(predicate, place)
        if token is None:
            usable = "、".join(sorted(WORDS))
            raise Unreadable(f"条件里不能有“{predicate[place]}”，只可用列名、'文字'、整数、比较号、括号和：{usable}")
        name = token["name"]
        if name and name.lower() not in WORDS and name not in known:
            raise Unreadable(f"没有“{name}”这一列，可用的列：{'、'.join(sorted(known))}")
        depth += {"(": 1, ")": -1}.get(token["sign"] or "", 0)
        if depth < 0 or depth > _DEPTH:
            break
        place = token.end()
        if token.lastgroup:
            yield name.lower() if name and name.lower() in WORDS else token[0]
    if depth:
        raise Unreadable("括号不成对" if depth <= _DEPTH else "括号套得太深")


class _Reader:
    """Reads tokens by descent: or < and < not < test."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._place = tokens, 0

    def end(self) -> None:
        if self._place < len(self._tokens):
            raise Unreadable(f"“{self._tokens[self._place]}”处读不通，少了 and 或 or")

    def any_of(self, depth: int) -> Node:
        parts = [self._all_of(depth)]
        while self._took("or"):
            parts.append(self._all_of(depth))
        return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))

    def _all_of(self, depth: int) -> Node:
        parts = [self._not(depth)]
        while self._took("and"):
            parts.append(self._not(depth))
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def _not(self, depth: int) -> Node:
        if depth > _DEPTH:
            raise Unreadable("not 套得太深")
        if self._took("not"):
            return Joined("not", (self._not(depth + 1),))
        if self._took("("):
            node = self.any_of(depth)
            self._need(")")
            return node
        return self._test()

    def _test(self) -> Atom:
        left = self._operand()
        if self._next() in _COMPARES:
            return _atom([left, self._take(), self._operand()])
        if self._took("is"):
            word = ["is", "not"] if self._took("not") else ["is"]
            if self._next() not in ("null", "true", "false"):
                raise Unreadable("is 后面应是 null、true 或 false")
            return _atom([left, *word, self._take()], sure=True)
        word = ["not"] if self._took("not") else []
        if self._took("in"):
            return _atom([left, *word, "in", *self._list()])
        if self._took("between"):
            low = self._operand()
            self._need("and")
            return _atom([left, *word, "between", low, "and", self._operand()])
        if word or left[0] in "'0123456789" or left == "null":
            raise Unreadable(f"“{left}”后面应有比较，如 {left} = …")
        return _atom([left], sure=left in ("true", "false"))

    def _list(self) -> list[str]:
        self._need("(")
        words = ["(", self._operand()]
        while self._took(","):
            words += [",", self._operand()]
        self._need(")")
        return [*words, ")"]

    def _operand(self) -> str:
        word = self._next()
        if not word or (word in WORDS and word not in ("true", "false", "null")) or word in _COMPARES | set("(),"):
            raise Unreadable(f"{f'“{word}”处' if word else '末尾'}应是列名、'文字'或整数")
        return self._take()

    def _next(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _take(self) -> str:
        self._place += 1
        return self._tokens[self._place - 1]

    def _took(self, word: str) -> bool:
        found = self._next() == word
        self._place += found
        return found

    def _need(self, word: str) -> None:
        if not self._took(word):
            raise Unreadable(f"“{self._next() or '末尾'}”处应是“{word}”")


def _atom(words: list[str], *, sure: bool = False) -> Atom:
    columns = dict.fromkeys(word for word in words if (word[0].isalpha() or word[0] == "_") and word not in WORDS)
    return Atom(" ".join(words), tuple(columns), sure)
