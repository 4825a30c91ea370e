"""Expressions of schemes: parsed once, compiled to closures over exact numbers, and able to write themselves down.

Numbers (5, 0.3, 80%, 5‰), names of the scheme, + - × ÷ (or * and /), comparisons, and/or/not (且 或 非),
if … then … else … (若 … 则 … 否则 …), the functions of ``formulas``, ``占比(x)``, ``若空(x, y)``, and what is added up
over the units: 合计(x), 平均(x), 最高(x), 最低(x) over the group, 个数(x) of its units with a value, 全体合计(x) and so
on over all. Nothing else: no attributes, no imports, no powers.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedToken

from huisheng.scoring import formulas, hand
from huisheng.scoring.quantity import NOTHING, Value, by_hand

GRAMMAR = r"""
?start: expr
?expr: ("if" | "若") expr ("then" | "则") expr ("else" | "否则") expr -> choice
     | either
?either: both (("or" | "或") both)*
?both: negated (("and" | "且") negated)*
?negated: ("not" | "非") negated -> negation
     | comparison
?comparison: sum (COMPARE sum)?
?sum: term (ADD term)*
?term: signed (TIMES signed)*
?signed: ADD signed -> sign
     | atom
?atom: NUMBER -> number
     | PERCENT -> percent
     | NAME "(" [expr ("," expr)*] ")" -> call
     | NAME -> name
     | "(" expr ")"
COMPARE: ">=" | "<=" | "==" | "!=" | "≥" | "≤" | "≠" | ">" | "<" | "="
ADD: "+" | "-" | "−"
TIMES: "*" | "/" | "×" | "÷"
PERCENT.2: /[0-9]{1,15}(\.[0-9]{1,15})?[%‰]/
NUMBER: /[0-9]{1,15}(\.[0-9]{1,15})?/
NAME: /[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*/
%ignore /[ \t\r\n]+/
"""
NUMBER, TRUTH = "number", "truth"
_COUNT = "个数"
_OVER_UNITS = ("合计", "平均", "最高", "最低", _COUNT)
_WIDE = "全体"
_SHARE, _IF_BLANK = "占比", "若空"
OVER_UNITS = (*_OVER_UNITS, *(f"{_WIDE}{name}" for name in _OVER_UNITS))
SPECIAL = (*OVER_UNITS, _SHARE, _IF_BLANK)
# full-width digits and signs as half-width ones, place by place: a mistake is named by its place
_CHINESE = str.maketrans({"、": ",", **{chr(wide): chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)}})
_PARTS = {"%": 100, "‰": 1000}
_LONGEST = 1000
_DEEPEST = 50  # what lies much deeper in one another would exhaust the stack


class Misspoken(Exception):
    """An expression that can't be used: a Chinese sentence with what was expected."""


@dataclass(frozen=True, slots=True)
class Env:
    """What an expression is worked out with: this unit's values, how they are written in a calculation, and the
    values over all units (name of the function, name of the column); how a value of a column is written."""

    values: Mapping[str, Value]
    shown: Mapping[str, str]
    over: Callable[[str, str], Value]
    told: Callable[[str, Value], str] = lambda column, value: by_hand(value)


@dataclass(frozen=True, slots=True)
class Node:
    """A compiled part. ``words`` gives the text with its level, so that brackets stand only where they are needed."""

    kind: str
    value: Callable[[Env], Any]
    words: Callable[[Env], tuple[str, int]]
    names: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    constant: Fraction | None = None
    bare: str = ""  # the name, where it is nothing but a name


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. ``names``: this unit's values that it needs; ``over``: columns it adds up over units."""

    text: str
    kind: str
    names: tuple[str, ...]
    over: tuple[str, ...]
    node: Node

    def value(self, env: Env) -> Value:
        """The exact result; None where something it needs is unknown, or nothing was there to divide by."""
        result: Value = self.node.value(env)
        return result

    def holds(self, env: Env) -> bool | None:
        """The result of a condition; None where it can't be known."""
        result: bool | None = self.node.value(env)
        return result

    def words(self, env: Env) -> str:
        """The calculation with the numbers put in, as one writes it by hand."""
        return self.node.words(env)[0]


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=False)


