"""What topics give to the words of a circular: 主要涉及… beside the paragraph about their categories.

Words alone: a place is named without its house, and what can't be said without a number is left out. The figures stand
beside them for the office to read; those of the circular come from the ledger.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from huisheng.circular import reads, wording
from huisheng.circular.models import Edition
from huisheng.desks.topics import figures
from huisheng.directory.actor import Actor
from huisheng.lifecycle.topics import reads as hot_topics
from huisheng.lifecycle.topics.models import Topic

_SHOWN = 8  # topics that stand beside a paragraph
_NAMED = 4  # places and matters that a clause names: more, and nobody reads them


@dataclass(frozen=True, slots=True)
class Line:
    """A topic and its figures, as its own page has them."""

    name: str
    url: str
    figures: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands ready for a paragraph. ``said``: the words to put in, "" where nothing can be said."""

    lines: Sequence[Line]
    said: str


def beside(actor: Actor, found: Edition, keys: Collection[str]) -> tuple[Beside, dict[str, Beside]]:
    """What the edition's days give to all of it, and to those of these paragraphs that tell of some categories."""
    told = hot_topics.within(actor, found.run.first, found.run.last)
    every = [one.topic for one in told]
    groups = {key: codes for key, codes in reads.hot_groups(found).items() if key in keys}
    each = {key: [one.topic for one in told if one.about(codes)] for key, codes in groups.items()}
    return _beside(every, _general(every)), {key: _beside(some, _clause(some)) for key, some in each.items()}


def _beside(topics: Sequence[Topic], said: str) -> Beside:
    return Beside([_line(topic) for topic in topics[:_SHOWN]], said)


def _clause(topics: Sequence[Topic]) -> str:
    matters = _first(topic.what for topic in topics if _plain(topic.what))
    places = _first(wording.sayable(topic.place) for topic in topics)
    said = [f"问题主要集中在{'、'.join(matters)}等方面"] if matters else []
    said += [f"主要涉及{'、'.join(places)}等"] if places else []
    return f"{'，'.join(said)}。" if said else ""


def _general(topics: Sequence[Topic]) -> str:
    named = [(wording.sayable(topic.place), topic.what) for topic in topics if _plain(topic.what)]
    said = "、".join(_first(f"{place}{what}" for place, what in named if place))
    return f"群众反映较为集中的有{said}等。" if said else ""


def _plain(what: str) -> bool:
    return wording.sayable(what) == what


def _first(names: Iterable[str]) -> list[str]:
    """The first of them, each once."""
    return list(dict.fromkeys(filter(None, names)))[:_NAMED]


def _line(topic: Topic) -> Line:
    told = [f"{topic.people} 人 {topic.matters} 件", f"占 {figures.percent(topic.share)}"]
    told += [f"环比 {figures.against(topic.people, topic.before)}"] if topic.before is not None else []
    return Line(topic.name, reverse("desks:topic", args=[topic.pk]), "，".join((*told, figures.days(topic))))
