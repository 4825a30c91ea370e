"""A measure in words: its checked predicates and its working as an official would say them, nothing dropped. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING

from huisheng.measures import predicate
from huisheng.measures.labels import TERMS, Term
from huisheng.measures.predicate import Joined, Node
from huisheng.measures.rows import FACTS, Fact

if TYPE_CHECKING:
    from huisheng.measures.definition import Base, Measure

ALL = "true"
_BOOLEAN: tuple[object, ...] = (bool, bool | None)
_INSTANT: tuple[object, ...] = (datetime, datetime | None)
_CONSTANTS = {"true": "“是”", "false": "“否”", "null": "“空”"}
_COMPARES = {"=": "为", "<>": "不为", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不少于"}
_TIMES = {"=": "即", "<>": "不同于", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_JOINTS = {"and": "且", "or": "或"}
_ENDS = {"first": "最早", "last": "最后"}
_USUAL = {
    "order": "accepted_at",
    "dispatch": "sent_at",
    "visit": "at",
    "supervision": "at",
    "return": "decided_at",
    "call": "offered_at",
    "session": "held_at",
    "check": "at",
    "record": "at",
}
"""The instant by which rows of a fact are counted where nothing is said."""


def words(text: str, fact: Fact) -> str:
    """A predicate over a fact's columns in Chinese: 已接听且等待时长不超过15秒. Raises Unreadable if it isn't one."""
    return _Speaker(fact).node(predicate.read(text, frozenset(fact.columns)))


def formula(measure: Measure, base: Base) -> str:
    """The working of a measure that counts: 全部工单中，按期答复的 ÷ 全部工单, and in brackets how rows are taken."""
    fact = FACTS[base.fact]
    whole = f"全部{fact.label}" if base.where == ALL else f"{words(base.where, fact)}的{fact.label}"
    some = "" if measure.numerator == ALL else f"{words(measure.numerator, fact)}的"
    top = f"{whole}中，{some}" if some else whole
    if measure.sum:
        term = TERMS[base.fact][measure.sum]
        added = f"{term.label}（{term.unit}）" if term.unit else term.label
        top = f"{top}，其{added}之和" if some else f"{top}的{added}之和"
    under = "" if measure.denominator is None else f" ÷ {_under(measure.denominator, whole, base, fact)}"
    number = "数" if under and measure.sum else ""
    divisor = f" ÷ {measure.divisor}" if measure.divisor != 1 else ""
    aside = "，".join(_asides(base, fact))
    return f"{top}{under}{number}{divisor}{f'（{aside}）' if aside else ''}"


def _under(denominator: str, whole: str, base: Base, fact: Fact) -> str:
    if base.where == ALL:
        return whole if denominator == ALL else f"{words(denominator, fact)}的{fact.label}"
    return f"上述{'全部' if denominator == ALL else words(denominator, fact) + '的'}{fact.label}"


def _asides(base: Base, fact: Fact) -> Iterator[str]:
    """By which instant, which row of several, what is left out."""
    if base.anchor != _USUAL.get(base.fact):
        yield f"按{TERMS[base.fact][base.anchor].label}统计"
    if base.keep:
        subject = TERMS[base.fact][fact.subject].label
        yield f"每件{subject}只计一次，取{_ENDS[base.keep]}一次{'' if subject == fact.label else fact.label}"
        if base.prefer:
            yield f"{words(base.prefer, fact)}的优先"
    for one in base.exclude:
        when = words(one.when, fact)
        yield f"{when}的不计入" + ("" if when == one.reason else f"：{one.reason}")


class _Speaker:
    """Says predicates over one fact."""

    def __init__(self, fact: Fact) -> None:
        self._terms = TERMS[fact.name]
        self._types = {column.name: column.type for column in fields(fact.row)}

    def node(self, node: Node) -> str:
        if not isinstance(node, Joined):
            return self._atom(predicate.tokens(node.words))
        if node.how == "not":
            [part] = node.parts
            if not isinstance(part, Joined) and part.words in self._terms:
                return self._no(part.words)
            return f"非（{self.node(part)}）"
        parts = (f"（{self.node(one)}）" if _mixed(one) else self.node(one) for one in node.parts)
        return _JOINTS[node.how].join(parts)

    def _atom(self, tokens: list[str]) -> str:
        left, rest = tokens[0], tokens[1:]
        if not rest:
            return self._yes(left) if left in self._terms else "全部" if left == ALL else "无"
        if rest[0] in _COMPARES:
            return self._compare(left, rest[0], rest[1])
        if rest[0] == "is":
            return self._is(left, rest[-1], "不" if rest[1] == "not" else "")
        no = "不" if rest[0] == "not" else ""
        term = self._terms.get(left, Term(""))
        if rest[-1] == ")":
            held = [self._operand(one, term) for one in rest[rest.index("(") + 1 : -1] if one != ","]
            among = "或".join(held) if not no or len(held) == 1 else f"{'、'.join(held)}中的任何一个"
            return f"{self._operand(left, term)}{no}为{among}"
        low, high = self._operand(rest[-3], term), self._operand(rest[-1], term)
        return f"{self._operand(left, term)}{no}在{low}至{high}之间"

    def _is(self, left: str, what: str, no: str) -> str:
        term = self._terms.get(left)
        if term is None:
            return f"{self._operand(left, Term(''))}{no}为{_CONSTANTS[what]}"
        if what != "null":
            if no:
                return f"“{term.label}”不为{_CONSTANTS[what]}"
            return self._yes(left) if what == "true" else self._no(left)
        if self._types[left] in _BOOLEAN:
            return f"{'有' if no else '没有'}“{term.label}”的记录"
        return self._yes(left) if no else self._no(left)

    def _compare(self, left: str, sign: str, right: str) -> str:
        term = self._terms.get(left) or self._terms.get(right) or Term("")
        kind = self._types.get(left)
        if kind is str and right == "''" and sign in ("=", "<>"):
            return self._yes(left) if sign == "<>" else self._no(left)
        if kind is int and (sign, right) == (">", "0") and term.yes:
            return term.yes
        said = (_TIMES if kind in _INSTANT else _COMPARES)[sign]
        return f"{self._operand(left, term)}{said}{self._operand(right, term)}"

    def _operand(self, word: str, term: Term) -> str:
        """A column by its label, a word by the label that ``term`` has for it, a number with the term's unit."""
        if word in self._terms:
            label = self._terms[word].label
            return f"“{label}”" if self._types[word] in _BOOLEAN else label
        if word in _CONSTANTS:
            return _CONSTANTS[word]
        if word[0] == "'":
            return f"“{term.values.get(word[1:-1], word[1:-1]) or '空'}”"
        return f"{word}{term.unit}"

    def _yes(self, column: str) -> str:
        return self._terms[column].yes or f"有{self._terms[column].label}"

    def _no(self, column: str) -> str:
        return self._terms[column].no or f"没有{self._terms[column].label}"


def _mixed(node: Node) -> bool:
    return isinstance(node, Joined) and node.how != "not"
