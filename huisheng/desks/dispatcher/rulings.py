"""Overlapping areas: rulings listed, made and ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from huisheng.desks import fields, frame, posted, words
from huisheng.desks.dispatcher import desk, dock
from huisheng.desks.fields import Field, Option, Typed, typed
from huisheng.desks.offers import category_field
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.amounts import Day
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.dispatch import rulings as held
from huisheng.lifecycle.dispatch.actions import end_ruling, rule_area
from huisheng.lifecycle.dispatch.models import Ruling
from huisheng.lifecycle.workorder.matter import unit
from huisheng.lifecycle.workorder.reads import look
from huisheng.taxonomy import reads as taxonomy

_NUMBER_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A ruling as the list shows it. ``state``: 有效, 未生效, 已过期 or 已终止."""

    key: int
    unit: str
    category: str
    place: str
    reason: str
    clause: str
    days: str
    state: str
    live: bool
    ended: str
    end_url: str
    error: str


@require_http_methods(["GET", "HEAD", "POST"])
def rulings(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list, with the form to rule; ``from`` in the address: the order whose place is in dispute."""
    desk.only(actor, *held.ROLES)
    if request.method != "POST":
        return _page(request, actor, _beginning(request, actor), asked="from" in request.GET)
    form = typed(rule_area.ACT.asks, request.POST)
    if not form.errors:
        try:
            made = rule_area.do(by=actor, at=clock.now(), **form.given)
        except Refusal as refusal:
            form.refuse(refusal, rule_area.ACT.asks)
        else:
            said = f"已裁定由{unit(made.unit_id).name}管辖，以后同类同地的派单建议先列它。"
            messages.success(request, said, extra_tags="draft:ruling")
            return redirect(_onward(request))
    return _page(request, actor, form, asked=True, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """End a ruling, with the reason."""
    desk.only(actor, *held.ROLES)
    if request.method == "POST":
        try:
            end_ruling.do(by=actor, at=clock.now(), ruling=key, reason=request.POST.get("reason", ""))
        except Refusal as refusal:
            blank = _beginning(request, actor)
            return _page(request, actor, blank, asked=False, status=422, wrong=(key, refusal.sentence))
        messages.success(request, "已终止这条裁定。", extra_tags=f"draft:end-{key}")
    return redirect("desks:rulings")


def _onward(request: HttpRequest) -> str:
    """Back to the order from which it was ruled, if there was one."""
    number = request.GET.get("from", "")[:_NUMBER_LIMIT]
    known = number.replace("-", "").isalnum() and number.isascii()
    return reverse("desks:dispatch_one", args=[number]) if known and _is_number(number) else reverse("desks:rulings")


def _is_number(number: str) -> bool:
    head, _, rest = number.partition("-")
    day, _, no = rest.partition("-")
    return head.isalpha() and head.isupper() and len(day) == 8 and day.isdigit() and 7 <= len(no) <= 18 and no.isdigit()


def _beginning(request: HttpRequest, actor: Actor) -> Typed:
    """What the form begins with: today, and of the order in dispute its category and region."""
    form = Typed(raw={"first": clock.local_day(clock.now()).isoformat()})
    number = request.GET.get("from", "")[:_NUMBER_LIMIT]
    if number:
        matter = look(number, actor)
        form.raw |= {"category": matter.order.category, "region": matter.order.region, "place": matter.personal.place}
    return form


def _page(
    request: HttpRequest,
    actor: Actor,
    form: Typed,
    *,
    asked: bool,
    status: int = 200,
    wrong: tuple[int, str] = (0, ""),
) -> HttpResponse:
    before = posted.whole(request.GET.get("before", ""))
    rows = held.newest(actor, before=before, size=held.PAGE + 1)
    more, rows = len(rows) > held.PAGE, rows[: held.PAGE]
    context: dict[str, Any] = {
        "rulings": [_line(row, wrong) for row in rows],
        "more_url": f"{reverse('desks:rulings')}?before={rows[-1].pk}" if more else "",
        "form": {
            "open": asked,
            "url": request.get_full_path() if "from" in request.GET else reverse("desks:rulings"),
            "error": form.error,
            "fields": [_field(ask, actor, form) for ask in rule_area.ACT.asks],
        },
    }
    return frame.page(request, actor, "dispatcher/rulings.html", context, status=status)


def _line(row: Ruling, wrong: tuple[int, str]) -> Line:
    today = clock.local_day(clock.now())
    code = unit(row.platform_id).code
    where = [taxonomy.region_name(code, row.region), row.place]
    state = _state(row, today)
    return Line(
        key=row.pk,
        unit=directory.unit_name(row.unit_id),
        category=taxonomy.category_name(row.category_version, row.category) or "各类",
        place=" · ".join(filter(None, where)),
        reason=row.reason,
        clause=row.clause,
        days=f"{row.first} 起" + (f"，至 {row.last}" if row.last else ""),
        state=state,
        live=row.ended_at is None,
        ended=f"{words.moment(row.ended_at)}，{row.ended_why}" if row.ended_at else "",
        end_url=reverse("desks:ruling_end", args=[row.pk]),
        error=wrong[1] if wrong[0] == row.pk else "",
    )


def _state(row: Ruling, today: date) -> str:
    if row.ended_at is not None:
        return "已终止"
    if today < row.first:
        return "未生效"
    return "已过期" if row.last is not None and row.last < today else "有效"


def _field(ask: Ask, actor: Actor, form: Typed) -> Field:
    value, error = form.raw.get(ask.name, ""), form.errors.get(ask.name, "")
    if ask.name == "unit":
        return fields.select(ask, dock.units(actor), value, error)
    if ask.name == "category":
        version = taxonomy.version_at(clock.local_day(clock.now()), actor.scope)
        return category_field(ask, version.code if version else "", str(value), error)
    if ask.name == "region":
        return fields.select(ask, _regions(actor), value, error, blank="（只按地点用词）")
    if isinstance(ask, Day):
        return Field(ask.name, ask.label, "date", value, ask.required, error, "" if ask.required else "不填：一直有效")
    field = fields.plain(ask, value, error)
    hint = "地名、路名、小区名，几个词用空格隔开，工单地点里有一个就算；不写人名" if ask.name == "place" else ""
    return Field(field.name, field.label, field.kind, value, ask.required, error, hint, rows=field.rows)


def _regions(actor: Actor) -> Sequence[Option]:
    return [Option(place.code, place.name) for place in taxonomy.regions(unit(actor.platform).code)]
