"""公开数据: what published circulars print, period beside period and table by table, to read and to take along."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from huisheng.circular import public as circulars
from huisheng.circular.document import Document, Number, Run, Table
from huisheng.circular.models import Edition
from huisheng.circular.render import layout
from huisheng.kernel import columns
from huisheng.lifecycle.listing.rules import tame
from huisheng.portal.frame import Here, show

_LINES = 8  # figures on the first page


def index(request: HttpRequest, here: Here) -> HttpResponse:
    """The main figures over the last editions, and the tables of each."""
    held = circulars.disclosed(here.platform.id)
    rows = [
        {
            "title": edition.title,
            "period": _period(edition),
            "url": here.url("data_of", edition.run_id, edition.no),
            "read_url": here.url("circular", edition.run_id, edition.no),
        }
        for edition, _ in held
    ]
    context = {"lines": _lines(held), "rows": rows, "csv_url": here.url("data_csv") if held else ""}
    return show(request, here, "portal/data.html", context)


def trend(request: HttpRequest, here: Here) -> HttpResponse:
    """The main figures as a file."""
    held = circulars.disclosed(here.platform.id)[::-1]
    lines = [["指标", *(_period(edition) for edition, _ in held)]]
    told = [circulars.totals(document) for _, document in held]
    names = {name: label for one in told for name, (label, _) in one.items()}
    lines += [[label, *(one[name][1].text if name in one else "" for one in told)] for name, label in names.items()]
    return _file(lines)


def of(request: HttpRequest, here: Here, key: int, no: int) -> HttpResponse:
    """All tables of one edition."""
    edition, document = _edition(here, key, no)
    tables = [
        {"title": title, "table": _cells(table), "url": here.url("data_table", key, no, at)}
        for at, (title, table) in enumerate(layout.tables(document))
    ]
    context = {
        "title": edition.title,
        "tables": tables,
        "back_url": here.url("data"),
        "read_url": here.url("circular", key, no),
    }
    return show(request, here, "portal/tables.html", context)


def table(request: HttpRequest, here: Here, key: int, no: int, at: int) -> HttpResponse:
    """One table as a file."""
    held = layout.tables(_edition(here, key, no)[1])
    if at >= len(held):
        raise Http404
    made = held[at][1]
    return _file([[column.label for column in made.columns], *([_text(run) for run in row] for row in made.rows)])


def _edition(here: Here, key: int, no: int) -> tuple[Edition, Document]:
    found = circulars.edition(here.platform.id, key, no)
    if found is None:
        raise Http404
    return found


def _lines(held: Sequence[tuple[Edition, Document]]) -> list[dict[str, Any]]:
    """Each figure of the newest edition with what the editions before it print of the same, newest first."""
    told = [(_period(edition), circulars.totals(document)) for edition, document in held]
    found = []
    for name, (label, _) in [*told[0][1].items()][:_LINES] if told else ():
        points = [(period, one[name][1]) for period, one in told if name in one]
        most = _most([number for _, number in points])
        bars = [
            {"period": period, "text": number.text, "value": str(max(number.value or 0, 0))}
            for period, number in points
        ]
        found.append({"label": label, "most": str(most), "bars": bars})
    return found


def _most(numbers: Sequence[Number]) -> Decimal:
    """How long the longest bar is: a percentage's is the whole."""
    if any(number.percent for number in numbers):
        return Decimal(100)
    return max((Decimal(number.value or 0) for number in numbers), default=Decimal(0)) or Decimal(1)


def _period(edition: Edition) -> str:
    first, last = edition.run.first, edition.run.last
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    return f"{first.year}年{first.month}月{first.day}日至{last.month}月{last.day}日"


def _cells(made: Table) -> dict[str, Any]:
    return {
        "columns": made.columns,
        "rows": [[(_text(run), isinstance(run, Number)) for run in row] for row in made.rows],
        "note": made.note,
        "total": made.total,
    }


def _text(run: Run) -> str:
    return run if isinstance(run, str) else run.text


def _file(lines: Sequence[Sequence[str]]) -> HttpResponse:
    """CSV with the mark by which spreadsheets know Chinese; no cell is a formula."""
    body = "\ufeff".encode() + columns.to_csv([[tame(cell) for cell in line] for line in lines])
    held = {"Content-Disposition": 'attachment; filename="data.csv"'}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=held)
