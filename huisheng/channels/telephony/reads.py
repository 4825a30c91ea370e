"""Questions about calls."""

from huisheng.channels.telephony.models import Call
from huisheng.directory.actor import Actor
from huisheng.kernel import text
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal


def take(source: str, call_id: str, actor: Actor) -> Call:
    """The call, locked until the page ends; Refusal if the platform has none of that key."""
    key = {"source": text.clean(source), "call_id": text.clean(call_id)}
    call = Call.objects.select_for_update().filter(**key, platform_id=actor.platform).first()
    if call is None:
        raise Refusal("no_call", "没有这通来电，请核对通话编号。", field="call_id")
    return call


def next_call_id() -> int:
    """The next key of ``telephony_call_id_seq``."""
    return int(fixed.rows("SELECT nextval('telephony_call_id_seq')", [])[0][0])


def live(call: Call) -> dict[str, object]:
    """What the live table holds of a call, in the shape that ledger.replay folds to."""
    names = "platform_id source call_id queue version seat offered_at answered_at abandoned_at ended_at returned_at "
    return {name: getattr(call, name) for name in (names + "effective disposition").split()}
