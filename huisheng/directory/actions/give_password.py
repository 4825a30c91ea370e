"""Give an initial password (发放初始密码): told once, and changed by its owner before anything else."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from huisheng.directory import accounts, factor
from huisheng.directory.actions import log_in, note_deed
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Deed, Ending
from huisheng.directory.duties import is_rehearsal
from huisheng.directory.models import Account, Seat
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor, row: Seat) -> Refusal | None:
    """Not for a rehearsal's seats, which share one password, and not for oneself."""
    if is_rehearsal(row.unit.platform_id):
        return Refusal("rehearsal", "演示席位大家共用一个密码，不能另发，也不能移交。真实城市里在这里办。")
    if row.id == by.seat:
        return Refusal("own", "不能给自己办这一项：改密码请到“我的账号”，其余请另一位安全管理员办。")
    return None


def do(code: str, *, by: Actor, reason: object, at: datetime, address: str | None) -> str:
    """The initial password of the seat's account; its logins end."""
    row = accounts.seat(code, by=by)
    insist(can(by, row))
    user, why = accounts.holder(row), note_deed.why(reason)
    with transaction.atomic():
        word = fresh(user)
        log_in.end(user.pk, Ending.PASSWORD, at)
        note_deed.do(
            Deed.PASSWORD_GIVEN, by=by, about=row.id, account=user.username, reason=why, at=at, address=address
        )
    return word


def fresh(user: User) -> str:
    """A new initial password, set on the account."""
    word = factor.fresh_word()
    user.set_password(word)
    user.save(update_fields=["password"])
    Account.objects.update_or_create(user=user, defaults={"must_change": True})
    return word
