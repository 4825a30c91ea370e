"""Questions about checks, scoped to the seat that asks: a unit sees those about itself."""

from typing import Any

from django.db.models import QuerySet

from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.quality.models import Check

PAGE = 50
_NOT_FOUND = Refusal("no_check", "没有这条检查，或者您无权查看，请核对编号。", field="check")
COMPARED = (
    *("platform_id", "unit_id", "version", "kind", "source", "first", "last", "sampled", "passed", "unvisited"),
    *("unsatisfied", "service", "knowledge", "errors", "marks", "struck_at"),
)


def visible(actor: Actor) -> QuerySet[Check]:
    """The checks this seat may see."""
    rows: QuerySet[Check] = visible_to(actor).happenings(Check.objects.all())
    return rows


def newest(actor: Actor, *, kind: str = "", before: int | None = None, size: int = PAGE) -> list[Check]:
    """A page of checks, the newest first; ``before`` is the number of the last one seen."""
    rows = visible(actor)
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id")[:size])


def take(key: int, actor: Actor) -> Check:
    """The check of that number, locked until the page ends, to act on."""
    check = visible(actor).select_for_update(of=("self",), no_key=True).filter(pk=key).first()
    if check is None:
        raise _NOT_FOUND
    return check


def live(check: Check) -> dict[str, Any]:
    """What the live table holds of a check, in the shape that ledger.replay folds to."""
    return {name: getattr(check, name) for name in COMPARED}
