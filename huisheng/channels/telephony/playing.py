"""Who may hear a call's recording: whoever may look at the caller of one of its orders, for a purpose written down."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from huisheng.channels.telephony.contract import Told
from huisheng.channels.telephony.models import CallOrder, Heard, Recording
from huisheng.directory import looks
from huisheng.directory.actions import look
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Choice
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.workorder import caller
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.rulebook import implements

PURPOSE = Choice(
    "purpose",
    "收听用途",
    options={"verify": "核实诉求内容", "visit": "回访", "supervise": "督办核查", "review": "复核受理质量"},
)
_LISTENING = timedelta(hours=1)  # a player asks piece by piece: all of it is one look
_NOT_FOUND = Refusal("not_found", "没有找到这段录音，或者您无权收听。")


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording on the page of an order. ``rating``: what the caller thought of the call, None where not said.

    ``destroyed_at``: since when nobody can hear it any more.
    """

    key: int
    at: datetime
    outward: bool
    seconds: int | None
    rating: int | None
    destroyed_at: datetime | None = None


def on_order(matter: Matter) -> list[Tape]:
    """The recordings of the calls in which the order was taken, and of calls back to them; the earliest first."""
    kept = Recording.objects.filter(call__orders__order=matter.order, kept_at__isnull=False).select_related("call")
    found = list(kept.order_by("found_at", "pk"))
    if not found:
        return []
    keys = {(one.call.source, one.call.call_id) for one in found}
    rated = Heard.objects.filter(
        event=Told.RATED.value, source__in={source for source, _ in keys}, call_id__in={key for _, key in keys}
    )
    ratings = {(source, key): rating for source, key, rating in rated.values_list("source", "call_id", "rating")}
    return [
        Tape(
            one.pk,
            one.found_at,
            one.outward,
            one.seconds,
            ratings.get((one.call.source, one.call.call_id)),
            one.destroyed_at,
        )
        for one in found
    ]


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Who may see name and phone: a voice says as much."""
    return caller.may_reveal(matter, actor)


def one(matter: Matter, key: int) -> Recording:
    """The recording of that key, if it belongs to the order; Refusal ``not_found``, ``destroyed``."""
    belongs = CallOrder.objects.filter(order=matter.order).values("call_id")
    found = Recording.objects.filter(pk=key, call_id__in=belongs, kept_at__isnull=False).first()
    if found is None:
        raise _NOT_FOUND
    if found.destroyed_at is not None:
        raise Refusal("destroyed", destroyed(found.destroyed_at), "domain#art-65")
    return found


def destroyed(at: datetime) -> str:
    """How it is said that a recording is no more."""
    return f"录音已按规定于{clock.local(at):%Y年%m月%d日}销毁。"


@implements("domain#art-26")
def do(matter: Matter, key: int, *, by: Actor, purpose: object, at: datetime) -> Recording:
    """The recording, once it is written down who hears it and what for (a key of PURPOSE)."""
    insist(can(matter, by))
    found, why = one(matter, key), PURPOSE.options[str(PURPOSE.read(purpose))]
    look.do(matter.order.stream, by=by, purpose=f"收听录音：{why}", fields=(_field(found),), at=at)
    return found


def heard(matter: Matter, key: int, *, by: Actor, at: datetime) -> Recording | None:
    """The recording for the player of a seat that has begun to listen; None for one that hasn't."""
    found = one(matter, key)
    return found if looks.since(matter.order.stream, by.seat, _field(found), at - _LISTENING) else None


def _field(found: Recording) -> str:
    return f"recording.{found.pk}"
