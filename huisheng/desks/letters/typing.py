"""One letter: its file is brought, its words are read out as far as they can be, a seat checks and types the rest."""

from dataclasses import replace
from urllib.parse import quote

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.channels.letters import reads
from huisheng.channels.letters.actions import drop_letter, open_letter, take_letter
from huisheng.channels.letters.models import Letter
from huisheng.desks import fields, frame, swap, words
from huisheng.desks.addresses import reverse
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.desks.offers import category_field
from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask, Upload
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.attachments import reads as attachments
from huisheng.lifecycle.attachments.rules import megabytes
from huisheng.lifecycle.attachments.states import MEDIA, PICTURES
from huisheng.lifecycle.workorder.matter import unit
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel

_DEFAULT = {"kind": "", "channel": Channel.MAIL.value}


@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where the file of a letter is sent, and those that wait to be typed."""
    insist(reads.may(actor))
    if request.method != "POST":
        return _letters(request, actor)
    at = clock.now()
    limits = attachments.limits(law.at(clock.local_day(at), unit(actor.platform).scope))
    file = request.FILES.get("file")
    try:
        if not isinstance(file, UploadedFile):
            raise Refusal("missing", "请选择来信的文件。", field="file")
        found = open_letter.do(Upload(file.name or "", file.read(), file.size or 0), limits, by=actor, at=at)
    except Refusal as refusal:
        return _letters(request, actor, refusal)
    return swap.see(reverse("desks:letter", args=[found.pk]))


def _letters(request: HttpRequest, actor: Actor, refusal: Refusal | None = None) -> HttpResponse:
    at = clock.now()
    limits = attachments.limits(law.at(clock.local_day(at), unit(actor.platform).scope))
    context = {
        "tab": "typing",
        "error": refusal.sentence if refusal else "",
        "largest": megabytes(limits.largest),
        "letters": [
            {
                "name": reads.letter_name(one),
                "at": words.moment(one.created_at),
                "url": reverse("desks:letter", args=[one.pk]),
            }
            for one in reads.letters(actor)
        ],
    }
    return frame.page(request, actor, "letters/typing.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """The letter beside the form: checked against it, then made a matter."""
    found = reads.letter(key, actor)
    if request.method != "POST":
        return _letter(request, actor, found, None)
    form = typed(take_letter.ASKS, request.POST)
    if not form.errors:
        try:
            taken = take_letter.do(key, by=actor, at=clock.now(), **form.given)
        except Refusal as refusal:
            form.refuse(refusal, take_letter.ASKS)
        else:
            if taken.order is not None:
                said = f"来信已立单，工单号 {taken.order.number}。{taken.message.trouble}"
                messages.success(request, said, extra_tags=f"draft:letter:{key}")
            else:
                said = f"来信已收下，还没有立单：{taken.message.trouble}"
                messages.warning(request, said, extra_tags=f"draft:letter:{key}")
            return swap.see(reverse("desks:letters_typing"))
    return _letter(request, actor, found, form)


def _letter(request: HttpRequest, actor: Actor, found: Letter, form: Typed | None) -> HttpResponse:
    sort = reads.letter_sort(found)
    context = {
        "tab": "typing",
        "key": found.pk,
        "name": reads.letter_name(found),
        "note": found.note,
        "file_url": reverse("desks:letter_file", args=[found.pk]),
        "is_picture": sort in PICTURES,
        "error": form.error if form else "",
        "form": {ask.name: _field(actor, ask, found, form) for ask in take_letter.ASKS},
    }
    return frame.page(request, actor, "letters/letter.html", context, status=422 if form else 200)


def _field(actor: Actor, ask: Ask, found: Letter, form: Typed | None) -> Field:
    value = str(form.raw.get(ask.name, "")) if form else _DEFAULT.get(ask.name, "")
    error = form.errors.get(ask.name, "") if form else ""
    if ask.name == "category":
        version = taxonomy.version_at(clock.local_day(clock.now()), unit(actor.platform).scope)
        shown = category_field(ask, version.code if version else "", value, error)
        return replace(shown, hint="不填由系统按内容判断")
    if ask.name == "region":
        cards = taxonomy.regions(unit(actor.platform).code)
        return fields.select(ask, [Option(one.code, one.name) for one in cards], value, error, blank="由系统按内容判断")
    plain = fields.plain(ask, value, error)
    if ask.name == "words":
        return replace(
            plain,
            value=value if form else reads.letter_words(found),
            rows=10 if reads.letter_sort(found) in PICTURES else 22,
        )
    if ask.name == "title":
        return replace(plain, placeholder="不填用内容的第一句")
    if ask.name == "written":
        return replace(plain, placeholder="如 2024-11-04；不填按今天")
    return plain


@require_safe
def file(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """The file, to be read beside the form: a picture as it is, the rest to be saved."""
    found = reads.letter(key, actor)
    sort = reads.letter_sort(found)
    answer = HttpResponse(reads.letter_file(found).data, content_type=MEDIA[sort])
    answer["X-Content-Type-Options"] = "nosniff"
    kind = "inline" if sort in PICTURES else "attachment"
    answer["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(reads.letter_name(found))}"
    return answer


@require_POST
def drop(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """The letter isn't typed."""
    drop_letter.do(key, by=actor)
    messages.success(request, "这封来信没有立单，文件已经删去。", extra_tags=f"draft:letter:{key}")
    return swap.see(reverse("desks:letters_typing"))
