"""What administrators have settled, read for them and for the auditor, page by page."""

from datetime import date
from typing import Any

from huisheng.directory.actor import Actor
from huisheng.directory.changes import Subject
from huisheng.directory.duties import Duty, may
from huisheng.directory.roles import Role
from huisheng.directory.settled import Change, RuleChange
from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal

PAGE = 50


def changes(
    by: Actor, *, subject: str = "", key: str = "", seat: str = "",
    days: tuple[date | None, date | None] = (None, None),
    before: int | None = None, limit: int = PAGE,
) -> list[Change]:  # fmt: skip
    """A page of changes on the platform and below, newest first; one more than ``limit`` if there are.

    For administrators and for the auditor.
    """
    if may(by, Duty.DIRECTORY) is not None and may(by, Duty.RECORDS) is not None:
        raise Refusal("not_yours", "设置的变更记录由管理员和审计员查看，请找他们。")
    rows = Change.objects.filter(platform__path__startswith=by.platform_path).select_related("seat", "seat__unit")
    given: dict[str, Any] = {
        "subject": subject if subject in list(Subject) else "",
        "key": text.clean(key[:100]),
        "seat__code": text.clean(seat[:50]),
        "at__gte": clock.midnight(days[0]) if days[0] else "",
        "at__lt": clock.window(days[1], days[1])[1] if days[1] else "",
        "pk__lt": before if before is not None else "",
    }
    rows = rows.filter(**{name: value for name, value in given.items() if value != ""})
    return list(rows.order_by("-pk")[: limit + 1])


def rule_changes(by: Actor, *, waiting: bool = False, name: str = "") -> list[RuleChange]:
    """Changes of parameters on the platform and below: those that wait for a second seat, or all of one parameter."""
    if by.role not in (Role.ADMIN, Role.SECURITY, Role.SYSTEM):
        raise Refusal("not_yours", "参数由管理员提出，由另一位管理员或安全管理员确认，请找他们。")
    rows = RuleChange.objects.filter(platform__path__startswith=by.platform_path)
    rows = rows.select_related("platform", "proposed_by", "confirmed_by", "withdrawn_by")
    if waiting:
        rows = rows.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)
    if name:
        rows = rows.filter(name=name)
    return list(rows.order_by("-begins", "-pk")[:PAGE])


def rule_change(key: int, *, by: Actor, lock: bool = False) -> RuleChange:
    """One of them. Refusal ``not_found`` where it isn't in reach."""
    rows = RuleChange.objects.filter(platform__path__startswith=by.platform_path, pk=key)
    row = (rows.select_for_update() if lock else rows).first()
    if row is None or by.role not in (Role.ADMIN, Role.SECURITY):
        raise Refusal("not_found", "没有这一项参数改动，请刷新后再看。")
    return row
