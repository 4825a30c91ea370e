"""Exports: asked for, watched while they are written, cancelled, taken."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huisheng.desks import frame
from huisheng.desks.lists import filters
from huisheng.desks.words import moment
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.listing import files, making, reads
from huisheng.lifecycle.listing.actions import ask_export, cancel_export
from huisheng.lifecycle.listing.models import Export
from huisheng.lifecycle.listing.states import OPEN, ExportState, Form
from huisheng.lifecycle.workorder import lists

_TYPES = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
}
_MEGA = 1024 * 1024


def exports(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The seat's exports; POST asks for one more of the list that the address names."""
    if request.method != "POST":
        return _page(request, actor)
    held = filters.given(request.GET)
    try:
        ask_export.do(
            by=actor,
            at=clock.now(),
            filters={name: held[name] for name in lists.KEPT},
            form=request.POST.get("form", ""),
            personal=request.POST.get("personal", ""),
            purpose=request.POST.get("purpose", ""),
        )
    except Refusal as refusal:
        if refusal.code == "not_yours":
            raise
        return _page(request, actor, error=refusal.sentence)
    messages.success(request, "已开始导出，生成好以后在这里下载。")
    return redirect("desks:exports")


@require_safe
def export(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """One export as it stands: what the page asks for again and again while it is written."""
    return render(request, "lists/_making.html", {"one": _shown(reads.export(actor, key), actor)})


@require_POST
def cancel(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """No longer wanted."""
    try:
        cancel_export.do(key, by=actor, at=clock.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        messages.warning(request, refusal.sentence)
    return redirect("desks:exports")


@require_POST
def file(request: HttpRequest, actor: Actor, key: int) -> HttpResponseBase:
    """The file. Noted, so by POST: a GET changes nothing."""
    found, at = reads.export(actor, key), clock.now()
    try:
        path = making.given_out(found, by=actor, at=at)
        answer = StreamingHttpResponse(files.content(path), content_type=_TYPES[Form(found.form)])
    except Refusal as refusal:
        return _page(request, actor, error=refusal.sentence, status=403 if refusal.code == "rights" else 404)
    name = f"工单导出-{clock.local(found.asked_at):%Y%m%d-%H%M}.{found.form}"
    answer["Content-Length"] = str(files.size(path))
    answer["Content-Disposition"] = f"attachment; filename=\"export.{found.form}\"; filename*=UTF-8''{quote(name)}"
    return answer


def _page(request: HttpRequest, actor: Actor, *, error: str = "", status: int = 0) -> HttpResponse:
    held = [_shown(one, actor) for one in reads.exports(actor)]
    context = {"exports": held, "error": error, "orders_url": reverse("desks:orders")}
    return frame.page(request, actor, "lists/exports.html", context, status=status or (422 if error else 200))


def _shown(one: Export, actor: Actor) -> dict[str, Any]:
    state = ExportState(one.state)
    until = reads.keeps_until(one, actor)
    return {
        "key": one.pk,
        "words": one.words,
        "form": Form(one.form).label,
        "purpose": f"含姓名电话，{one.purpose}" if one.personal else "姓名电话已遮盖",
        "asked": moment(one.asked_at),
        "state": state.value,
        "state_word": state.label,
        "open": state in OPEN,
        "done": one.rows,
        "total": one.total,
        "rows": f"{one.rows:,}",
        "total_words": f" / {one.total:,}" if one.total else "",
        "size": _size(one.size),
        "until": _until(until),
        "note": one.note,
        "url": reverse("desks:export", args=[one.pk]),
        "cancel_url": reverse("desks:export_cancel", args=[one.pk]),
        "file_url": reverse("desks:export_file", args=[one.pk]) if state is ExportState.DONE else "",
    }


def _until(until: datetime | None) -> str:
    return f"{moment(until, year=False)} 删除" if until is not None else ""


def _size(size: int) -> str:
    return f"{max(size // 1024, 1):,} KB" if size < _MEGA else f"{size // _MEGA:,} MB"
