"""指明各列: which column is which field, for this sheet and the list's next ones."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from huisheng.channels.letters import reads
from huisheng.channels.letters.actions import look_through
from huisheng.channels.letters.columns import COLUMNS
from huisheng.channels.letters.models import Batch
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(batch: Batch, by: Actor) -> Refusal | None:
    """Who brought it, until it is confirmed."""
    if batch.confirmed_at is not None:
        return Refusal("confirmed", "这一批已经确认导入，列的对应不能再改。")
    return reads.may(by)


def do(key: int, said: Mapping[str, str], *, by: Actor, at: datetime) -> Batch:
    """Keep it and look through the sheet anew. Refusal for a heading that isn't there or was chosen twice."""
    with transaction.atomic():
        batch = reads.batch(key, by, own=True)
        insist(can(batch, by))
        columns = {column.name: said.get(column.name, "") for column in COLUMNS}
        chosen = [heading for heading in columns.values() if heading]
        for heading in chosen:
            if heading not in batch.headings:
                raise Refusal("no_column", f"表里没有“{heading[:40]}”这一列，请重新选择。")
        if len(set(chosen)) < len(chosen):
            raise Refusal("twice", "同一列选给了两个项目，请改正。")
        batch.columns = batch.register.headings = columns
        batch.register.save(update_fields=["headings"])
        batch.save(update_fields=["columns"])
        look_through.do(batch, by=by, at=at)
    return batch
