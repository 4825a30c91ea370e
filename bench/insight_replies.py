"""Replies held against their matters: can a swapped, halved, undated or copied reply be told, and how fast.

Negatives are built from the real replies: another matter's reply swapped in (any other; hard: one of the same place
name or with the nearest title), the second half cut off, every day and time taken out, an own earlier reply copied
with a few words changed. What the bench can't measure, the precision of each finding, was read by eye: see
``docs/algorithms/replies.md``.
"""

import argparse
import csv
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from huisheng.insight.replies import dates, deeds, relevance
from huisheng.insight.replies.judging import FAR, STRANGE, TELLS, Judgement, judge
from huisheng.insight.replies.wording import level
from huisheng.insight.text import Matter

AUC_GOAL, SPEED_GOAL_MS = 0.97, 5.0
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_PLACE = re.compile(r"[A-Z]\d*[市县区]")
_EARLIER = 50


class Row(NamedTuple):
    """A message with its reply."""

    matter: Matter
    reply: str
    since: date
    on: date
    place: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this part."""
    parser.add_argument("--seed", type=int, default=12345)


def run(args: argparse.Namespace) -> int:
    """0 where the goals are met."""
    chance = random.Random(args.seed)
    rows = _read(args.data / "replies.csv")
    print(f"{len(rows)} messages with replies")
    fine = _swaps(rows, chance)
    _cuts(rows, chance)
    return 0 if _speed(rows, chance) and fine else 1


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        found = []
        for row in csv.DictReader(file):
            title, words = row["留言主题"].strip(), row["留言详情"].strip()
            since, on = _day(row["留言时间"]), _day(row["答复时间"])
            place = _PLACE.search(title)
            matter = Matter(title, words)
            found.append(Row(matter, row["答复意见"].strip(), since, max(since, on), place[0] if place else ""))
    return found


def _day(words: str) -> date:
    found = _DAY.match(words.strip())
    return date(int(found[1]), int(found[2]), int(found[3])) if found else date(2020, 1, 1)


def _swaps(rows: Sequence[Row], chance: random.Random) -> bool:
    """Own reply against another's: the area under the curve, and what the thresholds find."""
    at_place: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        at_place.setdefault(row.place, []).append(at)
    heads = [frozenset(relevance.pairs(row.matter.title)) for row in rows]

    def neighbour(at: int) -> int:
        others = [other for other in at_place[rows[at].place] if other != at] or [(at + 1) % len(rows)]
        return chance.choice(others)

    def twin(at: int) -> int:
        others = chance.sample([n for n in range(len(rows)) if n != at and rows[n].reply != rows[at].reply], 400)
        return max(others, key=lambda n: len(heads[at] & heads[n]) / (len(heads[at] | heads[n]) or 1))

    def habits(at: int) -> list[str]:
        others = [other for other in at_place[rows[at].place] if other != at]
        return [rows[n].reply for n in chance.sample(others, min(_EARLIER, len(others)))]

    def score(at: int, of: int, known: Sequence[str] = ()) -> tuple[float, int]:
        return relevance.likeness(*rows[at].matter, rows[of].reply, known)

    own = [score(at, at) for at in range(len(rows))]
    telling = sum(told >= TELLS for _, told in own)
    print(f"replies with enough to say to be held against the matter: {telling} ({telling / len(rows):.1%})")
    others = [score(at, (at + chance.randrange(1, len(rows))) % len(rows)) for at in range(len(rows))]
    first = _told("any other", own, others)
    _told("same place name", own, [score(at, neighbour(at)) for at in range(len(rows))])
    some = chance.sample(range(len(rows)), 700)
    mine = [own[at] for at in some]
    _told("nearest title of 400", mine, [score(at, twin(at)) for at in some])
    known = {at: habits(at) for at in some}
    mine = [score(at, at, known[at]) for at in some]
    _told("same place name, unit's habits known", mine, [score(at, neighbour(at), known[at]) for at in some])
    return first >= AUC_GOAL


def _told(name: str, own: Sequence[tuple[float, int]], other: Sequence[tuple[float, int]]) -> float:
    good, bad = ([near for near, told in found if told >= TELLS] for found in (own, other))
    area = _area(good, bad)
    whole = _area([near for near, _ in own], [near for near, _ in other])
    cells = []
    for label, least in (("warned", STRANGE), ("warned or noted", FAR)):
        hits, false = sum(near < least for near in bad), sum(near < least for near in good)
        even = hits / len(bad) / (hits / len(bad) + false / len(good) or 1)
        cells.append(f"{label}: recall {hits / len(bad):.3f}, false {false / len(good):.4f}, precision 1:1 {even:.3f}")
    print(f"  {name:<38} AUC {area:.4f} (all replies, empty ones too: {whole:.4f}); {'; '.join(cells)}")
    return area


