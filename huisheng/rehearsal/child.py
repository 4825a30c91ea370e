"""One of several processes that live a rehearsal side by side.

A spawned process reads this module before Django stands: so nothing here needs it until ``work`` has set it up.
"""

import time
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path

from huisheng.rehearsal.story import Plan

_TELL_EVERY = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rehearsal is: stories done of all, verbs done, seconds since this start."""

    done: int
    stories: int
    verbs: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Shared:
    """What every child must know."""

    name: str
    seed: int
    scale: int
    jobs: int
    platform: int


@dataclass(frozen=True, slots=True)
class Told:
    """A child's word: its share, all its stories, how many are done, verbs done by it; ``over`` at its end."""

    share: int
    stories: int
    done: int
    verbs: int
    over: bool = False


def work(path: Path, shared: Shared, share: int, words: "Queue[Told]") -> None:
    """One process: its share of the plan, lived."""
    import django

    django.setup()
    from huisheng.kernel.database.fixed import asking_once
    from huisheng.lifecycle.workorder.numbers import blocks_of
    from huisheng.rehearsal import plans
    from huisheng.rehearsal.player import Player

    plan = plans.build(path, shared.seed, scale=shared.scale, share=share, shares=shared.jobs)
    # what isn't one order's has been lived by the parent
    player = Player(Plan(plan.name, plan.seed, plan.calls, plan.orders), shared.platform)
    left = player.left()
    before = player.stories - len(left)
    told = 0.0
    with blocks_of(200), asking_once():
        for count, (_, story) in enumerate(left, start=1):
            player.live(story)
            if time.monotonic() - told > _TELL_EVERY:
                told = time.monotonic()
                words.put(Told(share, player.stories, before + count, player.verbs))
    words.put(Told(share, player.stories, player.stories, player.verbs, over=True))
