"""Under an order that presses: why, what was done about it, and the next act chosen already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from huisheng.desks import words as times
from huisheng.desks.cites import Cite, cite
from huisheng.desks.offers import Attempt
from huisheng.desks.supervisor import words
from huisheng.desks.supervisor.words import Step, Why
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.deadlines import preview
from huisheng.lifecycle.supervision import reads
from huisheng.lifecycle.supervision.actions import remind, supervise
from huisheng.lifecycle.supervision.rules import REMIND, Reason
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import visible
from huisheng.lifecycle.workorder.states import Form

VERBS = (remind.VERB.name, supervise.VERB.name)


@dataclass(frozen=True, slots=True)
class How:
    """A way to press: its key, whether it is the one to take next, and why it may not be taken ("" where it may)."""

    key: str
    value: str
    label: str
    chosen: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class Dock:
    """See templates/supervisor/_press.html. ``due``: when the answer to a supervision begun now would be due.

    ``like_url``: the order whose reply was copied.
    """

    template: str
    verbs: Sequence[str]
    reasons: Sequence[Why]
    like_url: str
    steps: Sequence[Step]
    url: str
    ways: Sequence[How]
    words: str
    due: str
    limit: str
    cite: Cite | None
    error: str
    words_error: str
    may: bool


def dock(matter: Matter, actor: Actor, now: datetime, query: str, attempt: Attempt | None) -> Dock | None:
    """None where nothing presses, nothing was pressed, and nothing may be."""
    row, steps = reads.one(actor, matter.order, now), words.trail(matter, now)
    typed = attempt.typed if attempt is not None and attempt.name in VERBS else None
    stops = {"remind": remind.can(matter, actor), "supervise": supervise.can(matter, actor)}
    if all(stops.values()) and not row.reasons and not steps and typed is None:
        return None
    picked = str(typed.raw.get("how", "")) if typed else row.step
    due = _due(matter, actor, now)
    until = times.due_words(due.clock.due_at, year=False) if due else ""
    return Dock(
        template="supervisor/_press.html",
        verbs=VERBS,
        reasons=[words.why(reason, now) for reason in row.reasons],
        like_url=_like_url(row.reasons, actor),
        steps=steps,
        url=reverse("desks:supervision_act", args=[matter.order.number, "supervise"]) + query,
        ways=_ways(stops, picked),
        words=str(typed.raw.get("words", "")) if typed else words.draft(row.reasons, now, until),
        due=until,
        limit=due.clock.limit if due else "",
        cite=cite(due.clock.cite) if due else None,
        error=typed.error or typed.errors.get("form", "") or typed.errors.get("dispatch", "") if typed else "",
        words_error=typed.errors.get("words", "") if typed else "",
        may=not all(stops.values()),
    )


def _like_url(reasons: Sequence[Reason], actor: Actor) -> str:
    """The order whose reply was copied, where it may be seen."""
    number = next((one.like for one in reasons if one.like), "")
    return reverse("desks:order", args=[number]) if number and visible(actor).filter(number=number).exists() else ""


def _due(matter: Matter, actor: Actor, now: datetime) -> preview.Foreseen | None:
    try:
        return preview.of_supervision(matter, actor.platform, now)
    except Refusal:  # a year without its calendar: the act itself says so
        return None


def _ways(stops: dict[str, Refusal | None], picked: str) -> list[How]:
    ways, free = [], []
    for place, value in enumerate((REMIND, *(form.value for form in Form))):
        stop = stops["remind" if value == REMIND else "supervise"]
        ways.append((str(place + 1), value, stop.sentence if stop else ""))
        free += [] if stop else [value]
    chosen = picked if picked in free else next(iter(free), "")
    return [How(key, value, words.step_words(value), value == chosen, why) for key, value, why in ways]
