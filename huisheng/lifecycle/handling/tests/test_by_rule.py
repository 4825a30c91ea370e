"""Where the platform's rulebook is stricter: no "solved" without a word to the citizen, no look at the caller."""

from dataclasses import replace
from typing import Any

import pytest

from huisheng.lifecycle.workorder import caller
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.rulebook import Rules
from tests.cast import World


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> dict[str, bool]:
    """Values that a platform may set otherwise than the house does."""
    changed: dict[str, bool] = {}
    get = Rules.get

    def stricter(self: Rules, name: str, /, **traits: Any) -> Any:
        value = get(self, name, **traits)
        return replace(value, is_=changed[name]) if name in changed else value

    monkeypatch.setattr(Rules, "get", stricter)
    return changed


def test_solved_needs_a_word_to_the_citizen(world: World, strict: dict[str, bool]) -> None:
    strict["replies.contact_first"] = True
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    refusal = world.refused(key, "reply", "h-water", words="已处理", solved=True)
    assert (refusal.code, refusal.field) == ("never_contacted", "solved")
    world.do(key, "contact", "h-water", outcome="unreached")
    assert world.refused(key, "reply", "h-water", words="已处理", solved=True).code == "never_contacted"
    world.do(key, "contact", "h-water", outcome="reached")
    assert world.do(key, "reply", "h-water", words="已处理", solved=True).state == "replied"


def test_not_solved_may_always_be_said(world: World, strict: dict[str, bool]) -> None:
    strict["replies.contact_first"] = True
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    assert world.do(key, "reply", "h-water", words="要等配件", solved=False).state == "replied"


def test_a_unit_that_may_not_look_is_told_the_way(world: World, strict: dict[str, bool]) -> None:
    key = world.dispatched()

    def refusal() -> Any:
        with world.hour():
            matter: Matter = world.matter(key)
            return caller.may_reveal(matter, world.seat("h-water"))

    assert refusal() is None
    strict["callers.unit_may_look"] = False
    told = refusal()
    assert told.code == "through_centre"
    assert "12345" in told.sentence and world.matter(key).order.number in told.sentence
    assert told.cite == "rehearsal#art-32"
