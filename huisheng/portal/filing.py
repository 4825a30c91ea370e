"""我要反映: one question a page; what is typed is kept at every step, and what happens next is said before."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments import reads as attachments
from huisheng.lifecycle.workorder import progress
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.portal import asks, challenge, drafts, keys, limits, reads, rules, visitor, words
from huisheng.portal.actions import file
from huisheng.portal.frame import Here, go, show
from huisheng.portal.models import Deed

# the questions in their order, each with its page
_PAGES = {
    "kind": "portal/kind.html",
    "words": "portal/words.html",
    "where": "portal/where.html",
    "photos": "portal/photos.html",
    "who": "portal/who.html",
    "check": "portal/check.html",
}
STEPS = tuple(_PAGES)
_READ: Mapping[str, Callable[[HttpRequest, Here], dict[str, str]]] = {
    "kind": asks.kind,
    "words": asks.words,
    "where": asks.where,
    "who": asks.who,
}


def step(request: HttpRequest, here: Here, name: str) -> HttpResponse:
    """One question: shown, or answered; refused: the page again with the sentence, and all that was typed."""
    said = drafts.said(drafts.open_(here.platform, here.token))
    if request.method != "POST":
        return _shown(request, here, name, said)
    try:
        read = _READ[name](request, here)
    except Refusal as refusal:
        typed = {key: str(value) for key, value in request.POST.items()}
        drafts.write(here.platform, here.token, asks.unread(name, typed), here.at)
        return _shown(request, here, name, {**said, **typed}, {refusal.field: refusal.sentence}, 422)
    if name == "kind":
        limits.sweep(here.platform, here.at)
    drafts.write(here.platform, here.token, read, here.at)
    response = go(_onward(request, here, name, {**said, **read}))
    visitor.remember(response, here.token, limits.span("draft_hours", here.platform, here.at))
    return response


def kind(request: HttpRequest, here: Here) -> HttpResponse:
    """What sort of matter it is."""
    return step(request, here, "kind")


def say(request: HttpRequest, here: Here) -> HttpResponse:
    """What it is."""
    return step(request, here, "words")


def where(request: HttpRequest, here: Here) -> HttpResponse:
    """Where it is."""
    return step(request, here, "where")


def who(request: HttpRequest, here: Here) -> HttpResponse:
    """How the citizen is reached, and whether it is confidential."""
    return step(request, here, "who")


def found(request: HttpRequest, here: Here) -> HttpResponse:
    """What the knowledge base may say already; nothing found: the next question."""
    said = drafts.said(drafts.open_(here.platform, here.token))
    hits = reads.likely(here.house, said.get("words", ""), reads.today(here.at))
    if not hits:
        return go(here.url("where"))
    context = {"hits": hits, "next_url": here.url("where"), "drop_url": here.url("drop"), "back_url": here.url("words")}
    return show(request, here, "portal/found.html", context)


def photos(request: HttpRequest, here: Here) -> HttpResponse:
    """Photos and other files, as many as are taken at once."""
    draft = drafts.open_(here.platform, here.token)
    if request.method != "POST":
        return _photos(request, here)
    if request.POST.get("remove", "").isdecimal():
        drafts.take_out(draft, int(request.POST["remove"][:4]))
        return go(_again(request, here))
    came = tuple(Upload(one.name or "", one.read(), one.size or 0) for one in request.FILES.getlist("files"))
    trouble = drafts.put_in(here.platform, here.token, came, here.law, here.at) if came else ""
    if trouble:
        return _photos(request, here, trouble, 422)
    if request.POST.get("more"):
        return go(_again(request, here))
    return go(_onward(request, here, "photos", drafts.said(draft)))


def _again(request: HttpRequest, here: Here) -> str:
    return here.url("photos") + ("?then=check" if request.POST.get("then") == "check" else "")


def _photos(request: HttpRequest, here: Here, trouble: str = "", status: int = 200) -> HttpResponse:
    draft = drafts.open_(here.platform, here.token)
    bounds = attachments.limits(here.law)
    held = [
        {"no": no, "name": name, "url": here.url("photo", no) if picture else ""}
        for no, name, picture in drafts.files(draft)
    ]
    more = {"files": held, "most": bounds.most, "left": bounds.most - len(held), "megabytes": bounds.largest >> 20}
    errors = {"files": trouble} if trouble else {}
    return _shown(request, here, "photos", drafts.said(draft), errors, status, more)


def photo(request: HttpRequest, here: Here, no: int) -> HttpResponse:
    """The small picture of a file of one's own draft."""
    data = drafts.small(drafts.open_(here.platform, here.token), no)
    if data is None:
        raise Http404
    return HttpResponse(data, content_type="image/jpeg")


