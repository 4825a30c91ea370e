"""The same unit under two names in two tables: 柳园街道 and 区柳园街道."""

from collections.abc import Iterator
from itertools import combinations

from huisheng.circular.checker.model import Finding, Severity
from huisheng.circular.checker.rules.thresholds import NAMING
from huisheng.circular.checker.scene import Scene

_LEVELS = "市区县省"
_SHORTEST = 3


def check(scene: Scene) -> Iterator[Finding]:
    """Names that differ by the level before them only, where neither table has both."""
    for first, second in combinations(scene.tables, 2):
        ours, theirs = {row.name: row for row in first.rows}, {row.name: row for row in second.rows}
        for name, row in theirs.items():
            longer = next((own for own in ours if own[:1] in _LEVELS and own[1:] == name), None)
            shorter = name[1:] if name[:1] in _LEVELS and name[1:] in ours else None
            other = longer or shorter
            if other is None or other in theirs or name in ours or min(len(name), len(other)) < _SHORTEST:
                continue
            words = f"{first.title()}“{other}”，{second.title()}“{name}”"
            why = "同一单位在两张表里写法不一。"
            yield Finding(NAMING, Severity.UNKNOWN, row.place, name, other, words, why, words)
