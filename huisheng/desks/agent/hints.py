"""What the knowledge base says of the matter at hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.knowledge import reads


@dataclass(frozen=True, slots=True)
class Hint:
    """An entry of the knowledge base: its title, a few words of it, where it is read."""

    title: str
    words: str
    url: str


def suggested_knowledge(words: str, category: str, actor: Actor, limit: int = 3) -> Sequence[Hint]:
    """Entries that fit these words and this category, best first."""
    found = reads.suggest(words, category, actor, clock.local_day(clock.now()), limit)
    return [Hint(one.title, one.begins, reverse("desks:article_one", args=[one.key])) for one in found]
