"""One matter in the making: whose it is, what befalls it and when, in wall times."""

from dataclasses import dataclass, field
from datetime import datetime

from huisheng.rehearsal.calls import Ring
from huisheng.rehearsal.story import LONG_AGO
from huisheng.rehearsal.words import Case, Scene, Theme

UNSET = LONG_AGO

# how a visited matter ends, see ``fates``
SATISFIED = "satisfied"
SECOND_SATISFIED = "second_satisfied"
UNSATISFIED = "unsatisfied"
UNANSWERED = "unanswered"
PHONE_OK = "phone_ok"
PHONE_BAD = "phone_bad"
WRITTEN_OK = "written_ok"
WRITTEN_BAD = "written_bad"
SUPERVISED = (PHONE_OK, PHONE_BAD, WRITTEN_OK, WRITTEN_BAD)
REACHED = (SATISFIED, SECOND_SATISFIED, UNSATISFIED, *SUPERVISED)


@dataclass(slots=True)
class Hop:
    """A dispatch that its unit returned."""

    unit: str
    sent: datetime
    signed: datetime
    asked: datetime
    granted: datetime


@dataclass(slots=True)
class Matter:
    """A matter handed on to ``unit``, its final one; ``hops`` are the units that returned it before, in order.

    ``trait`` is the one special thing about its handling ("" for most): urgent, enterprise, confidential, co,
    sent_back, extension_late, extension, extension_refused, return_refused, instruction, exemption. ``fate`` is ""
    where nobody was called back; ``told`` says whether the unit reached the citizen by the visit that counts.
    """

    ref: str
    ring: Ring
    unit: str
    theme: Theme
    case: Case
    kind: str
    earlier: bool = False
    overdue: bool = False
    trait: str = ""
    fate: str = ""
    told: bool = True
    hops: list[Hop] = field(default_factory=list)
    twin: "Matter | None" = None
    scene: Scene | None = None
    accepted: datetime = UNSET
    handed_on: datetime = UNSET
    sent: datetime = UNSET
    signed: datetime = UNSET
    replied: datetime = UNSET
    reviewed: datetime = UNSET
    concluded: datetime = UNSET

    @property
    def plain(self) -> bool:
        """Nothing special happens to it yet."""
        return not (self.hops or self.overdue or self.trait or self.twin)
