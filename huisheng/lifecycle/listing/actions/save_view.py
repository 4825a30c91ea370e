"""存视图: the filters and columns on the screen, under a name."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import text
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.append import broken
from huisheng.lifecycle.listing.models import SavedView
from huisheng.lifecycle.listing.reads import kept, own_view
from huisheng.rulebook import implements

NAME = 16  # characters: it is a tab
MOST = 20  # tabs of one seat: more are not looked through
_SHARE = (Role.DISPATCHER, Role.HANDLER, Role.SUPERVISOR, Role.ASSESSOR, Role.LEADER, Role.QUALITY)


def may_share(by: Actor) -> Refusal | None:
    """Who arranges the work of others."""
    if by.role in _SHARE:
        return None
    who = "、".join(role.label for role in _SHARE)
    return Refusal("wrong_role", f"同单位共享视图由{who}设，您可以存给自己用。", field="shared")


@implements("domain#art-55")
def do(
    *,
    by: Actor,
    at: datetime,
    name: str,
    filters: Mapping[str, str] | None = None,
    columns: Sequence[str] = (),
    shared: bool = False,
    first: bool = False,
    view: int | None = None,
) -> SavedView:
    """A new view at the end, or ``view`` changed; ``filters`` None: those it has."""
    said = text.take(name, label="视图名称", field="name", limit=NAME, lines=False)
    if shared:
        insist(may_share(by))
    row = own_view(by, view) if view is not None else _new(by)
    row.name, row.shared, row.first, row.saved_at = said, shared, first, at
    if filters is not None:
        row.filters, row.columns = kept(by, filters), list(columns)
    try:
        with transaction.atomic():
            if first:
                SavedView.objects.filter(seat_id=by.seat, first=True).exclude(pk=row.pk).update(first=False)
            row.save()
    except IntegrityError as error:
        if broken(error) != "view_name_once":
            raise
        raise Refusal("twice", f"已经有叫“{said}”的视图，请换个名称。", field="name") from error
    return row


def _new(by: Actor) -> SavedView:
    own = SavedView.objects.filter(seat_id=by.seat)
    if own.count() >= MOST:
        raise Refusal("too_many", f"视图最多{MOST}个，请先删掉不用的。", field="name")
    last = own.aggregate(last=Max("position"))["last"]
    return SavedView(seat_id=by.seat, unit_id=by.unit, position=0 if last is None else last + 1)
