"""Questions about rulings on overlapping areas: the platform's own, for the seats that dispatch and supervise."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.dispatch.models import Ruling
from huisheng.lifecycle.dispatch.rules import Ruled

PAGE = 50
ROLES = (Role.DISPATCHER, Role.SUPERVISOR)
_NOT_FOUND = Refusal("no_ruling", "没有这条裁定，或者您无权查看，请核对编号。", field="ruling")
_COMPARED = (
    *("platform_id", "unit_id", "version", "category", "category_version", "region", "first", "last"),
    *("ruled_at", "ended_at"),
)


def visible(actor: Actor) -> QuerySet[Ruling]:
    """The rulings this seat may see: none for who neither dispatches nor supervises."""
    rows = Ruling.objects.filter(platform_id=actor.platform)
    return rows if actor.role in ROLES else rows.none()


def newest(actor: Actor, *, before: int | None = None, size: int = PAGE) -> list[Ruling]:
    """A page of rulings, the newest first; ``before`` is the number of the last one seen."""
    rows = visible(actor) if before is None else visible(actor).filter(pk__lt=before)
    return list(rows.order_by("-id")[:size])


def take(key: int, actor: Actor) -> Ruling:
    """The ruling of that number, locked until the page ends, to act on."""
    ruling = visible(actor).select_for_update(of=("self",), no_key=True).filter(pk=key).first()
    if ruling is None:
        raise _NOT_FOUND
    return ruling


def holding(platform: int, category: str, version: str, day: date) -> list[Ruled]:
    """What was ruled for a category on that platform and holds that day, whatever the place, the newest first."""
    rows = Ruling.objects.filter(
        Q(last__isnull=True) | Q(last__gte=day), platform_id=platform, ended_at__isnull=True, first__lte=day
    )
    heads = [category[:length] for length in range(2, len(category) + 1)]
    rows = rows.filter(Q(category="") | Q(category_version=version, category__in=heads))
    return [Ruled(r.pk, r.unit_id, r.category, r.region, r.place, r.reason, r.clause) for r in rows.order_by("-id")]


def live(ruling: Ruling) -> dict[str, Any]:
    """What the live table holds of a ruling, in the shape that ledger.replay folds to."""
    return {name: getattr(ruling, name) for name in _COMPARED}


def standing(actor: Actor, alike: dict[str, str]) -> bool:
    """Whether a ruling that says the same of category, region and place hasn't been ended."""
    return visible(actor).filter(ended_at__isnull=True, **alike).exists()
