"""导出: ask for a file of what the list shows. The worker writes it."""

from collections.abc import Mapping
from datetime import datetime

from huisheng.directory.actions import look
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, Flag
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.listing.models import Export
from huisheng.lifecycle.listing.reads import kept, limit
from huisheng.lifecycle.listing.states import OPEN, ExportState, Form
from huisheng.lifecycle.workorder import lists
from huisheng.lifecycle.workorder.caller import PURPOSE
from huisheng.lifecycle.workorder.wording import sentence
from huisheng.rulebook import implements

FORM = Choice("form", "文件格式", options=Form.labels())
PERSONAL = Flag("personal", "带来电人姓名、电话")
_CITE = "domain#art-51"


def can(by: Actor) -> Refusal | None:
    """Who reads orders at all."""
    if look.can(by) is not None:
        return Refusal("not_yours", "管理员不经办诉求，没有工单可以导出。", _CITE)
    return None


@implements("domain#art-51", "domain#art-24", "pipl-2021#art-1")
def do(
    *, by: Actor, at: datetime, filters: Mapping[str, str], form: object, personal: object, purpose: object
) -> Export:
    """The export as it waits. Names and phones in full only with a purpose (a key of ``caller.PURPOSE``)."""
    insist(can(by))
    written = str(FORM.read(form))
    full = bool(PERSONAL.read(personal))
    why = PURPOSE.options[str(PURPOSE.read(purpose))] if full else ""
    held = kept(by, filters)
    most = limit("personal_rows" if full else "rows", by, at)
    insist(too_many(lists.capped(by, held, most), most))
    open_ = Export.objects.filter(seat_id=by.seat, state__in=OPEN).count()
    if open_ >= limit("waiting", by, at):
        raise Refusal("busy", f"还有 {open_} 份导出没有生成完，请等它们完成或取消后再导出。", _CITE)
    return Export.objects.create(
        seat_id=by.seat,
        asked_at=at,
        filters=held,
        words=sentence(by, held),
        form=written,
        personal=full,
        purpose=why,
        state=ExportState.WAITING,
    )


def too_many(count: int | None, most: int) -> Refusal | None:
    """The refusal where a count is over the limit; one that isn't known yet is not."""
    if count is None or count <= most:
        return None
    return Refusal("too_many", f"符合条件的超过 {most:,} 件，请缩小范围（例如按日期）分几次导出。", _CITE)
