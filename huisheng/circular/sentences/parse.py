"""A template's text into its tree.

In braces may stand (measures by name, ``ref`` = measure or measure[by=key+key]):

{ref}                              the figure; {?ref} / {!ref}: only if it isn't nought / is nought
{占比 ref} {占比 ref of ref}        its share of the measure's whole, or of another figure
{同比 ref} {环比 ref}               同比增长…% ; with 差 the difference, 幅 only 增长…%, 值 the earlier figure
{日均 ref}                         a day
{前三 ref of by@group 附数}         the best (后三 worst, 提高前三 / 下降前三 biggest movers)
{前三 table.column} {总 table.column}   the best of a scored table; a column reckoned for all together
{高于 bound ref of by@group}        beyond a bound; 低于 不低于 不高于; {各 ref of by}: all of them
{列 name}                          a list of the composition; {个数 list} how many, {汉数 list} the same as a numeral
{界 bound}                         a bound itself
{年} {月} {季} {期} {本期} {上期} {首日 fact} {末日 fact}    words for the period
{名} {数} {键} {占比} {同比} {环比}   of the item at hand, in a list's or topic's own template
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from huisheng.circular.sentences import digits
from huisheng.circular.sentences.tree import (
    Asked,
    Bound,
    Change,
    Choice,
    Counted,
    Daily,
    Guard,
    Hole,
    Item,
    Listed,
    Option,
    Overall,
    Period,
    Piece,
    Ref,
    Relation,
    Score,
    Select,
    Share,
    Show,
    Text,
    Value,
    Words,
)

_NUMERALS = {word: n for n, word in enumerate("一二三四五六七八九十", 1)}
_SELECTS: dict[str, Select] = {
    "前": "first",
    "后": "last",
    "提高前": "gain",
    "下降前": "loss",
    "高于": "above",
    "低于": "below",
    "不低于": "not_below",
    "不高于": "not_above",
}
_RELATIONS: dict[str, Relation] = {"同比": "year", "环比": "previous"}
_SHOWS: dict[str, Show] = {"": "phrase", "差": "difference", "幅": "rate", "值": "earlier"}
_EXPECTED = {
    "MEASURE": "指标名或分列名（小写字母）",
    "WORD": "名称",
    "RBRACE": "“}”",
    "RSQB": "“]”",
    "LBRACE": "“{”",
    "LSQB": "“[”",
    "EQUAL": "“=”",
    "PLUS": "“+”",
    "DOT": "“.”",
    "AT": "“@”",
    "VBAR": "“|”",
    "OF": "of",
    "RANKED": "前三、后三一类",
    "BOUNDED": "高于、低于一类",
    "ALL": "各",
    "SHOWN": "附数或附占比",
    "CHANGE": "同比或环比",
    "PERIOD": "年、月、本期一类",
    "ITEM": "名、数、键",
    "GUARD": "?或!",
    "COUNTED": "个数或汉数",
    "TOTAL": "总",
    "WORDS": "文字",
    "_WS": "空格",
    "$END": "结尾",
}


class Wrong(Exception):
    """A template that can't be read: where (characters from its beginning) and a Chinese sentence."""

    def __init__(self, at: int, sentence: str) -> None:
        super().__init__(sentence)
        self.at = at
        self.sentence = sentence


def parse(template: str, names: Sequence[str] = ()) -> Text:
    """The tree of a template. ``names``: words with digits that are names (12345). Raises Wrong."""
    try:
        tree = _grammar().parse(template, start="start")
    except UnexpectedInput as error:
        raise _wrong(template, error) from None
    text = cast(Text, _Reader().transform(tree))
    found = digits.first(template, names)
    if found is not None:
        at, word = found
        raise Wrong(at, f"“{word}”是直接写在句子里的数。通报里的数都要由指标算出：请改用{{指标名}}，或写进方案的参数。")
    return text


def parse_list(words: str) -> Choice:
    """A list as it would stand in braces. Raises Wrong."""
    try:
        found = _Reader().transform(_grammar().parse(words, start="list"))
    except UnexpectedInput as error:
        raise _wrong(words, error) from None
    if not isinstance(found, Choice):
        raise Wrong(0, "列表不能指另一个列表，请写明前几、高于、低于或各。")
    return found


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    text = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", start=["start", "list"], propagate_positions=False, maybe_placeholders=False)


