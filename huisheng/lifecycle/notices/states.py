"""To whom a notice goes, in relation to what it is about."""

from enum import Enum


class To(Enum):
    """``UNIT``: who handles for the unit that the entry names. ``MAIN``: for the order's main unit. ``OPEN``: for each
    unit that still holds the order. ``DECIDES``: the dispatchers of the platform that sent the dispatch.
    ``DISPATCHERS`` … ``LEADERS``: those of the platform that accepted the order, or made the circular.
    ``PRESSES``, ``EXEMPTS``: supervisors, assessors of the platform that sent the order to the unit named.
    ``ASKED``: the seat that had asked for it. ``OBJECTOR``: who handles for the unit that had objected.
    ``EVERYBODY``: every seat of the platform and its units.
    """

    UNIT = "unit"
    MAIN = "main"
    OPEN = "open"
    DECIDES = "decides"
    PRESSES = "presses"
    EXEMPTS = "exempts"
    DISPATCHERS = "dispatchers"
    SUPERVISORS = "supervisors"
    ASSESSORS = "assessors"
    LEADERS = "leaders"
    ASKED = "asked"
    OBJECTOR = "objector"
    EVERYBODY = "everybody"


HANDLING = "handling"  # the desk of whoever handles for a unit: its handlers, and a platform's dispatchers
EVERYBODY = "everybody"  # the desk of all of a platform
