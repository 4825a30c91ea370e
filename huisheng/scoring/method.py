"""How a column of a scheme is computed, in words and without any unit's numbers: for an appendix of definitions."""

import re
from collections.abc import Iterator
from fractions import Fraction

from huisheng.measures.definition import Library, shipped
from huisheng.scoring import formulas, steps
from huisheng.scoring.quantity import by_hand, written
from huisheng.scoring.scheme import FULL, GROUP, INPUT, RANK, Scheme, Tier, Tiers
from huisheng.scoring.scheme import Value as Item
from huisheng.scoring.score import BEFORE

_WORD = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]*|[<>=!]=|[*/-]")
_IF_BLANK = re.compile(r"若空\(([^(),]+), *([^(),]+)\)")
_PLAIN = {
    "*": "×", "/": "÷", "-": "−", "==": "=", ">=": "≥", "<=": "≤", "!=": "≠",
    "if": "若", "then": "则", "else": "否则", "and": "且", "or": "或", "not": "非",
}  # fmt: skip
_TIES = {"lowest": "取最前的名次", "dense": "不占后面的名次"}


def method(scheme: Scheme, column: str, library: Library | None = None) -> str:
    """A column's own expression, its rounding and limits, and what it rests on that isn't a column itself.

    40 × 解决率，四舍五入到0.01。其中：解决率 = (解决数 + 0.8 × 部分解决数) ÷ 问到解决情况数（部分解决按0.8计）。
    "" for a column that the scheme doesn't have.
    """
    held = library or shipped()
    name = column.removesuffix(BEFORE)
    before = name != column
    if name == GROUP:
        return "单位所在的组别"
    if scheme.tiers is not None and name == scheme.tiers.name:
        tiers = "，".join(_tier(scheme, one) for one in scheme.tiers.steps)
        return f"按{scheme.values[scheme.tiers.of].label}分档：{tiers}"
    if name not in scheme.values:
        return ""
    item = scheme.values[name]
    whole = _full(scheme, item, held, before=before)
    rest = [_part(scheme, scheme.values[need], held, before) for need in _behind(scheme, item)]
    said = "；".join(one for one in rest if one)
    return f"{whole}{'（不扣除不计考核的）' if before else ''}{f'。其中：{said}' if said else ''}"


def _behind(scheme: Scheme, item: Item) -> list[str]:
    """What a value is made from that has no column of its own, in the order of use."""
    found: dict[str, None] = {}

    def visit(one: Item) -> None:
        for need in one.needs:
            if need not in scheme.columns and need not in found:
                found[need] = None
                visit(scheme.values[need])

    visit(item)
    return list(found)


def _full(scheme: Scheme, item: Item, held: Library, *, before: bool) -> str:
    """A column: measures with their definition."""
    notes = [*_limits(item), *([item.note] if item.note else [])]
    if item.kind == RANK:
        notes += _ranking(scheme, item)
    return "，".join([_expression(scheme, item) or _measured(item, held, before) or "由考核人员填写", *notes])


def _part(scheme: Scheme, item: Item, held: Library, before: bool) -> str:
    """What a column rests on: its expression, or the measure it is, unless that has the same name and nothing more."""
    notes = [*_limits(item), *([item.note] if item.note else [])]
    aside = f"（{'，'.join(notes)}）" if notes else ""
    said = _expression(scheme, item)
    if said:
        return f"{item.label} = {said}{aside}"
    labels = "、".join(held[one].label for one in _measures(item, before) if one in held)
    if labels in ("", item.label) and not aside:
        return ""
    return f"{item.label}{f'取指标“{labels}”' if labels else '由考核人员填写'}{aside}"


def _measures(item: Item, before: bool) -> tuple[str, ...]:
    return item.before if before and item.before else item.measures


def _measured(item: Item, held: Library, before: bool) -> str:
    """The measures of an input in words, each with its note."""
    found = [held[one] for one in _measures(item, before) if one in held]
    said = [held.formula(one) + (f"（{one.note.rstrip('。')}）" if one.note else "") for one in found]
    return " + ".join(said)


def _expression(scheme: Scheme, item: Item) -> str:
    if item.kind == RANK:
        way = "从高到低" if item.descending else "从低到高"
        then = "、".join(
            f"{scheme.values[name].label}（{'高' if falling else '低'}的在前）" for name, falling in item.then
        )
        return f"按{scheme.values[item.of].label}{way}排名{then and f'，相同的再比{then}'}" if item.of else ""
    if item.by_group:
        return "，".join(f"{circle.label}{by_hand(item.by_group[circle.name])}" for circle in scheme.groups)
    if item.over is not None and item.under is not None:
        over, under = (_words(scheme, item, one.text) for one in (item.over, item.under))
        return f"{_bracket(over)} ÷ {_bracket(under)}"
    return _words(scheme, item, item.expression.text) if item.expression is not None else ""


def _bracket(words: str) -> str:
    return f"({words})" if " " in words else words


def _words(scheme: Scheme, item: Item, text: str) -> str:
    """An expression with the labels of its names and the signs of a printed page."""

    def said(found: re.Match[str]) -> str:
        word = found[0]
        if word == FULL and item.full is not None:
            return by_hand(item.full)
        return scheme.values[word].label if word in scheme.values else _PLAIN.get(word, word)

    return _IF_BLANK.sub(r"\1（没有时用\2）", _WORD.sub(said, text))


def _limits(item: Item) -> Iterator[str]:
    if item.kind == INPUT and item.times != 1:
        yield f"乘以{by_hand(item.times)}"
    if item.points:
        yield "以百分点计"
    if item.floor is not None:
        yield f"不低于{steps.shown(item, item.floor, None)}"
    if item.cap is not None:
        yield f"不高于{steps.shown(item, item.cap, None)}"
    if item.rounding is not None:
        places = item.rounding.places
        unit = written(Fraction(1, 10**places), f"trim_{places}")
        yield f"{formulas.ROUNDINGS[item.rounding.mode][1]}到{_percent(item, places) or unit}"
    if item.blank is not None:
        yield f"空格计{steps.shown(item, item.blank, None)}"
    if item.empty is not None:
        yield f"没有可计算的数时计{steps.shown(item, item.empty, None)}"


def _percent(item: Item, places: int) -> str:
    """A rate rounded to four decimals is one rounded to 0.01%."""
    return steps.shown(item, Fraction(1, 10**places), None) if item.part_of_one else ""


def _ranking(scheme: Scheme, item: Item) -> Iterator[str]:
    if item.whole:
        yield "各组一起排"
    if item.of:
        yield f"并列的{_TIES[item.ties]}"
    if scheme.minimum is not None:
        yield scheme.minimum.label
    if scheme.small is not None and scheme.small.not_last and item.name == scheme.place:
        yield f"分母不足{by_hand(scheme.small.below)}的不因一件排在最后"


def _tier(scheme: Scheme, tier: Tier) -> str:
    assert scheme.tiers is not None  # whoever asks for a tier has seen them
    said = []
    if tier.from_ is not None:
        said.append(f"{steps.shown(scheme.values[scheme.tiers.of], tier.from_, None)}以上，含本数")
    if tier.top is not None:
        said.append(f"前{by_hand(tier.top * 100)}%{_seats(scheme.tiers)}")
    return f"{tier.name}（{'，'.join(said) or '其余'}）"


def _seats(tiers: Tiers) -> str:
    """How many units a share of them is."""
    return f"，家数{formulas.ROUNDINGS[tiers.rounding.mode][1]}取整" if tiers.rounding is not None else ""
