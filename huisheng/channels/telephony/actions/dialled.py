"""回拨的结果: what a switch said of a call that it makes for us, done to the missed call that it returns."""

from huisheng.channels.telephony.actions import call_back
from huisheng.channels.telephony.contract import Said, Told
from huisheng.channels.telephony.models import Call, Dialling
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor

_OVER = {Told.ANSWERED: "reached", Told.ABANDONED: "unanswered", Told.ENDED: "untaken"}


def do(source: str, said: Said, system: Actor) -> bool:
    """Whether it meant anything. Inside the page of ``hear``.

    Answered: the citizen is reached. Abandoned: he didn't answer. Ended before that: the seat's own telephone wasn't
    picked up, and that is no try.
    """
    if said.event not in _OVER:
        return said.event is Told.RECORDING
    open_ = Dialling.objects.select_for_update(of=("self",)).filter(source=source, key=said.call_id)
    dialling = open_.filter(over_at__isnull=True).select_related("seat").first()
    if dialling is None:
        return False
    call = Call.objects.select_for_update().get(pk=dialling.call_id)
    dialling.outcome, dialling.over_at = _OVER[said.event], max(said.at, dialling.begun_at)
    dialling.save(update_fields=["outcome", "over_at"])
    by = directory.actor_for_seat(dialling.seat.code) or system
    if said.event is not Told.ENDED and call_back.can(call, by) is None:
        assert call.abandoned_at is not None  # can() has seen it
        call_back.do(call, by=by, at=max(said.at, call.abandoned_at), outcome=dialling.outcome)
    return True
