"""How good a model is on matters whose labels are known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huisheng.insight.classify import calibration
from huisheng.insight.classify.model import Model
from huisheng.insight.text import Matter


@dataclass(frozen=True, slots=True)
class OfLabel:
    """One class: how many there are, of those called so how many are (precision), of those that are how many were
    called so (recall), and how far the probabilities are off where it was chosen."""

    n: int
    precision: float
    recall: float
    f1: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Report:
    """``macro_f1``: the mean of the classes' F1, every class counting the same."""

    n: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    by_label: dict[str, OfLabel]


def evaluate(model: Model, matters: Sequence[Matter], labels: Sequence[str]) -> Report:
    """Hold the model's first guess against the label."""
    guesses = [found[0] for found in model.classify(matters, top=1, words=0)]
    return judged([one.label for one in guesses], [one.probability for one in guesses], labels)


def judged(chosen: Sequence[str], probability: Sequence[float], labels: Sequence[str]) -> Report:
    """The report of guesses that are made already. Only classes that stand among the labels count for macro-F1."""
    sure, said, true = np.asarray(probability, dtype=np.float64), np.asarray(chosen), np.asarray(labels)
    right = said == true
    by_label: dict[str, OfLabel] = {}
    for label in sorted(set(labels)):
        called, are = said == label, true == label
        both = int((called & are).sum())
        precision, recall = both / max(int(called.sum()), 1), both / int(are.sum())
        f1 = 2 * precision * recall / (precision + recall) if both else 0.0
        off = calibration.error(sure[called], right[called])
        by_label[label] = OfLabel(int(are.sum()), precision, recall, f1, off)
    return Report(
        n=len(labels),
        accuracy=float(right.mean()) if len(labels) else 0.0,
        macro_f1=sum(one.f1 for one in by_label.values()) / max(len(by_label), 1),
        calibration_error=calibration.error(sure, right),
        by_label=by_label,
    )
