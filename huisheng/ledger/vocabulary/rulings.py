"""Overlapping areas ruled once (``ruling:ID``): which unit answers for matters of a kind in a place.

Days are Shanghai days as 2019-11-30. The words of place, reason and clause stand in the table; digested here.
"""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, entry


@entry("area_ruled", "裁定管辖", "裁定由{unit}管辖，自{first}起", personal=("digest",))
@dataclass(frozen=True, slots=True)
class AreaRuled(Body):
    """插花地裁定. ``category``: the head of a code of the version ``tree``, "" for all; ``region`` "": words name it.

    ``last``: the last day it holds; None until it is ended.
    """

    platform: int
    unit: int
    category: str
    tree: str
    region: str
    first: str
    last: str | None
    digest: str


@entry("ruling_ended", "终止裁定", "终止这条管辖裁定", personal=("digest",))
@dataclass(frozen=True, slots=True)
class RulingEnded(Body):
    """It guides no dispatch any more, and why; what it guided until then stays as it was."""

    digest: str
