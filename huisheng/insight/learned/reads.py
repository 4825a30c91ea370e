"""What the administrator's page asks: every model of his platform, what it came from, how it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huisheng.directory.actor import Actor
from huisheng.insight import frame
from huisheng.insight.models import Learned, Week
from huisheng.insight.states import ModelState
from huisheng.kernel.errors import insist

PAGE = 20
RECENT = 4  # weeks that are held against the hour of learning
_COMPARED = (
    *("platform_id", "part", "n", "state", "version", "tree", "first", "last", "examples", "labels"),
    *("judged", "right", "right_before", "weights", "learned_at", "taken_at", "rested_at"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A part's models, newest first, with the weeks of the one in use, oldest first."""

    models: Sequence[Learned]
    more: bool
    active: Learned | None
    weeks: Sequence[Week]


def kept(actor: Actor, part: str) -> Kept:
    """The newest of them. Refusal for who doesn't run the platform."""
    insist(frame.check("模型", actor))
    own = Learned.objects.filter(platform_id=actor.platform, part=part)
    shown = list(own.order_by("-n")[: PAGE + 1])
    active = own.filter(state=ModelState.ACTIVE).first()
    weeks = list(active.weeks.order_by("monday")) if active is not None else []
    return Kept(shown[:PAGE], len(shown) > PAGE, active, weeks)


def live(model: Learned) -> dict[str, Any]:
    """What the live table holds of a model, in the shape that ledger.replay folds to."""
    return {name: getattr(model, name) for name in _COMPARED}
