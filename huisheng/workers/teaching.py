"""What a lesson is learned from, and what becomes of it; in a process of its own, for it takes minutes of a core."""

import logging
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.insight.actions import keep_model
from huisheng.insight.learned import guard, lesson, lessons, said, shelf, weeks
from huisheng.insight.learned.lesson import Example
from huisheng.insight.learned.rules import Outcome
from huisheng.insight.models import Learned, Lesson
from huisheng.insight.places import gazetteer
from huisheng.insight.states import Part
from huisheng.insight.understand import mask
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.notices import warnings
from huisheng.lifecycle.topics import finding
from huisheng.lifecycle.topics import reads as topics
from huisheng.lifecycle.topics.states import Span
from huisheng.lifecycle.workorder import decided
from huisheng.lifecycle.workorder.decided import Decided
from huisheng.lifecycle.workorder.matter import unit
from huisheng.rulebook import Rules
from huisheng.taxonomy import reads as taxonomy

if TYPE_CHECKING:
    from huisheng.insight.classify.model import Model
    from huisheng.insight.learned.shelf import Held

log = logging.getLogger("huisheng.workers")


def learn(one: Lesson) -> None:
    """Learn what was asked for, in this process, and note how it went."""
    actor = directory.system_actor(one.platform_id)
    if actor is None:
        lessons.failed(one, "平台已停用，没有学。", clock.now())
        return
    try:
        model = _places(actor) if one.part == Part.PLACES else _decisions(Part(one.part), actor)
    except Refusal as refusal:
        lessons.failed(one, refusal.sentence, clock.now())
    except Exception:
        log.exception("lesson %s", one.pk)
        lessons.failed(one, "系统出错，没有学成；在用的模型不变，错误已记入日志。", clock.now())
    else:
        lessons.done(one, model, clock.now())
        _tried(f"{one.part} looked back on", actor, partial(_look_back_on, actor, Part(one.part)))
        if one.part == Part.PLACES:  # with other names of places, other things are one
            _topics_of(actor)


def _decisions(part: Part, actor: Actor) -> Learned:
    rules, tree = _rules(actor), _tree(actor)
    examples = list(_examples(part, actor, tree))
    last = max((example.day for example in examples), default=date.min)
    since = last - timedelta(days=min(rules.get("insight.judged_days").count - 1, last.toordinal() - 1))
    held = _in_use(actor, part)
    before = held.model if held is not None and (part is Part.UNIT or held.tree == tree) else None
    outcome = lesson.learn(examples, before, since, rules.get("insight.least").count)
    least = rules.get("insight.judged_least").count
    return keep_model.do(part, outcome, tree=tree, least=least, by=actor, at=clock.now())


def _places(actor: Actor) -> Learned:
    """Names are gathered, not guessed: there is nothing to compare, and the newest are taken."""
    rules = _rules(actor)
    found = list(decided.matters(actor.platform, *_window(rules)))
    least = rules.get("insight.least").count
    if len(found) < least:
        raise Refusal("too_few", f"只有 {len(found)} 件工单，至少要 {least} 件，等积累多了再学。")
    platform = directory.unit_by_id(actor.platform)
    known = {card.name: card.code for card in taxonomy.regions(platform.code if platform else "")}
    texts = [f"{one.title}。{one.place}。{one.words}" for one in found]
    built = gazetteer.build(texts, known)
    days = [one.day for one in found]
    outcome = Outcome(built.write(), min(days), max(days), len(found), len(built.names), 1, 1, 1)
    return keep_model.do(Part.PLACES, outcome, tree="", least=0, by=actor, at=clock.now())


def find_topics() -> None:
    """What is hot on every platform, over each span of days."""
    for actor in _houses():
        _topics_of(actor)


def _topics_of(actor: Actor) -> None:
    """One platform's; what fails is its own, and one span's."""
    for span in Span:
        _tried("topics", actor, partial(finding.find, actor, span, clock.now()))
    _tried("warnings", actor, partial(_tell, actor))
    _tried("what comes", actor, partial(finding.foresee, actor, clock.now()))


def _tell(actor: Actor) -> None:
    told = {topic.pk: topic.name for topic in topics.warned(actor.platform)}
    warnings.tell(actor.platform, told, clock.now())


def look_back() -> None:
    """Hold the models in use against what people decided since they were learned, week by week."""
    for actor in _houses():
        for part in Part:
            _tried(f"{part} looked back on", actor, partial(_look_back_on, actor, part))


def _houses() -> Iterator[Actor]:
    """Every platform's own seat; nobody's where the house runs without insight."""
    for platform in [] if guard.off() else directory.platforms():
        actor = directory.system_actor(platform.id)
        if actor is not None:
            yield actor


def _tried(what: str, actor: Actor, act: Callable[[], object]) -> None:
    """What fails is logged: the other parts and the other platforms go on."""
    try:
        act()
    except Exception:
        log.exception("%s of %s", what, actor.platform)


def _look_back_on(actor: Actor, part: Part) -> None:
    held = _in_use(actor, part) if part is not Part.PLACES else None
    if held is None:
        return
    model = Learned.objects.get(pk=held.key)
    since = list(_examples(part, actor, held.tree, model.last))
    weeks.keep(model, weeks.count(held.model, since) if since else {})


def _in_use(actor: Actor, part: Part) -> "Held[Model] | None":
    """None also where it can't be read any more: then there is nothing to compare with, and a new one is learned."""
    try:
        return shelf.classifier(actor.platform, part)
    except Refusal as refusal:
        log.error("%s of %s: %s", part, actor.platform, refusal.sentence)
        return None


def _examples(part: Part, actor: Actor, tree: str, after: date = date.min) -> Iterator[Example]:
    """What was decided after a day, with the labels of today: category codes of ``tree``, codes of units.

    Names and numbers of people are masked: a model keeps words, and outlives those of whom it learned.
    """
    window = _window(_rules(actor))
    if part is Part.CATEGORY:
        for one in decided.categories(actor.platform, *window, after):
            label = _category(one, tree)
            if label:
                yield Example(said.for_category(mask(one.title), mask(one.words), one.place), label, one.day)
        return
    units = {card.id: card.code for card in directory.addressees(actor.platform)}
    for one in decided.units(list(units), *window, after):
        names = (_name(one), taxonomy.region_name(unit(one.platform).code, one.region))
        if one.unit is not None:
            told = said.for_unit(mask(one.title), mask(one.words), one.place, *names)
            yield Example(told, units[one.unit], one.day)


def _category(one: Decided, tree: str) -> str:
    """Its category as the version ``tree`` calls it: what has another code there goes by its full name; "" if gone."""
    if one.tree == tree:
        return one.category
    old = taxonomy.category(one.tree, one.category)
    return taxonomy.codes_by_name(tree).get(old.full_name, "") if old is not None else ""


def _name(one: Decided) -> str:
    card = taxonomy.category(one.tree, one.category)
    return card.name if card is not None else ""


def _tree(actor: Actor) -> str:
    version = taxonomy.version_at(clock.local_day(clock.now()), actor.scope)
    if version is None:
        raise Refusal("no_version", "今天没有启用的分类版本，不能学，请先启用一版分类。")
    return version.code


def _rules(actor: Actor) -> Rules:
    return law.at(clock.local_day(clock.now()), actor.scope)


def _window(rules: Rules) -> tuple[int, int]:
    return rules.get("insight.window_days").count, rules.get("insight.most").count
