"""The shell around every page of a seat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from huisheng.desks import swap
from huisheng.desks.addresses import reverse
from huisheng.desks.places import PLACES, Place
from huisheng.directory import logins
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.duties import Duty, may
from huisheng.directory.roles import KEEPERS, Role
from huisheng.kernel import clock
from huisheng.ledger import news
from huisheng.lifecycle.notices import reads as notices
from huisheng.lifecycle.workorder import glance, levels
from huisheng.lifecycle.workorder.lists import FILTERS
from huisheng.lifecycle.workorder.states import OrderState as S


@dataclass(frozen=True, slots=True)
class Way:
    """A place to go: in the rail, and on the home page. ``letter`` follows ``g``; ``words`` says what it is for.

    ``state``: the state of orders that ``count`` counts, if it does.
    """

    label: str
    icon: str
    url: str
    letter: str
    current: bool = False
    count: str = ""
    words: str = ""
    state: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that lead there."""
        return ("g", self.letter)


SHOWN = ("cols", "view")  # what else a list keeps in its address: the columns chosen, the view it is

# role -> what it does with circulars
_CIRCULARS = {
    Role.ASSESSOR: "冻结数据，裁决异议，起草、公布",
    Role.SUPERVISOR: "看通报，核稿",
    Role.LEADER: "看通报，签发",
    Role.HANDLER: "看通报，对本单位的数提异议",
}

# role -> its queues: state, label, icon, letter, what is done there
QUEUES: dict[Role, tuple[tuple[S, str, str, str, str], ...]] = {
    Role.AGENT: ((S.ACCEPTED, "待转办", "pen", "d", "直接答复，或转派单员"),),
    Role.DISPATCHER: (
        (S.AWAITING_DISPATCH, "待派单", "send", "d", "派给承办单位"),
        (S.IN_HAND, "办理中", "pen", "i", "上级派来的签收、下派；下属单位的答复、退单、延期"),
        (S.REPLIED, "待审核", "check", "r", "审核单位的答复，办结"),
    ),
    Role.HANDLER: (
        (S.IN_HAND, "办理中", "pen", "d", "签收、联系、答复"),
        (S.UNDER_SUPERVISION, "督办中", "press", "s", "回复督办"),
    ),
    Role.VISITOR: (
        (S.AWAITING_VISIT, "待回访", "visit", "v", "打给市民，记下结果"),
        (S.AWAITING_DECISION, "待处置", "redo", "d", "不满意的，重办或结案"),
    ),
    Role.SUPERVISOR: (
        (S.AWAITING_DECISION, "待处置", "redo", "d", "重办、督办或结案"),
        (S.UNDER_SUPERVISION, "督办中", "press", "s", "等单位回复的督办"),
    ),
    Role.LEADER: ((S.UNDER_SUPERVISION, "督办中", "press", "s", "正在督办的工单"),),
}


_PLACE = "huisheng.place"


def begin(request: HttpRequest) -> None:
    """Before a page reads: where the ledger stands. What is committed from here on, its stream tells it."""
    if request.method == "GET" and not swap.htmx(request):
        request.META[_PLACE] = news.here()


