"""Sheets on their way in: kept between the look and the confirmation, for the seat that brought them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from huisheng.directory.actor import Actor
from huisheng.directory.duties import Duty, may
from huisheng.directory.settled import Headings, Upload
from huisheng.kernel import text
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.lines import Cells, Column, Line, Mistake
from huisheng.kernel.matching import matched, missing
from huisheng.kernel.workbook import Sheet

KEPT = 5  # sheets of a seat that wait; older ones are forgotten


def upload(key: int, *, by: Actor, lock: bool = False) -> Upload:
    """The sheet of that key, if this seat brought it. Refusal ``not_found`` otherwise."""
    insist(may(by, Duty.DIRECTORY))
    rows = Upload.objects.filter(pk=key, seat_id=by.seat)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None:
        raise Refusal("not_found", "没有这张上传的表，或它已经过期，请重新上传。")
    return row


def lines(row: Upload, columns: Sequence[Column]) -> list[Cells]:
    """The sheet's lines, ready to be read field by field. Refusal where a required column isn't there."""
    places = matched(row.headings, columns, headings_said(row))
    lost = missing(places, columns)
    if lost:
        named = "、".join(column.label for column in lost)
        raise Refusal("no_column", f"表里没有这几列：{named}。请在下面指明它们对应哪一列，或改好表头再传。")
    names = {row.headings[place]: name for name, place in places.items()}
    wrong: dict[int, list[Mistake]] = {}
    for no, heading, sentence in row.mistakes:
        if heading in names:
            wrong.setdefault(no, []).append(Mistake(heading, sentence, names[heading]))
    return [
        Cells({name: words[place] for name, place in places.items()}, columns, no, wrong.get(no, ()))
        for no, words in row.rows
    ]


def headings_said(row: Upload) -> dict[str, str]:
    """What this platform said of its columns before; those whose heading this sheet hasn't are left out."""
    kept = Headings.objects.filter(platform_id=row.platform_id, what=row.what).first()
    if kept is None:
        return {}
    return {
        name: heading for name, heading in zip(kept.fields, kept.headings, strict=True)
        if not heading or heading in row.headings
    }  # fmt: skip


def keep(sheet: Sheet, *, what: str, into: str, name: str, by: Actor, at: datetime) -> int:
    """Keep a sheet until it is confirmed or forgotten; its key."""
    insist(may(by, Duty.DIRECTORY))
    shown = text.take(name or "表格", label="文件名", field="file", limit=1000, lines=False)[-200:]
    row = Upload.objects.create(
        seat_id=by.seat, platform_id=by.platform, what=what, into=into, name=shown,
        digest=sha256(repr((sheet.headings, sheet.rows)).encode("utf-8", "surrogatepass")).hexdigest(),
        headings=sheet.headings, rows=sheet.rows, mistakes=sheet.mistakes, notes=sheet.notes, created_at=at,
    )  # fmt: skip
    stale = Upload.objects.filter(seat_id=by.seat).order_by("-pk").values_list("pk", flat=True)[KEPT:]
    Upload.objects.filter(pk__in=list(stale)).delete()
    return row.pk


def say_headings(row: Upload, said: Mapping[str, str]) -> None:
    """Keep which column is which field, for this sheet and the platform's next ones."""
    for heading in said.values():
        if heading and heading not in row.headings:
            raise Refusal("no_column", f"表里没有“{heading[:40]}”这一列，请重新选择。")
    chosen = [heading for heading in said.values() if heading]
    if len(set(chosen)) < len(chosen):
        raise Refusal("twice", "同一列选给了两个项目，请改正。")
    fields, headings = list(said), list(said.values())
    Headings.objects.update_or_create(
        platform_id=row.platform_id, what=row.what, defaults={"fields": fields, "headings": headings}
    )


def fingerprint(found: Sequence[Line]) -> str:
    """What a preview showed: if it is another when it is confirmed, somebody changed something in between."""
    said = repr([(line.no, line.state.value, line.key, sorted(line.details.items())) for line in found])
    return sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def agreed(found: Sequence[Line], seen: str) -> None:
    """Refusal unless no line is wrong, and all are as the preview showed them."""
    wrong = sum(bool(line.mistakes) for line in found)
    if wrong:
        raise Refusal("wrong_lines", f"还有{wrong}行有错，一行都没有导入；请在表里改好，重新上传。")
    if fingerprint(found) != seen:
        raise Refusal("stale", "预览之后，系统里的数据变了，还没有导入；请看过新的预览再确认。")


def done(row: Upload, at: datetime) -> None:
    """It was confirmed."""
    Upload.objects.filter(pk=row.pk).update(done_at=at)
