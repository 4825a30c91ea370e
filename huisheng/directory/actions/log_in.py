"""Log in (登录): a stay at the desk begins, is seen, is verified, ends. Django's session holds its number."""

from collections.abc import Iterable
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Ending
from huisheng.directory.models import Login


def do(user_id: int, *, by: Actor, address: str | None, device: str, at: datetime) -> int:
    """The number of a new login."""
    row = Login.objects.create(
        user_id=user_id, seat_id=by.seat, begun_at=at, seen_at=at, address=address, device=device[:60]
    )
    return row.pk


def seen(login: int, at: datetime) -> None:
    """The seat has done something."""
    Login.objects.filter(pk=login, seen_at__lt=at).update(seen_at=at)


def verify(login: int, at: datetime) -> None:
    """The second factor was shown."""
    Login.objects.filter(pk=login).update(verified_at=at)


def end(user_id: int, ending: Ending, at: datetime, *, only: Iterable[int] = (), but: int | None = None) -> int:
    """End the account's logins: all, ``only`` these, all ``but`` one. How many there were."""
    rows = Login.objects.filter(user_id=user_id, ended_at__isnull=True)
    if only:
        rows = rows.filter(pk__in=only)
    if but is not None:
        rows = rows.exclude(pk=but)
    return rows.update(ended_at=at, ending=ending.value)