def page(
    request: HttpRequest, actor: Actor, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """The template within the shell."""
    return render(request, template, {"shell": _shell(request, actor), "now": clock.now(), **context}, status=status)


def kept(query: QueryDict, **changed: str) -> str:
    """The filters of the address, "?state=…" or "", with some changed ("" takes one out)."""
    made = QueryDict(mutable=True)
    for name, value in {**{name: query.get(name, "") for name in (*FILTERS, *SHOWN)}, **changed}.items():
        if value:
            made[name] = value
    return f"?{made.urlencode()}" if made else ""


def queue_url(actor: Actor, state: str) -> str:
    """The list of the orders in a state that ``glance.waiting`` counts for this seat."""
    ours = "&ours=1" if levels.by_dispatch(actor) else ""
    return f"{reverse('desks:orders')}?state={state}{ours}"


def ways(request: HttpRequest, actor: Actor) -> list[Way]:
    """Where this seat can go, its own queues first, with how many wait there."""
    here, orders = request.path, reverse("desks:orders")
    queues = QUEUES.get(actor.role, ())
    counts = glance.waiting(actor, [state.value for state, *_ in queues])
    on_list = here.startswith(orders)
    chosen = request.GET.get("state", "") if on_list else ""
    found = [Way("首页", "home", reverse("desks:home"), "h", here == reverse("desks:home"))]
    places = [place for place in PLACES if actor.role in place.roles]
    at = _standing(places, here)
    found += [_way(place, at) for place in places if place.first]
    new = reverse("desks:new")
    if actor.role is Role.AGENT:
        found.append(Way("新建工单", "new", new, "n", here == new, words="市民来电、来信，记下就受理"))
    for state, label, icon, letter, words in queues:
        count = str(counts[state.value]) if counts[state.value] else ""
        found.append(Way(label, icon, queue_url(actor, state), letter, chosen == state.value, count, words, state))
    mine = {state.value for state, *_ in queues}
    if actor.role not in KEEPERS:
        here_all = on_list and here != new and chosen not in mine
        found.append(Way("全部工单", "list", orders, "l", here_all, words="按条件查找"))
    found += [_way(place, at) for place in places if not place.first]
    figures = reverse("desks:figures")
    found.append(Way("统计表", "figures", figures, "t", here.startswith(figures), words="每月办理情况，逐单位"))
    if actor.role in _CIRCULARS:
        circulars = reverse("desks:circulars")
        said = _CIRCULARS[actor.role]
        found.append(Way("通报", "book", circulars, "b", here.startswith(circulars), words=said))
    return found + _keeping(here, actor)


def _standing(places: Sequence[Place], here: str) -> str:
    """The address of the place that the page belongs to: the nearest above it; "" for none."""
    above = [url for place in places if here.startswith(url := reverse(f"desks:{place.name}"))]
    return max(above, key=len, default="")


def _way(place: Place, at: str) -> Way:
    url = reverse(f"desks:{place.name}")
    return Way(place.label, place.icon, url, place.letter, url == at, words=place.words)


def _keeping(here: str, actor: Actor) -> list[Way]:
    """What only administrators have."""
    seats, records = reverse("desks:seats"), reverse("desks:records")
    found = []
    if may(actor, Duty.ACCOUNTS) is None:
        said = "初始密码、动态口令、锁定、登录、移交"
        found.append(Way("账号", "people", seats, "a", here.startswith(seats), words=said))
    if may(actor, Duty.RECORDS) is None:
        said = "谁看过个人信息，账号上做过什么"
        found.append(Way("审计", "eye", records, "e", here.startswith(records), words=said))
    return found


def unread_words(actor: Actor) -> str:
    """How many notices the seat hasn't read: "3", "99+", "" for none."""
    unread = notices.unread(actor)
    return f"{notices.MOST}+" if unread > notices.MOST else str(unread or "")


def _live(request: HttpRequest, actor: Actor) -> dict[str, str]:
    """What static/live.js begins from."""
    return {
        "unread": unread_words(actor),
        "push": _push(request),
        "since": request.META.get(_PLACE, "") or news.here(),
        "changes_url": reverse("desks:live_changes"),
    }


def _push(request: HttpRequest) -> str:
    """Where this browser reaches the push; "": nowhere, it asks now and then."""
    if settings.PUSH or not settings.PUSH_PORT or request.is_secure():
        return str(settings.PUSH)
    host = request.get_host()
    if host.startswith("["):  # no policy can allow an IPv6 address: see the settings
        return ""
    return f"http://{host.rpartition(':')[0] or host}:{settings.PUSH_PORT}/events/"


def _shell(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    idle = logins.limits(actor.role, actor.scope, clock.now()).idle
    return {
        "platform": directory.unit_name(actor.platform),
        "seat": {"name": actor.label, "role": actor.role.label, "code": request.user.get_username()},
        "home_url": reverse("desks:home"),
        "search_url": reverse("desks:orders"),
        "signout_url": reverse("desks:sign_out"),
        "account_url": reverse("desks:account"),
        "idle": int(idle.total_seconds()) if idle else "",
        "search": "",
        "rail": ways(request, actor),
        "live": _live(request, actor) if actor.role not in KEEPERS else None,
        "callbar_url": reverse("desks:agent_bar") if actor.role is Role.AGENT else "",
        "status": [],
    }
