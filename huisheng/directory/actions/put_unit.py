"""Put a unit (设单位、改单位): a new unit below one that stands, or another name, place or order for one that does."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from huisheng.directory import book, plans, reach, tree
from huisheng.directory.actions import note_change
from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.entries import UNIT_COLUMNS, UnitEntry
from huisheng.directory.models import Unit
from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal, insist
from huisheng.kernel.lines import Cells, Line, State
from huisheng.rulebook.values import well_formed

_PREFIX = re.compile(r"[A-Z0-9]{1,10}")


def can(by: Actor) -> Refusal | None:
    """An administrator."""
    return may(by, Duty.DIRECTORY)


def do(
    given: Mapping[str, str], *, new: bool, by: Actor, at: datetime, reason: object = "", prefix: str = "",
    scope: str = "",
) -> str:  # fmt: skip
    """The code of the unit. ``given``: cells by the names of ``UNIT_COLUMNS``; ``prefix`` and ``scope``: a platform's.

    Refusals stand beside their field; a change of nothing is one too.
    """
    insist(can(by))
    cells, today = Cells(given, UNIT_COLUMNS), clock.local_day(at)
    with transaction.atomic():
        plan = plans.units([cells], by=by, today=today)
        entry, row, line = plan.rows[0]
        if new and row is not None:
            raise Refusal("twice", f"单位代码{entry.code}已经有了（{row.name}），请换一个代码。", field="code")
        cells.insist()
        if not new and row is None:
            raise Refusal("not_found", "没有这个单位，或它不属于本平台，请核对单位代码。")
        if line.state is State.SAME:
            raise Refusal("nothing", "没有要改的：填的和原来一样。", field="name")
        own = _platform(entry, by, prefix, scope) if new and (prefix or scope) else ("", "")
        store(plan.rows, by=by, at=at, reason=reason, platform=own)
    book.forget()
    return entry.code


def store(
    rows: Sequence[tuple[UnitEntry, Unit | None, Line]], *, by: Actor, at: datetime, reason: object,
    platform: tuple[str, str] = ("", ""),
) -> None:  # fmt: skip
    """Store what a plan came to, every parent before its children, and note each change."""
    begins = clock.local_day(at) + timedelta(days=1)
    units = {unit.code: unit for unit in reach.units(by).select_related("parent")}
    root = next(unit for unit in units.values() if unit.id == by.platform)
    for entry, _, line in rows:
        if line.state is State.SAME:
            continue
        row, above = units.get(entry.code), units[entry.parent] if entry.parent else root
        done = Done.OPENED if row is None else Done.MOVED if "上级代码" in line.details else Done.CHANGED
        if row is None:
            units[entry.code] = tree.add_unit(entry, above, begins, prefix=platform[0], scope=platform[1])
        else:
            row.refresh_from_db()  # a unit above it may have moved in this very sheet
            above.refresh_from_db()
            tree.change_unit(row, entry, above if entry.parent and row.id != by.platform else None)
        note_change.do(
            Subject.UNIT, done, by=by, key=entry.code, name=entry.name, at=at, details=line.details, reason=reason
        )


def _platform(entry: UnitEntry, by: Actor, prefix: str, scope: str) -> tuple[str, str]:
    """Prefix of its numbers, and its place in the rulebook: below the administrator's own."""
    head = text.clean(prefix).upper()
    if not _PREFIX.fullmatch(head):
        raise Refusal("bad_prefix", "工单编号前缀应为1到10个大写字母或数字，请改正。", field="prefix")
    if Unit.objects.filter(prefix=head, is_platform=True).exists():
        raise Refusal("prefix_taken", f"工单编号前缀{head}已被别的平台使用，请换一个。", field="prefix")
    place = text.clean(scope)
    if not well_formed(place) or not place.startswith(f"{by.scope}/") or len(place) > 100:
        raise Refusal("bad_scope", f"平台路径应在“{by.scope}/”之下，如“{by.scope}/某区”，请改正。", field="scope")
    return head, place
