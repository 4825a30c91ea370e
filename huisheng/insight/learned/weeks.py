"""How a model does, week by week, beside what people decided: drift is seen here first."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from huisheng.insight.classify.model import Model
from huisheng.insight.learned.lesson import Example
from huisheng.insight.models import Learned, Week
from huisheng.rulebook import implements


@implements("domain#art-78")
def count(model: Model, examples: Sequence[Example]) -> dict[date, tuple[int, int, int]]:
    """Monday -> (judged, right, expected right in thousandths)."""
    found: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    guesses = model.classify([example.matter for example in examples], top=1)
    for example, (best, *_) in zip(examples, guesses, strict=True):
        week = found[example.day - timedelta(days=example.day.weekday())]
        week[0] += 1
        week[1] += best.label == example.label
        week[2] += round(best.probability * 1000)
    return {monday: (judged, right, expected) for monday, (judged, right, expected) in found.items()}


def keep(model: Learned, counted: dict[date, tuple[int, int, int]]) -> None:
    """Write the weeks of a model anew."""
    with transaction.atomic():
        Week.objects.filter(model=model).delete()
        Week.objects.bulk_create(
            Week(model=model, monday=monday, judged=judged, right=right, expected=expected)
            for monday, (judged, right, expected) in sorted(counted.items())
        )
