"""我要反映, in two pages: what it is, with photos or spoken; how one is reached and where it is. Then the receipt.

All that is typed is kept on the server whenever a page is left, by whichever button, refused or not.
"""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments import reads as attachments
from huisheng.lifecycle.workorder import progress
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.portal import asks, challenge, drafts, keys, limits, reads, rules, visitor, words
from huisheng.portal.actions import file
from huisheng.portal.frame import Here, go, show
from huisheng.portal.models import Deed, Draft
from huisheng.taxonomy import maps
from huisheng.taxonomy import reads as taxonomy


def say(request: HttpRequest, here: Here) -> HttpResponse:
    """What it is: written or spoken, with photos. ``more`` keeps the files and stays, ``remove`` takes one out."""
    draft = drafts.open_(here.platform, here.token)
    if request.method != "POST":
        return _say(request, here, drafts.said(draft))
    if draft is None:
        limits.sweep(here.platform, here.at)
    draft = drafts.begun(here.platform, here.token, challenge.since(request, here.at), here.at)
    draft = drafts.write(draft, asks.unread(request), here.at)
    if request.POST.get("keep"):  # the page is being left: nothing is judged
        return HttpResponse(status=204)
    if request.POST.get("remove", "").isdecimal():
        drafts.take_out(draft, int(request.POST["remove"][:4]))
        return _stays(request, here)
    came = tuple(Upload(one.name or "", one.read(), one.size or 0) for one in request.FILES.getlist("files"))
    trouble = drafts.put_in(draft, came, here.law) if came else ""
    if trouble:
        return _say(request, here, drafts.said(draft), {"files": trouble}, 422)
    if request.POST.get("more"):
        return _stays(request, here)
    try:
        read = asks.words(request, spoken=drafts.spoken(draft))
    except Refusal as refusal:
        return _say(request, here, drafts.said(draft), {refusal.field: refusal.sentence}, 422)
    drafts.write(draft, read, here.at)
    return _kept(go(here.url("send")), here)


def _stays(request: HttpRequest, here: Here) -> HttpResponse:
    return _kept(go(f"{here.url('new')}#files"), here)


def _kept(response: HttpResponse, here: Here) -> HttpResponse:
    """The device keeps its draft from now on as long as drafts are kept."""
    visitor.remember(response, here.token, limits.span("draft_hours", here.platform, here.at))
    return response


