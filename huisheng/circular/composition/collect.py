"""Everything a composition asks for, found before anything is counted, so that it is counted in few passes."""

from collections.abc import Iterable, Iterator

from huisheng.circular.composition.block import SheetBlock, TopicsBlock, TrendBlock
from huisheng.circular.composition.named import ListPlan
from huisheng.circular.composition.plan import Plan, texts
from huisheng.circular.composition.ports import PERIODS, UNIT, Ask, When
from huisheng.circular.composition.reading import GROUP, HOT
from huisheng.circular.sentences import tree
from huisheng.circular.sentences.tree import Change, Choice, Ref, Score, Text

_MOVERS = ("gain", "loss")


def asks(plan: Plan) -> frozenset[Ask]:
    """All of a composition's asks."""
    found: set[Ask] = set()
    for text in texts(plan):
        found.update(_of_text(plan, text))
    for one in plan.lists.values():
        found.update(_of_list(plan, one))
    for block in plan.blocks:
        if isinstance(block, TopicsBlock):
            found.update(_of_topics(plan, block))
        elif isinstance(block, SheetBlock):
            found.update(_of_sheet(block))
        elif isinstance(block, TrendBlock):
            found.update(Ask(block.measure, "", when) for when in PERIODS)
    return frozenset(found)


def _of_text(plan: Plan, text: Text) -> Iterator[Ask]:
    for asked in tree.holes(text):
        if isinstance(asked, (tree.Value, tree.Guard, tree.Daily, tree.Share)) and asked.ref.measure:
            yield from _of_ref(plan, asked.ref)
        if isinstance(asked, tree.Share) and asked.ref.measure:
            yield from _of_ref(plan, asked.base or Ref(asked.ref.measure))
        if isinstance(asked, Change) and asked.ref.measure:
            yield from _of_ref(plan, asked.ref)
            yield from _of_ref(plan, asked.ref, asked.relation)
        if isinstance(asked, (tree.Listed, tree.Counted)) and isinstance(asked.of, Choice):
            yield from _of_choice(plan, asked.of)


def _of_ref(plan: Plan, ref: Ref, when: When = "now") -> Iterator[Ask]:
    if ref.by == HOT:
        yield from (Ask(ref.measure, plan.hots[key].by, when) for key in ref.keys)
    else:
        yield Ask(ref.measure, UNIT if ref.by == GROUP else ref.by, when)


def _of_choice(plan: Plan, choice: Choice, changes: Iterable[When] = ()) -> Iterator[Ask]:
    if isinstance(choice.of, Score):
        return
    periods: set[When] = {"now", *changes, *(("previous",) if choice.select in _MOVERS else ())}
    measure = choice.of.measure
    yield Ask(measure)
    for when in periods:
        if choice.by == HOT:
            yield from (Ask(measure, hot.by, when) for hot in plan.hots.values())
        else:
            yield Ask(measure, UNIT if choice.by == GROUP else choice.by, when)


def _changes(*texts: Text) -> set[When]:
    """The earlier periods that an item's own template speaks of."""
    return {asked.relation for text in texts for asked in tree.holes(text) if isinstance(asked, Change)}


def _of_list(plan: Plan, one: ListPlan) -> Iterator[Ask]:
    yield from _of_choice(plan, one.of, _changes(one.item))
    yield from _of_text(plan, one.item)
    if one.base:
        yield Ask(one.base)
    if one.earlier:
        yield Ask(one.earlier, UNIT, "previous")


def _of_topics(plan: Plan, block: TopicsBlock) -> Iterator[Ask]:
    yield from _of_choice(plan, Choice("all", Ref(block.measure), HOT), _changes(block.text, block.sub))
    yield from _of_text(plan, block.text)
    yield from _of_text(plan, block.sub)


def _of_sheet(block: SheetBlock) -> Iterator[Ask]:
    wanted = [block.only, block.by]
    for column in block.columns:
        wanted += [column.measure, *column.blank_without]
    for name in wanted:
        if name:
            yield from (Ask(name, UNIT), Ask(name))
