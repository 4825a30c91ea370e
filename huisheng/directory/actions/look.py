"""Look (查看个人信息): write down who looked at whose data, at which fields, and why. Insert-only."""

from collections.abc import Collection, Iterable
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.models import Look
from huisheng.directory.roles import KEEPERS
from huisheng.kernel import text
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor) -> Refusal | None:
    """Everybody but administrators may look at what he may see; what that is, ``access`` says."""
    if by.role in KEEPERS:
        return Refusal("not_yours", "管理员不经办诉求，不能查看来电人信息，请由业务席位查看。")
    return None


def do(subject: str, *, by: Actor, purpose: str, fields: Iterable[str], at: datetime) -> Look:
    """One look at ``fields`` of ``subject`` ("workorder:123"). Refusal without a purpose."""
    insist(can(by))
    why = text.take(purpose, label="查看用途", field="purpose", limit=200, lines=False)
    what = text.take(subject, label="查看对象", field="subject", limit=100, lines=False)
    which = text.take(",".join(fields), label="查看字段", field="fields", limit=200, lines=False)
    return Look.objects.create(seat_id=by.seat, subject=what, purpose=why, fields=which, at=at)


def many(subjects: Collection[str], *, by: Actor, purpose: str, fields: Iterable[str], at: datetime) -> None:
    """The same look at many subjects: they leave the house in one file, and each says so."""
    insist(can(by))
    why = text.take(purpose, label="查看用途", field="purpose", limit=200, lines=False)
    which = ",".join(fields)
    Look.objects.bulk_create(Look(seat_id=by.seat, subject=one, purpose=why, fields=which, at=at) for one in subjects)
