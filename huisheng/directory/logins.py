"""Questions to logins: does this one still hold, what does its account owe, which others are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum

from huisheng.directory.actor import Actor
from huisheng.directory.deeds import Ending, Owed
from huisheng.directory.duties import is_rehearsal
from huisheng.directory.law import at as rules_at
from huisheng.directory.models import Login
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.database import fixed
from huisheng.rulebook import Rules

SHOWN = 20
IN_SESSION = "login"  # the key under which a session holds the number of its login
_SEEN_STEP = timedelta(minutes=1)  # how exactly "last seen" is kept: not every page is worth a write
_STANDING = (
    *("pk", "begun_at", "seen_at", "verified_at", "ending"),
    *("user__account__confirmed_at", "user__account__must_change"),
)
# the same columns of one login: asked before every page, so prepared
_ONE_STANDING = """
SELECT login.id, login.begun_at, login.seen_at, login.verified_at, login.ending, account.confirmed_at,
       account.must_change
FROM directory_login AS login LEFT JOIN directory_account AS account ON account.user_id = login.user_id
WHERE login.id = %s AND login.user_id = %s
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a login lasts for a role on a platform: without an act, and at all. None: without end."""

    idle: timedelta | None
    stay: timedelta | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a login stands at an instant. ``ending``: why it is over. ``owed``: what must be done first.

    ``due``: its row should be told that the seat was seen. ``left``: seconds until it is idle for too long.
    """

    login: int
    ending: Ending | None
    owed: Owed | None
    due: bool
    left: int | None


def limits(role: Role, scope: str, at: datetime) -> Limits:
    """As the rulebook says for that day."""
    rules = rules_at(clock.local_day(at), scope)
    idle, stay = rules.find("accounts.idle", role=role.value), rules.find("accounts.stay", role=role.value)
    return Limits(timedelta(minutes=idle.count) if idle else None, timedelta(hours=stay.count) if stay else None)


def needs_factor(actor: Actor, at: datetime) -> bool:
    """Whether the seat must have a second factor: as the rulebook says, and never in a rehearsal."""
    if is_rehearsal(actor.platform):
        return False
    rules: Rules = rules_at(clock.local_day(at), actor.scope)
    value = rules.find("accounts.second_factor", role=actor.role.value)
    return value is not None and value.flag


def standing(user_id: int, login_id: object, actor: Actor, at: datetime) -> Standing | None:
    """How the login of that number stands; None if the account has none such."""
    if not isinstance(login_id, int):
        return None
    rows = fixed.rows(_ONE_STANDING, [login_id, user_id])
    return _stands(rows[0], actor, at) if rows else None


def standings(actors: Mapping[int, Actor], at: datetime) -> dict[int, Standing]:
    """The same for many logins in one query: login -> who is at the desk by it."""
    rows = Login.objects.filter(pk__in=list(actors)).values_list(*_STANDING)
    return {row[0]: _stands(row, actors[row[0]], at) for row in rows}


def _stands(row: tuple[Any, ...], actor: Actor, at: datetime) -> Standing:
    pk, begun, seen, verified, ended, confirmed, must_change = row
    span = limits(actor.role, actor.scope, at)
    ending = Ending(ended) if ended else _over(begun, seen, span, at)
    owed: Owed | None = None
    if confirmed is not None and verified is None:
        owed = Owed.CODE
    elif must_change:
        owed = Owed.PASSWORD
    elif confirmed is None and needs_factor(actor, at):
        owed = Owed.FACTOR
    left = None if span.idle is None else max(0, int((seen + span.idle - at).total_seconds()))
    return Standing(pk, ending, owed, at - seen >= _SEEN_STEP, left)


def of_account(user_id: int) -> list[Login]:
    """The newest logins of an account, over or not."""
    return list(Login.objects.filter(user_id=user_id).select_related("user", "seat")[:SHOWN])


def live(rows: Sequence[Login], span: Limits, at: datetime) -> list[Login]:
    """Those of them that still hold."""
    return [row for row in rows if not row.ending and _over(row.begun_at, row.seen_at, span, at) is None]


def before(user_id: int, login_id: int) -> Login | None:
    """The login before this one."""
    return Login.objects.filter(user_id=user_id, pk__lt=login_id).order_by("-pk").first()


def lock_ends(username: str, address: str | None = None) -> datetime | None:
    """When the lock after too many wrong passwords ends; None where there is none. Real time: axes keeps its own."""
    rows = AccessAttempt.objects.filter(username=username)
    if address is not None:
        rows = rows.filter(ip_address=address)
    counted = rows.order_by().values("ip_address").annotate(wrong=Sum("failures_since_start"), last=Max("attempt_time"))
    last: datetime | None = max(
        (row["last"] for row in counted if row["wrong"] >= settings.AXES_FAILURE_LIMIT), default=None
    )
    pause = get_cool_off()
    return last + pause if last is not None and pause is not None else None


def _over(begun: datetime, seen: datetime, span: Limits, at: datetime) -> Ending | None:
    if span.stay is not None and at - begun >= span.stay:
        return Ending.AGE
    if span.idle is not None and at - seen >= span.idle:
        return Ending.IDLE
    return None
