"""What an administrator of accounts, or an auditor, may see: the seats of his platform and below, page by page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from huisheng.directory import factor, logins
from huisheng.directory.actor import Actor
from huisheng.directory.duties import Duty, may
from huisheng.directory.factor import Factor
from huisheng.directory.models import AccessKey, AccountDeed, Login, Look, Seat, Tenure
from huisheng.directory.roles import Role
from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal, insist

PAGE = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """A seat as the administrator of accounts sees it."""

    seat: Seat
    user: User | None
    factor: Factor
    must_change: bool
    needs_factor: bool
    logins: list[Login]
    live: frozenset[int]
    locked_until: datetime | None
    tenures: list[Tenure]
    deeds: list[AccountDeed]


def seats(by: Actor, asked: str, after: str) -> list[Seat]:
    """A page of seats by code, those whose code, name or unit holds the words; one more than a page if there are."""
    insist(may(by, Duty.ACCOUNTS))
    rows = _in_reach(by).exclude(role=Role.SYSTEM.value).select_related("unit", "user", "user__account")
    words = text.clean(asked[:200])[:50]
    if words:
        rows = rows.filter(Q(code__icontains=words) | Q(label__icontains=words) | Q(unit__name__icontains=words))
    return list(rows.filter(code__gt=text.clean(after[:50])).order_by("code")[: PAGE + 1])


def seat(code: str, *, by: Actor) -> Seat:
    """The seat of a code, within the administrator's reach. Refusal ``not_found`` otherwise."""
    insist(may(by, Duty.ACCOUNTS))
    row = _in_reach(by).exclude(role=Role.SYSTEM.value).select_related("unit", "user").filter(code=code).first()
    if row is None:
        raise Refusal("not_found", "没有这个席位，请核对席位代码。")
    return row


def holder(row: Seat) -> User:
    """The account of a seat. Refusal where it has none."""
    if row.user is None:
        raise Refusal("no_account", "这个席位还没有账号，请先移交给一个账号。")
    return row.user


def kept(code: str, *, by: Actor, at: datetime) -> Kept:
    """Everything about a seat's account that there is to administer."""
    row = seat(code, by=by)
    user = row.user
    if user is None:
        none = Factor(None, 0, None)
        return Kept(row, None, none, False, False, [], frozenset(), None, _tenures(row), _deeds(row))
    actor = Actor(
        row.id,
        Role(row.role),
        row.unit_id,
        row.unit.path,
        row.unit.platform_id,
        row.unit.platform.scope,
        row.label,
        False,
    )
    listed = logins.of_account(user.pk)
    held = logins.live(listed, logins.limits(actor.role, actor.scope, at), at)
    locked = logins.lock_ends(user.username)
    account = getattr(user, "account", None)
    return Kept(
        row, user, factor.state(user.pk), account is not None and account.must_change,
        logins.needs_factor(actor, at), listed, frozenset(one.pk for one in held),
        locked if locked is not None and locked > at else None, _tenures(row), _deeds(row),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What an auditor looks for. ``seat``: a code; ``days``: from and to, both included; ``before``: key of paging."""

    seat: str = ""
    subject: str = ""
    purpose: str = ""
    days: tuple[date | None, date | None] = (None, None)
    before: int | None = None


def looks(by: Actor, asked: Asked) -> list[Look]:
    """A page of looks at personal data, newest first; one more than a page if there are."""
    insist(may(by, Duty.RECORDS))
    rows = Look.objects.filter(seat__unit__path__startswith=by.platform_path).select_related("seat", "seat__unit")
    if asked.subject:
        rows = rows.filter(subject=text.clean(asked.subject[:100]))
    purpose = text.clean(asked.purpose[:50])
    if purpose:
        rows = rows.filter(purpose__icontains=purpose)
    return _newest(rows, asked, "at")


def deeds(by: Actor, asked: Asked) -> list[AccountDeed]:
    """A page of what was done to accounts, newest first; one more than a page if there are."""
    insist(may(by, Duty.RECORDS))
    rows = AccountDeed.objects.filter(about__unit__path__startswith=by.platform_path)
    purpose = text.clean(asked.purpose[:50])
    if purpose:
        rows = rows.filter(reason__icontains=purpose)
    return _newest(rows.select_related("seat", "about", "about__unit"), asked, "at")


def entries(by: Actor, asked: Asked) -> list[Login]:
    """A page of logins, newest first; one more than a page if there are."""
    insist(may(by, Duty.RECORDS))
    rows = Login.objects.filter(seat__unit__path__startswith=by.platform_path)
    return _newest(rows.select_related("seat", "seat__unit", "user"), asked, "begun_at")


def keys(by: Actor, before: int | None) -> list[AccessKey]:
    """A page of keys of the API, newest first; one more than a page if there are."""
    insist(may(by, Duty.ACCOUNTS))
    rows = AccessKey.objects.filter(seat__unit__path__startswith=by.platform_path).select_related("seat")
    return _newest(rows, Asked(before=before), "created_at")


def _newest(rows: QuerySet[Any], asked: Asked, at: str) -> list[Any]:
    code = text.clean(asked.seat[:50])
    if code:
        rows = rows.filter(seat__code=code)
    first, last = asked.days
    if first is not None:
        rows = rows.filter(**{f"{at}__gte": clock.midnight(first)})
    if last is not None:
        rows = rows.filter(**{f"{at}__lt": clock.window(last, last)[1]})
    if asked.before is not None:
        rows = rows.filter(pk__lt=asked.before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def _in_reach(by: Actor) -> QuerySet[Seat]:
    return Seat.objects.filter(unit__path__startswith=by.platform_path)


def _tenures(row: Seat) -> list[Tenure]:
    return list(Tenure.objects.filter(seat=row).select_related("user")[: logins.SHOWN])


def _deeds(row: Seat) -> list[AccountDeed]:
    return list(AccountDeed.objects.filter(about=row).select_related("seat", "about").order_by("-pk")[: logins.SHOWN])
