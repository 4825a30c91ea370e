"""改分类: what the matter is held to be, corrected by a new entry; the citizen's clock follows the law's traits."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.clock import local_day
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.intake import Classified
from huisheng.lifecycle.deadlines.rules import set_clock
from huisheng.lifecycle.intake import fields
from huisheng.lifecycle.intake.classification import version_for
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("classify", "改分类", fields.CLASSIFICATION)


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """While the matter is alive."""
    return VERB.check(matter, actor)


@VERB.door
@implements("domain#art-40", "domain#art-22")
def do(matter: Matter, *, by: Actor, at: datetime, kind: str, category: str, region: str) -> None:
    """Put another kind, category or region on the matter."""
    order = matter.order
    version = version_for(category, region, unit(order.platform_id), local_day(at))
    if (order.kind, order.category, order.region) == (kind, category, region):
        raise Refusal("no_change", "性质、类别和区域都没有变化，无需改分类。", field="category")
    order.kind, order.category, order.region = kind, category, region
    order.category_version = version
    # counted from acceptance, as if it had been held so from the start
    citizen = set_clock("citizen", order.accepted_at, matter.rules(order.accepted_at), matter.traits)
    matter.record(Classified(kind, category, version, region, (citizen,) if citizen else ()), by=by, at=at)
