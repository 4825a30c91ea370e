"""A template filled: words, and a Number for everything that is asked for."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from huisheng.circular.composition import lists, periods
from huisheng.circular.composition.desk import Desk
from huisheng.circular.composition.lists import Entry
from huisheng.circular.composition.named import ListPlan
from huisheng.circular.composition.ports import Amount
from huisheng.circular.document import Run, text_of
from huisheng.circular.sentences.phrase import numeral
from huisheng.circular.sentences.settle import ABSENT, Absent, Filled, settle
from huisheng.circular.sentences.tree import (
    Bound,
    Change,
    Choice,
    Counted,
    Daily,
    Guard,
    Item,
    Listed,
    Option,
    Overall,
    Period,
    Piece,
    Ref,
    Relation,
    Score,
    Share,
    Text,
    Value,
    Words,
)

_LINES = re.compile(r"\s*\n\s*")
_Piece = tuple[Filled, bool]


@dataclass(frozen=True, slots=True)
class Subject:
    """The item at hand: an entry of a list or a hot topic, its whole, and its earlier figures."""

    entry: Entry
    whole: Amount | None
    before: Callable[[Relation], Amount | None]


def runs(desk: Desk, text: Text, subject: Subject | None = None) -> tuple[Run, ...]:
    """The runs of a template; () where nothing of it can be said."""
    return settle(_pieces(desk, text, subject))


def words(desk: Desk, text: Text) -> str:
    """A template as plain words, for titles."""
    return text_of(runs(desk, text))


def _pieces(desk: Desk, text: Text, subject: Subject | None) -> list[_Piece]:
    return [piece for one in text for piece in _piece(desk, one, subject)]


def _piece(desk: Desk, piece: Piece, subject: Subject | None) -> Iterable[_Piece]:
    if isinstance(piece, Words):
        return [(_LINES.sub("", piece.text), True)]
    if isinstance(piece, Option):
        for text in piece.texts:
            told = _pieces(desk, text, subject)
            if not any(isinstance(filled, Absent) for filled, _ in told):
                return told
        return []
    return [(filled, False) for filled in _HOLES[type(piece.asked)](desk, piece.asked, subject)]


def _value(desk: Desk, asked: Value, subject: Subject | None) -> Iterable[Filled]:
    amount = desk.amount(asked.ref)
    return [ABSENT] if amount is None or amount.value is None else [desk.numbers.amount(amount)]


def _guard(desk: Desk, asked: Guard, subject: Subject | None) -> Iterable[Filled]:
    amount = desk.amount(asked.ref)
    there = amount is not None and bool(amount.value)
    return [] if there == asked.wanted else [ABSENT]


def _share(desk: Desk, asked: Share, subject: Subject | None) -> Iterable[Filled]:
    if not asked.ref.measure:
        part, whole = (subject.entry.amount, subject.whole) if subject is not None else (None, None)
    else:
        part, whole = desk.amount(asked.ref), desk.amount(asked.base or Ref(asked.ref.measure))
    number = desk.numbers.share(part, whole) if part is not None and whole is not None else None
    return [number if number is not None else ABSENT]


def _change(desk: Desk, asked: Change, subject: Subject | None) -> Iterable[Filled]:
    if not asked.ref.measure:
        now = subject.entry.amount if subject is not None else None
        before = subject.before(asked.relation) if subject is not None else None
    else:
        now, before = desk.amount(asked.ref), desk.amount(asked.ref, asked.relation)
    told = desk.numbers.change(asked, now, before) if now is not None and before is not None else None
    return told if told is not None else [ABSENT]


def _daily(desk: Desk, asked: Daily, subject: Subject | None) -> Iterable[Filled]:
    amount = desk.amount(asked.ref)
    number = desk.numbers.daily(amount, desk.periods.now) if amount is not None else None
    return [number if number is not None else ABSENT]


def _overall(desk: Desk, asked: Overall, subject: Subject | None) -> Iterable[Filled]:
    row = desk.source.overall(asked.score.table)
    return [ABSENT if row is None else desk.score(asked.score.table, row, asked.score.column)]


def _listed(desk: Desk, asked: Listed, subject: Subject | None) -> Iterable[Filled]:
    choice, plan = _choice(desk, asked.of)
    told = [_item(desk, entry, choice, plan) for entry in lists.entries(desk, choice, plan)]
    told = [item for item in told if item]
    if not told:
        return [ABSENT]
    join = plan.join if plan is not None else "、"
    return [run for place, item in enumerate(told) for run in ([join, *item] if place else item)]


def _choice(desk: Desk, of: Choice | str) -> tuple[Choice, ListPlan | None]:
    if isinstance(of, Choice):
        return of, None
    plan = desk.plan.lists[of]
    return plan.of, plan


def _item(desk: Desk, entry: Entry, choice: Choice, plan: ListPlan | None) -> list[Run]:
    subject = subject_of(desk, entry, choice, plan)
    if plan is not None:
        return list(runs(desk, plan.item, subject))
    told: list[Filled] = [entry.name]
    if choice.shown == "附数":
        told += _item_word(desk, Item("数"), subject)
        told += [entry.amount.measure.unit] if entry.amount is not None and not entry.amount.percent else []
    elif choice.shown:
        told += _share(desk, Share(Ref(""), None), subject)
    return [one for one in told if not isinstance(one, Absent)]


def subject_of(desk: Desk, entry: Entry, choice: Choice, plan: ListPlan | None) -> Subject:
    """An entry with what its own template may ask for."""
    base = plan.base if plan is not None and plan.base else ""
    measure = base or ("" if isinstance(choice.of, Score) else choice.of.measure)
    whole = desk.whole(measure) if measure else None
    return Subject(entry, whole, lambda relation: lists.before(desk, choice, entry, relation))


def _counted(desk: Desk, asked: Counted, subject: Subject | None) -> Iterable[Filled]:
    choice, plan = _choice(desk, asked.of)
    names = [entry.name for entry in lists.entries(desk, choice, plan)]
    if not names:
        return [ABSENT]
    if asked.spelled:
        return [numeral(len(names))]
    what = choice.of.column if isinstance(choice.of, Score) else desk.source.measure(choice.of.measure).label
    cite = desk.limit(choice.bound).cite if choice.bound else desk.plan.cite
    bound = desk.limit(choice.bound).text if choice.bound else ""
    return [
        desk.numbers.counted(f"list|{_identity(choice)}", f"{what}{_SELECTED[choice.select]}{bound}的个数", names, cite)
    ]


def _identity(choice: Choice) -> str:
    of = f"{choice.of.table}.{choice.of.column}" if isinstance(choice.of, Score) else choice.of.measure
    return "|".join(filter(None, (choice.select, str(choice.n or ""), of, choice.by, choice.group, choice.bound)))


def _bound(desk: Desk, asked: Bound, subject: Subject | None) -> Iterable[Filled]:
    return [desk.numbers.limit(desk.limit(asked.name))]


def _period(desk: Desk, asked: Period, subject: Subject | None) -> Iterable[Filled]:
    return [periods.word(desk.periods, asked.word, asked.fact)]


def _item_word(desk: Desk, asked: Item, subject: Subject | None) -> Iterable[Filled]:
    if subject is None:
        return [ABSENT]
    entry = subject.entry
    if asked.word == "名":
        return [entry.name]
    if asked.word == "键":
        return [str(entry.key)]
    if entry.number is not None:
        return [entry.number]
    known = entry.amount is not None and entry.amount.value is not None
    return [desk.numbers.amount(entry.amount)] if known and entry.amount is not None else [ABSENT]


_SELECTED = {
    "first": "居前",
    "last": "居后",
    "gain": "提高",
    "loss": "下降",
    "above": "高于",
    "below": "低于",
    "not_below": "不低于",
    "not_above": "不高于",
    "all": "",
}
_HOLES: dict[type, Callable[[Desk, Any, Subject | None], Iterable[Filled]]] = {
    Value: _value,
    Guard: _guard,
    Share: _share,
    Change: _change,
    Daily: _daily,
    Overall: _overall,
    Listed: _listed,
    Counted: _counted,
    Bound: _bound,
    Period: _period,
    Item: _item_word,
}
