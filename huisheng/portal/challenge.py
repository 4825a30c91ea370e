"""Whether the one who sends a form has to answer a question first, and the question beside the form."""

from datetime import UTC, datetime

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse

from huisheng.portal import riddles
from huisheng.portal.frame import Here
from huisheng.portal.models import Riddle
from huisheng.rulebook import implements

TRAP = "website"  # a field that no person sees: whoever fills it in is asked a question, and never thrown away
_SALT = "portal.opened"


def stamp(at: datetime) -> str:
    """When a page was opened, signed: it stands in the page and comes back with it."""
    return signing.dumps(int(at.timestamp()), salt=_SALT)


def since(request: HttpRequest, at: datetime) -> datetime:
    """When the page that is sent was opened; now, where it doesn't say."""
    try:
        opened = int(signing.loads(request.POST.get("since", "")[:200], salt=_SALT))
    except signing.BadSignature:
        return at
    return min(datetime.fromtimestamp(opened, UTC), at)


@implements("domain#art-63")
def stands_before(request: HttpRequest, here: Here, *, suspicious: bool) -> bool:
    """Whether the form waits for an answer; a new question is then drawn. One that is asked is asked until answered."""
    waiting = riddles.waiting(here.device)
    if not suspicious and waiting is None and not request.POST.get(TRAP):
        return False
    if request.POST.get("riddle"):  # the picture can't be read: another one, or one in words
        riddles.ask(here.device, here.at, drawn=request.POST["riddle"] != "words")
        return True
    if riddles.passed(here.device, request.POST.get("answer", "")):
        return False
    riddles.ask(here.device, here.at, drawn=waiting is None or waiting.drawn)
    return True


def shown(here: Here, request: HttpRequest) -> dict[str, object]:
    """The question as templates/portal/_riddle.html shows it; nothing where none is asked."""
    row = riddles.waiting(here.device)
    if row is None:
        return {}
    tried = bool(request.POST.get("answer")) and not request.POST.get("riddle")
    # a new picture has a new address: no browser shows the old one
    url = f"{here.url('riddle')}?at={int(row.at.timestamp() * 1000)}" if row.drawn else ""
    return {"riddle": {"picture_url": url, "asked": "" if row.drawn else riddles.asked(row), "wrong": tried}}


def picture(request: HttpRequest, here: Here) -> HttpResponse:
    """The question as a picture."""
    row: Riddle | None = riddles.waiting(here.device)
    if row is None or not row.drawn:
        raise Http404
    return HttpResponse(riddles.picture(row), content_type="image/png")
