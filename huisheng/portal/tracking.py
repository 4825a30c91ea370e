"""查询进度: by number and key, or by a phone and a code sent to it; and what the citizen does with his own matter."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse

from huisheng.channels import posting
from huisheng.channels.inbox.contract import Medium
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.lifecycle import verbs
from huisheng.lifecycle.workorder import progress
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import take_by_id
from huisheng.lifecycle.workorder.states import Grade, Outcome, Solution
from huisheng.portal import challenge, drafts, keys, limits, reads, rules, visitor, words
from huisheng.portal.actions import send_code, use_code
from huisheng.portal.frame import Here, go, show
from huisheng.portal.models import Deed
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel

_WRONG = Refusal("wrong_key", "工单号或者查询码不对，请对照回执再填一次；找不到回执的，可以拨打12345查询。")


class Way(NamedTuple):
    """What a citizen does with his matter: the verb, the words on its button and page, and what happens next."""

    verb: str
    label: str
    title: str
    next: str


WAYS: Mapping[str, Way] = {
    "rate": Way("visit", "评价", "这件事办得怎么样？", "您的评价直接作数，工作人员不再打电话问。"),
    "more": Way("supplement", "补充情况、照片", "要补充什么？", "补充的内容马上转给正在办理的单位。"),
    "again": Way("ask_again", "没解决，再次反映", "哪里还没有解决？", "这件事会重新办理，工单号不变。"),
    "stop": Way("call_off", "撤回", "确定要撤回吗？", "撤回以后不再办理，也不再打电话问您；改了主意还可以再次反映。"),
}


def track(request: HttpRequest, here: Here) -> HttpResponse:
    """By number and key. A wrong number and a wrong key are answered alike."""
    error, status = "", 200
    if request.method == "POST":
        number, key = request.POST.get("number", "")[:64], rules.digits_of(request.POST.get("key", ""), rules.KEY)
        counted = here.who(number=number.strip().upper())
        limits.insist(Deed.WRONG, counted, here.platform, here.at)
        near = limits.standing(Deed.WRONG, counted, here.platform, here.at).near
        if challenge.stands_before(request, here, suspicious=near):
            status = 422
        else:
            order = reads.of_number(here.platform, here.house, number)
            if keys.opens(order, key) and order is not None:
                return _let_in(request, here, [order], here.url("matter", _number(here, order)))
            limits.note(Deed.WRONG, counted, here.at)
            error, status = _WRONG.sentence, 422
    context = {
        "number": request.POST.get("number", "")[:64],
        "error": error,
        "phone_url": here.url("phone"),
        "matters_url": here.url("matters") if _mine(request, here) else "",
        "trap": challenge.TRAP,
        **challenge.shown(here, request),
    }
    return show(request, here, "portal/track.html", context, status=status)


def phone(request: HttpRequest, here: Here) -> HttpResponse:
    """A code to a phone; where the platform sends none, it says so."""
    reachable = posting.reaches(here.platform.id, Medium.SMS)
    error, status = "", 200
    if request.method == "POST" and reachable:
        number = rules.phone_of(request.POST.get("phone", ""))
        counted = here.who(phone=number)
        near = limits.standing(Deed.CODES, counted, here.platform, here.at).near
        if challenge.stands_before(request, here, suspicious=near):
            status = 422
        else:
            try:
                send_code.do(number, platform=here.platform, token=here.token, who=here.who(), at=here.at)
            except Refusal as refusal:
                if refusal.code == "too_often":
                    raise
                error, status = refusal.sentence, 422
            else:
                return go(here.url("code"))
    context = {
        "reachable": reachable,
        "typed": request.POST.get("phone", "")[:32],
        "error": error,
        "back_url": here.url("track"),
        "minutes": limits.value("code_minutes", here.platform, here.at).count,
        "trap": challenge.TRAP,
        **challenge.shown(here, request),
    }
    return show(request, here, "portal/phone.html", context, status=status)


def code(request: HttpRequest, here: Here) -> HttpResponse:
    """The code that came by SMS opens the matters of that phone."""
    error, status = "", 200
    if request.method == "POST":
        counted = here.who()
        limits.insist(Deed.WRONG, counted, here.platform, here.at)
        typed = rules.digits_of(request.POST.get("code", ""), rules.CODE)
        try:
            blind = use_code.do(typed, platform=here.platform, token=here.token, at=here.at)
        except Refusal as refusal:
            limits.note(Deed.WRONG, counted, here.at)
            error, status = refusal.sentence, 422
        else:
            found = reads.of_phone(here.platform, here.house, blind, visitor.MOST)
            return _let_in(request, here, found, here.url("matters"))
    context = {"error": error, "again_url": here.url("phone"), "back_url": here.url("phone")}
    return show(request, here, "portal/code.html", context, status=status)


def matters(request: HttpRequest, here: Here) -> HttpResponse:
    """The citizen's own matters, as far as this browser has shown that they are his."""
    held = reads.own(here.platform, here.house, _mine(request, here))
    rows = [
        {
            "number": order.number,
            "title": order.personal.title,
            "at": words.moment(order.accepted_at),
            "now": progress.of(Matter(order))[-1].title,
            "url": here.url("matter", order.number),
        }
        for order in held[: reads.PAGE]
    ]
    context = {"rows": rows, "leave_url": here.url("leave"), "track_url": here.url("track")}
    return show(request, here, "portal/matters.html", context)


