"""Who answers for an article: ``@implements("DOC#art-n")`` on the function or class that carries it out."""

from collections.abc import Callable, Mapping
from typing import TypeVar

Answerer = TypeVar("Answerer", bound=Callable[..., object])

_answers: dict[str, tuple[str, ...]] = {}


def implements(*cites: str) -> Callable[[Answerer], Answerer]:
    """Register the decorated function or class under each citation; it comes back unchanged.

    Whether an article exists is asked by ``checks``: importing a verb doesn't read the whole rulebook.
    """
    if not cites:
        raise ValueError("implements() needs a citation: DOC#art-n")

    def register(answerer: Answerer) -> Answerer:
        where = f"{answerer.__module__}:{answerer.__qualname__}"
        for cite in cites:
            # a reloaded module answers once
            _answers[cite] = (*(name for name in _answers.get(cite, ()) if name != where), where)
        return answerer

    return register


def implemented() -> Mapping[str, tuple[str, ...]]:
    """Citation -> "module:name" of its answerers among the modules imported so far."""
    return dict(_answers)
