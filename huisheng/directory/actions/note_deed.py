"""Note a deed (记录账号操作): who did what to whose account, and why. Insert-only, as looks are."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Deed
from huisheng.directory.models import AccountDeed
from huisheng.kernel import text


def do(
    deed: Deed, *, by: Actor, about: int, account: str, at: datetime, reason: object = "", address: str | None = None
) -> None:
    """One deed of the seat ``by`` about the seat ``about``. Refusal: a reason that is too long."""
    why = text.take(reason, label="理由", field="reason", limit=200, required=False, lines=False)
    AccountDeed.objects.create(
        seat_id=by.seat, about_id=about, account=account, deed=deed.value, reason=why, address=address, at=at
    )


def why(reason: object) -> str:
    """The reason an administrator must give. Refusal without one."""
    return text.take(reason, label="理由", field="reason", limit=200, lines=False)
