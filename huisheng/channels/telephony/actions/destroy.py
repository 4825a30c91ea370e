"""销毁录音: a recording was kept as long as it is to be kept. The ledger says so; then its text and its bytes go."""

from datetime import datetime

from huisheng.channels.telephony import reads, tapes, transcripts
from huisheng.channels.telephony.frame import write
from huisheng.channels.telephony.models import Call, Recording, Transcript
from huisheng.ledger import append
from huisheng.ledger.vocabulary.calls import RecordingDestroyed
from huisheng.rulebook import implements


@implements("domain#art-65")
def do(key: int, *, days: int, at: datetime) -> bool:
    """Whether it was still there. ``days``: how long it was to be kept."""
    with append.writing():
        found = Recording.objects.select_for_update().filter(pk=key, destroyed_at__isnull=True).first()
        if found is None:
            return False
        call = Call.objects.select_for_update().get(pk=found.call_id)
        found.destroyed_at = at
        found.save(update_fields=["destroyed_at"])
        Transcript.objects.filter(recording=found).delete()
        transcripts.tell_search(call.pk)
        write(call, RecordingDestroyed(found.pk, days), by=reads.system(call.platform_id), at=at)
    tapes.throw_away(found.content)
    return True