def _area(good: Sequence[float], bad: Sequence[float]) -> float:
    """The chance that an own reply is nearer than another's."""
    ranked = sorted([(near, 1) for near in good] + [(near, 0) for near in bad])
    below, won, at = 0, 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        goods = sum(kind for _, kind in ranked[at:end])
        won += goods * (below + (end - at - goods) / 2)
        below += end - at - goods
        at = end
    return won / (len(good) * len(bad))


def _cuts(rows: Sequence[Row], chance: random.Random) -> None:
    """What is said more often of a reply that was spoilt."""
    plain = Counter(code for row in rows for code in set(_judged(row, row.reply).codes))
    print(
        "findings per reply as it stands:", ", ".join(f"{code} {n / len(rows):.3f}" for code, n in plain.most_common())
    )
    spoilt: list[tuple[str, str, Callable[[str], str], Sequence[Row]]] = [
        ("first half kept", "unanswered", lambda words: words[: len(words) // 2], _asking(rows)),
        ("first quarter kept", "unanswered", lambda words: words[: len(words) // 4], _asking(rows)),
        ("days and times taken out", "no_time", _undated, _wanting(rows)),
    ]
    for name, code, change, some in spoilt:
        clean = [row for row in some if not {code, "empty", "passed_on", "short"} & set(_judged(row, row.reply).codes)]
        clean = [row for row in clean if change(row.reply) != row.reply]
        hits = [set(_judged(row, change(row.reply)).codes) for row in clean]
        found = sum(code in codes for codes in hits)
        anything = sum(bool({code, "empty", "passed_on", "short", "undated", "no_deed"} & codes) for codes in hits)
        whole = len(clean)
        print(f"  {name:<38} {code}: {found / whole:.3f} of {whole}; that or another: {anything / whole:.3f}")
    long = [row for row in rows if len(row.reply) > 100]
    others = [row.reply for row in chance.sample(long, _EARLIER - 1)]
    for share in (0.02, 0.05, 0.08):
        copied = [
            _judged(row, _changed(row.reply, share, chance), [*others, row.reply]) for row in chance.sample(long, 300)
        ]
        fresh = [
            _judged(row, row.reply, [one for one in others if one != row.reply]) for row in chance.sample(long, 300)
        ]
        hits, false = (sum("copied" in one.codes for one in found) for found in (copied, fresh))
        print(
            f"  copy, {share:.0%} of its characters changed: found {hits / 300:.3f}; said of others {false / 300:.3f}"
        )


def _asking(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if _judged(row, row.reply).asked > 1]


def _wanting(rows: Sequence[Row]) -> list[Row]:
    """Those that want something done: what only asks needs no day."""
    return [
        row
        for row in rows
        if not deeds.inquires(row.matter.title, level(f"{row.matter.title}。{row.matter.words[:4000]}"))
    ]


def _undated(words: str) -> str:
    text, out = level(words), []
    at = 0
    while found := dates._TIME.search(text, at):  # noqa: SLF001  the bench takes out what the module looks for
        out.append(words[at : found.start()])
        at = found.end()
    return "".join([*out, words[at:]])


def _changed(words: str, share: float, chance: random.Random) -> str:
    return "".join(chance.choice("甲乙丙丁戊己") if chance.random() < share else one for one in words)


def _judged(row: Row, reply: str, earlier: Sequence[str] = ()) -> Judgement:
    return judge(row.matter, reply, contacted=True, says_solved=False, on=row.on, since=row.since, earlier=earlier)


def _speed(rows: Sequence[Row], chance: random.Random) -> bool:
    some = chance.sample(rows, 400)
    earlier = [row.reply for row in chance.sample(rows, _EARLIER)]
    fine = True
    _judged(rows[0], rows[0].reply)  # what is read once
    for name, beside in (("alone", []), (f"with {_EARLIER} earlier replies", earlier)):
        took = []
        for row in some:
            begun = time.perf_counter()
            _judged(row, row.reply, beside)
            took.append((time.perf_counter() - begun) * 1000)
        p95 = statistics.quantiles(took, n=20)[-1]
        print(f"speed {name}: median {statistics.median(took):.2f} ms, p95 {p95:.2f} ms a reply")
        fine = fine and (beside != [] or statistics.median(took) <= SPEED_GOAL_MS)
    return fine
