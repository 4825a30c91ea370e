"""Other platforms' lists: brought, looked at row by row, confirmed, followed until all of it is in."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huisheng.channels.inbox.contract import Outcome
from huisheng.channels.letters import reads
from huisheng.channels.letters.actions import (
    begin_register,
    bring,
    bring_in,
    confirm,
    end_register,
    look_through,
    say_columns,
)
from huisheng.channels.letters.columns import COLUMNS
from huisheng.channels.letters.models import Batch
from huisheng.desks import frame, swap, words
from huisheng.desks.addresses import reverse
from huisheng.desks.fields import Field, Option
from huisheng.directory.actor import Actor
from huisheng.kernel import clock, workbook
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal, insist
from huisheng.taxonomy.channels import Channel

_AT_ONCE = 60  # so few rows are brought in while the page waits
_STATES = (("wrong", "有错"), ("new", "新来件"), ("known", "已导入过"))
_ENDS = {**{one.value: one.label for one in Outcome}, "known": "已导入过", "wrong": "没有导入"}
_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Where a list is sent, and what was brought in lately."""
    insist(reads.may(actor))
    if request.method != "POST":
        return _index(request, actor)
    at = clock.now()
    try:
        file = _file(request)
        register = request.POST.get("register", "")
        if register == "new":
            given = {name: request.POST.get(name, "") for name in ("label", "channel")}
            key = begin_register.do(by=actor, at=at, **given).pk
        else:
            key = int(register) if register.isascii() and register.isdigit() and len(register) < 18 else 0
        batch = bring.do(key, file, by=actor, at=at)
    except Refusal as refusal:
        return _index(request, actor, refusal)
    messages.info(request, f"已读到{batch.rows}行，还没有导入；请看过再确认。")
    return swap.see(reverse("desks:letters_batch", args=[batch.pk]))


def _file(request: HttpRequest) -> Upload:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Refusal("missing", "请选择要导入的表格。", field="file")
    if (file.size or 0) > workbook.BYTES:
        raise Refusal("too_big", "文件超过10兆，请分成几个文件导入。", field="file")
    data = file.read()
    return Upload(file.name or "", data, file.size or len(data))


def _index(request: HttpRequest, actor: Actor, refusal: Refusal | None = None) -> HttpResponse:
    there = reads.registers(actor)
    chosen = request.POST.get("register", str(there[0].pk) if there else "new")
    options = [Option(str(one.pk), one.label) for one in there] + [Option("new", "新的列表（在下面写名称和渠道）")]
    channels = [Option("", "请选择"), *(Option(value, label) for value, label in Channel.labels().items())]
    label, channel = (request.POST.get(name, "")[:200] for name in ("label", "channel"))
    fields = [
        Field("register", "哪个列表", "select", chosen, True, options=options),
        Field(
            "label", "新列表的名称", value=label, placeholder="如：省级平台转办、市长信箱", hint="选了已有的列表就不填"
        ),
        Field("channel", "它的来件渠道", "select", channel, options=channels, hint="选了已有的列表就不填"),
    ]
    context = {
        "tab": "lists",
        "fields": [_told(field, refusal) for field in fields],
        "error": refusal.sentence if refusal else "",
        "columns": COLUMNS,
        "registers": [
            {
                "label": one.label,
                "channel": Channel(one.channel).label,
                "end_url": reverse("desks:letters_end", args=[one.pk]),
            }
            for one in there
        ],
        "batches": [_line(one) for one in reads.batches(actor)],
    }
    return frame.page(request, actor, "letters/index.html", context, status=422 if refusal else 200)


def _told(field: Field, refusal: Refusal | None) -> Field:
    mine = refusal is not None and refusal.field == field.name
    return replace(field, error=refusal.sentence) if refusal is not None and mine else field


def _line(batch: Batch) -> dict[str, Any]:
    state = "已导入" if batch.done_at else "正在导入" if batch.confirmed_at else "待确认"
    return {
        "label": batch.register.label,
        "name": reads.name(batch),
        "rows": batch.rows,
        "state": state,
        "seat": batch.seat.label,
        "at": words.moment(batch.confirmed_at or batch.created_at),
        "url": reverse("desks:letters_batch", args=[batch.pk]),
    }


