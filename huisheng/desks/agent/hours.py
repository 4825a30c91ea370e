"""Calls by the hour of the day: how many came, how many were answered and how soon, how long they lasted."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.words import moment
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.measures import reckon, token
from huisheng.measures.compute import PERCENT
from huisheng.measures.figure import Figure, Scope, Window
from huisheng.measures.reckon import HOUR

SPANS = {"1": "今天", "7": "近 7 天", "30": "近 30 天"}
_COUNTS = ("calls_offered", "calls_answered")
_MEASURES = (*_COUNTS, "calls_missed", "first_connection_rate", "answered_15s_rate", "mean_wait", "mean_talk")


@require_safe
def hours(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The calls of the seat's platform, today's too."""
    days = request.GET.get("days", "1")
    if days not in SPANS:
        raise Http404
    now, here = clock.now(), request.path
    last = clock.local_day(now)
    window = Window(last - timedelta(days=int(days) - 1), last)
    context = {
        "heading": "来电时段",
        "window": str(window),
        "as_of": moment(now),
        "spans": [{"label": label, "url": f"{here}?days={n}", "current": n == days} for n, label in SPANS.items()],
        "charts": [_chart(Scope(actor.platform, window))],
        "tables_url": reverse("desks:figures"),
    }
    return frame.page(request, actor, "figures/trend.html", context)


def _chart(scope: Scope) -> dict[str, Any]:
    told = reckon.figures_for({None: _MEASURES, HOUR: _MEASURES}, scope)
    whole = [told[None][name][None] for name in _MEASURES]
    came = sorted(key for key in told[HOUR][_COUNTS[0]] if isinstance(key, int))
    span = range(came[0], came[-1] + 1) if came else ()
    return {
        "name": "hours",
        "kind": "line",
        "title": "每个时段的来电",
        "first": "时段",
        "columns": [{"label": _label(figure), "definition": figure.definition} for figure in whole],
        "drawn": "1,2",
        "rows": [_row(f"{hour} 时", _of(told[HOUR], hour, scope)) for hour in span],
        "total": _row("合计", whole) if came else None,
        "note": "按打进来的时刻分时段；接通率、时长点开就是算式。",
        "seams": [],
    }


def _of(told: Mapping[str, Mapping[reckon.Key, Figure]], hour: int, scope: Scope) -> list[Figure]:
    return [told[name].get(hour) or reckon.nothing(name, scope, HOUR, hour) for name in _MEASURES]


def _label(figure: Figure) -> str:
    return figure.label if figure.unit in (PERCENT, "个") else f"{figure.label}（{figure.unit}）"


def _row(name: str, figures: list[Figure]) -> dict[str, Any]:
    cells = [
        {
            "text": figure.text,
            "definition": figure.definition,
            "url": reverse("desks:number", args=[token.pack(figure)]),
        }
        for figure in figures
    ]
    return {"name": name, "short": name.removesuffix(" 时"), "seam": "", "cells": cells}
