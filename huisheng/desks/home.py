"""A seat's first page: what waits, what runs out, where to go."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame, words
from huisheng.desks.rows import rows
from huisheng.directory.actor import Actor
from huisheng.directory.roles import KEEPERS, Role
from huisheng.kernel import clock
from huisheng.lifecycle.workorder import glance
from huisheng.lifecycle.workorder.glance import Glance
from huisheng.lifecycle.workorder.states import OrderState as S

_SHOWN = 8
_ALL = (S.ACCEPTED, S.AWAITING_DISPATCH, S.IN_HAND, S.REPLIED, S.AWAITING_VISIT)


@dataclass(frozen=True, slots=True)
class Counter:
    """One figure of the head row."""

    label: str
    text: str
    url: str = ""
    unit: str = "件"
    note: str = ""
    clock: str = ""


@require_safe
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Counts of what this seat may see, and the orders that run out next."""
    now = clock.now()
    orders = reverse("desks:orders")
    return frame.page(
        request,
        actor,
        "home.html",
        {
            "greeting": f"今天是 {words.day_words(now)}",
            "counters_title": "现在",
            "keeper": actor.role in KEEPERS,
            "installs": actor.role is Role.ADMIN,
            "counters": _counters(actor, glance.glance(actor, now), clock.local_day(now).isoformat()),
            "rows": rows(glance.running_out_next(actor, now, _SHOWN), actor, now),
            "rows_url": orders,
            "ways": [way for way in frame.ways(request, actor) if way.words],
        },
    )


def _counters(actor: Actor, seen: Glance, today: str) -> list[Counter]:
    orders = reverse("desks:orders")
    queues = tuple(state for state, *_ in frame.QUEUES.get(actor.role, ()))
    states = [*queues, *(state for state in _ALL if state not in queues)]
    counters = [Counter("今日受理", f"{seen.today:,}", f"{orders}?from={today}&to={today}")]
    if actor.role is Role.HANDLER:
        counters = [Counter("待签收", f"{seen.unsigned:,}", f"{orders}?state={S.IN_HAND}", note="派到本单位、还没签收")]
        states = [*queues, S.REPLIED, S.AWAITING_VISIT]
    counters += [Counter(state.label, f"{seen.states[state]:,}", frame.queue_url(actor, state)) for state in states]
    soon, late = "soon" if seen.soon else "", "late" if seen.late else ""
    counters.append(Counter("快到时限", f"{seen.soon:,}", f"{orders}?clock=soon", note="24 小时之内", clock=soon))
    counters.append(Counter("已逾期", f"{seen.late:,}", f"{orders}?clock=late", note="还没办完的", clock=late))
    return counters
