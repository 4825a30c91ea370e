"""Scored tables as pages: each unit's row opens to its calculation, each counted number to its orders."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.words import moment
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.measures import token
from huisheng.scoring import printing, sheets
from huisheng.scoring.assess import assess
from huisheng.scoring.scored import Row, Scored
from huisheng.scoring.trace import trace


def is_own(code: str, actor: Actor) -> bool:
    """Whether the platform of that code stands at or above the seat's own unit."""
    return any(card.code == code and actor.unit_path.startswith(card.path) for card in directory.platforms())


def made(name: str, actor: Actor) -> Scored:
    """The table; "no such page" for an unknown one, and for another city's."""
    try:
        if not is_own(sheets.load(name).platform, actor):
            raise Http404
        return assess(name, catch_up=False)  # the worker folds; a page never waits for it
    except Refusal:
        raise Http404 from None


def csv(name: str, actor: Actor) -> bytes:
    """The table as ``huisheng table NAME --csv`` prints it."""
    return printing.to_csv(made(name, actor))


def shown(name: str, actor: Actor) -> dict[str, Any]:
    """See templates/figures/table.html."""
    scored, plan = made(name, actor), sheets.load(name)
    return {
        "title": scored.title,
        "window": str(plan.window),
        "as_of": moment(clock.now()),
        "words": "点单位名看算式，点数看工单",
        "columns": [
            {"label": scored.rows_label, "meaning": ""},
            *({"label": heading.label, "meaning": ""} for heading in scored.headings),
        ],
        "rows": [_row(name, row, scored) for row in scored.rows],
        "total": None,
        "csv_url": reverse("desks:csv", args=[name]),
        "notes": [*filter(None, (scored.note, scored.notice)), *scored.notes, *_left_out(scored)],
        "parts": [],
    }


def _row(name: str, row: Row, scored: Scored) -> dict[str, Any]:
    card = directory.unit_by_id(row.key) if isinstance(row.key, int) else None
    url = reverse("desks:trace", args=[name, card.code]) if card else ""
    return {"name": row.name, "url": url, "cells": [_cell(row, heading.name) for heading in scored.headings]}


def _cell(row: Row, column: str) -> dict[str, str]:
    figure = row.figures.get(column)
    url = reverse("desks:number", args=[token.pack(figure)]) if figure is not None else ""
    return {"text": row[column].text, "url": url}


def _left_out(scored: Scored) -> list[str]:
    return [f"未列入：{one.name}，{one.reason}。" for one in scored.left_out]


@require_safe
def working(request: HttpRequest, actor: Actor, name: str, unit: str) -> HttpResponse:
    """How a unit's score came about, like a calculation by hand."""
    scored = made(name, actor)
    codes = {row.key: card.code for row in scored.rows if (card := _card(row)) is not None}
    row = next((row for row in scored.rows if codes.get(row.key) == unit), None)
    if row is None:
        raise Http404
    figures = [
        {"label": one.label, "text": one.text, "url": reverse("desks:number", args=[token.pack(one)])}
        for one in row.figures.values()
    ]
    context = {
        "title": f"{row.name}　{scored.title}",
        "lines": trace(row, scored),
        "figures": figures,
        "back": reverse("desks:table", args=[name]),
    }
    return frame.page(request, actor, "figures/working.html", context)


def _card(row: Row) -> UnitCard | None:
    return directory.unit_by_id(row.key) if isinstance(row.key, int) else None
