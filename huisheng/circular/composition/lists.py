"""Lists out of breakdowns: the best, the worst, the movers, those beyond a threshold, or all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from huisheng.circular.composition.desk import Desk
from huisheng.circular.composition.named import ListPlan
from huisheng.circular.composition.ports import UNIT, Amount, Key, Part, added
from huisheng.circular.composition.reading import GROUP, HOT
from huisheng.circular.document import Number
from huisheng.circular.sentences.tree import Choice, Ref, Relation, Score
from huisheng.rulebook import implements

REST = "＊"  # the key of what a list puts together under 其他


@dataclass(frozen=True, slots=True)
class Entry:
    """One of a list: its name and key, its figure or its score, and the exact value by which it is compared."""

    name: str
    key: Key
    exact: Fraction | None
    amount: Amount | None = None
    number: Number | None = None
    parts: tuple[Key, ...] = ()


@implements(
    "dongchangfu-2024-02#art-4",
    "dongchangfu-2024-02#art-7",
    "liaocheng-2015-01#art-7",
    "liaocheng-2015-01#art-8",
    "liaocheng-2020-q2#art-3",
    "liaocheng-2020-q2#art-5",
    "liaocheng-2020-q2#art-10",
)
def entries(desk: Desk, choice: Choice, plan: ListPlan | None = None) -> list[Entry]:
    """The entries of a list, in the order in which they are said.

    Who ties with the last one taken is taken too; where all tie, none is best or worst, and nobody is named.
    """
    found = [entry for entry in _all(desk, choice) if _counts(desk, entry, choice, plan)]
    if plan is not None and plan.names:
        found = _renamed(desk, choice, plan, found)
    if choice.select == "all":
        return _ordered(desk, found, choice, plan)
    if choice.select in ("gain", "loss"):
        return _movers(desk, found, choice, plan)
    known = [(entry.exact, entry) for entry in found if entry.exact is not None]
    if choice.bound:
        bound = desk.limit(choice.bound).value
        beyond = [(exact, entry) for exact, entry in known if _beyond(choice.select, exact, bound)]
        return [entry for _, entry in sorted(beyond, key=lambda pair: -pair[0])]
    return _ends(known, choice.n, best=choice.select == "first")


def _all(desk: Desk, choice: Choice) -> list[Entry]:
    if isinstance(choice.of, Score):
        scored = desk.scored(choice.of.table)
        table, column = choice.of.table, choice.of.column
        return [
            Entry(row.name, row.key, exact, None, desk.score(table, row, column))
            for row, exact in scored.values(column)
        ]
    measure = choice.of.measure
    if choice.by == HOT:
        hots = [hot for hot in desk.plan.hots.values() if hot.under == choice.group]
        return [_entry(hot.label, hot.name, desk.hot(measure, hot), tuple(hot.keys)) for hot in hots]
    if choice.by == GROUP:
        groups = desk.plan.groups.values()
        return [_entry(one.label, one.name, desk.amount(Ref(measure, GROUP, (one.name,)))) for one in groups]
    part = desk.part(measure, choice.by)
    if choice.by == UNIT:
        units = [unit for unit in desk.units(choice.group) if unit.key in part.amounts]
        return [_entry(unit.name, unit.key, _named(part.amounts[unit.key], unit.name)) for unit in units]
    return [
        _entry(name, key, _named(amount, name), (key,))
        for key, amount in part.amounts.items()
        for name in (desk.source.name(choice.by, key),)
    ]


def _entry(name: str, key: Key, amount: Amount | None, parts: tuple[Key, ...] = ()) -> Entry:
    return Entry(name, key, amount.exact if amount is not None else None, amount, None, parts)


def _named(amount: Amount, name: str) -> Amount:
    return replace(amount, about=name)


def _counts(desk: Desk, entry: Entry, choice: Choice, plan: ListPlan | None) -> bool:
    """Whether it may be named at all: not without a value, not with nought of what is counted, not on too few."""
    amount = entry.amount
    if amount is None:
        return entry.number is not None
    if amount.value is None or (amount.denominator is None and not amount.numerator):
        return plan is not None and plan.zero
    if choice.select == "first" and not amount.numerator and not (plan is not None and plan.zero):
        return False  # nobody is highest with none
    if plan is not None and plan.least:
        base = amount.denominator if amount.denominator is not None else amount.numerator
        return (base or 0) >= desk.limit(plan.least).value
    return True


def _beyond(select: str, exact: Fraction, bound: Fraction) -> bool:
    return {
        "above": exact > bound,
        "below": exact < bound,
        "not_below": exact >= bound,
        "not_above": exact <= bound,
    }[select]


def _ends(known: Sequence[tuple[Fraction, Entry]], n: int, *, best: bool) -> list[Entry]:
    ordered = sorted(known, key=lambda pair: -pair[0])
    if not ordered or (len(ordered) > n and ordered[0][0] == ordered[-1][0]):
        return []
    if best:
        edge = ordered[min(n, len(ordered)) - 1][0]
        return [entry for exact, entry in ordered if exact >= edge]
    edge = ordered[max(len(ordered) - n, 0)][0]
    return [entry for exact, entry in ordered if exact <= edge]


def _movers(desk: Desk, found: list[Entry], choice: Choice, plan: ListPlan | None) -> list[Entry]:
    """Who rose or fell most against the period before: only those known in both."""
    before = _before(desk, choice, plan)
    moved = []
    for entry in found:
        earlier = before.amounts.get(entry.key)
        now = _printed(entry)
        if now is None or earlier is None or earlier.exact is None:
            continue
        by = now - earlier.exact
        if by > 0 if choice.select == "gain" else by < 0:
            moved.append((abs(by), entry))
    moved.sort(key=lambda pair: -pair[0])
    if not moved:
        return []
    edge = moved[min(choice.n, len(moved)) - 1][0]
    return [entry for by, entry in moved if by >= edge]


def _printed(entry: Entry) -> Fraction | None:
    """What is compared with an earlier publication: of a score its print, as the earlier one is known in print."""
    if entry.number is None:
        return entry.exact
    return Fraction(entry.number.value) if entry.number.value is not None else None


def _before(desk: Desk, choice: Choice, plan: ListPlan | None) -> Part:
    if plan is not None and plan.earlier:
        return desk.part(plan.earlier, UNIT, "previous")
    return (
        Part({}, counted=False) if isinstance(choice.of, Score) else desk.part(choice.of.measure, choice.by, "previous")
    )


def _renamed(desk: Desk, choice: Choice, plan: ListPlan, found: list[Entry]) -> list[Entry]:
    """The office's own names; parts of one name are put together."""
    together: dict[str, list[Entry]] = {}
    for entry in found:
        together.setdefault(plan.names.get(str(entry.key), entry.name), []).append(entry)
    return [_together(name, ones) for name, ones in together.items()]


