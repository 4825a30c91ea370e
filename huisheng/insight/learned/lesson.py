"""A lesson: from what people decided to a model, and how it would have done on the last weeks. Pure, and slow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from huisheng.insight import near
from huisheng.insight.classify.evaluate import Report, evaluate
from huisheng.insight.classify.model import Model
from huisheng.insight.classify.train import train
from huisheng.insight.learned.rules import Outcome
from huisheng.insight.text import Matter
from huisheng.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Example:
    """What was decided of a matter: its label, and the day."""

    matter: Matter
    label: str
    day: date


def learn(examples: Sequence[Example], before: Model | None, judged_from: date, least: int) -> Outcome:
    """Learn from all of them; how good that is, says a model from which every second day since then was kept.

    Not all of those days: duties that changed last week must be learned at once, and then show. What is a near copy
    of a matter kept from it is kept from it too. Refusal where there are fewer than ``least``, or only one label.
    """
    examples = _as_decided_last(examples)
    labels = {example.label for example in examples}
    if len(examples) < least:
        raise Refusal("too_few", f"只有 {len(examples)} 件可学的决定，至少要 {least} 件，等积累多了再学。")
    if len(labels) < 2:
        raise Refusal("one_label", "可学的决定全是同一类，学不出区别，等积累多了再学。")
    judged, seen = _apart(examples, judged_from)
    new: Report | None = None
    right_before = None
    blind = _blind(seen) if judged else None
    if blind is not None:
        new = _evaluated(blind, judged)
        right_before = _right(_evaluated(before, judged)) if before is not None else None
    days = [example.day for example in examples]
    return Outcome(
        weights=_trained(examples).write(),
        first=min(days),
        last=max(days),
        examples=len(examples),
        labels=len(labels),
        judged=new.n if new is not None else 0,
        right=_right(new) if new is not None else 0,
        right_before=right_before,
        macro_f1=round(1000 * new.macro_f1) if new is not None else None,
        calibration_error=round(1000 * new.calibration_error) if new is not None else None,
    )


def _as_decided_last(examples: Sequence[Example]) -> list[Example]:
    """Without what was decided otherwise when the very same was said again: duties change, and the newest counts."""
    last: dict[Matter, Example] = {}
    for example in sorted(examples, key=lambda one: one.day):
        last[example.matter] = example
    return [example for example in examples if last[example.matter].label == example.label]


def _apart(examples: Sequence[Example], judged_from: date) -> tuple[list[Example], list[Example]]:
    """Those to be judged by, and those that may be learned from for it."""
    last = max(example.day for example in examples)
    kept = [example.day >= judged_from and (last - example.day).days % 2 == 0 for example in examples]
    copies = near.groups([f"{example.matter.title} {example.matter.words}" for example in examples])
    told = {group for group, held in zip(copies, kept, strict=True) if held}
    judged = [example for example, held in zip(examples, kept, strict=True) if held]
    return judged, [example for example, group in zip(examples, copies, strict=True) if group not in told]


def _blind(examples: Sequence[Example]) -> Model | None:
    """A model that may be judged; None where too little is left to learn one from."""
    try:
        return _trained(examples)
    except Refusal:
        return None


def _trained(examples: Sequence[Example]) -> Model:
    return train([example.matter for example in examples], [example.label for example in examples])


def _evaluated(model: Model, examples: Sequence[Example]) -> Report:
    return evaluate(model, [example.matter for example in examples], [example.label for example in examples])


def _right(report: Report) -> int:
    return round(report.accuracy * report.n)
