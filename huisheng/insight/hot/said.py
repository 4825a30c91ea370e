"""What goes in and what comes out: messages of citizens, hot topics."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from huisheng.kernel.rounding import half_up


@dataclass(frozen=True, slots=True)
class Said:
    """One message: ``key`` names it, ``who`` its citizen (any pseudonym; "" is a stranger of his own)."""

    key: str
    who: str
    at: datetime
    title: str
    words: str
    likes: int = 0
    place: str = ""  # where, if somebody has already said so
    category: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """Days, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a window ends before it begins")

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    def holds(self, at: datetime) -> bool:
        """Whether a message falls into it; the day is that of the time zone it is given in."""
        return self.first <= at.date() <= self.last


@dataclass(frozen=True, slots=True)
class Growth:
    """People of this window against others; None where nothing is known of that time."""

    people: int
    before: int | None = None  # people in the window of the same length just before (环比)
    year: int | None = None  # people in the same days a year ago (同比)
    usual: Decimal | None = None  # people that weekday and season let expect
    known: Decimal = Decimal(0)  # people of the weeks before, on whom that rests
    share: Decimal = Decimal(0)  # the part of them that a window like this one lets expect

    @property
    def sentence(self) -> str:
        """For people; "" where there is nothing to compare with."""
        told = []
        if self.usual is not None:
            told.append(f"按星期和季节通常{few(self.usual)}，本期{self.people}人")
        if self.before is not None:
            told.append(f"环比{_change(self.people, self.before)}")
        if self.year is not None:
            told.append(f"同比{_change(self.people, self.year)}")
        return "，".join(told)


def few(people: Decimal) -> str:
    """A level of people, for people: never 0.0."""
    return f"约{half_up(people, 1)}人" if people >= Decimal("0.05") else "几乎没有"


def _change(now: int, then: int) -> str:
    if then == now:
        return "持平"
    if then == 0:
        return f"新增{now}人"
    percent = half_up(Decimal(abs(now - then) * 100) / then, places=1)
    return f"{'上升' if now > then else '下降'}{percent}%"


@dataclass(frozen=True, slots=True)
class Topic:
    """Many people about one thing in one place. ``members`` and ``samples`` are keys of messages.

    ``members`` stand in the order of time, ``samples`` begin with the most telling. ``place`` is "" where the matter
    has none but the city; ``region`` is the region most told. ``people`` counts each citizen once; likes
    aren't in it.
    """

    name: str
    place: str
    what: str
    first: date
    last: date
    members: tuple[str, ...]
    people: int
    likes: int
    share: Decimal  # of all messages of the window
    growth: Growth
    samples: tuple[str, ...]
    region: str = ""
    phrases: tuple[str, ...] = ()  # the words that hold it together: with the place they tell it again tomorrow
    loudest: int = 1  # messages of the citizen who wrote most

    @property
    def where(self) -> str:
        """The place with its region."""
        return self.place if self.place.startswith(self.region) else f"{self.region}{self.place}"
