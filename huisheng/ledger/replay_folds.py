"""What each kind of entry makes of the state of its stream, for what isn't an order."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from huisheng.ledger.vocabulary import Body

State = dict[str, Any]
Fold = Callable[[State, Any, datetime], None]

FOLDS: dict[type[Body], Fold] = {}


def folds(kind: type[Body]) -> Callable[[Fold], Fold]:
    """Registers what an entry of that kind makes of the state so far."""

    def register(fold: Fold) -> Fold:
        FOLDS[kind] = fold
        return fold

    return register
