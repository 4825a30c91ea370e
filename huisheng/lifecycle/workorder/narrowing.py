"""What stands in the address of a list, as a condition over orders. A filter that makes no sense is refused."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read
from huisheng.lifecycle.workorder import levels
from huisheng.lifecycle.workorder.models import Clock, Dispatch, Supervision, WorkOrder
from huisheng.lifecycle.workorder.states import LIVE, OrderState
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

PRESSING = {"late": "已逾期", "soon": "快到时限"}
# what may only be asked for: "1" in the address
FLAGS = {
    "urgent": "紧急",
    "confidential": "保密",
    "enterprise": "企业诉求",
    "supervised": "督办过",
    "returned": "退过单",
    "redone": "重办过",
    "mine": "我受理的",
    "ours": "归我们办的",
}
NARROWS = ("state", "clock", "unit", "kind", "category", "region", "channel", *FLAGS, "from", "to")
_SOON = timedelta(hours=24)  # what "soon" looks ahead: a way of looking, not a rule


def pressed(which: str, now: datetime, actor: Actor) -> Q:
    """Open orders whose pressing clock ran out (``late``), or does within a day (``soon``), as the seat's side goes."""
    if levels.is_below(actor):
        return _pressed_below(which, now, levels.clocks(actor.platform))
    due = Q(due_at__lt=now) if which == "late" else Q(due_at__gte=now, due_at__lt=now + _SOON)
    return Q(state__in=LIVE) & due


def _pressed_below(which: str, now: datetime, clocks: QuerySet[Clock]) -> Q:
    over = Q(pk__in=clocks.filter(due_at__lt=now).values("order_id"))
    if which == "late":
        return Q(state__in=LIVE, due_at__lt=now) & over
    within = clocks.filter(due_at__gte=now, due_at__lt=now + _SOON).values("order_id")
    return Q(state__in=LIVE, due_at__lt=now + _SOON, pk__in=within) & ~over


def flags(actor: Actor) -> dict[str, str]:
    """The flags that this seat may ask for, with their words."""
    barred = {
        "confidential": not actor.confidential,
        "mine": actor.role is not Role.AGENT,
        "ours": not levels.by_dispatch(actor),
    }
    return {name: label for name, label in FLAGS.items() if not barred.get(name)}


def narrowed(rows: QuerySet[WorkOrder], actor: Actor, filters: Mapping[str, str]) -> QuerySet[WorkOrder]:
    """The rows that the filters keep, all but the search. Refusal about the first filter that makes no sense."""
    for name in NARROWS[:-2]:
        if given := filters.get(name):
            rows = rows.filter(_flag(name, actor, given) if name in FLAGS else _WAYS[name](actor, given))
    return _between(rows, filters)


def _state(actor: Actor, given: str) -> Q:
    if given not in OrderState.labels():
        raise _senseless("state", "没有这个工单状态，请重新选择。")
    return Q(state=given)


def _clock(actor: Actor, given: str) -> Q:
    if given not in PRESSING:
        raise _senseless("clock", "时限只能选“已逾期”或“快到时限”，请重新选择。")
    return pressed(given, clock.now(), actor)


def _kind(actor: Actor, given: str) -> Q:
    if given not in Kind.labels():
        raise _senseless("kind", "没有这个诉求性质，请重新选择。")
    return Q(kind=given)


def _channel(actor: Actor, given: str) -> Q:
    if given not in Channel.labels():
        raise _senseless("channel", "没有这个受理渠道，请重新选择。")
    return Q(channel=given)


def _category(actor: Actor, given: str) -> Q:
    codes = taxonomy.at_or_below(given, actor.scope)
    if not codes:
        raise _senseless("category", "没有这个诉求类别，请从候选中重新选择。")
    return Q(category__in=sorted(codes))


def _region(actor: Actor, given: str) -> Q:
    card = directory.unit_by_id(actor.platform)
    codes = taxonomy.regions_at_or_below(card.code if card else "", given)
    if not codes:
        raise _senseless("region", "没有这个区域，请重新选择。")
    return Q(region__in=sorted(codes))


def _unit(actor: Actor, given: str) -> Q:
    unit = directory.unit_by_code(given, actor.platform)
    if unit is None:
        raise _senseless("unit", "没有这个承办单位，请重新选择。")
    if actor.role == Role.HANDLER and unit.id != actor.unit:
        return Q(pk__in=Dispatch.objects.filter(unit_id=unit.id).values("order_id"))
    if levels.is_below(actor):
        return levels.held_by(unit.id, actor.platform)
    return Q(main_unit_id=unit.id)


_WAYS: dict[str, Callable[[Actor, str], Q]] = {
    "state": _state,
    "clock": _clock,
    "kind": _kind,
    "channel": _channel,
    "category": _category,
    "region": _region,
    "unit": _unit,
}


def _flag(name: str, actor: Actor, given: str) -> Q:
    if given != "1":
        raise _senseless(name, f"“{FLAGS[name]}”只能勾选或不勾选，请重新选择。")
    if name not in flags(actor):
        raise _senseless(name, f"您的席位不能按“{FLAGS[name]}”筛选，请去掉这一项。")
    match name:
        case "returned":
            return Q(returns__gt=0)
        case "redone":
            return Q(redos__gt=0)
        case "supervised":
            return Q(pk__in=Supervision.objects.values("order_id"))
        case "ours":
            return levels.ours(actor)
        case "mine":
            return Q(pk__in=read.of_seat(actor.seat, "accepted"))
    return Q(**{name: True})


def _between(rows: QuerySet[WorkOrder], filters: Mapping[str, str]) -> QuerySet[WorkOrder]:
    first, last = _day(filters.get("from", ""), "from"), _day(filters.get("to", ""), "to")
    if first and last and first > last:
        raise _senseless("from", "开始日期晚于结束日期，请对调。")
    if first:
        rows = rows.filter(accepted_at__gte=clock.midnight(first))
    if last:
        rows = rows.filter(accepted_at__lt=clock.window(last, last)[1])
    return rows


def _day(raw: str, field: str) -> date | None:
    if not raw:
        return None
    try:
        day = date.fromisoformat(raw)
        clock.window(day, day)  # the first and the last days there are have no midnight of their own in UTC
        return day
    except (ValueError, OverflowError):
        raise _senseless(field, "日期应写成 2019-11-05 的样子，请改正。") from None


def _senseless(field: str, sentence: str) -> Refusal:
    return Refusal("bad_filter", sentence, field=field)
