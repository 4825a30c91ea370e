"""What switches said is kept for a while: it keeps what is said twice from being done twice, and no longer."""

from datetime import timedelta

from huisheng.channels.telephony.contract import Told
from huisheng.channels.telephony.models import Heard, Switch
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.kernel import clock
from huisheng.rulebook import implements

BATCH = 5000
_KEPT = (Told.RECORDING.value, Told.RATED.value)  # where a recording lies, what the caller thought: kept nowhere else


@implements("domain#art-56")
def expire() -> int:
    """Throw away what was said longer ago than its platform keeps it; how much that was.

    Calls, rings and states have rows of their own, which stay; so do recordings and ratings.
    """
    now, gone = clock.now(), 0
    for card in directory.platforms():
        keep = law.at(clock.local_day(now), card.scope).find("calls.heard_days")
        if keep is None:
            continue
        sources = list(Switch.objects.filter(platform_id=card.id).values_list("code", flat=True).distinct())
        old = Heard.objects.filter(source__in=sources, received_at__lt=now - timedelta(days=keep.count))
        while found := list(old.exclude(event__in=_KEPT).values_list("pk", flat=True)[:BATCH]):
            gone += Heard.objects.filter(pk__in=found).delete()[0]
    return gone
