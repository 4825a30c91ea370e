"""Give up a second factor (解除动态口令), or renew its recovery codes (换新恢复码): one's own, by a code of it."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from huisheng.directory import factor
from huisheng.directory.actions import note_deed
from huisheng.directory.actions.show_code import insist_code
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Deed
from huisheng.directory.models import Account


def do(user: User, given: object, *, by: Actor, at: datetime, address: str | None) -> None:
    """Nothing is bound any more: where it must be, the next page asks to bind again."""
    insist_code(user, given, by=by, at=at, address=address)
    with transaction.atomic():
        unbind(user.pk)
        note_deed.do(Deed.FACTOR_GIVEN_UP, by=by, about=by.seat, account=user.username, at=at, address=address)


def renew(user: User, given: object, *, by: Actor, at: datetime, address: str | None) -> list[str]:
    """Ten new recovery codes; the old ones are worth nothing."""
    insist_code(user, given, by=by, at=at, address=address)
    with transaction.atomic():
        codes = factor.renew_codes(Account.objects.select_for_update().get(pk=user.pk))
        note_deed.do(Deed.CODES_RENEWED, by=by, about=by.seat, account=user.username, at=at, address=address)
    return codes


def unbind(user_id: int) -> None:
    """Key and codes go, and with them what was counted: another key has other codes."""
    row = Account.objects.select_for_update().filter(pk=user_id).first()
    if row is not None:
        row.codes.all().delete()
        row.key_sealed, row.confirmed_at, row.last_step, row.wrong, row.barred_until = b"", None, 0, 0, None
        row.save(update_fields=["key_sealed", "confirmed_at", "last_step", "wrong", "barred_until"])
