"""Labels that are codes with levels ("01" above "0102" above "010203"): which is above which."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

STEP = 2  # digits a level
_CODE = re.compile(r"(?:\d\d){1,6}\Z", re.ASCII)


def is_tree(labels: Collection[str]) -> bool:
    """Whether all are such codes, on more than one level or with a level above that tells them apart."""
    if not labels or not all(_CODE.match(label) for label in labels):
        return False
    return any(len(label) > STEP for label in labels) and len({label[:STEP] for label in labels}) < len(labels)


def levels(label: str) -> tuple[str, ...]:
    """The codes above it from the top, and itself."""
    return tuple(label[:end] for end in range(STEP, len(label) + 1, STEP))


def gathered(labels: Sequence[str], least: int) -> list[str]:
    """Labels with fewer than ``least`` examples become the nearest one above that is a label too, the finest first.

    Where nothing above is among the labels they stay: nothing is called what nobody called it.
    """
    made, known = list(labels), set(labels)
    for length in sorted({len(label) for label in made}, reverse=True):
        if length <= STEP:
            break
        counts = Counter(made)
        few = {label: _above(label, known) for label, n in counts.items() if len(label) == length and n < least}
        made = [few.get(label, label) for label in made]
    return made


def _above(label: str, known: Collection[str]) -> str:
    return next((one for one in reversed(levels(label)[:-1]) if one in known), label)


def outcomes(labels: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Node -> what comes next below it; the node itself where matters stop there. "" is the root."""
    below: dict[str, set[str]] = {}
    for label in labels:
        path = ("", *levels(label))
        for above, next_ in zip(path, path[1:], strict=False):
            below.setdefault(above, set()).add(next_)
    for label in labels:
        if label in below:
            below[label].add(label)
    return {node: tuple(sorted(found)) for node, found in sorted(below.items())}


def next_after(label: str, node: str) -> str:
    """Which outcome of the node a label falls under."""
    return label[: len(node) + STEP] if label != node else label
