"""Published tables as pages: every number comes from measures, as it is printed."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame, scored
from huisheng.desks.scored import is_own
from huisheng.desks.words import moment
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.measures import printing, sheet, token
from huisheng.measures.rows import FACTS
from huisheng.measures.table import Row, Table, table
from huisheng.scoring import sheets


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The tables of this seat's platform; the only one at once."""
    found = [(plan.name, plan.title) for plan in map(sheet.load, sheet.names()) if is_own(plan.platform, actor)]
    found += [(plan.name, plan.title) for plan in map(sheets.load, sheets.names()) if is_own(plan.platform, actor)]
    if len(found) == 1:
        return redirect("desks:table", found[0][0])
    tables = [{"title": title, "url": reverse("desks:table", args=[name])} for name, title in found]
    empty = {"title": "还没有统计表", "words": "本平台的统计表公布后会列在这里。"}
    return frame.page(request, actor, "figures/index.html", {"tables": tables, "empty": empty})


@require_safe
def one(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """The table as a page, from the facts folded so far."""
    if name in sheets.names():
        return frame.page(request, actor, "figures/table.html", {"table": scored.shown(name, actor), "empty": _EMPTY})
    made = _made(name, actor)
    return frame.page(request, actor, "figures/table.html", {"table": _shown(made), "empty": _EMPTY})


@require_safe
def csv(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """The same as CSV (UTF-8, CR LF), byte for byte what ``huisheng table NAME --csv`` prints."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    words = scored.csv(name, actor) if name in sheets.names() else printing.to_csv(_made(name, actor))
    return HttpResponse(words, content_type="text/csv; charset=utf-8", headers=headers)


_EMPTY = {"title": "还没有数据", "words": "这个时段的工单办起来以后，这里就有数了。", "url": "", "act": ""}


def _made(name: str, actor: Actor) -> Table:
    """The table; "no such page" for an unknown one, and for another city's."""
    try:
        if not is_own(sheet.load(name).platform, actor):
            raise Http404
        return table(name, catch_up=False)  # the worker folds; a page never waits for it
    except Refusal:
        raise Http404 from None


def _shown(made: Table) -> dict[str, Any]:
    window = made.scope.window
    orders = reverse("desks:orders")
    return {
        "title": made.sheet.title,
        "window": str(window),
        "as_of": moment(made.as_of),
        "words": "",
        "columns": [
            {"label": made.sheet.rows_label, "meaning": ""},
            *({"label": heading.label, "meaning": heading.meaning} for heading in made.headings),
        ],
        "rows": [_row(row, f"{orders}?from={window.first}&to={window.last}") for row in made.rows],
        "total": {"name": made.total.name, "cells": _cells(made.total)} if made.rows else None,
        "csv_url": reverse("desks:csv", args=[made.sheet.name]),
        "notes": [*_windows(made), *([made.sheet.note] if made.sheet.note else [])],
        "below": "表外的数：热线、类型、热点、回访、退单、督办",
        "parts": _parts(made),
    }


def _windows(made: Table) -> Sequence[str]:
    return [f"其中{FACTS[fact].label}按 {window} 统计。" for fact, window in made.scope.windows.items()]


def _row(row: Row, address: str) -> dict[str, Any]:
    card = directory.unit_by_id(row.unit) if row.unit is not None else None
    return {"name": row.name, "url": f"{address}&unit={card.code}" if card else "", "cells": _cells(row)}


def _cells(row: Row) -> list[dict[str, str]]:
    return [{"text": cell.text, "url": reverse("desks:number", args=[token.pack(cell.figure)])} for cell in row.cells]


def _parts(made: Table) -> list[dict[str, Any]]:
    """The numbers below the table, under their headings."""
    parts: list[dict[str, Any]] = []
    for line in made.lines:
        if line.heading or not parts:
            parts.append({"heading": line.heading, "words": "", "lines": []})
        unit = "" if line.figure.denominator is not None else line.figure.unit
        share = f"，占 {line.share.text}" if line.share else ""
        parts[-1]["lines"].append({"label": line.label, "text": f"{line.figure.text}{unit}{share}"})
    return parts
