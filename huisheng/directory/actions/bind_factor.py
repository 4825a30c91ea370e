"""Bind a second factor (绑定动态口令): a key for the telephone's app, and it counts once a code of it was shown."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from huisheng.directory import factor, totp
from huisheng.directory.actions import log_in, note_deed
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Deed, Ending
from huisheng.directory.models import Account
from huisheng.kernel.errors import Refusal, insist


def begin(user_id: int) -> str:
    """The key that waits to be confirmed: the same until it is. Refusal where one is bound already."""
    with transaction.atomic():
        row, _ = Account.objects.select_for_update().get_or_create(user_id=user_id)
        if row.confirmed_at is not None:
            raise Refusal("bound", "这个账号已经绑定了动态口令；换手机请先解除，再重新绑定。")
        if not row.key_sealed:
            factor.seal(row, totp.fresh_key())
            row.save(update_fields=["key_sealed"])
        return factor.key_of(row)


def do(user: User, given: object, *, by: Actor, login: int, at: datetime, address: str | None) -> list[str]:
    """The recovery codes, once the code is right; this login counts as verified, the account's others end."""
    begin(user.pk)  # refused where it is bound: a code of the bound one would otherwise do it again
    insist(factor.judge(user.pk, given, at=at).refusal)
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=user.pk)
        if row.confirmed_at is not None:
            raise Refusal("bound", "这个账号刚刚绑定过动态口令，请刷新后再看。")
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
        codes = factor.renew_codes(row)
        log_in.verify(login, at)
        log_in.end(user.pk, Ending.FACTOR, at, but=login)
        note_deed.do(Deed.FACTOR_BOUND, by=by, about=by.seat, account=user.username, at=at, address=address)
    return codes
