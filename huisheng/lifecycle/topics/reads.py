"""Questions about topics: the platform's own, for the seats that steer; their matters scoped like every list."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.topics import gather
from huisheng.lifecycle.topics.models import Coming, Member, Topic, Verdict
from huisheng.lifecycle.topics.states import Span

ROLES = (Role.LEADER, Role.SUPERVISOR, Role.DISPATCHER, Role.ASSESSOR)
MOST = 50
ORDERS = ("people", "matters", "growth")
_NOT_FOUND = Refusal("not_found", "没有这个热点，或者您无权查看，请刷新后再选。")
_COMPARED = ("platform_id", "topic_id", "version", "true", "warned", "first", "last", "people", "matters", "usual")


@dataclass(frozen=True, slots=True)
class Told:
    """A topic for who writes of some days. ``sorts``: code of a category -> its matters of those days."""

    topic: Topic
    sorts: Mapping[str, int]

    def about(self, codes: Collection[str]) -> bool:
        """Whether at least half of all its matters are of these categories, or of some below them."""
        held = sum(count for code, count in self.sorts.items() if code.startswith(tuple(codes)))
        return 2 * held >= self.topic.matters


def visible(actor: Actor) -> QuerySet[Topic]:
    """The topics this seat may see: its platform's, for who steers; nobody else's."""
    rows = Topic.objects.filter(platform_id=actor.platform)
    return rows if actor.role in ROLES else rows.none()


def take(actor: Actor, key: int) -> Topic:
    """The topic of that key. Refusal where it isn't the seat's to see."""
    topic = visible(actor).filter(pk=key).first()
    if topic is None:
        raise _NOT_FOUND
    return topic


def ranked(actor: Actor, span: str, by: str) -> list[Topic]:
    """What is found now in a span, at most ``MOST``: by people, by matters (a loud one counts more), by growth."""
    rows = list(visible(actor).filter(span=span, gone=False).order_by("rank")[:MOST])
    if by == "matters":
        rows.sort(key=lambda topic: (-topic.matters, topic.rank))
    elif by == "growth":
        rows.sort(key=lambda topic: (not topic.warning, -(10 * topic.people - (topic.usual or 0)), topic.rank))
    return rows


def warned(platform: int) -> list[Topic]:
    """What is told early and nobody has judged yet: for the worker, which tells those who steer."""
    rows = Topic.objects.filter(platform_id=platform, gone=False, verdicts__isnull=True).exclude(warning="")
    return list(rows.order_by("rank")[:MOST])


def within(actor: Actor, first: date, last: date) -> list[Told]:
    """What was hot in these days, for who writes of them: the most people first, each name once.

    Only where at least half of its matters came in those days and may still be seen by every seat that steers; and
    nothing that is much the same as what somebody judged to be none, over whatever span that was found.
    """
    rows = visible(actor).filter(first__lte=last, last__gte=first)
    written = rows.filter(span__in=(Span.BEFORE, Span.MONTH)).order_by("-people", "-matters", "pk")[: 2 * MOST]
    judged = verdicts(rows)
    false = {key for key, one in judged.items() if not one.true}
    found = [topic for topic in written if topic.pk not in false]
    held = _held({topic.pk for topic in found} | false)
    orders = set[int]().union(*(held[topic.pk] for topic in found))
    sort = dict(gather.on_days(actor, first, last).filter(pk__in=orders).values_list("pk", "category"))
    told: dict[str, Told] = {}
    for topic in found:
        kept = [key for key in held[topic.pk] if key in sort]
        # what a person said of the topic itself is newer than what was said of its like
        same = topic.pk not in judged and any(_same(held[topic.pk], held[key]) for key in false)
        if 2 * len(kept) >= topic.matters and not same:
            told.setdefault(topic.name, Told(topic, Counter(sort[key] for key in kept)))
    return list(told.values())


def _held(topics: Collection[int]) -> dict[int, set[int]]:
    """Topic -> the keys of its matters."""
    held: dict[int, set[int]] = defaultdict(set)
    for topic, order in Member.objects.filter(topic__in=topics).values_list("topic_id", "order_id"):
        held[topic].add(order)
    return held


def _same(one: set[int], other: set[int]) -> bool:
    """Whether two topics share at least half of the smaller one's matters."""
    return bool(one and other) and 2 * len(one & other) >= min(len(one), len(other))


def coming(actor: Actor) -> list[Coming]:
    """What earlier years let expect, the most beyond the usual first."""
    if actor.role not in ROLES:
        return []
    return list(Coming.objects.filter(platform_id=actor.platform).order_by("rank")[:MOST])


def members(topic: Topic) -> list[int]:
    """The keys of its matters; which of them a seat sees is the lists' to say."""
    return list(Member.objects.filter(topic=topic).values_list("order_id", flat=True))


def verdicts(topics: Sequence[Topic] | QuerySet[Topic]) -> dict[int, Verdict]:
    """Topic -> what was said of it last."""
    rows = Verdict.objects.filter(topic__in=topics).order_by("topic_id", "-id").distinct("topic_id")
    return {one.topic_id: one for one in rows}


def taught(platform: int, limit: int = 500) -> list[Verdict]:
    """The platform's newest verdicts: what teaches when to warn."""
    return list(Verdict.objects.filter(platform_id=platform).order_by("-id")[:limit])


def live(verdict: Verdict) -> dict[str, Any]:
    """What the live table holds of a verdict, in the shape that ledger.replay folds to."""
    return {name: getattr(verdict, name) for name in _COMPARED} | {"judged_at": verdict.judged_at}
