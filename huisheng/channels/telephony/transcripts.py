"""What recordings say, in their rows: what waits, how a hearing went, the text for whoever may play the recording."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from huisheng.channels.telephony import tapes
from huisheng.channels.telephony.models import Call, CallOrder, Recording, Transcript
from huisheng.channels.telephony.speech import Transcribe
from huisheng.kernel import secrets, text
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search import spoken
from huisheng.rulebook import implements

_TRIES = 3
_AGAIN = timedelta(hours=1)  # a hearing whose process has gone is over by then
_MOST = 64 << 20  # bytes that are held in memory: hours of a call
_CHARACTERS = 50_000
_LOST = "转写中断，没有转成。"


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of a recording's text. ``text``: "" where nothing was understood, or it isn't there yet."""

    text: str
    model: str
    heard: bool
    trouble: str


def waiting(at: datetime) -> QuerySet[Recording]:
    """Recordings of orders whose text is still to come; the newest first, for those are looked at."""
    order = CallOrder.objects.filter(call=OuterRef("call"))
    erased = order.filter(order__personal__erased_at__isnull=False)
    again = Q(transcript__heard_at__isnull=True, transcript__tries__lt=_TRIES, transcript__tried_at__lt=at - _AGAIN)
    kept = Recording.objects.filter(kept_at__isnull=False, destroyed_at__isnull=True)
    return kept.filter(Exists(order), ~Exists(erased), Q(transcript__isnull=True) | again).order_by("-found_at", "-pk")


@implements("domain#art-70")
def hear_next(transcribe: Transcribe, model: str, at: datetime) -> bool:
    """Write down the next that waits; whether one did. What fails is noted, and tried a few times at most."""
    found = _begin(at)
    if found is None:
        return False
    try:
        if found.size > _MOST:
            raise Refusal("too_big", "录音文件过大，没有转写。")
        sound = BytesIO(b"".join(tapes.read(found.content, 0, found.size - 1)))
        words = text.clean(transcribe(sound))[:_CHARACTERS]
    except Refusal as refusal:
        _row(found).update(trouble=refusal.sentence)
    except Exception:
        _row(found).update(trouble="录音转写出错，没有转成。")
        raise
    else:
        with transaction.atomic():
            Call.objects.select_for_update().get(
                pk=found.call_id
            )  # whoever destroys the recording waits, or is waited for
            _row(found).update(text_sealed=secrets.seal(words, _context(found)), model=model, heard_at=at, trouble="")
            tell_search(found.call_id)
    return True


def of(recording: Recording) -> Said | None:
    """What the recording says, None where nobody has listened yet. Who may know: whoever may play it (``playing``)."""
    row = Transcript.objects.filter(recording=recording).first()
    if row is None or recording.destroyed_at is not None or _erased([recording.call_id]):
        return None
    return Said(_text(row, recording), row.model, row.heard_at is not None, row.trouble)


def of_order(order: WorkOrder) -> list[str]:
    """The texts of the calls in which it was taken, the earliest first; not of calls back."""
    rows = Transcript.objects.filter(
        recording__call__orders__order=order,
        recording__outward=False,
        recording__destroyed_at__isnull=True,
        heard_at__isnull=False,
    )
    found = [row for row in rows.select_related("recording").order_by("recording__found_at") if row.text_sealed]
    if not found or _erased([row.recording.call_id for row in found]):
        return []
    return [_text(row, row.recording) for row in found]


def tell_search(call: int) -> None:
    """Let search find the call's orders by what its recordings say, as far as they still may be read."""
    rows = Transcript.objects.filter(recording__call=call, recording__destroyed_at__isnull=True, heard_at__isnull=False)
    texts = [] if _erased([call]) else [_text(row, row.recording) for row in rows.select_related("recording")]
    for order in CallOrder.objects.filter(call=call).order_by("order_id").values_list("order_id", flat=True):
        spoken.write(order, texts)


def tell_search_again() -> int:
    """All of them, whenever in doubt; how many calls."""
    said = Q(recordings__transcript__heard_at__isnull=False) | Q(orders__order__spoken__isnull=False)
    calls = list(Call.objects.filter(said).distinct().order_by("pk").values_list("pk", flat=True))
    for call in calls:
        with transaction.atomic():
            Call.objects.select_for_update().get(pk=call)
            tell_search(call)
    return len(calls)


def forget_erased() -> int:
    """Where the citizen's words were erased, so is what he said by telephone; how many."""
    erased = Q(recording__call__orders__order__personal__erased_at__isnull=False)
    keys = list(Transcript.objects.filter(erased).values_list("pk", flat=True).distinct())
    return Transcript.objects.filter(pk__in=keys).delete()[0]


def _begin(at: datetime) -> Recording | None:
    """The next, noted before it is heard: what kills its process is not tried for ever."""
    with transaction.atomic():
        found = waiting(at).select_for_update(of=("self",), skip_locked=True).first()
        if found is None:
            return None
        row, _ = Transcript.objects.get_or_create(recording=found, defaults={"tried_at": at})
        row.tries, row.tried_at, row.trouble = row.tries + 1, at, _LOST
        row.save(update_fields=["tries", "tried_at", "trouble"])
    return found


def _erased(calls: list[int]) -> bool:
    return CallOrder.objects.filter(call_id__in=calls, order__personal__erased_at__isnull=False).exists()


def _row(found: Recording) -> QuerySet[Transcript]:
    """Its row, unless the recording was destroyed meanwhile."""
    return Transcript.objects.filter(recording=found, recording__destroyed_at__isnull=True)


def _text(row: Transcript, recording: Recording) -> str:
    return secrets.unseal(bytes(row.text_sealed), _context(recording))


def _context(recording: Recording) -> str:
    return f"telephony_transcript:{recording.pk}"
