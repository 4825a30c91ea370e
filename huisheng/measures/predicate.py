"""Predicates of definitions: plain SQL over the columns of one fact, and nothing else.

Only what every engine says alike is allowed (comparison, AND, OR, NOT, IN, IS NULL, BETWEEN), because the same words
run on PostgreSQL and on a frozen month.
"""

import re
from collections.abc import Iterable

_TOKEN = re.compile(r"\s+|(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)|(?P<literal>'[^']*'|\d+)|(?P<sign><=|>=|<>|[=<>(),])")
WORDS = frozenset({"and", "or", "not", "in", "is", "null", "true", "false", "between"})


def mistake(predicate: str, columns: Iterable[str]) -> str:
    """What is wrong with a predicate over these columns, as the end of a sentence; "" for nothing."""
    known, depth, place = set(columns), 0, 0
    if not predicate.strip():
        return "条件不能为空"
    while place < len(predicate):
        token = _TOKEN.match(predicate, place)
        if token is None:
            usable = "、".join(sorted(WORDS))
            return f"条件里不能有“{predicate[place]}”，只可用列名、'文字'、整数、比较号、括号和：{usable}"
        name, sign = token["name"], token["sign"]
        if name and name.lower() not in WORDS and name not in known:
            return f"没有“{name}”这一列，可用的列：{'、'.join(sorted(known))}"
        depth += {"(": 1, ")": -1}.get(sign or "", 0)
        if depth < 0:
            break
        place = token.end()
    return "括号不成对" if depth else ""
