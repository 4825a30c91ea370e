"""The figures of a topic in words, as every page prints them."""

from huisheng.desks.words import from_to
from huisheng.lifecycle.topics.models import Topic


def percent(hundredths: int) -> str:
    """A share, kept in hundredths of a percent."""
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def usual(one: Topic) -> str:
    """What weekday and season let expect."""
    if one.usual is None:
        return "没有可比的"
    return f"{one.usual // 10}.{one.usual % 10} 人" if one.usual else "没有"


def against(people: int, then: int | None) -> str:
    """Against a count of people then, in words; whole percents, for counts are small."""
    if then is None:
        return "–"
    if not then:
        return "新出现" if people else "持平"
    change = (200 * (people - then) + then) // (2 * then)
    return f"{'+' if change > 0 else ''}{change} %"


def days(one: Topic) -> str:
    """From its first matter to its last; with the year where they aren't of the year in which they were looked at."""
    return from_to(one.first, one.last, one.seen_at.year)
