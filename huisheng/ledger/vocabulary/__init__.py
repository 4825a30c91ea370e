"""Every kind of entry there is. Importing this package registers them all."""

from huisheng.ledger.vocabulary import calls, dispatches, handling, intake, supervision, visits
from huisheng.ledger.vocabulary.base import KINDS, Body, ClockStart, canonical, instant, stamp

__all__ = [
    "KINDS",
    "Body",
    "ClockStart",
    "calls",
    "canonical",
    "dispatches",
    "handling",
    "instant",
    "intake",
    "stamp",
    "supervision",
    "visits",
]
