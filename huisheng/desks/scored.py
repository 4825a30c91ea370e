"""Scored tables as pages: each unit's row opens to its calculation, each counted number to its orders."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.cites import told
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

_DEEPEST = 9  # as far as static/document.css moves a line to the right


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
        "notes": [*map(told, filter(None, (scored.note, scored.notice, *scored.notes)))],
        "below": f"未列入的单位 {len(scored.left_out)} 个，及理由",
        "parts": _left_out(scored),
    }


def _row(name: str, row: Row, scored: Scored) -> dict[str, Any]:
    card = directory.unit_by_id(row.key) if isinstance(row.key, int) else None
    url = reverse("desks:trace", args=[name, card.code]) if card else ""
    return {"name": row.name, "url": url, "cells": [_cell(row, heading.name) for heading in scored.headings]}


def _cell(row: Row, column: str) -> dict[str, str]:
    figure = row.figures.get(column)
    url = reverse("desks:number", args=[token.pack(figure)]) if figure is not None else ""
    return {"text": row[column].text, "url": url}


def _left_out(scored: Scored) -> list[dict[str, Any]]:
    """The units that the scheme leaves out, under their reasons."""
    left: dict[str, list[str]] = {}
    for one in scored.left_out:
        left.setdefault(one.reason, []).append(one.name)
    return [{"heading": reason, "words": "、".join(names), "lines": []} for reason, names in left.items()]


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
        "lines": _deep(trace(row, scored)),
        "figures": figures,
        "back": reverse("desks:table", args=[name]),
    }
    return frame.page(request, actor, "figures/working.html", context)


def _deep(lines: list[str]) -> list[tuple[int, str]]:
    """Each line with its depth; the first, which names unit and table, is the page's title."""
    spaces = [len(line) - len(line.lstrip()) for line in lines[1:]]
    return [(min(indent // 2, _DEEPEST), line.strip()) for indent, line in zip(spaces, lines[1:], strict=True)]


def _card(row: Row) -> UnitCard | None:
    return directory.unit_by_id(row.key) if isinstance(row.key, int) else None
