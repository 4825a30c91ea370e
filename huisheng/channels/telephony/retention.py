"""How long recordings are kept: as the platform's rules say, and until the orders taken in their calls are closed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from huisheng.channels.telephony import tapes, transcripts
from huisheng.channels.telephony.actions import destroy
from huisheng.channels.telephony.models import CallOrder, Recording
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.kernel import clock
from huisheng.lifecycle.workorder.states import LIVE
from huisheng.rulebook import implements

BATCH = 500
_AGAIN = timedelta(days=7)


@implements("domain#art-65", "domain#art-70")
def expire() -> int:
    """Destroy what was kept long enough; how many. Each is an act of its own: what is cut off goes on another night."""
    now, gone = clock.now(), 0
    transcripts.forget_erased()
    # who was cut off between the entry and the file has left the file
    for name in Recording.objects.filter(destroyed_at__gte=now - _AGAIN).values_list("content", flat=True):
        tapes.throw_away(name)
    for card in directory.platforms():
        keep = law.at(clock.local_day(now), card.scope).find("calls.recording_days")
        if keep is not None:
            old = _old(card.id, now - timedelta(days=keep.count))
            gone += sum(destroy.do(key, days=keep.count, at=now) for key in _keys(old))
    return gone


def _old(platform: int, before: datetime) -> QuerySet[Recording]:
    kept = Recording.objects.filter(kept_at__isnull=False, destroyed_at__isnull=True, found_at__lt=before)
    open_ = CallOrder.objects.filter(call=OuterRef("call"), order__state__in=[state.value for state in LIVE])
    return kept.filter(~Exists(open_), call__platform_id=platform)


def _keys(rows: QuerySet[Recording]) -> Iterable[int]:
    """Their keys, a batch at a time."""
    after = 0
    while keys := list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield from keys
        after = keys[-1]
