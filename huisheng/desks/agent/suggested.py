"""What the platform's own models and names say of the matter at hand: categories, places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.insight.understand.where import Gazetteer
from huisheng.kernel import clock
from huisheng.lifecycle.intake import suggest
from huisheng.taxonomy import reads as taxonomy

_WORDS = 3  # in a reason
_LEAST = 8  # characters before a category is guessed


@dataclass(frozen=True, slots=True)
class Category:
    """A likely category: what the form posts, what is shown of it, and why."""

    value: str
    shown: str
    why: str


def category(actor: Actor, typed: Mapping[str, str], now: datetime) -> Category | None:
    """The likeliest, with the words that speak for it and what is likely next.

    None where the platform has no model or it isn't sure.
    """
    title, words = typed.get("title", ""), typed.get("words", "")
    version = taxonomy.version_at(clock.local_day(now), actor.scope)
    if len(title) + len(words) < _LEAST or version is None:
        return None
    guesses = suggest.categories(actor, title, words, now, typed.get("place", ""))
    found = [(card, guess) for guess in guesses if (card := taxonomy.category(version.code, guess.label)) is not None]
    if not found:
        return None
    said = [f"{card.name} {guess.percent} %" for card, guess in found]
    (best, guess), because = found[0], "".join(f"“{word}”" for word in found[0][1].words[:_WORDS])
    why = "；".join(
        part
        for part in (f"因为{because}" if guess.words else "", f"其次{'、'.join(said[1:])}" if said[1:] else "")
        if part
    )
    return Category(f"{best.code} {best.full_name}", said[0], why)


def gazetteer(actor: Actor) -> Gazetteer | None:
    """The names of the city's places; None where they weren't gathered yet."""
    return suggest.gazetteer(actor)
