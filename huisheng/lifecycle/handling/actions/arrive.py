"""到达现场: the unit is on site, or says why it isn't; and whether unit and citizen met."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Choice, Flag, Upload
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.handling import Arrived, StayedAway
from huisheng.lifecycle.attachments import filing
from huisheng.lifecycle.attachments.fields import FILES
from huisheng.lifecycle.handling import fields
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch
from huisheng.lifecycle.workorder.states import Meeting
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

WHY = "dongchangfu-2024-02#art-22"
VERB = Verb(
    "arrive",
    "到达现场",
    (
        fields.DISPATCH,
        Choice("outcome", "与市民见面情况", required=False, options=Meeting.labels()),
        Flag("on_site", "是否到达现场", tri=True),
        fields.WORDS,
        FILES,
    ),
)


def can(matter: Matter, actor: Actor, *, dispatch: int | None = None) -> Refusal | None:
    """After signing."""
    return VERB.check(matter, actor, dispatch)


@VERB.door
@implements("domain#art-42", WHY)
def do(
    matter: Matter,
    *,
    by: Actor,
    at: datetime,
    dispatch: int | None,
    outcome: str | None,
    on_site: bool | None,
    words: str,
    files: tuple[Upload, ...],
) -> None:
    """Note the arrival, of which the first counts; or that the unit won't come, and why.

    Unsaid, ``on_site`` follows from ``outcome``: who met, or says nothing of meeting, was there. A reason why nobody
    was met counts as having come only if ``on_site`` says so.
    """
    held = VERB.dispatch_for(matter, by, dispatch)
    kept = filing.ready(files, matter, at)
    there = outcome in (None, Meeting.MET) if on_site is None else on_site
    if not there:
        _not_there(held, outcome)
    elif held.arrived_at is None:
        held.arrived_at = at
    if outcome is not None and held.meeting != Meeting.MET:
        held.meeting = outcome
    matter.keep(held)
    entry = Arrived if there else StayedAway
    body = entry(held.no, held.unit_id, matter.note(words), outcome or "", filing.told(kept))
    filing.hang(matter, matter.record(body, by=by, at=at), kept)


def _not_there(held: Dispatch, outcome: str | None) -> None:
    if outcome is None:
        raise Refusal("incomplete", "没有到达现场的，请选择未与市民见面的原因。", WHY, "outcome")
    if outcome == Meeting.MET:
        raise Refusal("contradiction", "与市民现场见了面，就是到达了现场，请改正其中一项。", WHY, "on_site")
    if held.arrived_at is not None:
        raise Refusal("arrived", "已经记录到达现场，不能再记为未到现场。", WHY, "on_site")
