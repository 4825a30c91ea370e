"""记样本: what a look at one matter of a sample came to. It may be said again until the sample is noted."""

from datetime import datetime

from django.db import transaction

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.quality import fields, reads
from huisheng.lifecycle.quality.models import Sample, SampleItem
from huisheng.lifecycle.quality.rules import explained
from huisheng.lifecycle.workorder.act import Act
from huisheng.rulebook import implements

ACT = Act("judge_item", "记结果", fields.CHECKERS, "xiangtan-2019-11#art-17", (fields.VERDICT, fields.WHY))


def can(actor: Actor, sample: Sample | None = None) -> Refusal | None:
    """Until the sample is noted as a check."""
    refusal = ACT.check(actor)
    if refusal is None and sample is not None and sample.check_key is not None:
        return Refusal("noted", "这个样本的结果已经登记，不能再改；有误的请作废那条检查，另抽样本。", ACT.cite)
    return refusal


@implements("xiangtan-2019-11#art-17")
def do(key: int, no: int, *, by: Actor, at: datetime, **given: object) -> SampleItem:
    """Say it of the item of that number."""
    asked = ACT.read(by, at, given)
    insist(explained(asked["verdict"], asked["words"]))
    with transaction.atomic():
        sample = reads.sample(by, key, lock=True)
        insist(can(by, sample))
        item = next((one for one in reads.items(by, sample) if one.no == no), None)
        if item is None:
            raise Refusal("not_found", "样本里没有这一件，或者您无权查看。")
        item.verdict, item.words, item.seat_id, item.judged_at = asked["verdict"], asked["words"], by.seat, at
        item.save(update_fields=["verdict", "words", "seat", "judged_at"])
    return item
