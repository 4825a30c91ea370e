"""What is found in a matter's words. Every finding says where it stands, in characters, and why it was taken."""

from datetime import date
from typing import NamedTuple


class Where(NamedTuple):
    """A place. ``kind`` as in insight.places; ``code`` of a region that the city knows, else ""."""

    kind: str
    name: str
    start: int
    end: int
    code: str
    why: str


class Moment(NamedTuple):
    """A time: ``since`` to ``until`` (both days in it), None where the words alone don't tell; ``hour`` as "22:00"."""

    words: str
    start: int
    end: int
    since: date | None
    until: date | None
    hour: str
    repeats: bool
    why: str


class Personal(NamedTuple):
    """What names or reaches a person: person, mobile, landline, id, card, plate, wechat, qq, mail.

    ``masked`` may be shown; ``digits`` is what was meant (a number without its spaces, in plain digits); ``own``: it
    is taken to be the speaker's (for a name: it is said; for a number: nobody else is named before it).
    """

    kind: str
    words: str
    start: int
    end: int
    masked: str
    digits: str
    own: bool
    why: str


class Urgency(NamedTuple):
    """A reason to be quick. ``grade``: urgent (a life may hang on it), soon. ``call``: 110, 119, 120 or ""."""

    grade: str
    sort: str
    label: str
    words: str
    start: int
    end: int
    why: str
    advice: str
    call: str


class Mood(NamedTuple):
    """``grade``: calm, worried, angry, desperate; ``threats``: what is threatened (self-harm, violence, crowd)."""

    grade: str
    words: tuple[str, ...]
    threats: tuple[Urgency, ...]
    why: str


class Speaker(NamedTuple):
    """An enterprise speaks. The words that say so."""

    words: str
    start: int
    end: int
    why: str


class Likely(NamedTuple):
    """The likely kind of matter (``taxonomy.kinds``) with the words that speak for it; "" where they don't tell."""

    kind: str
    words: tuple[str, ...]
    why: str


class Asked(NamedTuple):
    """One thing that is asked for: ``form`` is question (何时、能否) or demand (请、要求)."""

    words: str
    start: int
    end: int
    form: str
    why: str


class Understood(NamedTuple):
    """All of it. ``region``: the one region that is meant, or None; ``headline``: a title to start from, or ""."""

    places: tuple[Where, ...] = ()
    region: Where | None = None
    place: str = ""
    times: tuple[Moment, ...] = ()
    persons: tuple[Personal, ...] = ()
    urgency: tuple[Urgency, ...] = ()
    mood: Mood = Mood("calm", (), (), "")
    enterprise: Speaker | None = None
    kind: Likely = Likely("", (), "")
    asked: tuple[Asked, ...] = ()
    headline: str = ""

    @property
    def grade(self) -> str:
        """The most pressing of all reasons: urgent, soon, normal."""
        grades = {one.grade for one in (*self.urgency, *self.mood.threats)}
        return "urgent" if "urgent" in grades else "soon" if grades else "normal"