def _say(
    request: HttpRequest, here: Here, said: drafts.Said, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    draft = drafts.open_(here.platform, here.token)
    bounds = attachments.limits(here.law)
    held = _files(draft, here)
    context = {
        "said": said,
        "errors": errors or {},
        "files": held,
        "most": bounds.most,
        "left": bounds.most - len(held),
        "megabytes": bounds.largest >> 20,
        "longest": asks.WORDS,
        "minutes": bounds.longest // 60,
        "since": challenge.stamp(draft.began_at if draft is not None else here.at),
        "suggest_url": here.url("suggest"),
        "drop_url": here.url("drop") if draft is not None else "",
    }
    return show(request, here, "portal/say.html", context, status=status)


def _files(draft: Draft | None, here: Here) -> list[dict[str, Any]]:
    return [
        {"no": no, "name": name, "url": here.url("photo", no) if picture else ""}
        for no, name, picture in drafts.files(draft)
    ]


def suggest(request: HttpRequest, here: Here) -> HttpResponse:
    """What the knowledge base may say already of what is being written: a piece of a page, or nothing."""
    typed = request.POST.get("words", "")[: asks.WORDS]
    return render(request, "portal/_hits.html", {"hits": reads.likely(here.house, typed, reads.today(here.at))})


def photo(request: HttpRequest, here: Here, no: int) -> HttpResponse:
    """The small picture of a file of one's own draft."""
    data = drafts.small(drafts.open_(here.platform, here.token), no)
    if data is None:
        raise Http404
    return HttpResponse(data, content_type="image/jpeg")


def sheet(request: HttpRequest, here: Here) -> HttpResponse:
    """The map to put a pin on, as a piece of a page."""
    found = maps.sheet(here.platform.code)
    if found is None:
        raise Http404
    return render(request, "frame/_map.html", {"map": found})


def send(request: HttpRequest, here: Here) -> HttpResponse:
    """How one is reached, and where it is; sent. Sent twice, it is one matter."""
    draft = drafts.open_(here.platform, here.token)
    if draft is None:  # sent already, by a second tap; or never begun
        done = drafts.sent(here.platform, here.token, here.at - limits.span("stay_minutes", here.platform, here.at))
        return go(here.url("done") if done is not None else here.url("new"))
    said = drafts.said(draft)
    if not said.get("words") and not drafts.spoken(draft):
        return go(here.url("new"))
    if request.method != "POST":
        return _send(request, here, draft, said)
    read, wrong = asks.rest(request, here)
    if request.POST.get("keep") or wrong:
        drafts.write(draft, asks.unread(request), here.at)
    if request.POST.get("keep"):
        return HttpResponse(status=204)
    if wrong:
        return _send(request, here, draft, {**said, **asks.unread(request)}, wrong, 422)
    draft = drafts.write(draft, {**asks.unread(request), **read}, here.at)
    return _file(request, here, draft, {**said, **read})


def _file(request: HttpRequest, here: Here, draft: Draft, said: drafts.Said) -> HttpResponse:
    counted = here.who(phone=said["phone"])
    near = limits.insist(Deed.FILINGS, counted, here.platform, here.at).near
    fast = here.at - draft.began_at < limits.span("fastest_seconds", here.platform, here.at)
    if challenge.stands_before(request, here, suspicious=near or fast):
        return _send(request, here, draft, said, status=422)
    order = file.do(draft, platform=here.platform, token=here.token, who=here.who(), at=here.at)
    response = go(here.url("done"))
    if order is not None:
        stay = limits.span("stay_minutes", here.platform, here.at)
        mine = visitor.may_open(request, here.platform, here.at, stay)
        visitor.let_open(response, here.token, here.platform, [order.pk, *mine], here.at, stay)
    return response


def _send(
    request: HttpRequest,
    here: Here,
    draft: Draft,
    said: drafts.Said,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "said": said,
        "errors": errors or {},
        "files": len(drafts.files(draft)),
        "hits": reads.likely(here.house, said.get("words", ""), reads.today(here.at)) if status == 200 else (),
        "regions": asks.regions(here),
        "region_name": taxonomy.region_name(here.platform.code, said.get("region", "")),
        "sorts": asks.SORTS,
        "map_url": here.url("map") if maps.has_map(here.platform.code) else "",
        "hours": _hours(here),
        "back_url": here.url("new"),
        "drop_url": here.url("drop"),
        "trap": challenge.TRAP,
        **challenge.shown(here, request),
    }
    return show(request, here, "portal/send.html", context, status=status)


def done(request: HttpRequest, here: Here) -> HttpResponse:
    """The receipt: number, key, and by when an answer is promised. Shown while the device stays."""
    stay = limits.span("stay_minutes", here.platform, here.at)
    draft = drafts.sent(here.platform, here.token, here.at - stay)
    if draft is None:
        return go(here.url("track"))
    context: dict[str, Any] = {"leave_url": here.url("leave"), "hours": _hours(here)}
    if draft.order is not None:
        matter = Matter(draft.order)
        due = progress.promised(matter)
        context |= {
            "number": draft.order.number,
            "key": rules.grouped(keys.of(draft, here.token)),
            "promised": words.due(due) if due is not None else "",
            "at": words.moment(draft.order.accepted_at),
            "matter_url": here.url("matter", draft.order.number),
        }
    return show(request, here, "portal/done.html", context)


def _hours(here: Here) -> int:
    """Within how many hours a letter by the web is answered for the first time (GB/T 33358)."""
    return here.law.get("media.mailbox_reply").count


def drop(request: HttpRequest, here: Here) -> HttpResponse:
    """Throw the draft away: the citizen asked for it."""
    if request.method == "POST":
        drafts.drop(here.platform, here.token)
    return go(here.url("home"))
