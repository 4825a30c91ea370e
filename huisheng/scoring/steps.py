"""The steps of a calculation by hand: how a value is written inside it, and where it comes from."""

from collections.abc import Mapping
from fractions import Fraction

from huisheng.scoring.quantity import Ratio, Value, by_hand
from huisheng.scoring.scheme import RATE
from huisheng.scoring.scheme import Value as Item
from huisheng.scoring.scored import BLANK, COMPUTED, GIVEN, MEASURED, Step
from huisheng.scoring.standing import Work

_PERCENT_DIGITS = 4


def shown(item: Item, value: Value, ratio: Ratio | None) -> str:
    """A value inside a calculation: 98.25 of a rate in points, 96.15% or, where that never ends, 15/23."""
    if item.kind != RATE or item.points or value is None:
        return by_hand(value)
    text = _part_of_one(item, value)
    if "…" in text and ratio is not None and ratio.value == value:
        return f"{by_hand(ratio.over)}/{by_hand(ratio.under)}"
    return text


def _part_of_one(item: Item, value: Fraction) -> str:
    """96.15%, or 2.1‰ where the column is printed so."""
    if item.form.startswith("permille"):
        return f"{by_hand(value * 1000, _PERCENT_DIGITS)}‰"
    return f"{by_hand(value * 100, _PERCENT_DIGITS)}%"


def step(item: Item, work: Work, words: str, notes: list[str], ways: Mapping[str, str]) -> Step:
    """The line of one value of one unit, after it has been worked out."""
    value, name = work.values[item.name], item.name
    figure = work.given.figures.get(name)
    source = COMPUTED if ways[name] == COMPUTED else MEASURED if figure is not None else GIVEN
    if source == GIVEN and work.given.values.get(name) is None:
        source = BLANK
    ratio = work.ratios.get(name)
    if figure is not None:
        notes = [*notes, f"指标 {figure.definition}"]
    if source != COMPUTED and ratio is not None:
        words = f"{by_hand(ratio.over)} ÷ {by_hand(ratio.under)}"
    if source != COMPUTED and item.blank is not None and work.given.values.get(name) is None:
        notes = [f"按方案计{by_hand(value)}", *notes]
    if item.by_group and value is not None:
        notes = ["方案按组规定", *notes]
    return Step(
        name=name,
        label=item.label,
        words=words,
        result=_result(item, value),
        cite=item.cite,
        source=source,
        parts=tuple(need for need in item.needs if need in ways) if source == COMPUTED else (),
        note="；".join([*notes, item.note] if item.note else notes),
    )


def _result(item: Item, value: Value) -> str:
    if item.kind == RATE and value is not None:
        return _part_of_one(item, Fraction(value, 100) if item.points else value)
    return by_hand(value)
