"""A dispatch begins with its clocks and ends with them; shared by the rooms that send and that send again."""

from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.ledger.vocabulary.dispatches import Dispatched, Withdrawn
from huisheng.lifecycle.deadlines.rules import set_clock
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch
from huisheng.lifecycle.workorder.states import DispatchState, OrderState, Part, RequestState
from huisheng.rulebook import implements

CLOCKS = ("sign_in", "contact", "arrive", "reply")


@implements("domain#art-2", "jining-2013#art-1")
def begin(
    matter: Matter,
    to: UnitCard,
    *,
    by: Actor,
    at: datetime,
    cause: str,
    part: Part = Part.MAIN,
    parent: int | None = None,
    redo_of: int | None = None,
    words: str = "",
    state: OrderState | None = None,
) -> Dispatch:
    """Send the matter to a unit: a new numbered dispatch, its clocks set by the rules of the day.

    ``cause``: first, returned, resent, redo, passed_on. A main one at the top makes the unit answer for the matter.
    """
    no = len(matter.dispatches) + 1
    dispatch = Dispatch(
        order=matter.order,
        no=no,
        unit_id=to.id,
        part=part.value,
        cause=cause,
        parent=parent,
        redo_of=redo_of,
        state=DispatchState.SENT.value,
        sent_at=at,
    )
    matter.dispatches.append(dispatch)
    matter.keep(dispatch)
    if part == Part.MAIN and parent is None:
        matter.order.main_unit_id = to.id
    rules = matter.rules(at, matter.authority(dispatch))  # every level has its own limits
    traits = {**matter.traits, "contact_point": to.contact_point}
    clocks = tuple(clock for name in CLOCKS if (clock := set_clock(name, at, rules, traits)))
    matter.record(
        Dispatched(no, to.id, part.value, cause, parent, redo_of, matter.note(words), clocks, to.is_platform),
        by=by,
        at=at,
        state=state,
    )
    return dispatch


def withdraw(
    matter: Matter, dispatch: Dispatch, *, by: Actor, at: datetime, words: str, state: OrderState | None = None
) -> None:
    """Take a dispatch back from its unit, and with it what was passed on from it."""
    for child in matter.children(dispatch):
        withdraw(matter, child, by=by, at=at, words=words)
    dispatch.state, dispatch.ended_at = DispatchState.WITHDRAWN.value, at
    matter.keep(dispatch)
    lapse(matter, dispatch, at)
    matter.record(Withdrawn(dispatch.no, dispatch.unit_id, matter.note(words)), by=by, at=at, state=state)


def lapse(matter: Matter, dispatch: Dispatch, at: datetime) -> None:
    """Undecided extensions and returns of a dispatch that is over for its unit come to nothing."""
    for request in matter.requests:
        undecided = request.state == RequestState.PENDING and request.kind != "exemption"
        if undecided and request.dispatch == dispatch.no:
            request.state, request.decided_at = RequestState.LAPSED.value, at
            matter.keep(request)
