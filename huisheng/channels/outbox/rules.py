"""When what is sent, and when again. Pure: no Django, no clock."""

import re
from collections.abc import Iterable
from datetime import datetime, time, timedelta

# what is tried again after how long; after the last it is given up, and a person sees it
PAUSES = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
LEASE = timedelta(minutes=5)  # while one sends, nobody else takes it; who was cut off leaves it to be sent again
_MIDNIGHT = "24:00"
_MOBILE = re.compile(r"(?:\+?86)?1[3-9][0-9]{9}\Z")

# an entry's kind -> the template that tells its citizen
TELLS = {
    "accepted": "receipt",
    "supplemented": "added",
    "dispatched": "sent",
    "answered": "answered",
    "refused": "refused",
    "concluded": "survey",
    "redone": "again",
}

# said at once by the answer to the message itself
ANSWERED_THERE = ("receipt", "added")


def pause(tries: int) -> timedelta | None:
    """How long to wait after so many tries; None when it is given up."""
    return PAUSES[tries - 1] if tries <= len(PAUSES) else None


def loud_from(wall: datetime, slots: Iterable[str]) -> datetime:
    """The first time on the wall, from that one on, that lies in no quiet slot ("21:00-24:00", "00:00-08:00")."""
    spans = [slot.partition("-")[::2] for slot in slots]
    for _ in range(len(spans) + 1):
        now = f"{wall:%H:%M}"
        ends = [last for first, last in spans if first <= now < last]
        if not ends:
            return wall
        wall = _at(wall, max(ends))
    return wall


def _at(wall: datetime, end: str) -> datetime:
    if end == _MIDNIGHT:
        return datetime.combine(wall.date() + timedelta(days=1), time(), wall.tzinfo)
    return datetime.combine(wall.date(), time.fromisoformat(end), wall.tzinfo)


def is_mobile(phone: str) -> bool:
    """Whether a number is a mobile one of the mainland, which takes short messages."""
    return _MOBILE.match(phone) is not None
