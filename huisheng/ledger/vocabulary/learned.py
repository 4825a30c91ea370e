"""A model of a platform (``model:ID``): learned from what people decided, put to use, put out of use.

Days are Shanghai days as 2019-11-30. Counts only: what it was learned from stands in the orders.
"""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, entry


@entry("model_learned", "学成模型", "从{first}至{last}的 {examples} 件学成第{n}版", personal=())
@dataclass(frozen=True, slots=True)
class ModelLearned(Body):
    """The ``n``-th model of a ``part``, for categories of the version ``tree``; ``weights``: SHA-256 of its bytes.

    Of ``judged`` matters of the last weeks, kept from it, it had ``right`` as people decided; the model in use then
    had ``right_before`` of the same (None: there was none, or it couldn't be asked).
    """

    platform: int
    part: str
    n: int
    tree: str
    first: str
    last: str
    examples: int
    labels: int
    judged: int
    right: int
    right_before: int | None
    weights: str


@entry("model_taken", "启用模型", "启用", personal=())
@dataclass(frozen=True, slots=True)
class ModelTaken(Body):
    """From now on it makes the suggestions. ``cause``: first, better, chosen (by a person), again (rolled back to)."""

    cause: str


@entry("model_rested", "停用模型", "停用", personal=())
@dataclass(frozen=True, slots=True)
class ModelRested(Body):
    """It makes no suggestions any more. ``cause``: replaced, stopped (by a person)."""

    cause: str
