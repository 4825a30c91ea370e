"""Learning a model from classified matters. Slow; needs scikit-learn; never on the way of a page."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from huisheng.insight import near
from huisheng.insight.classify import fitting, tokens, tree
from huisheng.insight.classify.bags import SPACES, learned
from huisheng.insight.classify.calibration import Doubles, Ints, probabilities
from huisheng.insight.classify.evaluate import Report, judged
from huisheng.insight.classify.model import Head, Model
from huisheng.insight.text import Matter, clean
from huisheng.kernel.errors import Refusal

FEW = 5  # examples below which a fine label is taken for the one above it
FEWEST = 2  # examples below which a label can't be learned at all
CELLS = 12_000_000  # weights of a model; with many labels, fewer words count for each
LEAST_ROWS = 3_000
MOST_CELLS = 80_000_000  # beyond, the model would be too large to be read again
KINDS = ("", "title", "words", "both")


class Told(NamedTuple):
    """What is learned from: matters, their labels, and what was left out, by reason."""

    matters: list[Matter]
    labels: list[str]
    left: dict[str, int]


def train(matters: Sequence[Matter], labels: Sequence[str]) -> Model:
    """A model of these labels; a tree where they are codes with levels.

    Refusal "one_class" where fewer than two labels have examples, "too_many_labels". The same input gives the same
    model.
    """
    told = sorted_out(matters, labels)
    cut = [tokens.of(matter) for matter in told.matters]
    vocabulary = learned(cut)
    bag = vocabulary.weighed(cut)
    fold = fitting.folds(groups(told.matters), told.labels)
    below = tree.outcomes(told.labels) if tree.is_tree(set(told.labels)) else {"": tuple(sorted(set(told.labels)))}
    columns = SPACES * sum(map(len, below.values()))
    rows = min(len(vocabulary), max(LEAST_ROWS, CELLS // columns))
    if rows * columns > MOST_CELLS:
        raise Refusal("too_many_labels", f"类别太多（{len(set(told.labels))}个），学不了。请检查分类列是不是写对了。")
    features = fitting.matrix(bag, rows)
    heads: dict[str, Head] = {}
    card: dict[str, Any] = {}
    for node, outcomes in below.items():
        here = np.array([label.startswith(node) for label in told.labels])
        target = np.array([outcomes.index(_next(told.labels[n], node, below)) for n in np.flatnonzero(here)])
        kind, count = bag.kind[here], len(outcomes)
        scores = fitting.held_out(features[here], target, count, fold[here])
        heads[node] = _head(features[here], kind, target, outcomes, scores)
        if not node:
            card = _found(scores, kind, target, outcomes, fold, heads[node].prior)
    card |= {"matters": len(told.matters), "left": told.left, "labels": dict(sorted(Counter(told.labels).items()))}
    return Model(vocabulary, heads, tuple(sorted(set(told.labels))), card)


def _next(label: str, node: str, below: Mapping[str, tuple[str, ...]]) -> str:
    return label if label in below[node] and len(below) == 1 else tree.next_after(label, node)


def sorted_out(matters: Sequence[Matter], labels: Sequence[str]) -> Told:
    """Without empty ones, without those whose like is called differently (the majority stays), without lone labels."""
    left: dict[str, int] = {"no_label": 0, "no_text": 0, "contradicted": 0, "lone_label": 0}
    found: dict[tuple[str, str], list[tuple[Matter, str]]] = defaultdict(list)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for matter, label in zip(matters, labels, strict=True):
        shown = Matter(clean(matter.title[: tokens.LONGEST]), clean(matter.words[: tokens.LONGEST]))
        if not clean(label):
            left["no_label"] += 1
        elif not (shown.title or shown.words):
            left["no_text"] += 1
        else:
            found[shown].append((matter, clean(label)))
            written[clean(label)][label.strip()] += 1
    kept: list[tuple[Matter, str]] = []
    for same in found.values():
        (label, most), *others = Counter(label for _, label in same).most_common()
        tied = bool(others) and others[0][1] == most
        left["contradicted"] += len(same) - (0 if tied else most)
        kept += [one for one in same if one[1] == label and not tied]
    names = [written[label].most_common(1)[0][0] for _, label in kept]  # as people mostly write it
    if tree.is_tree(set(names)):
        names = tree.gathered(names, FEW)
    counts = Counter(names)
    used = [(matter, label) for (matter, _), label in zip(kept, names, strict=True) if counts[label] >= FEWEST]
    left["lone_label"] = len(kept) - len(used)
    if len({label for _, label in used}) < 2:
        raise Refusal("one_class", "至少要有两个类别，且每个类别至少两件，才能学习分类。请检查分类列。")
    return Told([matter for matter, _ in used], [label for _, label in used], left)


def groups(matters: Sequence[Matter]) -> list[int]:
    """A number for each; near copies of a title or of a text share it, and so does what they lead to."""
    union = near.Union(len(matters))
    for texts in ([matter.title for matter in matters], [matter.words for matter in matters]):
        first: dict[int, int] = {}
        for number, group in enumerate(near.groups(texts)):
            union.join(first.setdefault(group, number), number)
    return [union.find(number) for number in range(len(matters))]


def _head(features: Any, kind: Ints, target: Ints, outcomes: tuple[str, ...], scores: Doubles) -> Head:
    count = len(outcomes)
    final = fitting.line(features, target, count)
    weights = final.weights.reshape(SPACES, -1, count).astype(np.float16).astype(np.float32)
    prior: Doubles = (np.bincount(target, minlength=count).astype(np.float64) + 0.5) / (len(target) + 0.5 * count)
    return Head(outcomes, weights, final.bias, fitting.scales(scores, kind, target), prior)


def _found(
    scores: Doubles, kind: Ints, target: Ints, outcomes: tuple[str, ...], fold: Ints, prior: Doubles
) -> dict[str, Any]:
    """How good it was on folds it hadn't seen, scaled by what was learned on the others."""
    chance = np.zeros_like(scores)
    for here, scales in fitting.crossed(scores, kind, target, fold):
        chance[here] = probabilities(scores[here], kind[here], scales, prior)
    made: dict[str, Any] = {}
    for which, name in enumerate(KINDS):
        some = kind == which if name else np.ones(len(target), dtype=bool)
        if not some.any():
            continue
        chosen = chance[some].argmax(axis=1)
        sure = chance[some].max(axis=1)
        report = judged([outcomes[n] for n in chosen], list(sure), [outcomes[n] for n in target[some]])
        made[name or "all"] = _plain(report)
    return {"held_out": made}


def _plain(report: Report) -> dict[str, float]:
    return {
        "n": report.n,
        "accuracy": round(report.accuracy, 4),
        "macro_f1": round(report.macro_f1, 4),
        "calibration_error": round(report.calibration_error, 4),
    }
