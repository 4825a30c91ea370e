"""Which unit makes an end of matters that read like this one, as the platform's model has learned it."""

from collections.abc import Mapping
from datetime import datetime

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.insight.learned import guard, said, shelf
from huisheng.insight.states import Part
from huisheng.kernel import clock
from huisheng.lifecycle.dispatch.rules import Learnt
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.rulebook import implements
from huisheng.taxonomy import reads as taxonomy

_TOP = 5


@implements("domain#art-79", "domain#art-80")
def likely(matter: Matter, actor: Actor, now: datetime, codes: Mapping[str, int]) -> list[Learnt]:
    """Units among ``codes`` (code -> id) that are likely enough to be said, the likeliest first."""
    return guard.guarded(f"unit of {actor.platform}", [], lambda: _likely(matter, actor, now, codes))


def _likely(matter: Matter, actor: Actor, now: datetime, codes: Mapping[str, int]) -> list[Learnt]:
    held = shelf.classifier(actor.platform, Part.UNIT)
    if held is None:
        return []
    order, personal = matter.order, matter.personal
    category = taxonomy.category(order.category_version, order.category)
    region = taxonomy.region_name(unit(order.platform_id).code, order.region)
    text = said.for_unit(personal.title, personal.words, personal.place, category.name if category else "", region)
    least = law.at(clock.local_day(now), actor.scope).get("insight.suggest_percent").count
    return [
        Learnt(codes[guess.label], guess.percent, tuple(guess.words))
        for guess in held.model.classify([text], top=_TOP)[0]
        if guess.label in codes and 100 * guess.probability >= least
    ]