def _together(name: str, ones: Sequence[Entry]) -> Entry:
    amounts = [one.amount for one in ones if one.amount is not None]
    if not amounts:
        return replace(ones[0], name=name)
    keys = "+".join(str(one.key) for one in ones)
    base, _, _ = amounts[0].identity.partition("|")
    amount = added(amounts, amounts[0].identity if len(ones) == 1 else f"{base}|{keys}", name)
    parts = tuple(part for one in ones for part in one.parts)
    return Entry(name, ones[0].key, amount.exact, amount, None, parts)


def _ordered(desk: Desk, found: list[Entry], choice: Choice, plan: ListPlan | None) -> list[Entry]:
    order = plan.order if plan is not None else "value"
    if order == "key":
        found = sorted(found, key=lambda entry: entry.key if isinstance(entry.key, int) else 0, reverse=True)
    elif order == "names" and plan is not None:
        places = {name: place for place, name in enumerate(dict.fromkeys(plan.names.values()))}
        found = sorted(found, key=lambda entry: places.get(entry.name, len(places)))
    else:
        found = sorted(found, key=lambda entry: -(entry.exact or 0))
    if plan is None or not plan.limit or len(found) <= plan.limit:
        return found
    head, rest = found[: plan.limit], found[plan.limit :]
    return [*head, replace(_together(plan.other, rest), key=REST)] if plan.other else head


def before(desk: Desk, choice: Choice, entry: Entry, relation: Relation) -> Amount | None:
    """An entry's figure of an earlier period."""
    if isinstance(choice.of, Score) or entry.key == REST:
        return None
    if choice.by == HOT:
        return desk.hot(choice.of.measure, desk.plan.hots[str(entry.key)], relation)
    if choice.by == GROUP:
        return desk.amount(Ref(choice.of.measure, GROUP, (str(entry.key),)), relation)
    keys = entry.parts or (entry.key,)
    return desk.keys(
        choice.of.measure, choice.by, list(keys), relation, f"{choice.by}={'+'.join(map(str, keys))}", entry.name
    )
