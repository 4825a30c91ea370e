"""The agent's own day: its figures, and the calls and orders that make them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.channels.telephony import hall
from huisheng.channels.telephony.actions import dial_back, end, set_state
from huisheng.channels.telephony.hall import Missed
from huisheng.desks import frame, words
from huisheng.desks.rows import rows
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.workorder import similar, taken
from huisheng.taxonomy import reads as taxonomy

_DIALLING = {"under_way": "正在回拨", "untaken": "刚才回拨时坐席话机没有接起"}


@dataclass(frozen=True, slots=True)
class Counter:
    """One figure of the day, with the list that makes it."""

    label: str
    text: str
    url: str
    unit: str = ""
    note: str = ""
    clock: str = ""


@dataclass(frozen=True, slots=True)
class MissedRow:
    """A call to return, in words. ``shown``: the number in full, once it was asked for.

    ``click``: whether the switch can be asked to call it back.
    """

    key: int
    at: str
    waited: str
    phone: str
    region: str
    notes: str
    url: str
    shown: str = ""
    error: str = ""
    click: bool = False


def begins(now: datetime) -> datetime:
    """Where the day of the hall began."""
    return clock.midnight(clock.local_day(now))


def span(seconds: int) -> str:
    """3:07, or 1:02:03."""
    hours, rest = divmod(max(seconds, 0), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def counters(actor: Actor, now: datetime) -> list[Counter]:
    """The seat's figures of today; each opens to its list."""
    own, orders = hall.day(actor, begins(now)), taken.counts(actor, begins(now))
    calls, mine = reverse("desks:agent_calls"), reverse("desks:agent_orders")
    mean = f"平均 {span(own.talk_s // own.ended)}" if own.ended else ""
    passed = f"振铃未接 {own.passed} 次" if own.passed else ""
    return [
        Counter("今日接听", str(own.answered), calls, "通", passed),
        Counter("通话时长", span(own.talk_s), calls, "", mean),
        Counter("今日受理", str(orders.taken), mine, "件"),
        Counter("当场答复", str(orders.answered), f"{mine}?state=answered", "件"),
        Counter("待转办", str(orders.waiting), f"{mine}?state=accepted", "件", "受理了，还没答复或转派单"),
    ]


def missed_rows(lost: Sequence[Missed], actor: Actor, now: datetime) -> list[MissedRow]:
    """Missed calls in words."""
    where = similar.regions_of([one.blind for one in lost], actor)
    platform = directory.unit_by_id(actor.platform)
    code = platform.code if platform else ""
    click = bool(lost) and dial_back.offered(actor)
    return [
        MissedRow(
            key=one.call,
            at=words.moment(one.offered_at, year=False),
            waited=span(one.waited_s),
            phone=one.phone or "号码未显示",
            region=taxonomy.region_name(code, where.get(one.blind, "")),
            notes="；".join(_notes(one)),
            url=reverse("desks:agent_missed_act", args=[one.call]),
            click=click and bool(one.phone) and one.dialling != "under_way",
        )
        for one in lost
    ]


def _notes(one: Missed) -> list[str]:
    found = [f"试过 {one.tries} 次"] if one.tries else []
    if one.later is not None:
        found.append(f"后来打通了 {words.moment(one.later, year=False)}")
    if one.dialling in _DIALLING:
        found.append(_DIALLING[one.dialling])
    elif one.seen is not None:
        found.append(f"{one.seen[0]} {clock.local(one.seen[1]):%H:%M} 看过号码")
    return found


@require_safe
def calls(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The calls that this seat answered today, newest first."""
    insist(set_state.can(actor))
    now, here = clock.now(), reverse("desks:agent_calls")
    own, more = hall.own(actor, begins(now), before=_key(request.GET.get("before", "")))
    orders = taken.numbers(actor, [key for call in own for key in call.orders])
    shown = [
        {
            "at": f"{clock.local(call.answered_at):%H:%M:%S}",
            "waited": span(call.wait_s),
            "talked": span(call.talk_s) if call.talk_s is not None else "",
            "phone": call.phone or "号码未显示",
            "result": end.DISPOSITIONS.get(call.disposition, "还没整理"),
            "orders": [
                {"number": number, "url": reverse("desks:order", args=[number])}
                for key in call.orders
                if (number := orders.get(key))
            ],
        }
        for call in own
    ]
    pager = {"previous_url": "", "next_url": f"{here}?before={more}" if more else "", "words": f"本页 {len(own)} 通"}
    return frame.page(request, actor, "agent/calls.html", {"calls": shown, "pager": pager})


@require_safe
def orders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The orders that this seat accepted today, newest first; of one state if the address says so."""
    insist(set_state.can(actor))
    now, here, state = clock.now(), reverse("desks:agent_orders"), request.GET.get("state", "")
    mine = taken.page(actor, since=begins(now), state=state, before=_key(request.GET.get("before", "")))
    kept = f"state={state}&" if state else ""
    context = {
        "heading": {"answered": "今天我当场答复的", "accepted": "今天我受理、还没转办的"}.get(state, "今天我受理的"),
        "rows": rows(mine.orders, actor, now),
        "pager": {
            "previous_url": "",
            "next_url": f"{here}?{kept}before={mine.next}" if mine.next else "",
            "words": f"本页 {len(mine.orders)} 件",
        },
    }
    return frame.page(request, actor, "agent/orders.html", context)


def _key(raw: str) -> int | None:
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
        raise Refusal("bad_filter", "翻页位置不对，请回到第一页。")
    return int(raw)
