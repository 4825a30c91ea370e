"""What people said of a warning that something boils up (``verdict:ID``).

Days are Shanghai days as 2019-11-30. The topic's name and the reason stand in the table; digested here.
"""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, entry


@entry("topic_judged", "判定热点", "判定热点，{first}至{last}，{people}人{matters}件", personal=("digest",))
@dataclass(frozen=True, slots=True)
class TopicJudged(Body):
    """热点预警判定. ``true``: it is one; ``warned``: the house had told it early. ``usual``: in tenths of a person."""

    platform: int
    topic: int
    true: bool
    warned: bool
    first: str
    last: str
    people: int
    matters: int
    usual: int | None
    digest: str
