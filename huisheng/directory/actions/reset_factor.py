"""Reset a second factor (重置动态口令): the telephone is lost and no recovery code is left."""

from datetime import datetime

from django.db import transaction

from huisheng.directory import accounts, factor
from huisheng.directory.actions import give_up_factor, log_in, note_deed
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Deed, Ending
from huisheng.kernel.errors import Refusal


def do(code: str, *, by: Actor, reason: object, at: datetime, address: str | None) -> None:
    """Nothing is bound any more, and the account's logins end. Refusals: no reason, one's own, nothing bound."""
    row = accounts.seat(code, by=by)
    user, why = accounts.holder(row), note_deed.why(reason)
    if row.id == by.seat:
        raise Refusal("own", "不能重置自己的动态口令：请到“我的账号”解除，或请另一位安全管理员办。")
    if factor.state(user.pk).bound_at is None:
        raise Refusal("no_factor", "这个账号没有绑定动态口令，不用重置。")
    with transaction.atomic():
        give_up_factor.unbind(user.pk)
        log_in.end(user.pk, Ending.FACTOR, at)
        note_deed.do(Deed.FACTOR_RESET, by=by, about=row.id, account=user.username, reason=why, at=at, address=address)
