"""抽取样本: by a seed that is shown, so that whoever doubts it draws the same again. A working paper, no happening."""

import os
from datetime import datetime

from django.db import transaction

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.quality import fields, reads
from huisheng.lifecycle.quality.models import Sample, SampleItem
from huisheng.lifecycle.quality.rules import draw
from huisheng.lifecycle.quality.states import Drawn
from huisheng.lifecycle.workorder.act import Act, check_day, check_span, unit_of
from huisheng.rulebook import implements

ACT = Act(
    "draw_sample",
    "抽取样本",
    fields.CHECKERS,
    "dongchangfu-2024-02#art-18",
    (fields.OF, fields.UNIT, fields.FIRST, fields.LAST, fields.SIZE, fields.SEED),
)


def can(actor: Actor) -> Refusal | None:
    """Assessors and quality checkers."""
    return ACT.check(actor)


@implements("dongchangfu-2024-02#art-18")
def do(*, by: Actor, at: datetime, **given: object) -> Sample:
    """Draw it from what the seat may see. Refusal where there is nothing to draw from."""
    asked = ACT.read(by, at, given)
    first, last, unit = asked["first"], asked["last"], unit_of(asked["unit"], by, at)
    check_span(first, last)
    check_day(last, at, "last")
    if asked["of"] == Drawn.ANSWERED and unit is not None:
        raise Refusal("no_unit", "直接答复件是受理中心自己办的，请不选承办单位。", ACT.cite, "unit")
    seed = asked["seed"] or os.urandom(4).hex()
    population = reads.population(by, asked["of"], unit.id if unit else None, first, last)
    keys = dict(population.values_list("number", "pk"))
    if not keys:
        raise Refusal("nothing", "这些日子里没有可抽的工单，请换个时段或单位。", ACT.cite, "first")
    drawn = draw(keys, asked["size"], seed)
    with transaction.atomic():
        sample = Sample.objects.create(
            platform_id=by.platform, unit_id=unit.id if unit else None, of=asked["of"], first=first, last=last,
            seed=seed, population=len(keys), size=len(drawn), seat_id=by.seat, drawn_at=at,
        )  # fmt: skip
        rows = [SampleItem(sample=sample, no=no, order_id=keys[number]) for no, number in enumerate(drawn, 1)]
        SampleItem.objects.bulk_create(rows)
    return sample
