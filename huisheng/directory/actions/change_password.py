"""Change the password (改密码): one's own, with the old one; every other login of the account ends."""

from datetime import datetime

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from huisheng.directory.actions import log_in, note_deed
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Deed, Ending
from huisheng.directory.duties import is_rehearsal
from huisheng.directory.models import Account
from huisheng.kernel.errors import Refusal, insist

LIMIT = 1024


def can(by: Actor) -> Refusal | None:
    """In a rehearsal nobody: its seats share one password."""
    if is_rehearsal(by.platform):
        sentence = "演示席位大家共用一个密码，不能改。真实城市里，每个席位在这里改自己的密码。"
        return Refusal("rehearsal", sentence)
    return None


def do(user: User, fresh: str, again: str, *, by: Actor, login: int, at: datetime, address: str | None) -> None:
    """The account has the new password. That the old one was right, the door has made sure of (and throttled).

    Refusals about ``fresh`` and ``again``: too weak, the old one once more, not twice the same.
    """
    insist(can(by))
    if len(fresh) > LIMIT:
        raise Refusal("too_long", f"新密码过长，最多{LIMIT}字。", field="fresh")
    try:
        validate_password(fresh, user)
    except ValidationError as error:
        raise Refusal("weak", " ".join(error.messages), field="fresh") from None
    if fresh != again:
        raise Refusal("not_twice", "两次输入的新密码不一样，请重新输入。", field="again")
    if user.check_password(fresh):
        raise Refusal("same", "新密码和原来的一样，请换一个。", field="fresh")
    with transaction.atomic():
        user.set_password(fresh)
        user.save(update_fields=["password"])
        Account.objects.filter(pk=user.pk).update(must_change=False)
        log_in.end(user.pk, Ending.PASSWORD, at, but=login)
        note_deed.do(Deed.PASSWORD_CHANGED, by=by, about=by.seat, account=user.username, at=at, address=address)
