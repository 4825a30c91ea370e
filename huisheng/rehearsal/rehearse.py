"""``huisheng rehearse NAME``: makes the city, builds the plan, lives what is left of it, and tells how far it is."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from django.db import connection

from huisheng.kernel import clock
from huisheng.kernel.database.fixed import asking_once
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.numbers import blocks_of
from huisheng.rehearsal import demo, shares
from huisheng.rehearsal.child import Progress as Progress
from huisheng.rehearsal.child import Shared
from huisheng.rehearsal.models import Run
from huisheng.rehearsal.month import CIRCULAR, folder
from huisheng.rehearsal.plans import build
from huisheng.rehearsal.player import Player

SEED = 1
_TELL_EVERY = 0.5  # seconds


def rehearse(
    name: str,
    tell: Callable[[Progress], None],
    *,
    seed: int = SEED,
    quiet: bool = False,
    jobs: int = 1,
    scale: int = 1,
) -> Progress:
    """Live the month of that name to its end, going on where an earlier start stopped.

    ``jobs``: so many processes live its stories side by side. ``scale``: every count divided by it. Both only for the
    months whose engine knows them. Refusal: an unknown name, a real city's database, another process living it now.
    """
    path = folder(name)
    platform = demo.ensure(_silent if quiet else print, name)
    with ExitStack() as held:
        _alone(name, held)
        run = Run.objects.filter(name=name).first()
        if run is not None and run.finished_at is not None:
            done = Progress(run.stories_done, run.stories, run.verbs_done, 0.0)
            return _circulated(path, scale, done)
        seed = run.seed if run else seed
        if jobs > 1:
            done = shares.live(path, Shared(name, seed, scale, jobs, platform), run, tell)
            return _circulated(path, scale, done)
        player = Player(build(path, seed, scale=scale), platform)
        if run is None:
            now = clock.now()
            run = Run.objects.create(name=name, seed=seed, stories=player.stories, started_at=now, moved_at=now)
        return _circulated(path, scale, _live(player, run, tell))


def _circulated(path: Path, scale: int, done: Progress) -> Progress:
    """The month's circular is made of its whole figures only."""
    if scale == 1 and (path / CIRCULAR).is_file():
        from huisheng.rehearsal.circulate import circulate  # a second to import, with all that makes documents

        circulate(path)
    return done


def _live(player: Player, run: Run, tell: Callable[[Progress], None]) -> Progress:
    left = player.left()
    before, verbs_before = run.stories - len(left), run.verbs_done
    began = told = time.monotonic()
    with blocks_of(200), asking_once():
        for count, (_, story) in enumerate(left, start=1):
            player.live(story)
            if time.monotonic() - told > _TELL_EVERY or count == len(left):
                told = time.monotonic()
                run.stories_done, run.verbs_done = before + count, verbs_before + player.verbs
                run.moved_at = clock.now()
                run.save()
                tell(Progress(run.stories_done, run.stories, run.verbs_done, told - began))
    player.leave()
    run.stories_done, run.finished_at = run.stories, clock.now()
    run.save()
    return Progress(run.stories_done, run.stories, run.verbs_done, time.monotonic() - began)


def _alone(name: str, held: ExitStack) -> None:
    """Two processes never live one month at once: a lock held by this connection, gone with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 1))", [f"rehearsal {name}"])
        row = cursor.fetchone()
    if not row[0]:
        raise Refusal("busy", f"“{name}”正在另一个进程中演练，请等它完成。")

    def release() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 1))", [f"rehearsal {name}"])

    held.callback(release)


def _silent(_: str) -> None:
    """For callers who show progress their own way."""
