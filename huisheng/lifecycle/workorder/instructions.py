"""A leader's written instructions, followed to their end: what was asked, of whom, what came of it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from huisheng.directory.access import visible_to
from huisheng.directory.actor import Actor
from huisheng.ledger import read
from huisheng.ledger.vocabulary.supervision import Instructed, InstructionAnswered
from huisheng.lifecycle.workorder.models import Dispatch, Instruction, Note, WorkOrder

PAGE = 30
_LOOKS = 5  # pages looked through for one's own: beyond that the next page goes on


@dataclass(frozen=True, slots=True)
class Followed:
    """One instruction. ``key`` pages; ``words`` and ``answer`` are "" where none were kept; ``seat`` who wrote it."""

    key: int
    order: WorkOrder
    no: int
    unit: int | None
    seat: int | None
    at: datetime
    words: str
    answered_at: datetime | None
    answer: str


def _seen(actor: Actor) -> QuerySet[Instruction]:
    rows: QuerySet[Instruction] = visible_to(actor).filter(Instruction.objects.all(), Dispatch.objects, "order__")
    return rows.filter(order__platform_id=actor.platform)


def unanswered(actor: Actor) -> int:
    """How many instructions on the platform's orders that this seat may see still wait for an answer."""
    return _seen(actor).filter(answered_at__isnull=True).count()


def trail(
    actor: Actor, *, own: bool = True, waiting: bool = False, before: int | None = None, size: int = PAGE
) -> tuple[list[Followed], int | None]:
    """A page of instructions, the newest first, and the key to go on from, or None.

    ``own``: those this seat wrote; else all of its platform. ``waiting``: those without an answer.
    """
    found: list[Followed] = []
    edge = before
    for _ in range(_LOOKS):
        rows = _seen(actor).filter(answered_at__isnull=True) if waiting else _seen(actor)
        if edge is not None:
            rows = rows.filter(pk__lt=edge)
        batch = list(rows.select_related("order__personal").order_by("-pk")[: size + 1])
        told = _told(batch[:size])
        found += [one for one in told if not own or one.seat == actor.seat]
        edge = batch[size - 1].pk if len(batch) > size else None
        if edge is None or len(found) >= size:
            break
    if len(found) > size:
        return found[:size], found[size - 1].key
    return found, edge


def _told(rows: list[Instruction]) -> list[Followed]:
    """The rows with who wrote them and with their words, two questions for all."""
    entries = read.of_streams([row.order.stream for row in rows], (Instructed.kind, InstructionAnswered.kind))
    asked = {(e.key, e.body.i): e for e in entries if isinstance(e.body, Instructed)}
    answered = {(e.key, e.body.i): e for e in entries if isinstance(e.body, InstructionAnswered)}
    noted = {
        (order, no): text
        for order, no, text in Note.objects.filter(order_id__in=[row.order_id for row in rows]).values_list(
            "order_id", "no", "text"
        )
    }
    made = []
    for row in rows:
        place = (row.order_id, row.no)
        first, last = asked.get(place), answered.get(place)
        made.append(
            Followed(
                key=row.pk,
                order=row.order,
                no=row.no,
                unit=row.unit_id,
                seat=first.actor if first else None,
                at=row.at,
                words=noted.get((row.order_id, first.no), "") if first else "",
                answered_at=row.answered_at,
                answer=noted.get((row.order_id, last.no), "") if last else "",
            )
        )
    return made
