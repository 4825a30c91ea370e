"""What the knowledge base says of the matter at hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.knowledge import reads

MOST = 5  # entries cited for one matter
_LETTERS = "QWR"  # with Alt: the browser keeps E and D
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Hint:
    """An entry of the knowledge base: its title, a few words of it, where it is read, and why it is shown.

    ``answer``: what is said to the citizen; ``letter``: the key that takes it ("" for none). One that isn't ``public``
    is there to be read: it has neither.
    """

    key: int
    title: str
    words: str
    url: str
    why: str
    answer: str
    letter: str
    public: bool = True


def suggested_knowledge(words: str, category: str, actor: Actor, limit: int = 3) -> Sequence[Hint]:
    """Entries that fit these words and this category, best first."""
    found = reads.suggest(words, category, actor, clock.local_day(clock.now()), limit)
    letters = dict(zip([one.key for one in found if one.public], _LETTERS, strict=False))
    return [
        Hint(
            key=one.key,
            title=one.title,
            words=one.begins,
            url=address(one.key),
            why=one.why,
            answer=one.answer[:_LONGEST],
            letter=letters.get(one.key, ""),
            public=one.public,
        )
        for one in found
    ]


def address(key: int) -> str:
    """Where an entry is read."""
    return reverse("desks:article_one", args=[key])


def cited(keys: Sequence[str], actor: Actor) -> list[Hint]:
    """Those that the form says were taken, to be shown again; what isn't the seat's to read is left out."""
    wanted = [int(key) for key in dict.fromkeys(keys) if key.isascii() and key.isdigit() and len(key) < 10][:MOST]
    held = {one.pk: one for one in reads.visible(actor).filter(pk__in=wanted)}
    return [Hint(key, held[key].title, "", address(key), "", "", "") for key in wanted if key in held]
