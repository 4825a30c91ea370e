"""Random lives of orders, told through the real verbs: the figures are what was done, however they are counted."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from huisheng.kernel import clock
from huisheng.ledger import cursor
from huisheng.measures import follow, reckon
from huisheng.measures.breakdown import has, together
from huisheng.measures.definition import shipped
from huisheng.measures.dossier import recompute
from huisheng.measures.dossier.freeze import freeze
from huisheng.measures.figure import By, Scope, Window
from huisheng.measures.tests.test_counting import EVERY, one_by_one
from tests.cast import World, world  # the fixture

__all__ = ["world"]
BYS: tuple[By, ...] = (None, "unit", "kind", "channel")
KINDS = ("complaint", "help", "consult")
CHANNELS = ("phone", "wechat")


def live(world: World, dice: random.Random, done: Counter[str]) -> None:
    """One order, as far as chance carries it; what a person would count by hand is noted down."""
    how = {"kind": dice.choice(KINDS), "channel": dice.choice(CHANNELS), "unit": dice.choice(("water", "urban"))}
    unit = how.pop("unit")
    done.update(["accepted", f"accepted kind {how['kind']}", f"accepted channel {how['channel']}"])
    far = dice.randrange(5)
    if far == 0:
        world.accept(**how)
        return
    done.update(["dispatched", f"dispatched unit {unit}"])
    if far == 1:
        world.dispatched(unit, **how)
    elif far == 2:
        world.replied(unit, **how)
    else:
        key = world.awaiting_visit(unit, **how)
        if far == 4:
            grade = dice.choice(("satisfied", "unsatisfied"))
            solved = grade == "satisfied"
            world.do(key, "visit", "visitor", outcome="reached", solved=solved, grade=grade, contacted=True)
            done.update(["visited", grade])


@pytest.mark.no_cover  # counted at length: no line is left to it alone
@pytest.mark.parametrize("seed", range(3))
def test_what_was_done_is_what_is_counted(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)  # the test's own transaction isn't over
    dice, done = random.Random(seed), Counter[str]()
    for _ in range(12):
        live(world, dice, done)
    scope = Scope(world.platform, Window(date(2019, 11, 1), date(2019, 11, 30)))
    with clock.at(world.now):
        follow.catch_up()
        told = reckon.figures_by(EVERY, scope, BYS)
        file = tmp_path / "a.zip"
        freeze(file, [scope], bys=BYS, catch_up=False)
    for name in ("accepted", "dispatched", "visited", "satisfied", "unsatisfied"):
        assert told[None][f"{name}@1"][None].numerator == done[name], name
    parts: tuple[tuple[By, tuple[str, ...]], ...] = (("kind", KINDS), ("channel", CHANNELS))
    for by, keys in parts:
        found = {key: figure.numerator for key, figure in told[by]["accepted@1"].items()}
        assert found == {key: n for key in keys if (n := done[f"accepted {by} {key}"])}
    sent = sorted(figure.numerator for figure in told["unit"]["dispatched@1"].values())
    assert sent == sorted(n for unit in ("water", "urban") if (n := done[f"dispatched unit {unit}"]))
    for by in BYS:
        names = [name for name in EVERY if has(shipped(), name, by)]
        assert told[by] == together({by: names}, scope, shipped(), one_by_one(shipped(), by, scope))[by]
    again = recompute.recompute(file)
    assert (again.differences, again.told) == ([], [told])
