"""What the platform's models say of a matter that is being taken: suggestions, for a person to take or to leave."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.insight.learned import guard, said, shelf
from huisheng.insight.states import Part
from huisheng.kernel import clock
from huisheng.rulebook import implements
from huisheng.taxonomy import reads as taxonomy

if TYPE_CHECKING:
    from huisheng.insight.classify.model import Guess
    from huisheng.insight.places.gazetteer import Gazetteer

TOP = 3


@implements("domain#art-79", "domain#art-80")
def categories(actor: Actor, title: str, words: str, now: datetime, place: str = "") -> "Sequence[Guess]":
    """At most three categories of the version in force, by their codes, the likeliest first.

    None where nothing is typed yet, where no model is in use, or where the likeliest is too unlikely to be said.
    """
    if not (title.strip() or words.strip()):
        return ()
    return guard.guarded(f"category of {actor.platform}", (), lambda: _categories(actor, title, words, now, place))


def _categories(actor: Actor, title: str, words: str, now: datetime, place: str) -> "Sequence[Guess]":
    day = clock.local_day(now)
    version, held = taxonomy.version_at(day, actor.scope), shelf.classifier(actor.platform, Part.CATEGORY)
    if held is None or version is None or held.tree != version.code:
        return ()
    guesses = held.model.classify([said.for_category(title, words, place)], top=TOP)[0]
    known = [guess for guess in guesses if taxonomy.category(version.code, guess.label) is not None]
    least = law.at(day, actor.scope).get("insight.suggest_percent").count
    return known if known and 100 * known[0].probability >= least else ()


@implements("domain#art-80")
def gazetteer(actor: Actor) -> "Gazetteer | None":
    """The names of places of the seat's platform; None where they weren't gathered yet."""
    return guard.guarded(f"places of {actor.platform}", None, lambda: shelf.gazetteer(actor.platform))
