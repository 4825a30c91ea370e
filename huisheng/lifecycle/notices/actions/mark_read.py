"""Mark as read (标为已读): one notice, or all up to the newest that the page showed. No act on a matter: no entry."""

from huisheng.directory.actor import Actor
from huisheng.directory.roles import KEEPERS
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.notices import reads
from huisheng.lifecycle.notices.models import Mark, Seen
from huisheng.rulebook import implements


def can(actor: Actor) -> Refusal | None:
    """Every seat that gets notices."""
    return Refusal("wrong_role", "您的席位没有通知。") if actor.role in KEEPERS else None


@implements("rehearsal#art-33")
def do(key: int, *, by: Actor) -> None:
    """One of the seat's own. Refusal ``not_found`` for any other."""
    insist(can(by))
    Seen.objects.get_or_create(seat_id=by.seat, notice=reads.one(by, key))


def do_all(upto: int, *, by: Actor) -> None:
    """All up to this one; what has come since stays unread."""
    insist(can(by))
    upto = min(upto, reads.last())
    mark, made = Mark.objects.get_or_create(seat_id=by.seat, defaults={"upto": upto})
    if not made and mark.upto < upto:
        Mark.objects.filter(seat_id=by.seat, upto__lt=upto).update(upto=upto)
    Seen.objects.filter(seat_id=by.seat, notice_id__lte=upto).delete()
