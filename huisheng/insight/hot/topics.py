"""Hot topics of a window: found, named, counted; and known again tomorrow."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from huisheng.insight.hot import grouping, heat, naming, refining, words
from huisheng.insight.hot.said import Growth, Said, Topic, Window
from huisheng.insight.hot.words import About
from huisheng.insight.places.gazetteer import Gazetteer

SAMPLES = 5
FEW = 3  # people from which it is a topic at all
TOLD_REGION = Decimal("0.3")  # share of members that tell a region for it to stand in front of the place
KNOWN_AGAIN = Decimal("0.35")


@dataclass(frozen=True, slots=True)
class _Past:
    """What came before a window: the keys of those that stand for what is usual, every ``thinned``-th; and of those
    that are all of their days, to compare with: None where there are none. ``since``: the first day known of."""

    said: Sequence[Said]
    usual: frozenset[str]
    whole: frozenset[str] | None
    since: date | None
    thinned: int

    def growth(self, now: Sequence[Said], earlier: Sequence[Said], window: Window) -> Growth:
        """Of a topic, ``earlier`` being what of this is about it."""
        whole = None if self.whole is None else [one for one in earlier if one.key in self.whole]
        usual = [one for one in earlier if one.key in self.usual]
        return heat.growth(now, whole, usual, window, self.since, self.thinned)


def find(
    messages: Sequence[Said], *, window: Window, gazetteer: Gazetteer, usual: Sequence[Said] = (), thinned: int = 1,
    least: int = FEW,
) -> list[Topic]:  # fmt: skip
    """The topics of ``window`` with at least ``least`` people, the most people first.

    ``messages`` may reach beyond the window; what lies before it, and ``usual``, is the past that growth is counted
    against. Where that is too much to read, ``usual`` is every ``thinned``-th of it, and what of ``messages`` lies
    before the window are whole days to compare with. Deterministic: the same messages in any order give the same
    topics.
    """
    ordered = sorted({message.key: message for message in (*usual, *messages)}.values(), key=lambda m: (m.at, m.key))
    now = [message for message in ordered if window.holds(message.at)]
    past = _past(ordered, messages, usual, window, thinned)
    about = words.read([*now, *past.said], gazetteer)
    groups = refining.refined(grouping.groups(about[: len(now)]), about[: len(now)])
    city = _city(about[: len(now)])
    enough = [group for group in groups if heat.people(now[index] for index in group) >= least]
    found = [_topic(group, now, past, about, window, gazetteer, city) for group in enough]
    return sorted(_apart(found), key=lambda one: (-one.people, -len(one.members), one.name, one.members))


def by_likes(topics: Sequence[Topic]) -> list[Topic]:
    """The second view: by likes, then people."""
    return sorted(topics, key=lambda one: (-one.likes, -one.people, one.name, one.members))


def same(before: Sequence[Topic], now: Sequence[Topic]) -> dict[int, int]:
    """Which topic of ``now`` (index) is which of ``before``: by shared members, place and words; one for one."""
    likes = [
        (_likeness(one, other), -there, -here)
        for here, one in enumerate(now)
        for there, other in enumerate(before)
        if _likeness(one, other) >= KNOWN_AGAIN
    ]
    out: dict[int, int] = {}
    for _, there, here in sorted(likes, reverse=True):
        if -here not in out and -there not in out.values():
            out[-here] = -there
    return out


def _likeness(one: Topic, other: Topic) -> Decimal:
    shared = len(set(one.members) & set(other.members))
    members = Decimal(shared) / min(len(one.members), len(other.members))
    if one.place != other.place and one.place and other.place:
        return members / 2  # two places are two matters, unless nearly all members are the same
    mine, theirs = set(one.phrases), set(other.phrases)
    phrases = Decimal(len(mine & theirs)) / (len(mine | theirs) or 1)
    return max(members, (members + phrases + (1 if one.place and one.place == other.place else phrases)) / 3)


def _past(
    ordered: Sequence[Said], messages: Sequence[Said], usual: Sequence[Said], window: Window, thinned: int
) -> _Past:
    said = [message for message in ordered if message.at.date() < window.first]
    if thinned == 1:
        every = frozenset(message.key for message in said)
        return _Past(said, every, every, _since(said), 1)
    whole = frozenset(message.key for message in messages if message.at.date() < window.first)
    sampled = frozenset(message.key for message in usual)
    since = _since([message for message in said if message.key in sampled])
    return _Past(said, sampled, whole or None, since, thinned)


def _since(past: Sequence[Said]) -> date | None:
    """From which day the past is known: a few stray messages of earlier years don't make a year known."""
    return past[len(past) // 100].at.date() if past else None


def _city(about: Sequence[About]) -> str:
    """The region that is told most: the city itself."""
    told = Counter(region for one in about for region in one.regions)
    return min(told, key=lambda region: (-told[region], region)) if told else ""


def _topic(
    group: Sequence[int], now: Sequence[Said], past: _Past, about: Sequence[About], window: Window,
    gazetteer: Gazetteer, city: str,
) -> Topic:  # fmt: skip
    whole = refining.middle(group, about)
    held = [now[index] for index in group]
    phrase, central = naming.what([message.title or message.words[:30] for message in held], gazetteer, whole)
    region = _region([about[index] for index in group], city, alone=not whole.place)
    bar = refining.bar(group, about)
    earlier = [one for at, one in enumerate(past.said, start=len(now)) if whole.takes(about[at], bar)]
    growth = past.growth(held, earlier, window)
    fits = sorted(group, key=lambda index: (-whole.fit(about[index], inside=True), now[index].key))
    topic = Topic(
        name="",
        place=whole.place,
        what=phrase,
        first=held[0].at.date(),
        last=held[-1].at.date(),
        members=tuple(message.key for message in held),
        people=growth.people,
        likes=sum(message.likes for message in held),
        share=Decimal(len(held)) / len(now),
        growth=growth,
        samples=tuple(now[index].key for index in _told_apart(fits, now)),
        region=region,
        phrases=central,
        loudest=heat.loudest(held),
    )
    return replace(topic, name=f"{topic.where} {phrase}".strip())


def _told_apart(fits: Sequence[int], now: Sequence[Said]) -> list[int]:
    """The most telling ones, one of each citizen first."""
    seen: set[str] = set()
    first: list[int] = []
    again: list[int] = []
    for index in fits:
        (again if now[index].who and now[index].who in seen else first).append(index)
        seen.add(now[index].who)
    return (first + again)[:SAMPLES]


def _region(members: Sequence[About], city: str, *, alone: bool) -> str:
    """The region that most members tell; the city only where there is no place."""
    told = Counter(region for one in members for region in one.regions if region != city)
    if told:
        best = min(told, key=lambda region: (-told[region], region))
        if told[best] >= (2 * TOLD_REGION if alone else TOLD_REGION) * len(members):
            return best
    return city if alone and any(city in one.regions for one in members) else ""


def _apart(found: list[Topic]) -> list[Topic]:
    """Topics with the same name are told apart by their words."""
    counts = Counter(one.name for one in found)
    return [
        replace(one, name=f"{one.name}（{'、'.join(one.phrases[:2])}）") if counts[one.name] > 1 else one
        for one in found
    ]
