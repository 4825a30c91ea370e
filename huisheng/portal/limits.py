"""How much one may do in a day, and when a question has to be answered first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from huisheng.directory import law
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock, secrets
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.portal.models import Code, Deed, Draft, Hit, Riddle
from huisheng.rulebook import Value, implements

DAY = timedelta(hours=24)
_SWEPT = 500  # rows that one filing clears away: the tables stay small without a loop of their own

_INSTEAD = "您的内容没有丢。请直接拨打12345，话务员马上为您办理。"
OVER: Mapping[Deed, str] = {
    Deed.FILINGS: f"这个电话、手机或者网络今天在网上反映的次数已经到了上限。{_INSTEAD}",
    Deed.CODES: "今天索要验证码的次数已经到了上限，请用工单号和查询码查，或者直接拨打12345查询。",
    Deed.WRONG: "今天查错的次数太多了，为了保护您的信息，请明天再试，或者直接拨打12345查询。",
    Deed.ACTS: f"今天在网上办的次数已经到了上限。{_INSTEAD}",
    Deed.QUESTIONS: f"今天在网上提问的次数已经到了上限。{_INSTEAD}",
}


_DONE = """
SELECT one.whose, (
    SELECT count(*) FROM (
        SELECT FROM portal_hit AS hit
        WHERE hit.deed = %s AND hit.whose = one.whose AND hit.blind = one.blind AND hit.at > %s LIMIT %s
    ) AS found
) FROM unnest(%s::text[], %s::bytea[]) AS one(whose, blind)
"""


class Standing(NamedTuple):
    """Whether somebody is at a limit, or so near to one that a question has to be answered."""

    over: bool
    near: bool


def value(name: str, platform: UnitCard, at: datetime) -> Value:
    """A parameter of the public site, in force there and then."""
    return law.at(clock.local_day(at), platform.scope).get(f"portal.{name}")


def span(name: str, platform: UnitCard, at: datetime) -> timedelta:
    """A parameter that is a span of time."""
    return value(name, platform, at).span


def blind(whose: str, what: str) -> bytes:
    """By what somebody is counted, without being known."""
    return secrets.blind(f"portal:{whose}:{what}")


@implements("domain#art-63")
def standing(deed: Deed, who: Mapping[str, str], platform: UnitCard, at: datetime) -> Standing:
    """How near these are to their limits. ``who``: phone, address, device, number -> what it is; "" isn't counted."""
    share, over, near = value("challenge_from", platform, at).count, False, False
    counted = {whose: blind(whose, what) for whose, what in who.items() if what}
    most_of = {whose: value(f"{deed}_{whose}", platform, at).count for whose in counted}
    asked = [deed.value, at - DAY, max(most_of.values(), default=0), list(counted), list(counted.values())]
    done = dict(fixed.rows(_DONE, asked))
    for whose, most in most_of.items():
        over = over or done[whose] >= most
        near = near or done[whose] * 100 >= most * share
    return Standing(over, near)


def insist(deed: Deed, who: Mapping[str, str], platform: UnitCard, at: datetime) -> Standing:
    """Refusal ``too_often`` where one of these has reached a limit: said aloud, with the number to ring instead."""
    stands = standing(deed, who, platform, at)
    if stands.over:
        raise Refusal("too_often", OVER[deed], value("challenge_from", platform, at).cite)
    return stands


def note(deed: Deed, who: Mapping[str, str], at: datetime) -> None:
    """Count it."""
    Hit.objects.bulk_create(
        Hit(deed=deed, whose=whose, blind=blind(whose, what), at=at) for whose, what in who.items() if what
    )


@implements("domain#art-63")
def sweep(platform: UnitCard, at: datetime) -> None:
    """Throw away what is kept for a while only: old drafts with their files, counts, codes, questions."""
    old = at - span("draft_hours", platform, at)
    for model, field in ((Draft, "touched_at"), (Hit, "at"), (Code, "sent_at"), (Riddle, "at")):
        rows = model._default_manager.filter(**{f"{field}__lt": min(old, at - DAY)})
        model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)[:_SWEPT])).delete()
