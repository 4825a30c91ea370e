"""上传列表: a sheet is read and kept, sealed, to be looked at. Nothing goes to the inbox before it is confirmed."""

import json
from datetime import datetime

from django.db import transaction

from huisheng.channels.letters import reads, tables
from huisheng.channels.letters.actions import look_through
from huisheng.channels.letters.columns import guessed
from huisheng.channels.letters.models import Batch, Piece, Register
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets, text
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.workbook import Sheet

PIECE = 200  # rows
_WAITING = 5  # batches of a seat that wait for it; older ones are forgotten


def can(by: Actor) -> Refusal | None:
    """Who may bring one."""
    return reads.may(by)


def do(register: int, file: Upload, *, by: Actor, at: datetime) -> Batch:
    """The batch, looked through. Refusals about ``file`` say what is wrong with it."""
    insist(can(by))
    found = Register.objects.filter(pk=register, platform_id=by.platform, ended_at__isnull=True).first()
    if found is None:
        raise Refusal("no_register", "请选择这张表是哪个列表的。", field="register")
    if file.size > len(file.data):
        raise Refusal("too_big", "文件过大，没有传完；请分成几个文件导入。", field="file")
    sheet = tables.read(file.data, file.name)
    with transaction.atomic():
        batch = _kept(found, sheet, file.name, by, at)
        look_through.do(batch, by=by, at=at)
    stale = Batch.objects.filter(seat_id=by.seat, confirmed_at__isnull=True).order_by("-pk")
    Batch.objects.filter(pk__in=list(stale.values_list("pk", flat=True)[_WAITING:])).delete()
    return batch


def _kept(register: Register, sheet: Sheet, name: str, by: Actor, at: datetime) -> Batch:
    shown = " ".join(text.clean(name).split())[-100:] or "表格"
    batch = Batch.objects.create(
        register=register,
        seat_id=by.seat,
        name_sealed=secrets.seal(shown, f"letters_batch:{register.pk}"),
        headings=sheet.headings,
        columns=guessed([heading for heading in sheet.headings if heading], register.headings),
        notes=sheet.notes,
        rows=len(sheet.rows),
        created_at=at,
    )
    wrong: dict[int, list[tuple[int, str, str]]] = {}
    for mistake in sheet.mistakes:
        wrong.setdefault(mistake[0], []).append(mistake)
    for no, first in enumerate(range(0, len(sheet.rows), PIECE)):
        part = sheet.rows[first : first + PIECE]
        said = {"rows": part, "mistakes": [one for row, _ in part for one in wrong.get(row, ())]}
        piece = Piece(batch=batch, no=no)
        piece.rows_sealed = secrets.seal(json.dumps(said, ensure_ascii=False), reads.context(piece, "rows"))
        piece.save()
    return batch