def compile_(text: str, known: Sequence[str], *, kind: str = NUMBER) -> Expression:
    """Compile an expression that may use the ``known`` names. Misspoken: not understood, unknown name, wrong kind."""
    if len(text) > _LONGEST:
        raise Misspoken(f"超过{_LONGEST}个字，请拆成几个分值。")
    try:
        tree = _parser().parse(text.translate(_CHINESE))
    except UnexpectedCharacters as wrong:
        raise Misspoken(f"第{wrong.column}个字“{text[wrong.column - 1]}”看不懂，应是数、名称、括号或运算符。") from None
    except UnexpectedToken as wrong:
        raise Misspoken(_unexpected(text, wrong.token, wrong.column)) from None
    node = _compile(tree, frozenset(known))
    if node.kind != kind:
        wanted = "一个数，而不是条件" if kind == NUMBER else "一个条件（如 承办量 >= 50），而不是数"
        raise Misspoken(f"“{text}”应是{wanted}。")
    return Expression(text, kind, node.names, node.over, node)


def _unexpected(text: str, token: Token, column: int) -> str:
    if token.type == "$END":
        return "末尾不完整，应是一个完整的算式（可能缺数、名称或右括号）。"
    hint = "；“若…则…否则…”用在算式中间时，整个要加括号" if "若" in text.lstrip()[1:] else ""
    return f"第{column}个字“{token}”不应在这里，前面可能缺运算符（+ − × ÷）、逗号或括号{hint}。"


def unknown(name: str, known: Sequence[str]) -> str:
    """The sentence for a name nobody knows, with the nearest one."""
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"不认识“{name}”，是不是“{near[0]}”？"
    return f"不认识“{name}”，可用的有：{'、'.join(known) or '（无）'}。"


def _compile(tree: Any, known: frozenset[str], deep: int = 0) -> Node:
    if deep > _DEEPEST:
        raise Misspoken(f"括号和函数套了{_DEEPEST}层以上，请拆成几个分值。")
    if tree.data in ("number", "percent"):
        return _constant(str(tree.children[0]))
    if tree.data == "name":
        return _name(str(tree.children[0]), known)
    if tree.data == "call":
        return _call(str(tree.children[0]), [_compile(child, known, deep + 1) for child in tree.children[1:]])
    marks = [str(child) for child in tree.children if isinstance(child, Token)]
    parts = [_compile(child, known, deep + 1) for child in tree.children if isinstance(child, Tree)]
    return _RULES[tree.data](parts, marks)


def _constant(text: str) -> Node:
    number = Fraction(Fraction(text.rstrip("%‰")), _PARTS.get(text[-1], 1))
    return Node(NUMBER, lambda env: number, lambda env: (text, hand.ATOM), constant=number)


def _name(name: str, known: frozenset[str]) -> Node:
    if name not in known:
        raise Misspoken(unknown(name, sorted(known)))

    def words(env: Env) -> tuple[str, int]:
        shown = env.shown[name]
        negative = shown.startswith("-") and shown != NOTHING
        return shown, hand.SUM if negative else hand.TERM if "/" in shown else hand.ATOM

    return Node(NUMBER, lambda env: env.values[name], words, (name,), bare=name)


def _need(parts: Sequence[Node], kind: str) -> None:
    for part in parts:
        if part.kind != kind:
            raise Misspoken("数与条件混在一起了：加减乘除和比较要用数，且、或、非要用条件。")


def _join(parts: Sequence[Node], node: Node) -> Node:
    return replace(
        node,
        names=tuple(dict.fromkeys(name for part in parts for name in part.names)),
        over=tuple(dict.fromkeys(column for part in parts for column in part.over)),
    )


