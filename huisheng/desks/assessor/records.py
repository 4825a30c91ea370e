"""What the office notes beside matters, and figures of older circulars: lists, forms, striking."""

from types import ModuleType
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import acts, frame, posted
from huisheng.desks.fields import Typed
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.amounts import spelled
from huisheng.kernel.errors import insist
from huisheng.lifecycle.records import reads
from huisheng.lifecycle.records.actions import (
    enter_figure,
    note,
    open_books,
    press,
    quiz,
    size_knowledge,
    strike_record,
    update_knowledge,
)
from huisheng.lifecycle.records.models import Given, Record
from huisheng.lifecycle.records.states import RecordKind
from huisheng.measures.definition import shipped

ACTS: dict[str, ModuleType] = {
    module.ACT.name: module for module in (press, note, size_knowledge, update_knowledge, quiz, open_books)
}


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The records, newest first, ``?kind=`` of one kind, and the forms of what this seat notes."""
    return _index(request, actor)


def act(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """Note one."""
    if name not in ACTS:
        raise Http404
    if request.method != "POST":
        return redirect("desks:office_records")
    made, form, status = acts.done(request, ACTS[name], actor)
    if made is None:
        return _index(request, actor, (name, form), status)
    messages.success(request, f"已登记{RecordKind(made.kind).label}（编号 {made.pk}）。")
    return redirect("desks:office_records")


def strike(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """Strike one, with the reason."""
    if request.method != "POST":
        return redirect("desks:office_records")
    made, form, status = acts.done(request, strike_record, actor, known={"record": str(key)})
    if made is None:
        return _index(request, actor, (str(key), form), status)
    messages.success(request, f"编号 {key} 已作废，不再计入。")
    return redirect("desks:office_records")


def _index(
    request: HttpRequest, actor: Actor, tried: tuple[str, Typed] | None = None, status: int = 200
) -> HttpResponse:
    insist(strike_record.can(actor))
    kind = request.GET.get("kind", "")
    kind = kind if kind in RecordKind.labels() else ""
    found = reads.newest(actor, kind=kind, before=posted.whole(request.GET.get("before", "")), size=reads.PAGE + 1)
    here = reverse("desks:office_records")
    usual: dict[str, object] = {"day": clock.local_day(clock.now()).isoformat()}
    offers = [
        acts.offer(module, reverse("desks:office_record", args=[name]), actor, _of(name, tried), given=usual)
        for name, module in ACTS.items()
        if module.can(actor) is None
    ]
    context = {
        "offers": offers,
        "kinds": [("", "全部", not kind), *((k, label, k == kind) for k, label in RecordKind.labels().items())],
        "records": [_line(one, actor, tried) for one in found[: reads.PAGE]],
        "more_url": f"{here}?kind={kind}&before={found[reads.PAGE - 1].pk}" if len(found) > reads.PAGE else "",
        "empty": {"title": "还没有记事", "words": "宣传报道、工作动态、知识库条数登记以后列在这里，通报从这里取数。"},
        "given_url": reverse("desks:given_figures") if enter_figure.can(actor) is None else "",
    }
    return frame.page(request, actor, "assess/records.html", context, status=status)


def _of(name: str, tried: tuple[str, Typed] | None) -> Typed | None:
    return tried[1] if tried is not None and tried[0] == name else None


def _line(one: Record, actor: Actor, tried: tuple[str, Typed] | None) -> dict[str, Any]:
    form = _of(str(one.pk), tried)
    may = strike_record.can(actor, one) is None or form is not None
    return {
        "key": one.pk,
        "kind": RecordKind(one.kind).label,
        "day": one.day,
        "unit": directory.unit_name(one.unit_id, short=True) or "—",
        "count": f"{one.count:,}",
        "words": "，".join(filter(None, (one.words, one.media))) or "—",
        "struck": one.struck_why if one.struck_at is not None else None,
        "strike_url": reverse("desks:office_strike", args=[one.pk]) if may else "",
        "error": (form.error or next(iter(form.errors.values()), "")) if form is not None else "",
        "reason": form.raw.get("reason", "") if form is not None else "",
    }


@require_safe
def given(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The figures given from older circulars, newest first, and the form."""
    return _given(request, actor)


def enter(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Enter one; the same measure, days and part again correct it."""
    if request.method != "POST":
        return redirect("desks:given_figures")
    made, form, status = acts.done(request, enter_figure, actor)
    if made is None:
        insist(enter_figure.can(actor))
        return _given(request, actor, form, status)
    messages.success(request, "已记下往期数。")
    return redirect("desks:given_figures")


def _given(request: HttpRequest, actor: Actor, form: Typed | None = None, status: int = 200) -> HttpResponse:
    insist(enter_figure.can(actor))
    found = reads.given_figures(actor, before=posted.whole(request.GET.get("before", "")), size=reads.PAGE + 1)
    here = reverse("desks:given_figures")
    context = {
        "offer": acts.offer(enter_figure, reverse("desks:given_enter"), actor, form),
        "figures": [_figure(one) for one in found[: reads.PAGE]],
        "more_url": f"{here}?before={found[reads.PAGE - 1].pk}" if len(found) > reads.PAGE else "",
        "empty": {"title": "还没有往期数", "words": "本系统启用以前的通报里印着的数，记下以后就能同比、环比。"},
        "records_url": reverse("desks:office_records"),
    }
    return frame.page(request, actor, "assess/given.html", context, status=status)


def _figure(one: Given) -> dict[str, str]:
    held = shipped()
    unit = directory.unit_name(int(one.key), short=True) if one.part == "unit" and one.key.isdigit() else one.key
    counted = f"{one.numerator:,}" if one.numerator is not None else ""
    if one.denominator is not None:
        counted += f" / {one.denominator:,}"
    return {
        "measure": held[one.measure].label if one.measure in held else one.measure,
        "days": f"{one.first} 至 {one.last}",
        "part": unit or "全部",
        "value": counted or spelled(one.value or 0),
        "source": one.source,
    }
