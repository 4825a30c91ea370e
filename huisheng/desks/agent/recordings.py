"""A call's recording on the page of its order: who hears it says what for, and that is written down."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from huisheng.channels.telephony import playing, tapes, transcripts
from huisheng.channels.telephony.models import Recording
from huisheng.channels.telephony.playing import Tape
from huisheng.desks import swap, words
from huisheng.desks.addresses import reverse
from huisheng.desks.fields import Option
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.insight.learned.guard import guarded
from huisheng.insight.understand import heard
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import look

_CHECKERS = (Role.QUALITY, Role.SUPERVISOR)
_LONGEST = 50  # characters that are searched for
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Recorded:
    """See templates/orders/_recordings.html. ``url``: "" for who may not hear it; ``error``: what was wrong."""

    key: int
    words: str
    url: str
    error: str = ""


def section(matter: Matter, actor: Actor) -> dict[str, Any] | None:
    """What an order's page says of recordings; None where it has none."""
    tapes_ = playing.on_order(matter)
    if not tapes_:
        return None
    refusal = playing.can(matter, actor)
    return {
        "rows": [_row(matter, tape, may=refusal is None) for tape in tapes_],
        "purposes": _purposes(),
        "refusal": refusal.sentence if refusal is not None else "",
        "doubt": doubt(matter, actor),
    }


def doubt(matter: Matter, actor: Actor) -> str:
    """Where its recording doesn't sound like what was typed, for who checks and may hear it; else ""."""
    if actor.role not in _CHECKERS or playing.can(matter, actor) is not None:
        return ""
    return guarded("heard", "", lambda: heard.doubt("\n".join(transcripts.of_order(matter.order)), matter.order.kind))


def play(request: HttpRequest, actor: Actor, number: str, key: int) -> HttpResponse:
    """The player, once it is written down what for, by POST; by GET a search in its text, for who listens already."""
    if request.method != "POST":
        found = playing.heard(look(number, actor), key, by=actor, at=clock.now()) if "find" in request.GET else None
        return redirect("desks:order", number) if found is None else _player(request, number, found)
    matter, swapped = look(number, actor), bool(swap.htmx(request))
    try:
        found = playing.do(matter, key, by=actor, purpose=request.POST.get("purpose", ""), at=clock.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _again(request, matter, key, refusal.sentence, swapped=swapped)
    return _player(request, number, found)


def _player(request: HttpRequest, number: str, found: Recording) -> HttpResponse:
    """The sound and what it says; of a search by htmx, what it says alone."""
    url, wanted = reverse("desks:recording", args=[number, found.pk]), request.GET.get("find", "").strip()[:_LONGEST]
    context = {
        "name": f"{words.moment(found.found_at, year=False)}的录音",
        "sound_url": reverse("desks:recording_sound", args=[number, found.pk]),
        "order_url": reverse("desks:order", args=[number]),
        "text": _text(transcripts.of(found), found.pk, url, wanted),
    }
    if not swap.htmx(request):
        return render(request, "orders/voice.html", context)
    return render(request, "orders/_voice.html" if request.method == "POST" else "orders/_heard.html", context)


def _text(said: transcripts.Said | None, key: int, url: str, wanted: str) -> dict[str, Any] | None:
    """See templates/orders/_heard.html; None where nobody has listened."""
    if said is None:
        return None
    parts = re.split(f"({re.escape(wanted)})", said.text, flags=re.IGNORECASE) if wanted else [said.text]
    return {
        "key": key,
        "url": url,
        "find": wanted,
        "pieces": [{"text": part, "hit": no % 2 == 1} for no, part in enumerate(parts) if part],
        "hits": len(parts) // 2,
        "model": said.model,
        "trouble": said.trouble,
        "silent": said.heard and not said.text,
    }


@require_safe
def sound(request: HttpRequest, actor: Actor, number: str, key: int) -> HttpResponseBase:
    """What the player plays, whole or the piece it asks for (RFC 9110, one range)."""
    found = playing.heard(look(number, actor), key, by=actor, at=clock.now())
    if found is None:
        return redirect("desks:order", number)
    span = _span(request.headers.get("Range", ""), found.size)
    headers = {"Accept-Ranges": "bytes", "Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"}
    if span is None:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{found.size}"})
    first, last, whole = span
    if not whole:
        headers["Content-Range"] = f"bytes {first}-{last}/{found.size}"
    headers["Content-Length"] = str(last - first + 1)
    pieces = tapes.read(found.content, first, last)
    return StreamingHttpResponse(pieces, status=200 if whole else 206, content_type=found.media, headers=headers)


def _span(wanted: str, size: int) -> tuple[int, int, bool] | None:
    """First and last byte, and whether all was asked for; None for a range that isn't there."""
    asked = _RANGE.fullmatch(wanted)
    if asked is None or not (asked[1] or asked[2]):
        return 0, size - 1, True
    first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    return (first, last, False) if first <= last else None


def _row(matter: Matter, tape: Tape, *, may: bool, error: str = "") -> Recorded:
    lasts = "" if tape.seconds is None else f"，{tape.seconds // 60}分{tape.seconds % 60:02}秒"
    rated = "" if tape.rating is None else f"，来电人评价 {tape.rating}"
    said = f"{'回拨' if tape.outward else '来电'} {words.moment(tape.at, year=False)}{lasts}{rated}"
    if tape.destroyed_at is not None:
        return Recorded(tape.key, f"{said}。{playing.destroyed(tape.destroyed_at)}", "")
    url = reverse("desks:recording", args=[matter.order.number, tape.key]) if may else ""
    return Recorded(tape.key, said, url, error)


def _purposes() -> list[Option]:
    return [Option(value, label) for value, label in playing.PURPOSE.options.items()]


def _again(request: HttpRequest, matter: Matter, key: int, sentence: str, *, swapped: bool) -> HttpResponse:
    """The same form with what was wrong."""
    tape = next((one for one in playing.on_order(matter) if one.key == key), None)
    if tape is None:
        raise Refusal("not_found", sentence)
    context = {
        "row": _row(matter, tape, may=True, error=sentence),
        "purposes": _purposes(),
        "order_url": reverse("desks:order", args=[matter.order.number]),
    }
    return render(request, "orders/_recording.html" if swapped else "orders/recording.html", context, status=422)
