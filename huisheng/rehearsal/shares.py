"""Lives a rehearsal by several processes side by side: disjoint stories of one plan.

What isn't one order's is lived first, by this process; then each child builds its own share of the plan and lives it.
Every story is known by its reference, so that a broken run goes on however many processes the next one has.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from multiprocessing.queues import Queue
from pathlib import Path
from queue import Empty

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.rehearsal import plans
from huisheng.rehearsal.child import Progress, Shared, Told, work
from huisheng.rehearsal.models import Run
from huisheng.rehearsal.player import Player

_WAIT = 1.0  # seconds until the children are looked after


def live(path: Path, shared: Shared, run: Run | None, tell: Callable[[Progress], None]) -> Progress:
    """Live all shares; the progress at the end. Refusal if a child broke off: the next start goes on."""
    began = time.monotonic()
    first = Player(plans.beside(path, shared.seed, scale=shared.scale), shared.platform)
    first.open()
    for _, story in first.left():
        first.live(story)
    if run is None:
        now = clock.now()
        run = Run.objects.create(name=shared.name, seed=shared.seed, stories=0, started_at=now, moved_at=now)
    before = run.verbs_done + first.verbs
    words: dict[int, Told] = {}
    for said in _children(path, shared):
        words[said.share] = said
        run.stories = first.stories + sum(one.stories for one in words.values())
        run.stories_done = first.stories + sum(one.done for one in words.values())
        run.verbs_done, run.moved_at = before + sum(one.verbs for one in words.values()), clock.now()
        run.save()
        if len(words) == shared.jobs:
            tell(Progress(run.stories_done, run.stories, run.verbs_done, time.monotonic() - began))
    first.leave()
    run.finished_at = clock.now()
    run.save()
    return Progress(run.stories_done, run.stories, run.verbs_done, time.monotonic() - began)


def _children(path: Path, shared: Shared) -> Iterator[Told]:
    """Start them and hand on what they tell until all are over."""
    context = multiprocessing.get_context("spawn")
    words: Queue[Told] = context.Queue()
    children = [
        context.Process(target=work, args=(path, shared, share, words), daemon=True) for share in range(shared.jobs)
    ]
    for child in children:
        child.start()
    over = 0
    while over < shared.jobs:
        try:
            said = words.get(timeout=_WAIT)
        except Empty:
            if any(child.exitcode not in (None, 0) for child in children):
                raise Refusal("broken", "一个演练进程中断了，请重新启动演练，会从停下的地方接着进行。") from None
            continue
        over += said.over
        yield said
    for child in children:
        child.join()
