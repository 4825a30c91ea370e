"""Who calls or writes to harass (``nuisance:ID``): marked by a person, with a ground and an end; lifted before it.

By whom he is known, and the words, lie in the erasable row; days are Shanghai days as 2019-11-30.
"""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, entry


@entry("nuisance_marked", "登记骚扰", "登记骚扰来电来件，至{until}", personal=("digest",))
@dataclass(frozen=True, slots=True)
class NuisanceMarked(Body):
    """``ground``: a code; ``until``: the last day on which it holds; ``digest`` of the words why."""

    platform: int
    ground: str
    until: str
    digest: str


@entry("nuisance_lifted", "撤销骚扰登记", "撤销骚扰登记", personal=("digest",))
@dataclass(frozen=True, slots=True)
class NuisanceLifted(Body):
    """It holds no more; ``digest`` of the words why."""

    digest: str
