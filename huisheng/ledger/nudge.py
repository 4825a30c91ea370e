"""A nudge for those who wait for news: PostgreSQL's NOTIFY, after a page was committed, and never within it.

NOTIFY inside the page would make all writers queue for one lock while their commit is flushed. Afterwards it costs a
round trip, at most one in GAP a process, and may be lost: who waits looks by himself too, a little later. It says
nothing but that there is something: who is told what is found out by whoever reads (``news``).
"""

import time
from contextlib import suppress

from django.db import Error

from huisheng.kernel.database import fixed

CHANNEL = "huisheng_news"
GAP = 0.05  # seconds

_wanted = False
_told = 0.0


def on() -> None:
    """This process nudges: those that people wait for do, a rehearsal doesn't."""
    global _wanted
    _wanted = True


def wanted() -> bool:
    """Whether this process nudges."""
    return _wanted


def tell() -> None:
    """Nudge now, unless that was just done. What was committed stays so whatever happens here."""
    global _told
    if not _wanted or time.monotonic() - _told < GAP:
        return
    _told = time.monotonic()
    with suppress(Error):
        fixed.rows("SELECT pg_notify(%s, '')", [CHANNEL])
