"""Put a duty (设派单目录): from a day on matters of a category in a region are a unit's. What held before ends then."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal
from huisheng.kernel.lines import Cells, State
from huisheng.taxonomy import atlas
from huisheng.taxonomy.actions import note_change
from huisheng.taxonomy.changes import Done, Editor, Matter
from huisheng.taxonomy.coverage import Term
from huisheng.taxonomy.entries import DUTY_COLUMNS, DutyStep, Ground, duties
from huisheng.taxonomy.models import CategoryVersion, DutyRule, Region


def ground(by: Editor, units: Mapping[str, Term], at: datetime) -> Ground:
    """What lines are held against. ``units``: those in the editor's reach, by code."""
    versions = [row for row in CategoryVersion.objects.all() if atlas.covers(row.scope, by.scope)]
    return Ground(
        versions=versions,
        trees=atlas.atlas().trees,
        regions=frozenset(Region.objects.filter(platform=by.platform).values_list("code", flat=True)),
        units=units,
        rules=list(DutyRule.objects.filter(platform=by.platform)),
        today=clock.local_day(at),
    )


def do(given: Mapping[str, str], *, units: Mapping[str, Term], by: Editor, at: datetime, reason: object = "") -> None:
    """One line. ``given``: cells by the names of ``DUTY_COLUMNS``. Refusals stand beside their field."""
    cells = Cells(given, DUTY_COLUMNS)
    with transaction.atomic():
        steps = duties([cells], ground(by, units, at))
        cells.insist()
        if steps[0].line.state is State.SAME:
            raise Refusal("nothing", "目录里已经是这样，没有要改的。", field="unit")
        store(steps, by=by, at=at, reason=reason)
    atlas.forget()


def store(steps: Sequence[DutyStep], *, by: Editor, at: datetime, reason: object) -> None:
    """Store what lines came to, the earlier first."""
    for step in sorted(steps, key=lambda one: one.begins):
        if step.line.state is State.SAME or step.version is None:
            continue
        entry = step.entry
        row = step.row or DutyRule(
            platform=by.platform, version=step.version, category=entry.category, region=entry.region,
            valid_from=step.begins,
        )  # fmt: skip
        row.unit_code, row.co_unit_codes = entry.unit, list(entry.co_units)
        row.clause, row.note, row.valid_to = entry.clause, entry.note, entry.valid_to
        _give_way(row)
        row.save()
        done = Done.CHANGED if step.row is not None else Done.OPENED
        note_change.do(
            Matter.DUTY, done, by=by, key=step.line.key, name=step.line.name, at=at, details=step.line.details,
            reason=reason,
        )  # fmt: skip


def end(key: int, *, ends: date | None, by: Editor, at: datetime, reason: object) -> None:
    """A line no longer holds from a day on; one that hasn't begun by then never does."""
    why = text.take(reason, label="理由", field="reason", limit=200, lines=False)
    if ends is None or ends < clock.local_day(at):
        raise Refusal("past", "停用日期不能早于今天，请改正。", field="ends")
    with transaction.atomic():
        row = DutyRule.objects.select_for_update().filter(pk=key, platform=by.platform).first()
        if row is None or (row.valid_to is not None and row.valid_to <= ends):
            raise Refusal("not_found", "没有这一条目录，或它到那天已经停用，请刷新后再看。")
        if row.valid_from >= ends:
            row.delete()
        else:
            row.valid_to = ends
            row.save(update_fields=["valid_to"])
        note_change.do(
            Matter.DUTY, Done.ENDED, by=by, key=f"{row.category} {row.region}".strip(), name=row.unit_code, at=at,
            details={"停用日期": ["", ends.isoformat()]}, reason=why,
        )  # fmt: skip
    atlas.forget()


def _give_way(row: DutyRule) -> None:
    """The line that held before ends where this one begins; this one ends where a later one begins."""
    same = DutyRule.objects.filter(
        platform=row.platform, version=row.version, category=row.category, region=row.region
    ).exclude(pk=row.pk)
    before = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=row.valid_from), valid_from__lt=row.valid_from)
    before.update(valid_to=row.valid_from)
    later = same.filter(valid_from__gt=row.valid_from).order_by("valid_from").first()
    if later is not None and (row.valid_to is None or row.valid_to > later.valid_from):
        row.valid_to = later.valid_from