def _bracket(part: Node, env: Env, level: int) -> str:
    text, own = part.words(env)
    return text if own > level else f"({text})"


def _chain(parts: Sequence[Node], marks: Sequence[str], level: int, doing: Mapping[str, Any]) -> Node:
    """a + b - c, a × b ÷ c: from the left, unknown where one part is."""
    _need(parts, NUMBER)
    signs = [_SIGNS.get(mark, mark) for mark in marks]

    def value(env: Env) -> Value:
        held: Value = parts[0].value(env)
        for sign, part in zip(signs, parts[1:], strict=True):
            further: Value = part.value(env)
            held = None if held is None or further is None else doing[sign](held, further)
        return held

    def words(env: Env) -> tuple[str, int]:
        text = _bracket(parts[0], env, level - 1)
        for sign, part in zip(signs, parts[1:], strict=True):
            text += f" {sign} {_bracket(part, env, level)}"
        return text, level

    return _join(parts, Node(NUMBER, value, words))


_SIGNS = {"*": "×", "/": "÷", "-": "−", "==": "=", ">=": "≥", "<=": "≤", "!=": "≠"}
_ADDING = {"+": lambda a, b: a + b, "−": lambda a, b: a - b}
_TIMING = {"×": lambda a, b: a * b, "÷": lambda a, b: Fraction(a, b) if b else None}
_COMPARING: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "≥": lambda a, b: a >= b,
    "≤": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "≠": lambda a, b: a != b,
}


def _compare(parts: Sequence[Node], marks: Sequence[str]) -> Node:
    _need(parts, NUMBER)
    left, right = parts
    sign = _SIGNS.get(marks[0], marks[0])

    def value(env: Env) -> bool | None:
        one, other = left.value(env), right.value(env)
        return None if one is None or other is None else _COMPARING[sign](one, other)

    def words(env: Env) -> tuple[str, int]:
        return f"{_bracket(left, env, hand.COMPARE)} {sign} {_bracket(right, env, hand.COMPARE)}", hand.COMPARE

    return _join(parts, Node(TRUTH, value, words))


def _logic(parts: Sequence[Node], word: str, level: int, decided: bool) -> Node:
    """and is decided by one false part, or by one true one; else unknown where a part is."""
    _need(parts, TRUTH)

    def value(env: Env) -> bool | None:
        told = [part.value(env) for part in parts]
        return decided if decided in told else None if None in told else not decided

    def words(env: Env) -> tuple[str, int]:
        return word.join(_bracket(part, env, level) for part in parts), level

    return _join(parts, Node(TRUTH, value, words))


def _negation(parts: Sequence[Node], marks: Sequence[str]) -> Node:
    _need(parts, TRUTH)
    [part] = parts

    def value(env: Env) -> bool | None:
        told = part.value(env)
        return None if told is None else not told

    return _join(parts, Node(TRUTH, value, lambda env: (f"非{_bracket(part, env, hand.COMPARE)}", hand.NOT)))


def _sign(parts: Sequence[Node], marks: Sequence[str]) -> Node:
    _need(parts, NUMBER)
    [part] = parts
    minus = marks[0] != "+"

    def value(env: Env) -> Value:
        held: Value = part.value(env)
        return -held if minus and held is not None else held

    node = Node(NUMBER, value, lambda env: (f"{'−' if minus else ''}{_bracket(part, env, hand.SIGN)}", hand.SIGN))
    constant = None if part.constant is None else -part.constant if minus else part.constant
    return replace(_join(parts, node), constant=constant)


def _choice(parts: Sequence[Node], marks: Sequence[str]) -> Node:
    condition, yes, no = parts
    _need([condition], TRUTH)
    if yes.kind != no.kind:
        raise Misspoken("“则”和“否则”后面应同是数，或同是条件。")

    def value(env: Env) -> Any:
        told = condition.value(env)
        return None if told is None else (yes if told else no).value(env)

    def words(env: Env) -> tuple[str, int]:
        told, reason = condition.value(env), condition.words(env)[0]
        if told is None:
            return f"无法判断 {reason}", hand.CHOICE
        return f"{(yes if told else no).words(env)[0]}（{'因' if told else '不满足'} {reason}）", hand.CHOICE

    return _join(parts, Node(yes.kind, value, words))


