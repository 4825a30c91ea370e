"""登记样本结果: what the sample came to becomes a spot check, which counts; the sample itself is closed."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.acts import check_time
from huisheng.lifecycle.quality import fields, reads
from huisheng.lifecycle.quality.actions import judge_item, spot_check
from huisheng.lifecycle.quality.models import Check, Sample
from huisheng.lifecycle.quality.rules import counted
from huisheng.lifecycle.quality.states import By, Drawn
from huisheng.lifecycle.workorder.act import Act
from huisheng.rulebook import implements

ACT = Act("note_sample", "登记为抽查结果", fields.CHECKERS, "xiangtan-2019-11#art-17")


def can(actor: Actor, sample: Sample | None = None) -> Refusal | None:
    """Once every matter of it is looked at; a sample of answers is reviewed one by one instead."""
    refusal = judge_item.can(actor, sample)
    if refusal is not None or sample is None:
        return refusal
    if sample.of == Drawn.ANSWERED:
        return Refusal("answers", "直接答复件逐件复核，不登记为对单位的抽查。", ACT.cite)
    left = sample.items.filter(verdict="").count()
    return Refusal("unseen", f"还有{left}件没有看，看完才能登记。", ACT.cite) if left else None


@implements("xiangtan-2019-11#art-17")
def do(key: int, *, by: Actor, at: datetime) -> Check:
    """Note it, on this day."""
    insist(ACT.check(by))
    check_time(at)
    with append.writing():
        sample = reads.sample(by, key, lock=True)
        insist(can(by, sample))
        told = counted(list(sample.items.values_list("verdict", flat=True)))
        unit = sample.unit.code if sample.unit is not None else ""
        day = clock.local_day(at).isoformat()
        check = spot_check.do(by=by, at=at, day=day, source=By.OWN.value, unit=unit, **told)
        sample.check_key = check.pk
        sample.save(update_fields=["check_key"])
    return check
