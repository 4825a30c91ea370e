"""导入一段: the rows of one piece of a confirmed batch go to the inbox, one by one. Broken off, it can be done again.

The inbox knows each by its number, so none is taken twice, whoever does it, and however often. Once a piece is done
nothing of what was said stays here.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from huisheng.channels.inbox.actions import take
from huisheng.channels.letters.actions import look_through
from huisheng.channels.letters.models import Batch, Piece
from huisheng.channels.letters.rows import Reader, Row
from huisheng.kernel.errors import Refusal

_HELD = timedelta(minutes=10)  # far more than a piece takes; then another may go on with it
_SAID = 200


def do(key: int, *, at: datetime) -> bool:
    """Bring in one piece of that batch, if one is left that nobody is at; whether there was."""
    piece = _held(key, at)
    if piece is None:
        return False
    register = piece.batch.register
    reader = Reader(register.platform_id, register.source, register.channel, at)
    seen: set[str] = set()
    results = []
    for row in look_through.read(reader, piece.batch, piece):
        results.append((row.no, *_taken(row, seen, register.platform_id, at)))
    with transaction.atomic():
        left = Piece.objects.filter(batch_id=key, results__isnull=True).exclude(pk=piece.pk)
        Batch.objects.select_for_update().get(pk=key)
        Piece.objects.filter(pk=piece.pk).update(results=results, rows_sealed=b"", looked_sealed=b"", held_until=None)
        if not left.exists():
            Batch.objects.filter(pk=key, done_at__isnull=True).update(done_at=at)
    return True


def _held(key: int, at: datetime) -> Piece | None:
    """The first piece that nobody is at, held."""
    free = Q(held_until__isnull=True) | Q(held_until__lt=at)
    with transaction.atomic():
        waiting = Piece.objects.filter(free, batch_id=key, batch__confirmed_at__isnull=False, results__isnull=True)
        piece = (
            waiting.select_for_update(skip_locked=True, of=("self",))
            .select_related("batch__register")
            .order_by("no")
            .first()
        )
        if piece is not None:
            Piece.objects.filter(pk=piece.pk).update(held_until=at + _HELD)
    return piece


def _taken(row: Row, seen: set[str], platform: int, at: datetime) -> tuple[str, str, str]:
    """Outcome, number of the order and a sentence."""
    if row.came is None or row.ref in seen:
        label, sentence = row.mistakes[0] if row.mistakes else ("来源编号", "和前面一行的编号一样。")
        return "wrong", "", f"{label}：{sentence}"
    seen.add(row.ref)
    try:
        taken = take.do(row.came, platform=platform, at=at)
    except Refusal as refusal:
        return "wrong", "", refusal.sentence[:_SAID]
    number = taken.order.number if taken.order is not None else ""
    if not taken.new:
        return "known", number, ""
    return taken.outcome.value, number, taken.message.trouble[:_SAID]