def _wrong(template: str, error: UnexpectedInput) -> Wrong:
    at = error.pos_in_stream or 0
    if isinstance(error, UnexpectedToken):
        names = set(error.accepts or error.expected)
    else:
        names = set(error.allowed or ()) if isinstance(error, UnexpectedCharacters) else set()
    ended = isinstance(error, UnexpectedEOF) or at >= len(template) or _is_end(error)
    at = len(template) if ended else at
    here = "句子在此结束" if ended else f"“{template[at : at + 8]}”看不懂"
    expected = "、".join(dict.fromkeys(_EXPECTED.get(name, name) for name in sorted(names)))
    return Wrong(at, f"{here}" + (f"，这里应是：{expected}。" if expected else "。"))


def _is_end(error: UnexpectedInput) -> bool:
    return isinstance(error, UnexpectedToken) and error.token.type == "$END"


def _numeral(word: str) -> int:
    """一 … 九十九."""
    tens, ten, ones = word.rpartition("十")
    if not ten:
        return _NUMERALS[word]
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


class _Reader(Transformer[Token, Any]):
    """From lark's tree to ours."""

    def start(self, given: list[Text]) -> Text:
        return given[0]

    def text(self, given: list[Piece | Token]) -> Text:
        return tuple(Words(str(one)) if isinstance(one, Token) else one for one in given)

    def option(self, given: list[Text]) -> Option:
        return Option(tuple(given))

    def hole(self, given: list[Asked]) -> Hole:
        return Hole(given[0])

    def number(self, given: list[Ref]) -> Value:
        return Value(given[0])

    def guard(self, given: list[Any]) -> Guard:
        return Guard(given[1], given[0] == "?")

    def share(self, given: list[Ref]) -> Share:
        return Share(given[0] if given else Ref(""), given[1] if len(given) > 1 else None)

    def change(self, given: list[Any]) -> Change:
        word = str(given[0])
        return Change(_RELATIONS[word[:2]], _SHOWS[word[2:]], given[1] if len(given) > 1 else Ref(""))

    def daily(self, given: list[Ref]) -> Daily:
        return Daily(given[0])

    def overall(self, given: list[Score]) -> Overall:
        return Overall(given[0])

    def listed(self, given: list[Choice | str]) -> Listed:
        return Listed(given[0])

    def counted(self, given: list[Any]) -> Counted:
        return Counted(given[1], given[0] == "汉数")

    def named(self, given: list[Token]) -> str:
        return str(given[0])

    def ranked(self, given: list[Any]) -> Choice:
        word = str(given[0]).rstrip("".join(_NUMERALS))
        return self._choice(_SELECTS[word], given[1:], n=_numeral(str(given[0])[len(word) :]))

    def bounded(self, given: list[Any]) -> Choice:
        return self._choice(_SELECTS[str(given[0])], given[2:], bound=str(given[1]))

    def every(self, given: list[Any]) -> Choice:
        return self._choice("all", given[1:])

    def _choice(self, select: Select, given: list[Any], n: int = 0, bound: str = "") -> Choice:
        shown = str(given.pop()) if isinstance(given[-1], Token) else ""
        by, group = given[1] if len(given) > 1 else ("", "")
        return Choice(select, given[0], by, group, n, bound, shown)

    def bound(self, given: list[Token]) -> Bound:
        return Bound(str(given[0]))

    def period(self, given: list[Token]) -> Period:
        return Period(str(given[0]), str(given[1]) if len(given) > 1 else "")

    def item(self, given: list[Token]) -> Item:
        return Item(cast(Literal["名", "数", "键"], str(given[0])))

    def ref(self, given: list[Any]) -> Ref:
        by, keys = given[1] if len(given) > 1 else ("", ())
        return Ref(str(given[0]), by, keys)

    def filter(self, given: list[Any]) -> tuple[str, tuple[str, ...]]:
        return str(given[0]), tuple(given[1:])

    def key(self, given: list[Token]) -> str:
        return str(given[0])

    def dim(self, given: list[Token]) -> tuple[str, str]:
        return str(given[0]), str(given[1]) if len(given) > 1 else ""

    def score(self, given: list[Token]) -> Score:
        return Score(str(given[0]), str(given[1]))
