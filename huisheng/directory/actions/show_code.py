"""Show a code (输入动态口令): a code of the telephone's app, or one of the recovery codes, opens the desk."""

from datetime import datetime

from django.contrib.auth.models import User

from huisheng.directory import factor
from huisheng.directory.actions import log_in, note_deed
from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Deed
from huisheng.kernel.errors import insist


def do(user: User, given: object, *, by: Actor, login: int, at: datetime, address: str | None) -> None:
    """The login is verified. Refusal: a wrong or used code, or too many of them."""
    insist_code(user, given, by=by, at=at, address=address)
    log_in.verify(login, at)


def insist_code(user: User, given: object, *, by: Actor, at: datetime, address: str | None) -> None:
    """Refusal unless the code is right now; what it cost (a recovery code, a bar) is written down."""
    judged = factor.judge(user.pk, given, at=at)
    deed = Deed.CODE_SPENT if judged.recovery else Deed.BARRED if judged.barred else None
    if deed is not None:
        note_deed.do(deed, by=by, about=by.seat, account=user.username, at=at, address=address)
    insist(judged.refusal)
