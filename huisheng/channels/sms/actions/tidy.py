"""What waited for a day goes on as it is; what nothing is known again by any more is cleared away."""

from datetime import datetime, timedelta

from huisheng.channels.sms.actions import hear, settle
from huisheng.channels.sms.models import Arrival, Early, Gateway, Submitted, Whole

KEPT, RECEIPTS_KEPT = timedelta(days=3), timedelta(days=30)


def do(gateway: Gateway, *, at: datetime) -> None:
    """For one gateway, every minute or so."""
    settle.left(gateway.code, at)
    waiting = Whole.objects.filter(gateway=gateway.code, done_at__isnull=True, first_at__lt=at - hear.DAY)
    for row in waiting.order_by("id")[:100]:
        hear.whole(gateway, row, at=at)
    Whole.objects.filter(gateway=gateway.code, done_at__lt=at - KEPT, first_at__lt=at - KEPT).delete()
    Arrival.objects.filter(gateway=gateway.code, at__lt=at - KEPT).delete()
    Early.objects.filter(gateway=gateway.code, at__lt=at - KEPT).delete()
    Submitted.objects.filter(gateway=gateway.code, made_at__lt=at - RECEIPTS_KEPT).delete()
