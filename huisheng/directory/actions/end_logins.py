"""End logins (结束登录): one's own, one or all others; an administrator ends those of a seat."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from huisheng.directory import accounts
from huisheng.directory.actions import log_in, note_deed
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Deed, Ending
from huisheng.kernel.errors import Refusal


def do(code: str, *, by: Actor, reason: object, at: datetime, address: str | None) -> int:
    """End all logins of a seat's account; how many."""
    row = accounts.seat(code, by=by)
    user, why = accounts.holder(row), note_deed.why(reason)
    with transaction.atomic():
        ended = log_in.end(user.pk, Ending.ADMIN, at)
        note_deed.do(Deed.LOGINS_ENDED, by=by, about=row.id, account=user.username, reason=why, at=at, address=address)
    return ended


def own(user: User, which: str, *, by: Actor, login: int, at: datetime, address: str | None) -> int:
    """End one's own: ``others``, or the number of one that isn't this one. How many."""
    with transaction.atomic():
        if which == "others":
            ended = log_in.end(user.pk, Ending.SELF, at, but=login)
        elif which.isascii() and which.isdigit() and len(which) < 19 and int(which) != login:
            ended = log_in.end(user.pk, Ending.SELF, at, only=(int(which),))
        else:
            raise Refusal("unknown_login", "没有指明要结束哪一个登录，请在列表里点“结束”。", field="which")
        if ended:
            note_deed.do(Deed.LOGINS_ENDED, by=by, about=by.seat, account=user.username, at=at, address=address)
    return ended
