"""Hand a seat over (移交席位): the seat stays with all that stands under it, another account signs in to it."""

import re
from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from huisheng.directory import accounts
from huisheng.directory.actions import give_password, log_in, note_deed
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Deed, Ending
from huisheng.directory.models import Seat, Tenure
from huisheng.kernel.errors import Refusal, insist

_NAME = re.compile(r"[a-z0-9][a-z0-9_.\-]{2,49}")


def do(code: str, to: str, *, by: Actor, reason: object, at: datetime, address: str | None) -> str:
    """The initial password if the account is new, "" for one that held a seat here before and keeps its own.

    The old account's logins end; without a seat it signs in nowhere. Refusals: a name that can't be one, somebody
    else's account, no reason, a rehearsal, one's own seat.
    """
    insist(give_password.can(by, accounts.seat(code, by=by)))
    name, why = to.strip().lower()[:200], note_deed.why(reason)
    if not _NAME.fullmatch(name):
        sentence = "账号由3到50个小写字母、数字、点、-和_组成，以字母或数字开头，不写真名，请改正。"
        raise Refusal("bad_name", sentence, field="to")
    try:
        with transaction.atomic():
            return _change(code, name, why, by, at, address)
    except IntegrityError:
        raise Refusal("account_taken", f"账号{name}刚刚被别的席位使用，请换一个。", field="to") from None


def _change(code: str, name: str, why: str, by: Actor, at: datetime, address: str | None) -> str:
    row = Seat.objects.select_for_update().get(pk=accounts.seat(code, by=by).pk)
    old = row.user
    fresh, word = _account(name, by)
    if old is not None:
        last = Tenure.objects.filter(seat=row).order_by("-ended_at").values_list("ended_at", flat=True).first()
        Tenure.objects.create(seat=row, user=old, began_at=last, ended_at=at)
        log_in.end(old.pk, Ending.HANDED, at)
    row.user = fresh
    row.save(update_fields=["user"])
    said = f"由{old.username if old else '（无账号）'}移交：{why}"[:200]
    note_deed.do(Deed.HANDED_OVER, by=by, about=row.id, account=fresh.username, reason=said, at=at, address=address)
    return word


def _account(name: str, by: Actor) -> tuple[User, str]:
    """The account of that name: a new one with its initial password, or one that held a seat here and has none now."""
    known = User.objects.filter(username__iexact=name).first()  # seats' first accounts may have capitals
    if known is None:
        fresh = User(username=name)
        fresh.set_unusable_password()
        fresh.save()
        return fresh, give_password.fresh(fresh)
    held_here = Tenure.objects.filter(user=known, seat__unit__path__startswith=by.platform_path).exists()
    if not held_here or Seat.objects.filter(user=known).exists():
        raise Refusal("account_taken", f"账号{name}已有席位，或不是本平台的，请换一个账号。", field="to")
    return known, ""
