"""Issue a key (发放接口密钥): the token is told once and kept nowhere; the database holds its digest."""

import secrets
from datetime import datetime

from django.db import transaction

from huisheng.directory import reads
from huisheng.directory.actions import note_change
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.models import AccessKey, Seat
from huisheng.directory.roles import KEEPERS, Role
from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor) -> Refusal | None:
    """Who keeps the accounts issues keys: a key is another way to sign in."""
    return may(by, Duty.ACCOUNTS)


def do(seat: str, *, by: Actor, label: str, at: datetime) -> str:
    """The token of a new key for the seat of that code, which must be of the keeper's own platform.

    Neither an administrator's nor a system's seat gets one: a key would make it somebody else's.
    """
    insist(can(by))
    name = text.take(label, label="密钥用途", field="label", limit=100, lines=False)
    code = text.take(seat, label="席位代码", field="seat", limit=50, lines=False)
    row = Seat.objects.select_related("unit").filter(code=code, unit__path__startswith=by.platform_path).first()
    if row is None or reads.actor_for_seat(code, clock.local_day(at)) is None:
        raise Refusal("unknown_seat", f"没有可用的席位{code}，请核对席位代码。", field="seat")
    if row.role in KEEPERS or row.role == Role.SYSTEM:
        raise Refusal("wrong_role", f"{Role(row.role).label}席位不能使用接口密钥，请选业务席位。", field="seat")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        AccessKey.objects.create(digest=reads.digest(token), seat=row, label=name, created_at=at)
        note_change.do(Subject.KEY, Done.OPENED, by=by, key=code, name=name, at=at)
    return token