def check(request: HttpRequest, here: Here) -> HttpResponse:
    """All of it once more, and sent. Sent twice, it is one matter."""
    draft = drafts.open_(here.platform, here.token)
    said = drafts.said(draft)
    if draft is None:  # sent already, by a second tap; or never begun
        done = drafts.sent(here.platform, here.token, here.at - limits.span("stay_minutes", here.platform, here.at))
        return go(here.url("done") if done is not None else here.url("kind"))
    missing = next((name for name in ("kind", "words", "phone") if not said.get(name)), "")
    if missing:
        return go(here.url({"phone": "who"}.get(missing, missing)))
    if request.method != "POST":
        return _check(request, here, said)
    draft = drafts.write(here.platform, here.token, {"public": "1" if request.POST.get("public") else "0"}, here.at)
    counted = here.who(phone=said["phone"])
    near = limits.standing(Deed.FILINGS, counted, here.platform, here.at).near
    fast = here.at - draft.began_at < limits.span("fastest_seconds", here.platform, here.at)
    limits.insist(Deed.FILINGS, counted, here.platform, here.at)
    if challenge.stands_before(request, here, suspicious=near or fast):
        return _check(request, here, drafts.said(draft), status=422)
    order = file.do(draft, platform=here.platform, token=here.token, who=here.who(), at=here.at)
    response = go(here.url("done"))
    if order is not None:
        stay = limits.span("stay_minutes", here.platform, here.at)
        mine = visitor.may_open(request, here.platform, here.at, stay)
        visitor.let_open(response, here.token, here.platform, [order.pk, *mine], here.at, stay)
    return response


def _check(request: HttpRequest, here: Here, said: drafts.Said, status: int = 200) -> HttpResponse:
    draft = drafts.open_(here.platform, here.token)
    more = {
        "lines": asks.lines(said, here, [name for _, name, _ in drafts.files(draft)]),
        "confidential": said.get("confidential") == "1",
        "public": said.get("public") == "1",
        "hours": _hours(here),
        "trap": challenge.TRAP,
        **challenge.shown(here, request),
    }
    return _shown(request, here, "check", said, None, status, more)


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


def _onward(request: HttpRequest, here: Here, name: str, said: Mapping[str, str]) -> str:
    if request.POST.get("then") == "check":
        return here.url("check")
    if name == "words" and reads.likely(here.house, said["words"], reads.today(here.at)):
        return here.url("found")
    return here.url(STEPS[STEPS.index(name) + 1])


def _shown(
    request: HttpRequest,
    here: Here,
    name: str,
    said: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    at = STEPS.index(name)
    then = (request.POST.get("then") or request.GET.get("then", "")) if name != "check" else ""
    back = here.url("check") if then == "check" else here.url(STEPS[at - 1]) if at else here.url("home")
    context: dict[str, Any] = {
        "said": said,
        "errors": errors or {},
        "step_no": at + 1,
        "steps": len(STEPS),
        "then": "check" if then == "check" else "",
        "back_url": back,
        "drop_url": here.url("drop"),
        **asks.choices(name, here, said),
        **(more or {}),
    }
    return show(request, here, _PAGES[name], context, status=status)
