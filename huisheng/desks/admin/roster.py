"""The roster (排班) of a week: seats down, days across, turns as they are typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from huisheng.desks.admin import forms
from huisheng.directory import turns
from huisheng.directory.actions import set_roster
from huisheng.directory.actor import Actor
from huisheng.directory.entries import ROLES
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal

TAB = "admin_roster"
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands for a seat on a day. ``name``: of its field; ``past``: it can't be changed any more."""

    name: str
    value: str
    label: str
    past: bool
    today: bool
    error: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A week of one role's seats; sent, it is stored whole or not at all."""
    if request.method != "POST":
        return _page(request, actor)
    monday, role = _asked(request)
    typed = {}
    for name, words in request.POST.items():
        code, at_sign, day = name.partition("@")
        if at_sign and forms_day(day) is not None:
            typed[code, date.fromisoformat(day)] = str(words)

    def do() -> str:
        changed = set_roster.do(typed, monday=monday, by=actor, at=clock.now())
        return f"排班已保存，改了{changed}格。" if changed else "排班没有变化。"

    return forms.sent(request, do, lambda: _url(monday, role), lambda refusal: _page(request, actor, refusal))


def forms_day(words: str) -> date | None:
    """A day of a cell's name."""
    try:
        return date.fromisoformat(words) if len(words) == 10 else None
    except ValueError:
        return None


@require_POST
def copy(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Last week once more."""
    monday, role = _asked(request)
    try:
        cells = set_roster.copy(monday=monday, role=role, by=actor, at=clock.now())
    except Refusal as refusal:
        if refusal.code == "not_yours":
            raise
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, f"已照搬上一周的{cells}格，今天以前和已排的没有动。")
    return redirect(_url(monday, role))


def _asked(request: HttpRequest) -> tuple[date, str]:
    given = request.POST if request.method == "POST" else request.GET
    role = given.get("role", Role.AGENT.value)
    day = forms_day(given.get("week", ""))
    if day is None or not 2000 <= day.year <= 2100:
        day = clock.local_day(clock.now())
    return turns.monday(day), role if role in ROLES or role == "" else Role.AGENT.value


def _url(monday: date, role: str) -> str:
    return f"{reverse('desks:admin_roster')}?{urlencode({'week': monday.isoformat(), 'role': role})}"


def _page(request: HttpRequest, actor: Actor, refusal: Refusal | None = None) -> HttpResponse:
    monday, role = _asked(request)
    week = turns.week(actor, monday, role, request.GET.get("after", request.POST.get("after", "")))
    today = clock.local_day(clock.now())
    days = [monday + timedelta(days=step) for step in range(7)]
    typed: Mapping[str, object] = dict(request.POST.items()) if refusal is not None else {}
    rows = []
    for seat in week.seats:
        cells = []
        for day in days:
            name = f"{seat.code}@{day}"
            value = str(typed.get(name, turns.spelled(week.turns.get((seat.pk, day), ()))))
            wrong = refusal.sentence if refusal is not None and refusal.field == name else ""
            label = f"{seat.label}，星期{'一二三四五六日'[day.weekday()]}"
            cells.append(Cell(name, value, label, day < today, day == today, wrong))
        rows.append({"seat": seat.label, "code": seat.code, "unit": seat.unit.short, "cells": cells})
    known = sorted({turns.spelled([turn]) for held in week.turns.values() for turn in held})
    may_not = set_roster.can(actor, monday, clock.now())
    more = {"week": monday.isoformat(), "role": role, "after": week.more}
    context = {
        "rows": rows,
        "days": [(f"{'一二三四五六日'[day.weekday()]} {day.month}-{day.day}", day == today) for day in days],
        "week": monday.isoformat(),
        "role": role,
        "roles": [(value, label) for value, label in ROLES.items()],
        "known": known or ["08:00-16:00", "16:00-24:00", "00:00-08:00", "08:30-17:30"],
        "before_url": _url(monday - _WEEK, role),
        "next_url": _url(monday + _WEEK, role),
        "this_url": _url(turns.monday(today), role),
        "after": request.GET.get("after", request.POST.get("after", "")),
        "more_url": f"?{urlencode(more)}" if week.more else "",
        "closed": may_not.sentence if may_not else "",
        "error": refusal.sentence if refusal is not None else "",
        "page_keys": [(["["], "上一周"), (["]"], "下一周")],
    }
    return forms.page(request, actor, "admin/roster.html", context, tab=TAB, status=422 if refusal else 200)
