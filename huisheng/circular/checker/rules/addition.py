"""What rules say where counts and their total don't agree."""

from collections.abc import Sequence
from fractions import Fraction

from huisheng.circular.checker.mentions import Mention, figure
from huisheng.circular.checker.model import Finding, Severity


def unequal(rule: str, severity: Severity, total: Mention, items: Sequence[Mention], why: str) -> Finding:
    """The finding that these items and their total don't agree, with the addition written out."""
    added = sum((one.value for one in items), Fraction(0))
    less = "少" if added < total.value else "多"
    return Finding(
        rule,
        severity,
        items[0].place,
        f"{total.words()}；{'、'.join(one.words() for one in items)}",
        figure(added, (total, *items)),
        f"{'＋'.join(one.printed.text for one in items)}＝{figure(added, (total, *items))}，总数{total.printed.text}，"
        f"{less}{figure(abs(added - total.value), (total, *items))}",
        why,
        total.quote(),
    )
