"""Every kind of entry there is. Importing this package registers them all."""

from huisheng.ledger.vocabulary import (
    calls,
    circulars,
    citizen,
    dispatches,
    handling,
    intake,
    knowledge,
    nuisances,
    quality,
    records,
    rulings,
    sessions,
    supervision,
    visits,
)
from huisheng.ledger.vocabulary.base import KINDS, Body, ClockStart, canonical, instant, stamp

__all__ = [
    "KINDS",
    "Body",
    "ClockStart",
    "calls",
    "canonical",
    "circulars",
    "citizen",
    "dispatches",
    "handling",
    "instant",
    "intake",
    "knowledge",
    "nuisances",
    "quality",
    "records",
    "rulings",
    "sessions",
    "stamp",
    "supervision",
    "visits",
]
