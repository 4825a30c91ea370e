"""Verbs per second of a rehearsal, against raw multi-row INSERTs of the same entries in as many transactions.

    .venv/bin/python bench/rehearse.py [--stories 3000] [--profile]
    .venv/bin/python bench/rehearse.py --name liaocheng-2020-q2 --scale 1/100 --jobs 2

One run starts a cluster of its own, lives so many stories of the month (0: all), and then writes the entries that
came of it once more: by psycopg, one INSERT and one commit a story, into a table without indexes or triggers. With
--profile the living is done under cProfile (slower: its rate is not the goal's) and the dearest functions are named.
--jobs lives the whole rehearsal as ``huisheng rehearse NAME --jobs N`` does (0: one process a core; no --stories then);
the time it reports begins before the plan is built.
"""

import argparse
import cProfile
import os
import pstats
import sys
import time
from itertools import groupby
from operator import itemgetter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.cluster import fresh  # noqa: E402  the checkout's own, once it can be found

NAME = "xiangtan-2019-11"
GOAL = 1_000.0  # verbs per second
_COLUMNS = "stream, no, kind, version, occurred_at, recorded_at, actor, unit, rule, body, prev, hash"


def live_all(name: str, jobs: int, scale: str) -> tuple[int, int, float]:
    """Live a whole rehearsal by several processes, plans included; stories, verbs and seconds."""
    from huisheng.rehearsal.rehearse import rehearse

    began = time.perf_counter()
    done = rehearse(name, lambda _: None, quiet=True, jobs=jobs, scale=int(scale.removeprefix("1/")))
    return done.stories, done.verbs, time.perf_counter() - began


def live(name: str, stories: int, profile: cProfile.Profile | None) -> tuple[int, int, float]:
    """Live the first so many stories as ``huisheng rehearse`` does; stories, verbs and seconds."""
    from huisheng.kernel.database.fixed import asking_once
    from huisheng.lifecycle.workorder.numbers import blocks_of
    from huisheng.rehearsal import demo
    from huisheng.rehearsal.month import folder
    from huisheng.rehearsal.plans import build
    from huisheng.rehearsal.player import Player
    from huisheng.rehearsal.rehearse import SEED

    platform = demo.ensure(lambda _: None, name)
    player = Player(build(folder(name), SEED), platform)
    left = player.left()[: stories or None]
    began = time.perf_counter()
    if profile is not None:
        profile.enable()
    with blocks_of(200), asking_once():
        for _, story in left:
            player.live(story)
    if profile is not None:
        profile.disable()
    return len(left), player.verbs, time.perf_counter() - began


def floor(url: str) -> tuple[int, int, float]:
    """Write all entries again, a transaction for each that wrote them; transactions, entries and seconds."""
    import psycopg
    from psycopg.types.json import Jsonb

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE bench_floor (LIKE ledger_entry INCLUDING DEFAULTS)")
        connection.execute("ALTER TABLE bench_floor ALTER id DROP NOT NULL, ALTER txid DROP NOT NULL")
        rows = connection.execute(f"SELECT txid, {_COLUMNS} FROM ledger_entry ORDER BY txid, id").fetchall()
        body = 1 + _COLUMNS.split(", ").index("body")
        stories = [
            [Jsonb(value) if place == body else value for row in batch for place, value in enumerate(row) if place]
            for _, batch in groupby(rows, itemgetter(0))
        ]
        width = len(_COLUMNS.split(", "))
        one = f"({', '.join(['%s'] * width)})"
        began = time.perf_counter()
        for values in stories:
            marks = ", ".join([one] * (len(values) // width))
            connection.execute(f"INSERT INTO bench_floor ({_COLUMNS}) VALUES {marks}".encode(), values)
        return len(stories), len(rows), time.perf_counter() - began


def dearest(profile: cProfile.Profile) -> None:
    """Print the functions that cost most, by their own time and with what they call."""
    for order in ("tottime", "cumulative"):
        pstats.Stats(profile).strip_dirs().sort_stats(order).print_stats(30)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--stories", type=int, default=3000)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--name", default=NAME)
    parser.add_argument("--scale", default="1", help="1/100: every count divided")
    parser.add_argument("--jobs", type=int, default=None, help="live the whole by so many processes; 0: all cores")
    asked = parser.parse_args()
    profile = cProfile.Profile() if asked.profile else None
    with fresh() as cluster:
        from huisheng.console.database import set_django_up
        from huisheng.console.postgres import APP, OWNER

        set_django_up(cluster.url(APP))
        if asked.jobs is None:
            stories, verbs, seconds = live(asked.name, asked.stories, profile)
        else:
            stories, verbs, seconds = live_all(asked.name, asked.jobs or os.cpu_count() or 1, asked.scale)
        commits, entries, raw = floor(cluster.url(OWNER))
    print(f"rehearsal  {stories:,} stories, {verbs:,} verbs in {seconds:.1f} s:", end=" ")
    print(f"{verbs / seconds:,.0f} verbs/s, {entries / seconds:,.0f} entries/s")
    print(f"floor      {entries:,} entries in {commits:,} transactions in {raw:.1f} s: {entries / raw:,.0f} entries/s")
    print(f"ratio      {raw / seconds:.3f}")
    print(f"goal       {GOAL:,.0f} verbs/s: {'met' if verbs / seconds >= GOAL else 'missed'}")
    if profile is not None:
        dearest(profile)


if __name__ == "__main__":
    main()
