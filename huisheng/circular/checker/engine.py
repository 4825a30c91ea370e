"""All rules over one document."""

from collections.abc import Callable, Iterable, Iterator

from huisheng.circular import document
from huisheng.circular.checker.model import Content, Finding, Report, Severity
from huisheng.circular.checker.readers import own
from huisheng.circular.checker.readers.opening import opened
from huisheng.circular.checker.rules import (
    against,
    columns,
    growth,
    means,
    moves,
    naming,
    partition,
    parts,
    rankings,
    ranks,
    rates,
    repeats,
    shares,
    stages,
    sums,
    thresholds,
    times,
    weights,
)
from huisheng.circular.checker.scene import Scene

Rule = Callable[[Scene], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    shares.check,
    partition.check,
    parts.check,
    stages.check,
    growth.check,
    moves.check,
    rates.check,
    means.check,
    times.check,
    columns.check,
    sums.check,
    weights.check,
    ranks.check,
    thresholds.check,
    rankings.check,
    against.check,
    naming.check,
    repeats.check,
)


def check_content(content: Content, own: bool = False) -> list[Finding]:
    """The findings of a document, in reading order, each once."""
    scene = Scene(content, own)
    found = [finding for rule in RULES for finding in rule(scene)]
    return sorted(_once(found), key=lambda finding: finding.place.order)


def _once(found: Iterable[Finding]) -> list[Finding]:
    kept = {
        (finding.rule, finding.place.text, finding.printed, finding.computed): finding
        for finding in reversed(list(found))
    }
    return list(reversed(kept.values()))


def check_bytes(data: bytes, name: str) -> Report:
    """One file, whatever its form. Raises a Refusal where it can't be read."""
    form, content = opened(data, name)
    return Report(name, form, check_content(content))


def check_edition(edition: document.Document) -> list[Finding]:
    """An edition of this house. "Can't tell" is left out: its figures open to their members, so anybody can."""
    return [one for one in check_content(own.read(edition), own=True) if one.severity is not Severity.UNKNOWN]