_RULES: dict[str, Callable[[Sequence[Node], Sequence[str]], Node]] = {
    "choice": _choice,
    "either": lambda parts, marks: _logic(parts, " 或 ", hand.OR, True),
    "both": lambda parts, marks: _logic(parts, " 且 ", hand.AND, False),
    "negation": _negation,
    "comparison": _compare,
    "sum": lambda parts, marks: _chain(parts, marks, hand.SUM, _ADDING),
    "term": lambda parts, marks: _chain(parts, marks, hand.TERM, _TIMING),
    "sign": _sign,
}


def _call(name: str, given: Sequence[Node]) -> Node:
    if name in OVER_UNITS or name == _SHARE:
        if len(given) != 1 or not given[0].bare:
            raise Misspoken(f"{name}(…) 括号里应是一个名称，如 {name}(承办量)。")
        return _share(given[0]) if name == _SHARE else _over(name, given[0].bare)
    if name == _IF_BLANK:
        if len(given) != 2:
            raise Misspoken(f"{name}(…) 应有2个参数：{name}(满意率, 0)。")
        return _if_blank(given)
    named = formulas.FUNCTIONS.get(name)
    if named is None:
        raise Misspoken(f"没有名为“{name}”的函数。{unknown(name, [*formulas.FUNCTIONS, *SPECIAL])}")
    _fits(name, named, given)
    return _function(name, named, given)


def _fits(name: str, named: formulas.Named, given: Sequence[Node]) -> None:
    count = len(given)
    if not named.least <= count <= named.most or (named.odd is not None and bool(count % 2) != named.odd):
        raise Misspoken(f"{name}(…) 的参数个数不对，应写作：{named.usage}。")
    _need(given[:1], TRUTH if named.truth else NUMBER)
    _need(given[1:], NUMBER)
    if named.rising:
        at = [part.constant for part in given[1::2]]
        constants = [one for one in at if one is not None]
        if len(constants) < len(at) or constants != sorted(set(constants)):
            raise Misspoken(f"{name}(…) 各段的起点应是从小到大的常数，如：{named.usage}。")
    if named.places and given[-1].constant not in range(10):
        raise Misspoken(f"{name}(…) 的最后一个参数是小数位数，应是0到9的整数。")


def _function(name: str, named: formulas.Named, given: Sequence[Node]) -> Node:
    def value(env: Env) -> Value:
        told = [part.value(env) for part in given]
        return None if None in told and not named.blanks else named.call(*told)

    def words(env: Env) -> tuple[str, int]:
        told = [hand.Part(part.value(env), *part.words(env)) for part in given]
        if named.written is not None and (named.blanks or all(one.value is not None for one in told)):
            return named.written(told)
        return f"{name}({', '.join(one.text for one in told)})", hand.ATOM

    return _join(given, Node(NUMBER, value, words))


def _over(name: str, column: str) -> Node:
    def words(env: Env) -> tuple[str, int]:
        value = env.over(name, column)
        text = by_hand(value) if name.endswith(_COUNT) else env.told(column, value)
        return f"{text}〔{column}{name}〕", hand.ATOM

    return Node(NUMBER, lambda env: env.over(name, column), words, over=(column,))


def _share(part: Node) -> Node:
    return _chain([part, _over(OVER_UNITS[0], part.bare)], ["÷"], hand.TERM, _TIMING)


def _if_blank(given: Sequence[Node]) -> Node:
    _need(given, NUMBER)
    first, second = given

    def used(env: Env) -> Node:
        return second if first.value(env) is None else first

    return _join(given, Node(NUMBER, lambda env: used(env).value(env), lambda env: used(env).words(env)))
