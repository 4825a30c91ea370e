"""录音待取: a switch said where a recording lies; where we can fetch it from there, it waits for that."""

from huisheng.channels.telephony.contract import Profile
from huisheng.channels.telephony.models import Call, Dialling, Heard, Recording, Switch


def do(switch: Switch, heard: Heard, call: Call | None) -> None:
    """Note it for the call, or for the missed call that was being called back. Inside the page of ``hear``."""
    if switch.profile != Profile.ASTERISK or not heard.recording_ref:
        return
    back = None if call is not None else Dialling.objects.filter(source=switch.code, key=heard.call_id).first()
    key = call.pk if call is not None else back.call_id if back is not None else None
    if key is None:
        return
    at = heard.received_at
    Recording.objects.create(call_id=key, heard=heard, outward=back is not None, found_at=at, next_at=at)
