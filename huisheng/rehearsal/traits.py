"""The special things: urgent, enterprise, co-handled … so many of each, and repeats linked to what came before.

None of these numbers is printed in the circular and none changes a printed figure; they make the month believable and
every verb used.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

from huisheng.rehearsal.matter import Matter
from huisheng.rehearsal.month import Month

_HOW_MANY: Mapping[str, int] = {
    "urgent": 40,
    "enterprise": 60,
    "confidential": 12,
    "co": 60,
    "sent_back": 40,
    "extension_late": 10,
    "extension": 10,
    "extension_refused": 5,
    "return_refused": 15,
    "instruction": 5,
}
_EXEMPTIONS = 3
_LINKS = 30
_REPEAT_WITHIN = timedelta(days=8)
_URGENT = ("0402", "0403", "0601", "0602", "0603", "1404", "1407")  # what can't wait, by second-level category
_ENTERPRISE = ("17", "06", "16")
_CONFIDENTIAL = ("0801", "0902", "1401", "1601", "1602")


def _fits(trait: str, matter: Matter) -> bool:
    category = matter.case.category
    if trait == "urgent":
        return category.startswith(_URGENT)
    if trait == "enterprise":
        return category.startswith(_ENTERPRISE)
    if trait == "confidential":
        return category.startswith(_CONFIDENTIAL) and matter.kind == "complaint"
    return True


def scatter(rng: Random, month: Month, matters: Sequence[Matter]) -> None:
    """Give plain matters their traits. Call after the returns are assigned and before ``settle``."""
    usual = [matter for matter in matters if matter.unit != month.unvisited_unit]
    for trait, count in _HOW_MANY.items():
        free = [matter for matter in usual if matter.plain and _fits(trait, matter)]
        for matter in rng.sample(free, count):
            matter.trait = trait
    late = [matter for matter in usual if matter.overdue]
    for matter in rng.sample(late, _EXEMPTIONS):
        matter.trait = "exemption"
    _link(rng, usual)


def _link(rng: Random, matters: Sequence[Matter]) -> None:
    """Make some matters repeats of one a few days older, of the same unit and theme."""
    order = [matter for matter in matters if matter.plain]
    alike: dict[tuple[str, str], list[Matter]] = {}
    for matter in order:
        alike.setdefault((matter.unit, matter.theme.key), []).append(matter)
    rng.shuffle(order)
    linked = 0
    for matter in order:
        older = [
            one
            for one in alike[matter.unit, matter.theme.key]
            if one.plain and timedelta(hours=2) < matter.accepted - one.accepted < _REPEAT_WITHIN
        ]
        if older and matter.plain and linked < _LINKS:
            matter.twin = rng.choice(older)
            matter.case = matter.twin.case
            linked += 1
