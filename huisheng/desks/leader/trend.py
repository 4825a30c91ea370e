"""Charts people would rather look at than read: matters per day, how soon units reply, what it is about.

Each chart stands above its table; each point is a figure and opens to its orders.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.cites import cite
from huisheng.desks.leader.memory import kept
from huisheng.desks.words import moment
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.measures import reckon, token
from huisheng.measures.daily import daily
from huisheng.measures.figure import Figure, Scope, Window
from huisheng.measures.reckon import UNIT
from huisheng.taxonomy import reads as taxonomy

SPANS = {"30": "近 30 天", "60": "近 60 天", "90": "近 90 天"}
_TOPICS, _UNITS = 12, 30
_ON_TIME, _DISPATCHED = "on_time_rate", "dispatched"
_REPEATED = ("accepted_repeated", "accepted_repeated_share")
Cells = list[dict[str, str]]


@require_safe
def trend(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The charts of the seat's platform, over days that are past."""
    days = request.GET.get("days", "30")
    if days not in SPANS:
        raise Http404
    now = clock.now()
    last = clock.local_day(now) - timedelta(days=1)
    window = Window(last - timedelta(days=int(days) - 1), last)
    here = request.path
    charts = kept(("trend", actor.platform, window), lambda: _charts(actor, window))
    context = {
        "window": str(window),
        "as_of": moment(now),
        "spans": [{"label": label, "url": f"{here}?days={n}", "current": n == days} for n, label in SPANS.items()],
        "charts": charts,
        "tables_url": reverse("desks:figures"),
    }
    return frame.page(request, actor, "figures/trend.html", context)


def _charts(actor: Actor, window: Window) -> list[dict[str, Any]]:
    scope = Scope(actor.platform, window)
    told = reckon.figures_for({UNIT: [_ON_TIME, _DISPATCHED], "topic": ["accepted", *_REPEATED]}, scope)
    return [
        _per_day(actor, window),
        _on_time(told[UNIT][_ON_TIME], told[UNIT][_DISPATCHED]),
        _topics("topics", "反映什么", [told["topic"]["accepted"]], actor, window),
        _topics("repeats", "哪些事重复反映", [told["topic"][name] for name in _REPEATED], actor, window),
    ]


def _per_day(actor: Actor, window: Window) -> dict[str, Any]:
    series = daily(["accepted", "answered_on_the_spot", _REPEATED[0]], actor.platform, window)
    seams = _seams(actor, window)
    rows = [
        {
            "name": f"{day:%m-%d} 星期{'一二三四五六日'[day.weekday()]}",
            "short": f"{day:%m-%d}",
            "seam": seams.get(day, ""),
            "cells": [_cell(figure) for figure in figures],
        }
        for day, figures in zip(_days(window), zip(*series, strict=True), strict=True)
    ]
    return {
        "name": "per-day",
        "kind": "line",
        "title": "每天受理多少",
        "first": "日期",
        "columns": [_column(figures[0]) for figures in series],
        "drawn": "1,2",
        "rows": rows,
        "seams": [f"{day} {said}" for day, said in seams.items()],
    }


def _on_time(rates: dict[reckon.Key, Figure], sent: dict[reckon.Key, Figure]) -> dict[str, Any]:
    """Units by how many matters they had; the rate beside its denominator, so that nobody judges two of three."""
    keys = sorted((key for key in rates if isinstance(key, int)), key=lambda key: (-sent[key].numerator, key))[:_UNITS]
    return {
        "name": "on-time",
        "kind": "bar",
        "title": "各单位按期办结率",
        "first": "单位",
        "columns": [_column(rates[key]) for key in keys[:1]] + [_column(sent[key]) for key in keys[:1]],
        "drawn": "1",
        "rows": [
            {
                "name": directory.unit_name(key, short=True),
                "short": directory.unit_name(key, short=True),
                "seam": "",
                "cells": [_cell(rates[key]), _cell(sent[key])],
            }
            for key in keys
        ],
        "seams": [],
        "note": f"按交办数从多到少，最多列 {_UNITS} 个单位；件数少的单位，一件就会让率变很多，请看右边的件数。",
    }


def _topics(
    name: str, title: str, told: Sequence[dict[reckon.Key, Figure]], actor: Actor, window: Window
) -> dict[str, Any]:
    """Categories by the first measure, those of which it counts something; the others stand beside it."""
    card = directory.unit_by_id(actor.platform)
    version = taxonomy.version_at(window.last, card.scope if card else "")
    counted = [(key, figure.numerator) for key, figure in told[0].items() if figure.numerator]
    keys = [key for key, _ in sorted(counted, key=lambda part: (-part[1], str(part[0])))[:_TOPICS]]
    names = {key: taxonomy.category_name(version.code if version else "", str(key)) or "未分类" for key in keys}
    return {
        "name": name,
        "kind": "bar",
        "title": title,
        "first": "类别",
        "columns": [_column(found[key]) for key in keys[:1] for found in told],
        "drawn": "1",
        "rows": [
            {"name": names[key], "short": names[key], "seam": "", "cells": [_cell(found[key]) for found in told]}
            for key in keys
        ],
        "seams": [],
    }


def _column(figure: Figure) -> dict[str, Any]:
    return {"label": figure.label, "unit": figure.unit, "definition": figure.definition, "cite": cite(figure.cite)}


def _cell(figure: Figure) -> dict[str, str]:
    raw = "" if figure.value is None else str(figure.value)
    return {
        "text": figure.text,
        "value": raw,
        "definition": figure.definition,
        "url": reverse("desks:number", args=[token.pack(figure)]),
    }


def _days(window: Window) -> Sequence[date]:
    return [window.first + timedelta(days=n) for n in range((window.last - window.first).days + 1)]


def _seams(actor: Actor, window: Window) -> dict[date, str]:
    """Days from which on matters are classified by another category version: left and right don't compare."""
    card = directory.unit_by_id(actor.platform)
    scope = card.scope if card else ""
    found, before = {}, None
    for day in _days(window):
        version = taxonomy.version_at(day, scope)
        if before is not None and version is not None and version.code != before:
            found[day] = f"起用分类“{version.title}”，前后类别不可直接相比"
        before = version.code if version is not None else before
    return found