@require_POST
def end(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """A list is used no more."""
    try:
        end_register.do(key, by=actor, at=clock.now())
    except Refusal as refusal:
        if refusal.code != "not_found":
            raise
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, "列表已停用，导入过的来件不受影响。")
    return swap.see(reverse("desks:letters"))


@require_safe
def batch(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """A batch: its look before it is confirmed, then what became of its rows."""
    return _batch(request, actor, reads.batch(key, actor))


def _batch(request: HttpRequest, actor: Actor, found: Batch, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "tab": "lists",
        "label": found.register.label,
        "channel": Channel(found.register.channel).label,
        "name": reads.name(found),
        "key": found.pk,
        "rows": found.rows,
        "notes": found.notes,
        "error": refusal.sentence if refusal else "",
        "only": request.GET.get("only", "")[:20],
        **(_brought(found) if found.confirmed_at else _look(found, actor, request.GET.get("only", ""))),
    }
    template = "letters/brought.html" if found.confirmed_at else "letters/look.html"
    return frame.page(request, actor, template, context, status=422 if refusal else 200)


def _look(found: Batch, actor: Actor, only: str) -> dict[str, Any]:
    shown, left = reads.looked(found, only)
    blocked = confirm.can(found, actor)
    many = {"wrong": found.wrong, "new": found.new, "known": found.known}
    return {
        "lines": shown,
        "left": left,
        "counts": [(state, label, many[state]) for state, label in _STATES],
        "missing": look_through.missing(found),
        "blocked": blocked.sentence if blocked else "",
        "new": found.new,
        "wrong": found.wrong,
        "columns": _columns(found),
        "unused": [one for one in found.headings if one and one not in found.columns.values()],
        "words_of": dict(_STATES),
    }


def _columns(found: Batch) -> list[Field]:
    options = [Option("", "（表里没有）"), *(Option(one, one) for one in found.headings if one)]
    return [
        Field(
            f"column-{column.name}", column.label + ("（必填）" if column.required else ""), "select",
            found.columns.get(column.name, ""), options=options,
        )
        for column in COLUMNS
    ]  # fmt: skip


def _brought(found: Batch) -> dict[str, Any]:
    results = reads.results(found)
    counts = reads.counts(results)
    notable = [one for one in results if one.outcome not in ("new", "known")]
    rest = [one for one in results if one.outcome in ("new", "known")]
    shown = (notable + rest)[:_SHOWN]
    return {
        "done": found.done_at is not None,
        "brought": len(results),
        "ends": [(_ENDS[outcome], count) for outcome, count in counts.items()],
        "lines": [
            {
                "no": one.no,
                "word": _ENDS[one.outcome],
                "outcome": one.outcome,
                "number": one.number,
                "url": reverse("desks:order", args=[one.number]) if one.number else "",
                "sentence": one.sentence,
            }
            for one in shown
        ],
        "left": len(results) - len(shown),
        "progress_url": reverse("desks:letters_progress", args=[found.pk]),
    }


@require_safe
def progress(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """How far a batch is; once it is done the whole page is asked for again."""
    found = reads.batch(key, actor)
    if found.done_at is not None:
        return swap.go(request, reverse("desks:letters_batch", args=[key]))
    return render(request, "letters/_progress.html", {"key": key, "rows": found.rows, **_brought(found)})


@require_POST
def act(request: HttpRequest, actor: Actor, key: int, deed: str) -> HttpResponse:
    """确认导入, or say which column is which."""
    found, at = reads.batch(key, actor, own=True), clock.now()
    try:
        if deed == "columns":
            said = {column.name: request.POST.get(f"column-{column.name}", "")[:500] for column in COLUMNS}
            say_columns.do(key, said, by=actor, at=at)
            messages.success(request, "列的对应已记住，这个列表下次不用再选。")
        elif deed == "confirm":
            confirm.do(key, by=actor, at=at)
            if found.rows <= _AT_ONCE:
                while bring_in.do(key, at=at):
                    pass
        else:
            raise Http404
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _batch(request, actor, found, refusal)
    return swap.see(reverse("desks:letters_batch", args=[key]))
