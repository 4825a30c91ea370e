"""Imports from XLSX: a template, an upload, a look at every line, and only then 确认导入: all or nothing."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.desks.admin import forms, taxonomy
from huisheng.desks.fields import Field, Option
from huisheng.directory import sheets
from huisheng.directory.actions import import_sheet
from huisheng.directory.actor import Actor
from huisheng.directory.duties import Duty, may
from huisheng.directory.entries import SEAT_COLUMNS, UNIT_COLUMNS
from huisheng.directory.settled import Upload
from huisheng.kernel import clock, workbook
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.lines import Column, Line, State
from huisheng.kernel.matching import matched
from huisheng.taxonomy import catalogue, editing
from huisheng.taxonomy.actions import import_lines
from huisheng.taxonomy.entries import CATEGORY_COLUMNS, DUTY_COLUMNS

# what -> its name, its columns, the tab it belongs to
SHEETS: dict[str, tuple[str, tuple[Column, ...], str]] = {
    "units": ("单位", UNIT_COLUMNS, "admin_units"),
    "seats": ("席位", SEAT_COLUMNS, "admin_seats"),
    "categories": ("分类", CATEGORY_COLUMNS, "admin_categories"),
    "duties": ("派单目录", DUTY_COLUMNS, "admin_duties"),
}
_SHOWN = 300  # lines of a look: those that are wrong first, then what changes; the rest is counted
_BACK = {name: tab for name, (_, _, tab) in SHEETS.items()}


def _sheet(what: str) -> tuple[str, tuple[Column, ...], str]:
    if what not in SHEETS:
        raise Http404
    return SHEETS[what]


@require_safe
def template(request: HttpRequest, actor: Actor, what: str) -> HttpResponse:
    """The template to fill in."""
    insist(may(actor, Duty.DIRECTORY))
    title, columns, _ = _sheet(what)
    notes = ("已有的代码：修改；新的代码：新增；表里没有的不动。空着的格子不改原来的值。", "停用请在页面上办理。")
    data = workbook.template(title, columns, notes=notes)
    answer = HttpResponse(data, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    answer["Content-Disposition"] = f'attachment; filename="huisheng-{what}.xlsx"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, actor: Actor, what: str) -> HttpResponse:
    """Where a sheet is sent; then it is looked at on a page of its own."""
    insist(may(actor, Duty.DIRECTORY))
    _sheet(what)
    into = request.POST.get("into", request.GET.get("into", ""))[:50]
    if request.method != "POST":
        return _upload(request, actor, what, into)
    made: list[int] = []

    def do() -> str:
        _may_go_into(actor, what, into)
        sheet = workbook.read(_data(request))
        name = getattr(request.FILES.get("file"), "name", "") or ""
        made.append(sheets.keep(sheet, what=what, into=into, name=name, by=actor, at=clock.now()))
        return f"已读到{len(sheet.rows)}行，还没有导入；请看过再确认。"

    return forms.sent(
        request, do, lambda: reverse("desks:admin_sheet", args=made),
        lambda refusal: _upload(request, actor, what, into, refusal),
    )  # fmt: skip


def _data(request: HttpRequest) -> bytes:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Refusal("missing", "请选择要导入的.xlsx文件。", field="file")
    if (file.size or 0) > workbook.BYTES:
        raise Refusal("too_big", "文件超过10兆，请分成几个文件导入。", field="file")
    return bytes(file.read())


def _may_go_into(actor: Actor, what: str, into: str) -> None:
    if what == "categories":
        row = catalogue.version_row(into)
        if row is None:
            raise Refusal("no_version", "请先到“分类”照搬一份新版，再从那一版的页面导入。")
        insist(editing.can(row, taxonomy.editor(actor), clock.now()))


def _upload(request: HttpRequest, actor: Actor, what: str, into: str, refusal: Refusal | None = None) -> HttpResponse:
    title, columns, tab = _sheet(what)
    context = {
        "title": f"导入{title}",
        "what": what,
        "into": into,
        "columns": columns,
        "error": refusal.sentence if refusal else "",
        "back_url": reverse(f"desks:{tab}"),
        "template_url": reverse("desks:admin_template", args=[what]),
    }
    return forms.page(request, actor, "admin/import.html", context, tab=tab, status=422 if refusal else 200)


@require_safe
def sheet(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """The look at a sheet."""
    return _look(request, actor, sheets.upload(key, by=actor))


def _lines(row: Upload, actor: Actor) -> list[Line]:
    if row.what in ("units", "seats"):
        return import_sheet.look(row, by=actor, at=clock.now())
    cells = sheets.lines(row, SHEETS[row.what][1])
    if row.what == "categories":
        return import_lines.look_categories(cells, row.into)
    return import_lines.look_duties(cells, taxonomy.terms(actor), by=taxonomy.editor(actor), at=clock.now())


def _look(request: HttpRequest, actor: Actor, row: Upload, refusal: Refusal | None = None) -> HttpResponse:
    title, columns, tab = _sheet(row.what)
    lines, lost = [], None
    try:
        lines = _lines(row, actor)
    except Refusal as unread:
        if unread.code != "no_column":
            raise
        lost = unread
    only = request.GET.get("only", "")
    counts = {state: sum(line.state is state for line in lines) for state in State}
    wanted = [line for line in lines if not only or line.state.value == only]
    order = {State.WRONG: 0, State.CHANGED: 1, State.NEW: 1, State.SAME: 2}
    wanted.sort(key=lambda line: (order[line.state], line.no))
    context = {
        "title": f"导入{title}：{row.name}",
        "key": row.pk,
        "done": row.done_at is not None,
        "notes": row.notes,
        "counts": [(state.value, state.label, count) for state, count in counts.items()],
        "wrong": counts[State.WRONG],
        "mistakes": sum(len(line.mistakes) for line in lines),
        "work": counts[State.NEW] + counts[State.CHANGED],
        "total": len(lines),
        "only": only,
        "lines": [_shown(line) for line in wanted[:_SHOWN]],
        "left": max(len(wanted) - _SHOWN, 0),
        "seen": sheets.fingerprint(lines),
        "lost": lost.sentence if lost else "",
        "columns": _columns(row, columns),
        "error": refusal.sentence if refusal else "",
        "again_url": f"{reverse('desks:admin_import', args=[row.what])}?{urlencode({'into': row.into})}",
        "back_url": reverse(f"desks:{tab}"),
    }
    return forms.page(request, actor, "admin/preview.html", context, tab=tab, status=422 if refusal else 200)


def _shown(line: Line) -> dict[str, Any]:
    return {
        "no": line.no,
        "key": line.key,
        "name": line.name,
        "state": line.state.value,
        "word": line.state.label,
        "mistakes": line.mistakes,
        "details": [
            f"{words}：{before}→{after}" if before else f"{words}：{after or '（空）'}"
            for words, (before, after) in line.details.items()
        ],
    }


def _columns(row: Upload, columns: Sequence[Column]) -> list[Field]:
    places = matched(row.headings, columns, sheets.headings_said(row))
    options = [Option("", "（表里没有）"), *(Option(one, one) for one in row.headings if one)]
    return [
        Field(
            f"column-{column.name}", column.label, "select",
            row.headings[places[column.name]] if column.name in places else "", options=options,
        )
        for column in columns
    ]  # fmt: skip


@require_POST
def act(request: HttpRequest, actor: Actor, key: int, deed: str) -> HttpResponse:
    """确认导入, or say which column is which."""
    row = sheets.upload(key, by=actor)
    _, columns, tab = _sheet(row.what)
    if deed not in ("confirm", "columns"):
        raise Http404

    def do() -> str:
        if deed == "columns":
            said = {column.name: request.POST.get(f"column-{column.name}", "")[:200] for column in columns}
            sheets.say_headings(row, said)
            return "列的对应已记住，下次同样的表头不用再选。"
        count = _store(row, request.POST.get("seen", ""), actor)
        return f"已导入：{count}行有变化。" if count else "表里的和系统里的一样，没有要导入的。"

    then = reverse("desks:admin_sheet", args=[key]) if deed == "columns" else reverse(f"desks:{tab}")
    return forms.sent(request, do, lambda: then, lambda refusal: _look(request, actor, row, refusal))


def _store(row: Upload, seen: str, actor: Actor) -> int:
    at = clock.now()
    if row.what in ("units", "seats"):
        return import_sheet.do(row.pk, seen=seen, by=actor, at=at)
    by, agreed = taxonomy.editor(actor), partial(sheets.agreed, seen=seen)
    cells, why = sheets.lines(row, SHEETS[row.what][1]), f"导入：{row.name}"[:200]
    if row.what == "categories":
        count = import_lines.do_categories(cells, row.into, agreed=agreed, by=by, at=at, reason=why)
    else:
        count = import_lines.do_duties(cells, taxonomy.terms(actor), agreed=agreed, by=by, at=at, reason=why)
    sheets.done(row, at)
    return count
