"""Files that nothing names: their transaction failed after they were put. Every night they are thrown away."""

import logging
from datetime import datetime, timedelta

from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments import store
from huisheng.lifecycle.attachments.models import Attachment

log = logging.getLogger(__name__)

_AFTER = timedelta(days=1)  # no transaction takes so long
_MANY = 100
_DIGITS = "0123456789abcdef"


def sweep(now: datetime) -> int:
    """Throw away what has been without a row for a day; how many that were. Each is logged by its name.

    Where most of the files have no row the store is another installation's, or the database an old one: then
    nothing is touched, and the log says so. A store that doesn't answer is swept another night.
    """
    try:
        return _sweep((now - _AFTER).timestamp())
    except Refusal as refusal:
        log.error("attachments not swept: %s", refusal.code)
        return 0


def _sweep(before: float) -> int:
    gone = 0
    for digit in _DIGITS:  # a sixteenth at a time: names are even, and a night's set stays small
        rows = Attachment.objects.filter(content__startswith=digit, erased_at__isnull=True)
        named = set(rows.values_list("content", flat=True).distinct())
        found = [name for name in store.old(digit, before) if name not in named]
        if len(found) > max(_MANY, len(named)):
            log.error(
                "attachments %s…: %s files without a row, %s with; nothing deleted", digit, len(found), len(named)
            )
            continue
        for name in found:
            if store.throw_away(name, before):
                log.warning("attachment without a row deleted: %s", name)
                gone += 1
    return gone
