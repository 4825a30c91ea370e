"""取消导出: the worker stops at the next batch, and what was written is deleted."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.listing.models import Export
from huisheng.lifecycle.listing.reads import export
from huisheng.lifecycle.listing.states import OPEN, ExportState
from huisheng.rulebook import implements


@implements("domain#art-51")
def do(key: int, *, by: Actor, at: datetime) -> None:
    """Cancel an own export that isn't written yet."""
    export(by, key)
    held = Export.objects.filter(pk=key, state__in=OPEN)
    if not held.update(state=ExportState.CANCELLED, ended_at=at):
        raise Refusal("wrong_state", "这份导出已经不在生成，不用取消。")
