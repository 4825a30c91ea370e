"""Hot topics of ``hot.csv``: seconds, memory, the ten hottest by people and by likes, and how stable they are.

Names of places and words come from the data; no title and no message is printed.
"""

import argparse
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from huisheng.insight import hot
from huisheng.insight.hot import command, reading
from huisheng.insight.hot.said import Said, Topic, Window

SECONDS, MEGABYTES = 20.0, 600.0
TOP, SHOWN, ROUNDS, DROPPED = 5, 10, 3, 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which file, how often it is thinned."""
    parser.add_argument("--file", type=Path, help="another CSV of messages")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often a tenth is dropped")
    parser.add_argument("--times", type=int, default=1, help="the file so many times, each under other citizens")


def run(args: argparse.Namespace) -> int:
    """0 where the time is kept."""
    began, worked = time.perf_counter(), time.process_time()
    messages = _copied(reading.read(args.file or args.data / "hot.csv").messages, args.times)
    days = [message.at.date() for message in messages]
    window = Window(min(days), max(days))
    topics = command.found(messages, window)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(messages)} messages, {len(topics)} topics: {seconds:.1f} s ({worked:.1f} s of processor), {peak:.0f} MB"
    )
    _table("by people", topics)
    _table("by likes", hot.by_likes(topics))
    _stability(messages, topics, window, args.rounds)
    return 0 if worked <= SECONDS and peak <= MEGABYTES * max(1, args.times) else 1


def _copied(messages: Sequence[Said], times: int) -> list[Said]:
    return [
        replace(one, key=f"{one.key}-{n}" if n else one.key, who=f"{one.who}-{n}" if n else one.who)
        for n in range(times)
        for one in messages
    ]


def _table(heading: str, topics: Sequence[Topic]) -> None:
    print(f"\n{heading}: people, messages, likes, of one citizen at most, place, what, from, to")
    for one in topics[:SHOWN]:
        figures = f"{one.people:4} {len(one.members):4} {one.likes:6} {one.loudest:3}"
        print(f"{figures}  {one.where}  {one.what}  {one.first} {one.last}")


def _stability(messages: Sequence[Said], topics: Sequence[Topic], window: Window, rounds: int) -> None:
    """A tenth of the rows dropped at random: what the members of the top five still share (Jaccard)."""
    print(
        f"\nstability: {TOP} hottest when {DROPPED:.0%} of the rows are dropped, Jaccard of the members that are left"
    )
    for seed in range(rounds):
        kept = random.Random(seed).sample(list(messages), int(len(messages) * (1 - DROPPED)))
        keys = {message.key for message in kept}
        again = command.found(kept, window)
        known = {there: here for here, there in hot.same(topics, again).items()}
        told = []
        for rank, one in enumerate(topics[:TOP]):
            mine = set(one.members) & keys
            other = set(again[known[rank]].members) if rank in known else set()
            told.append(f"{len(mine & other) / (len(mine | other) or 1):.2f} (rank {known.get(rank, -1) + 1})")
        print(f"  seed {seed}: {', '.join(told)}")
