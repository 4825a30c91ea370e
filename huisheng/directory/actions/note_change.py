"""Note a change (记录设置变更): what an administrator changed, from what, to what, why. Insert-only."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.changes import Done, Subject
from huisheng.directory.settled import Change
from huisheng.kernel import text


def do(
    subject: Subject, done: Done, *, by: Actor, key: str, at: datetime, name: str = "",
    details: Mapping[str, Sequence[str]] | None = None, reason: object = "",
) -> None:  # fmt: skip
    """One change of the seat ``by``. ``details``: field in words -> [before, after]. Refusal: a reason too long."""
    why = text.take(reason, label="理由", field="reason", limit=200, required=False, lines=False)
    Change.objects.create(
        seat_id=by.seat, platform_id=by.platform, subject=subject.value, key=key, name=name[:100], done=done.value,
        details=dict(details or {}), reason=why, at=at,
    )  # fmt: skip


def why(reason: object) -> str:
    """The reason that must be given. Refusal without one."""
    return text.take(reason, label="理由", field="reason", limit=200, lines=False)