def matter(request: HttpRequest, here: Here, number: str) -> HttpResponse:
    """How far it is, like a parcel's way: what is promised, the newest first, and what may be done."""
    order = _own(request, here, number)
    if order is None:
        return go(here.url("track"))
    found = Matter(order)
    due = progress.promised(found)
    steps = [{"at": words.moment(step.at), "title": _title(step), "words": step.words} for step in progress.of(found)]
    ways = _ways(found, here)
    context: dict[str, Any] = {
        "number": order.number,
        "title": order.personal.title,
        "said": order.personal.words,
        "place": " ".join(
            part for part in (taxonomy.region_name(here.platform.code, order.region), order.personal.place) if part
        ),
        "promised": words.due(due) if due is not None else "",
        "late": due is not None and due < here.at,
        "judged": any(one["name"] == "rate" for one in ways),
        "steps": steps[::-1],
        "ways": ways,
        "done": WAYS[request.GET["done"]].label if request.GET.get("done", "") in WAYS else "",
        "leave_url": here.url("leave"),
        "matters_url": here.url("matters"),
    }
    return show(request, here, "portal/matter.html", context)


def way(request: HttpRequest, here: Here, number: str, way: str) -> HttpResponse:
    """One thing that a citizen does with his matter: asked, and done as the platform's own seat."""
    order = _own(request, here, number)
    if order is None or way not in WAYS:
        return go(here.url("track"))
    chosen, error, status = WAYS[way], Refusal("", ""), 200
    if request.method == "POST":
        try:
            _do(request, here, order, way)
        except Refusal as refusal:
            if refusal.code == "too_often":
                raise
            error, status = refusal, 422
        else:
            return go(f"{here.url('matter', order.number)}?done={way}")
    never = verbs.verb(chosen.verb).can(Matter(order), here.house) if status == 200 else None
    context = {
        "way": way,
        "asked": chosen,
        "number": order.number,
        "typed": {name: str(value) for name, value in request.POST.items()},
        "error": error,
        "sorry": never.sentence if never is not None else "",
        "back_url": here.url("matter", order.number),
        "grades": [(one.value, one.label) for one in Grade],
        "solutions": [(one.value, one.label) for one in Solution],
    }
    return show(request, here, "portal/way.html", context, status=status)


def leave(request: HttpRequest, here: Here) -> HttpResponse:
    """Nobody who sits down here after shall see it: what this browser was shown is closed, the receipt too."""
    response = go(here.url("home"))
    if request.method == "POST":
        visitor.leave(response)
        if drafts.open_(here.platform, here.token) is None:  # else what is half written would go with it
            visitor.remember(response, visitor.new_token(), limits.span("draft_hours", here.platform, here.at))
    return response


def _do(request: HttpRequest, here: Here, order: WorkOrder, way: str) -> None:
    verb, counted = verbs.verb(WAYS[way].verb), {"device": here.token, "number": order.number}
    limits.insist(Deed.ACTS, counted, here.platform, here.at)
    given = _given(request, way)
    with append.writing():
        found = take_by_id(order.pk)
        insist(verb.can(found, here.house))
        verb.do(found, by=here.house, at=here.at, **given)
    limits.note(Deed.ACTS, counted, here.at)


def _given(request: HttpRequest, way: str) -> dict[str, object]:
    said = request.POST.get("words", "")
    if way == "rate":
        for name, sentence in (("grade", "请点一下满意不满意。"), ("solved", "请点一下解决了没有。")):
            if not request.POST.get(name):
                raise Refusal("missing", sentence, field=name)
        grade, solved = request.POST["grade"], request.POST["solved"]
        return {"outcome": Outcome.REACHED, "grade": grade, "solved": solved, "words": said, "via": Channel.WEB}
    given: dict[str, object] = {"channel": Channel.WEB, "words": said}
    if way == "more":
        files = request.FILES.getlist("files")
        given["files"] = [Upload(one.name or "", one.read(), one.size or 0) for one in files]
    return given


def _ways(found: Matter, here: Here) -> list[dict[str, str]]:
    return [
        {"label": one.label, "url": here.url("way", found.order.number, name), "name": name}
        for name, one in WAYS.items()
        if verbs.verb(one.verb).can(found, here.house) is None
    ]


def _title(step: progress.Step) -> str:
    """Files alone, which came with the matter itself, are no second thought."""
    return "您交了照片、文件" if step.title == "您补充了情况" and not step.words else step.title


def _mine(request: HttpRequest, here: Here) -> list[int]:
    return visitor.may_open(request, here.platform, here.at, limits.span("stay_minutes", here.platform, here.at))


def _own(request: HttpRequest, here: Here, number: str) -> WorkOrder | None:
    held = reads.own(here.platform, here.house, _mine(request, here))
    return next((order for order in held if order.number == number), None)


def _number(here: Here, order: int) -> str:
    return reads.own(here.platform, here.house, [order])[0].number


def _let_in(request: HttpRequest, here: Here, orders: list[int], where: str) -> HttpResponse:
    response = go(where)
    stay = limits.span("stay_minutes", here.platform, here.at)
    visitor.let_open(response, here.token, here.platform, [*orders, *_mine(request, here)], here.at, stay)
    return response
