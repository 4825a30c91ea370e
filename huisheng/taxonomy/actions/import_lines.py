"""Import categories or duties (确认导入) from lines that were read and looked at: all or nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from huisheng.kernel.lines import Cells, Line, State
from huisheng.taxonomy import atlas, editing
from huisheng.taxonomy.actions import note_change, put_duty
from huisheng.taxonomy.changes import Done, Editor, Matter
from huisheng.taxonomy.coverage import Term
from huisheng.taxonomy.entries import categories, duties

Agreed = Callable[[Sequence[Line]], None]  # refuses where a line is wrong, or isn't as it was seen


def look_categories(lines: Sequence[Cells], version: str) -> list[Line]:
    """What lines would do to a version that hasn't begun."""
    return categories(lines, atlas.atlas().trees.get(version, {}))[0]


def look_duties(lines: Sequence[Cells], units: Mapping[str, Term], *, by: Editor, at: datetime) -> list[Line]:
    """What lines would do to the catalogue."""
    return [step.line for step in duties(lines, put_duty.ground(by, units, at))]


def do_categories(
    lines: Sequence[Cells], version: str, *, agreed: Agreed, by: Editor, at: datetime, reason: str
) -> int:
    """Store them; how many lines changed something."""
    with transaction.atomic():
        row = editing.taken(version, by, at)
        found, entries = categories(lines, atlas.atlas().trees.get(version, {}))
        agreed(found)
        names = {one.code: one.name for one in entries if not one.ends}
        editing.store(row, names, by=by, at=at, reason=reason)
        for line, entry in zip(found, entries, strict=True):
            if entry.ends and line.state is not State.SAME:
                editing.drop(row, entry.code)
                note_change.do(
                    Matter.CATEGORY, Done.ENDED, by=by, key=f"{version}:{entry.code}", name=entry.name, at=at,
                    details=line.details, reason=reason,
                )  # fmt: skip
    atlas.forget()
    return sum(line.state is not State.SAME for line in found)


def do_duties(
    lines: Sequence[Cells], units: Mapping[str, Term], *, agreed: Agreed, by: Editor, at: datetime, reason: str
) -> int:
    """Store them; how many lines changed something."""
    with transaction.atomic():
        steps = duties(lines, put_duty.ground(by, units, at))
        agreed([step.line for step in steps])
        put_duty.store(steps, by=by, at=at, reason=reason)
    atlas.forget()
    return sum(step.line.state is not State.SAME for step in steps)
