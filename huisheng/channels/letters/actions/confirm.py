"""确认导入: the good rows of a batch are to be brought in; the wrong ones stay out and are listed."""

from datetime import datetime

from django.db import transaction

from huisheng.channels.letters import reads
from huisheng.channels.letters.actions import look_through
from huisheng.channels.letters.models import Batch
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(batch: Batch, by: Actor) -> Refusal | None:
    """Who brought it, once, if anything in it can be brought in."""
    if batch.confirmed_at is not None:
        return Refusal("confirmed", "这一批已经确认过，不用再确认。")
    lost = look_through.missing(batch)
    if lost:
        return Refusal("no_column", f"还没有指明这几列：{'、'.join(lost)}。请在下面选好再确认。")
    if not batch.new:
        return Refusal("nothing_new", "没有可以导入的行：不是有错，就是已经导入过。")
    return reads.may(by)


def do(key: int, *, by: Actor, at: datetime) -> Batch:
    """From now on it is brought in (``bring_in``)."""
    with transaction.atomic():
        batch = reads.batch(key, by, own=True)
        locked = Batch.objects.select_for_update().get(pk=batch.pk)
        insist(can(locked, by))
        batch.confirmed_at = at
        batch.save(update_fields=["confirmed_at"])
        batch.register.headings = {**batch.register.headings, **batch.columns}
        batch.register.save(update_fields=["headings"])
    return batch
