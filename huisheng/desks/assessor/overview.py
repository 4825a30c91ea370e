"""The period at a glance: what is still open before it can be frozen, each line opening."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.circular import reads as circulars
from huisheng.circular.models import Objection
from huisheng.circular.states import RunState
from huisheng.desks import frame
from huisheng.desks.assessor import period
from huisheng.desks.quality import checks
from huisheng.desks.quality.samples import period_url
from huisheng.desks.words import due_words, moment
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import insist
from huisheng.lifecycle.exemptions import reads as exemptions
from huisheng.lifecycle.quality import reads as quality
from huisheng.lifecycle.quality.actions import grant_bonus
from huisheng.lifecycle.quality.models import Check
from huisheng.lifecycle.quality.states import CheckKind
from huisheng.measures.figure import Window


@dataclass(frozen=True, slots=True)
class Counter:
    """One figure of the head row; see templates/home.html."""

    label: str
    text: str
    url: str = ""
    unit: str = ""
    note: str = ""
    clock: str = ""


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is open in the period of the address, or in the last one that is over."""
    insist(grant_bonus.can(actor))
    window, wrong = period.chosen(request.GET, actor, clock.local_day(clock.now()))
    waiting, objections = exemptions.waiting(actor), circulars.undecided(actor)
    counted, missing = _spots(actor, window)
    found = quality.between(actor, window.first, window.last)
    marked = [one for one in found if one.marks]
    run = circulars.of_days(actor, window.first, window.last)
    days = f"?first={window.first}&last={window.last}"
    context = {
        "window": window,
        "wrong": wrong,
        "counters": [
            Counter("待裁不计考核", f"{waiting:,}", reverse("desks:exemptions"), "件", clock="soon" if waiting else ""),
            Counter("待裁异议", f"{len(objections)}", "#objections", "项", clock="soon" if objections else ""),
            Counter("没有抽测的单位", f"{len(missing)}", "#spots", "个", f"有办结的单位 {counted} 个"),
            Counter("加减分", f"{len(marked)}", "#marks", "项"),
            Counter("冻结", RunState(run.state).label if run else "还没有", reverse("desks:run", args=[run.id]) if run
                    else reverse("desks:circulars"), "", moment(run.frozen_at, year=False) if run else ""),
        ],
        "decided": exemptions.decided(actor, window.first, window.last),
        "objections": [_objection(one) for one in objections],
        "missing": missing,
        "concluded": counted,
        "marked": [_mark(one) for one in marked],
        "bonus_url": reverse("desks:quality_checks", args=["bonus"]) + days,
        "whatif_url": reverse("desks:whatif") + days,
        "records_url": reverse("desks:office_records"),
        "given_url": reverse("desks:given_figures"),
        "circulars_url": reverse("desks:circulars"),
        "exemptions_url": reverse("desks:exemptions"),
    }  # fmt: skip
    return frame.page(request, actor, "assess/index.html", context, status=422 if wrong else 200)


def _spots(actor: Actor, window: Window) -> tuple[int, Sequence[dict[str, Any]]]:
    """How many units replied to something in the window, and those of them that no spot check has looked at."""
    units = quality.concluded_units(actor, window.first, window.last)
    checked = quality.spotted(actor, window.first, window.last)
    rows = sorted(((unit, count) for unit, count in units if unit not in checked), key=lambda one: -one[1])
    cards = [(directory.unit_by_id(unit), count) for unit, count in rows]
    return len(units), [
        {"name": card.name, "count": count, "url": period_url(card.code, window.first, window.last)}
        for card, count in cards
        if card is not None
    ]


def _objection(one: Objection) -> dict[str, str]:
    return {
        "unit": one.unit.name,
        "about": one.about,
        "words": one.words,
        "at": moment(one.raised_at, year=False),
        "window": f"{one.run.first} 至 {one.run.last}",
        "until": due_words(one.run.objections_until, year=False),
        "url": reverse("desks:run", args=[one.run_id]),
    }


def _mark(one: Check) -> dict[str, str]:
    return {
        "unit": directory.unit_name(one.unit_id),
        "kind": CheckKind(one.kind).label,
        "said": checks.said(one),
        "words": "；".join(filter(None, (one.asked, one.words))) or "—",
        "clause": one.clause or "—",
        "url": reverse("desks:quality_checks", args=[one.kind]),
    }
