"""Unlock (解除暂停): wrong passwords or codes had locked the account out; its owner may try again at once."""

from datetime import datetime

from axes.utils import reset
from django.db import transaction

from huisheng.directory import accounts
from huisheng.directory.actions import note_deed
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Deed
from huisheng.directory.models import Account


def do(code: str, *, by: Actor, reason: object, at: datetime, address: str | None) -> None:
    """Both counts begin anew. Refusal without a reason."""
    row = accounts.seat(code, by=by)
    user, why = accounts.holder(row), note_deed.why(reason)
    with transaction.atomic():
        reset(username=user.username)
        Account.objects.filter(pk=user.pk).update(wrong=0, barred_until=None)
        note_deed.do(Deed.UNLOCKED, by=by, about=row.id, account=user.username, reason=why, at=at, address=address)
