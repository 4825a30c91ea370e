"""Exports are written beside the web, a batch at a time between the worker's other steps.

The seat is asked for anew at every batch: what it may not see any more isn't written. A worker that goes leaves its
export to the next one, which begins it again.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from huisheng.directory import reads as directory
from huisheng.directory.actions import look
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.listing import cells, files
from huisheng.lifecycle.listing.actions.ask_export import too_many
from huisheng.lifecycle.listing.models import Export
from huisheng.lifecycle.listing.reads import keeps_until, limit
from huisheng.lifecycle.listing.sheet import Sheet, abandon, opened, write
from huisheng.lifecycle.listing.states import OPEN, ExportState
from huisheng.lifecycle.workorder import caller as callers
from huisheng.lifecycle.workorder import lists
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.rulebook import implements

log = logging.getLogger(__name__)

BATCH = 2000
CHECKED = 10_000  # keys that are looked up at once before a file is given out
SUBJECT = "export"
_GONE_QUIET = timedelta(minutes=2)  # no batch takes so long: its worker has gone
_LOST = Refusal("rights", "席位的权限有变动，这份导出不能再取，请重新导出。", "domain#art-51")


def rights(actor: Actor) -> str:
    """What decides what a seat may see, in a word."""
    return f"{actor.role}:{actor.platform}:{actor.unit_path}:{int(actor.confidential)}"


@dataclass
class _Held:
    """The export in hand: its file, and the last order written (None: none yet)."""

    key: int
    sheet: Sheet
    path: Path
    below: int | None = None
    rows: int = 0


class Making:
    """One worker's export. ``step`` does the next batch and says whether there was anything to do."""

    def __init__(self) -> None:
        self._held: _Held | None = None

    def step(self) -> bool:
        """Begin the oldest that waits, or write the next batch of the one in hand."""
        try:
            return self._begin() if self._held is None else self._go_on(self._held)
        except Refusal as refusal:
            self._fail(refusal.sentence)
        except Exception:
            log.exception("export %s", self._held.key if self._held else "")
            self._fail("系统出错，没有生成；请再导出一次，还不行请告诉管理员。")
            raise
        return True

    def _begin(self) -> bool:
        now = clock.now()
        with transaction.atomic():
            stale = Q(state=ExportState.RUNNING, moved_at__lt=now - _GONE_QUIET)
            waiting = Export.objects.filter(Q(state=ExportState.WAITING) | stale, state__in=OPEN).order_by("pk")
            export = waiting.select_for_update(skip_locked=True).first()
            if export is None:
                return False
            files.drop(export.file)  # half written by a worker that has gone
            path = files.fresh(export.pk, export.form)
            export.state, export.moved_at, export.rows, export.file = ExportState.RUNNING, now, 0, path.name
            export.save()
        self._held = _Held(export.pk, opened(export.form, path, cells.HEADS, export.words), path)
        actor = _actor(export)
        most = _most(export, actor)
        total = lists.filtered(actor, export.filters).order_by()[: most + 1].count()
        insist(too_many(total, most))
        Export.objects.filter(pk=export.pk).update(total=total, rights=rights(actor))
        return True

    def _go_on(self, held: _Held) -> bool:
        export = Export.objects.get(pk=held.key)
        if export.state != ExportState.RUNNING:
            self._drop()
            return True
        actor = _actor(export)
        if rights(actor) != export.rights:
            raise _LOST
        orders = lists.batch(actor, export.filters, BATCH, held.below)
        self._write(held, export, actor, orders)
        moved = {"rows": held.rows, "moved_at": clock.now()}
        if len(orders) == BATCH:
            Export.objects.filter(pk=held.key, state=ExportState.RUNNING).update(**moved)
            return True
        held.sheet.close()
        self._finish(held, export, actor)
        return True

    def _write(self, held: _Held, export: Export, actor: Actor, orders: Sequence[WorkOrder]) -> None:
        insist(too_many(held.rows + len(orders), _most(export, actor)))
        bare = callers.may_be_revealed(orders, actor) if export.personal else set()
        if bare:  # first the record, then the words
            streams = [order.stream for order in orders if order.pk in bare]
            why = f"导出（{export.purpose}）"
            look.many(streams, by=actor, purpose=why, fields=("name", "phone", "export"), at=clock.now())
        write(held.sheet, cells.lines(orders, actor, bare))
        files.note(held.path, (order.pk for order in orders))
        held.rows += len(orders)
        held.below = orders[-1].pk if orders else held.below

    def _finish(self, held: _Held, export: Export, actor: Actor) -> None:
        now = clock.now()
        ended = {"state": ExportState.DONE, "ended_at": now, "moved_at": now, "rows": held.rows, "total": held.rows}
        size = files.size(held.path)
        if Export.objects.filter(pk=held.key, state=ExportState.RUNNING).update(**ended, size=size):
            note(export, actor, "生成导出", held.rows, now)
            self._held = None
        else:
            self._drop()

    def _fail(self, sentence: str) -> None:
        held = self._held
        if held is None:
            return
        self._drop()
        failed = {"state": ExportState.FAILED, "note": sentence, "ended_at": clock.now(), "file": ""}
        Export.objects.filter(pk=held.key, state=ExportState.RUNNING).update(**failed)

    def _drop(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            abandon(held.sheet)
            files.drop(held.path.name)


def note(export: Export, actor: Actor, what: str, rows: int, at: datetime) -> None:
    """Into the record of looks: who took what, by which filters, how many orders."""
    said = f"{what}：{export.words[:120]}；{rows:,} 件" + (f"；{export.purpose}" if export.purpose else "")
    look.do(f"{SUBJECT}:{export.pk}", by=actor, purpose=said[:200], fields=("export",), at=at)


@implements("domain#art-51")
def given_out(export: Export, *, by: Actor, at: datetime) -> Path:
    """The file, for its own seat, once it is noted that it leaves the house.

    Refusal where there is none, and where the seat may see less than it could: the file is then deleted.
    """
    if export.state != ExportState.DONE or not files.at(export.file).exists():
        raise Refusal("not_found", "文件还没有生成，或已到期删除，请重新导出。")
    if rights(by) != export.rights or not _still_seen(export, by):
        _delete(export)
        raise _LOST
    note(export, by, "下载导出", export.rows, at)
    return files.at(export.file)


def _still_seen(export: Export, actor: Actor) -> bool:
    """Whether every order in the file is one that the seat may see now."""
    for keys in files.noted(export.file, CHECKED):
        # one array, not ten thousand values: those take longer to write down than to look up
        named = RawSQL("SELECT unnest(%s::bigint[])", (keys,))  # noqa: S611  our own text, the keys are bound
        if visible(actor).filter(pk__in=named).order_by().count() != len(keys):
            return False
    return True


@implements("domain#art-51", "pipl-2021#art-4")
def clean() -> bool:
    """Delete the files whose time is over; whether there was one."""
    now, found = clock.now(), False
    over = Export.objects.filter(state__in=(ExportState.DONE, ExportState.CANCELLED)).exclude(file="")
    for export in over.select_related("seat__unit"):
        actor = directory.system_actor(export.seat.unit.platform_id)
        until = keeps_until(export, actor) if actor is not None else None
        if export.state == ExportState.CANCELLED or until is None or until <= now:
            _delete(export)
            found = True
    return found


def _delete(export: Export) -> None:
    files.drop(export.file)
    Export.objects.filter(pk=export.pk).update(file="")
    Export.objects.filter(pk=export.pk, state=ExportState.DONE).update(state=ExportState.GONE)


def _most(export: Export, actor: Actor) -> int:
    return limit("personal_rows" if export.personal else "rows", actor, export.asked_at)


def _actor(export: Export) -> Actor:
    """The seat that asked, as it is now."""
    actor = directory.actor_for_seat(export.seat.code)
    if actor is None:
        raise Refusal("no_seat", "席位已停用，没有生成。")
    return actor
