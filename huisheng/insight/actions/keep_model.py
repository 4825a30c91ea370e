"""存下模型: what a lesson brought is kept with its window and its comparison; put to use only if it is no worse."""

from datetime import datetime
from hashlib import sha256

from django.db.models import Max

from huisheng.directory.actor import Actor
from huisheng.insight import frame
from huisheng.insight.actions import take_model
from huisheng.insight.learned.rules import Outcome, cause_to_take
from huisheng.insight.models import Learned, Weights
from huisheng.insight.states import ModelState
from huisheng.kernel.errors import insist
from huisheng.ledger import acts, append
from huisheng.ledger.vocabulary.learned import ModelLearned
from huisheng.rulebook import implements

LABEL = "存下模型"


@implements("domain#art-78")
def do(part: str, outcome: Outcome, *, tree: str, least: int, by: Actor, at: datetime) -> Learned:
    """The model as it is kept; in use already where the comparison speaks for it (``least`` matters compared)."""
    insist(frame.check(LABEL, by))
    with append.writing() as page:
        frame.alone(by)
        in_use = frame.active(by.platform, part) is not None
        ever = Learned.objects.filter(platform_id=by.platform, part=part, taken_at__isnull=False).exists()
        newest = Learned.objects.filter(platform_id=by.platform, part=part).aggregate(n=Max("n"))["n"] or 0
        model = Learned(
            id=acts.next_key("insight_model_id_seq"),
            platform_id=by.platform,
            part=part,
            n=newest + 1,
            state=ModelState.KEPT.value,
            tree=tree,
            first=outcome.first,
            last=outcome.last,
            examples=outcome.examples,
            labels=outcome.labels,
            judged=outcome.judged,
            right=outcome.right,
            right_before=outcome.right_before,
            macro_f1=outcome.macro_f1,
            calibration_error=outcome.calibration_error,
            weights=sha256(outcome.weights).hexdigest(),
            learned_at=at,
        )
        acts.write(model, _entry(model), by=by, at=at, new=True, also=(Weights(model=model, body=outcome.weights),))
        cause = cause_to_take(outcome, least, in_use=in_use, ever=ever)
        if not cause:
            return model
        page.flush()
        return take_model.do(model.pk, by=by, at=at, cause=cause)


def _entry(model: Learned) -> ModelLearned:
    return ModelLearned(
        platform=model.platform_id,
        part=model.part,
        n=model.n,
        tree=model.tree,
        first=model.first.isoformat(),
        last=model.last.isoformat(),
        examples=model.examples,
        labels=model.labels,
        judged=model.judged,
        right=model.right,
        right_before=model.right_before,
        weights=model.weights,
    )
