"""From facts to every figure, the scores, the document and the dossier: how long, how much, how it grows.

    .venv/bin/python bench/circular.py [--sizes 10000,100000,1000000] [--units 100]

One run starts a cluster of its own and writes the facts of a month straight into their tables (no story is lived: that
is what bench/rehearse.py measures). The floor is one bare ``SELECT unit, count(*) … GROUP BY unit`` over each kind of
fact, in the same run and on the same rows. Figures are all the shipped measures; the document is the whole way by
itself, and counts what its composition (bench/compositions) and its schemes ask for. Every stage runs in a process of
its own, so its peak memory and its CPU time are its own (without the server's).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.cluster import fresh  # noqa: E402  the checkout's own, once it can be found

GOAL_SECONDS, GOAL_MIB, GOAL_RATIO, GOAL_RECOMPUTE = 10.0, 1024.0, 5.0, 5.0
CODE, PREFIX = "bench-city", "BC"
FIRST, LAST = date(2024, 2, 1), date(2024, 2, 29)
_MONTH = "timestamptz '2024-02-01 00:00+08'"

# What a row holds, where it isn't empty: ``g`` counts the rows, ``h`` is a fixed hash of it, ``unit0`` the first unit.
_ANY = {"platform": "%(platform)s", "last_no": "9"}
_MATTER = {
    "channel": "(array['phone','web','wechat','app','mail','province'])[1 + h %% 6]",
    "kind": "(array['consult','complaint','help','suggestion','report'])[1 + h %% 5]",
    "category": "'c' || h %% 200",
    "topic": "'t' || h %% 20",
    "region": "'r' || h %% 15",
    "urgent": "h %% 97 = 0",
    "enterprise": "h %% 31 = 0",
}
_SPAN = f"{_MONTH} + (h %% 41000) * interval '1 minute'"
ROWS: dict[str, tuple[str, dict[str, str]]] = {
    "order": (
        "generate_series(1, %(size)s * 99 / 100)",
        {
            **_MATTER,
            "order_id": "g",
            "number": f"'{PREFIX}' || lpad(g::text, 10, '0')",
            "category_version": "'v1'",
            "accepted_at": _SPAN,
            "handed_on_at": f"{_SPAN} + interval '5 minutes'",
            "first_dispatched_at": f"{_SPAN} + interval '20 minutes'",
            "first_unit": "%(unit0)s + (h / 97) %% %(units)s",
            "main_unit": "%(unit0)s + (h / 97) %% %(units)s",
            "main_no": "3",
            "main_sent_at": f"{_SPAN} + interval '20 minutes'",
            "due_at": f"{_SPAN} + interval '5 days'",
            "first_due_at": f"{_SPAN} + interval '5 days'",
            "first_replied_at": f"{_SPAN} + interval '3 days'",
            "replied_at": f"case when h %% 50 > 0 then {_SPAN} + interval '3 days' end",
            "concluded_at": f"case when h %% 25 > 0 then {_SPAN} + interval '4 days' end",
            "closed_at": f"case when h %% 25 > 1 then {_SPAN} + interval '6 days' end",
            "on_time": "h %% 40 > 0",
            "overdue": "h %% 40 = 0",
            "redos": "case when h %% 60 = 0 then 1 else 0 end",
            "exemption": "case when h %% 150 = 0 then 'granted' else '' end",
        },
    ),
    "dispatch": (
        "generate_series(1, %(size)s)",
        {
            **_MATTER,
            # one in a hundred is a co-handler's, of a matter that has its main dispatch already
            "order_id": "case when g <= %(size)s * 99 / 100 then g else (g - %(size)s * 99 / 100) * 7 end",
            "no": "case when g <= %(size)s * 99 / 100 then 3 else 4 end",
            "part": "case when g <= %(size)s * 99 / 100 then 'main' else 'co' end",
            "unit": "%(unit0)s + (h / 97) %% %(units)s",
            "cause": "'first'",
            "sent_at": f"{_SPAN} + interval '20 minutes'",
            "sign_due_at": f"{_SPAN} + interval '260 minutes'",
            "signed_at": f"{_SPAN} + interval '50 minutes'",
            "sign_missed_at": f"case when h %% 70 = 0 then {_SPAN} + interval '260 minutes' end",
            "contact_due_at": f"{_SPAN} + interval '1 day'",
            "contacted_at": f"{_SPAN} + interval '5 hours'",
            "first_due_at": f"{_SPAN} + interval '5 days'",
            "reply_due_at": f"{_SPAN} + interval '5 days'",
            "first_replied_at": f"{_SPAN} + interval '3 days'",
            "replied_at": f"case when h %% 50 > 0 then {_SPAN} + interval '3 days' end",
            "says_solved": "h %% 9 > 0",
            "accepted_at": f"case when h %% 50 > 0 then {_SPAN} + interval '4 days' end",
            "on_time": "h %% 40 > 0",
            "overdue": "h %% 40 = 0",
            "exemption": "case when h %% 150 = 0 then 'granted' else '' end",
        },
    ),
    "visit": (
        "generate_series(1, %(size)s)",
        {
            **_MATTER,
            # nine in ten matters are visited, one in nine of them twice
            "order_id": "case when g <= %(size)s * 9 / 10 then g else (g - %(size)s * 9 / 10) * 9 end",
            "no": "case when g <= %(size)s * 9 / 10 then 7 else 8 end",
            "unit": "%(unit0)s + (h / 97) %% %(units)s",
            "round": "'regular'",
            "outcome": "case when h %% 8 > 0 then 'reached' else 'no_answer' end",
            "effective": "h %% 8 > 0",
            "solved": "case when h %% 8 > 0 then (array['yes','yes','yes','partly','no'])[1 + h %% 5] else '' end",
            "grade": "case when h %% 8 > 0"
            " then (array['satisfied','satisfied','partly','unsatisfied'])[1 + h %% 4] else '' end",
            "contacted": "case when h %% 8 > 0 then h %% 13 > 0 end",
            "at": _SPAN,
        },
    ),
    "supervision": (
        "generate_series(1, %(size)s / 50)",
        {
            **_MATTER,
            "order_id": "g * 11",
            "no": "9",
            "unit": "%(unit0)s + (h / 97) %% %(units)s",
            "form": "(array['phone','written','on_site'])[1 + h %% 3]",
            "cause": "'overdue'",
            "at": _SPAN,
            "answered_at": f"case when h %% 5 > 0 then {_SPAN} + interval '1 day' end",
            "grade_after": "(array['satisfied','partly','unsatisfied',''])[1 + h %% 4]",
        },
    ),
    "return": (
        "generate_series(1, %(size)s / 16)",
        {
            **_MATTER,
            "order_id": "g * 5",
            "no": "5",
            "unit": "%(unit0)s + (h / 97) %% %(units)s",
            "dispatch": "3",
            "ground": "'not_ours'",
            "state": "(array['granted','granted','refused','asked'])[1 + h %% 4]",
            "asked_at": _SPAN,
            "decided_at": _SPAN,
            "times": "1 + h %% 3",
        },
    ),
    "call": (
        "generate_series(1, %(size)s * 13 / 10)",
        {
            "call_id": "g",
            "queue": "'main'",
            "offered_at": _SPAN,
            "answered_at": f"case when h %% 20 > 0 then {_SPAN} + interval '9 seconds' end",
            "wait_s": "h %% 30",
            "abandoned_at": f"case when h %% 20 = 0 then {_SPAN} + interval '40 seconds' end",
            "ended_at": f"{_SPAN} + interval '3 minutes'",
            "effective": "h %% 12 > 0",
            "disposition": "(array['consult','order','other'])[1 + h %% 3]",
            "talk_s": "60 + h %% 300",
            "returned_at": f"case when h %% 40 = 0 then {_SPAN} + interval '1 hour' end",
        },
    ),
}
_EMPTY = {"int": "0", "str": "''", "bool": "false"}


def write_facts(size: int, units: int, platform: int, unit0: int) -> None:
    """Fill the tables with a month of ``size`` dispatches; columns this file doesn't know stay empty."""
    from dataclasses import fields

    from django.db import connection

    from huisheng.measures.rows import FACTS

    given = {"size": size, "units": units, "platform": platform, "unit0": unit0}
    with connection.cursor() as cursor:
        for fact in FACTS.values():
            cursor.execute(f"TRUNCATE {fact.table}")
            if fact.name not in ROWS:
                continue
            series, known = ROWS[fact.name]
            told = {**_ANY, **known}
            values = [
                told.get(column.name)
                or ("NULL" if column.type not in (int, str, bool) else _EMPTY[column.type.__name__])
                for column in fields(fact.row)
            ]
            source = f"(SELECT g, abs(hashint8(g::bigint * 7919)::bigint) AS h FROM {series} AS g) AS seeds"
            cursor.execute(
                f"INSERT INTO {fact.table} ({', '.join(fact.columns)}) SELECT {', '.join(values)} FROM {source}", given
            )
            cursor.execute(f"VACUUM ANALYZE {fact.table}")


def floor(scope: Any) -> float:
    """One bare GROUP BY over each kind of fact that the figures are counted from; the quicker of two times each."""
    from django.db import connection

    from huisheng.measures.counting import span

    spent = 0.0
    scans = {
        "order": ("main_unit", "first_dispatched_at"),
        "dispatch": ("unit", "sent_at"),
        "visit": ("unit", "at"),
        "supervision": ("unit", "at"),
        "return": ("unit", "decided_at"),
        "call": ("queue", "offered_at"),
    }
    with connection.cursor() as cursor:
        for fact, (column, anchor) in scans.items():
            times = []
            for _ in range(2):
                began = time.perf_counter()
                cursor.execute(
                    f"SELECT {column}, count(*) FROM fact_{fact} WHERE platform = %(platform)s"
                    f" AND {anchor} >= %(first)s AND {anchor} < %(end)s GROUP BY {column}",
                    span(fact, scope),
                )
                cursor.fetchall()
                times.append(time.perf_counter() - began)
            spent += min(times)
    return spent


def figures(scope: Any) -> int:
    """Every shipped measure for the whole and by unit, and what comes in by kind, channel, topic and region."""
    from huisheng.measures import reckon
    from huisheng.measures.breakdown import has
    from huisheng.measures.definition import shipped

    held = shipped()
    every = [name for name in held if "@" in name]
    wanted: dict[Any, list[str]] = {by: [n for n in every if has(held, n, by)] for by in (None, "unit")}
    wanted |= {by: ["accepted", "handed_on", "dispatched"] for by in ("kind", "channel", "topic", "region")}
    told = reckon.figures_for(wanted, scope)
    return sum(len(parts) for by in told.values() for parts in by.values())


def scores(scope: Any) -> int:
    """The units under every scheme of a shipped table, counted together; how many rows."""
    from huisheng.directory import reads
    from huisheng.measures.reckon import Tally
    from huisheng.scoring import assess, reading, sheets

    units = reads.addressees(scope.platform, scope.window.last)
    schemes = [reading.load(one) for one in dict.fromkeys(sheets.load(name).scheme.name for name in sheets.names())]
    tally = Tally()
    assess.count_together(schemes, scope, tally)
    return sum(len(assess.assess_scheme(one, scope, units=units, tally=tally).rows) for one in schemes)


def document(_scope: Any) -> int:
    """From facts to a whole document in Word: figures, scores, sentences, tables, charts; bytes written.

    It counts what its composition and its two schemes ask for, as any circular does.
    """
    from huisheng.circular.composition.compose import compose
    from huisheng.circular.render import to_docx

    made = compose(CODE, catch_up=False, folder=ROOT / "bench" / "compositions")
    return len(to_docx(made))


def stage(name: str, folder: Path) -> dict[str, float]:
    """One stage in this process: seconds, its count, and peak memory in MiB (the program's own and its server's)."""
    from huisheng.console.database import set_django_up
    from huisheng.measures.figure import Scope, Window

    file = folder / "bench.zip"
    began = time.perf_counter()
    if name == "recompute":
        from huisheng.measures.dossier.recompute import recompute

        made = recompute(file)
        assert not made.differences, made.differences[:3]
        return _told(time.perf_counter() - began, made.figures)
    set_django_up(os.environ["DATABASE_URL"])
    scope = Scope(int(os.environ["BENCH_PLATFORM"]), Window(FIRST, LAST))
    if name == "floor":
        return _told(floor(scope), 0)
    began = time.perf_counter()
    if name == "export":
        from huisheng.measures.dossier.freeze import freeze

        file.unlink(missing_ok=True)
        return _told(time.perf_counter() - began, freeze(file, [scope], catch_up=False).size, began)
    return _told(0, {"figures": figures, "scores": scores, "document": document}[name](scope), began)


def _told(seconds: float, count: int, began: float | None = None) -> dict[str, float]:
    spent = seconds if began is None else time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"seconds": spent, "count": count, "mib": used.ru_maxrss / 1024, "cpu": used.ru_utime + used.ru_stime}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--stage", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.stage:
        print(json.dumps(stage(asked.stage, asked.folder)))
        return
    with fresh() as cluster:
        from huisheng.console import places
        from huisheng.console.database import set_django_up
        from huisheng.console.postgres import OWNER

        os.environ["DATABASE_URL"] = cluster.url(OWNER)
        set_django_up(os.environ["DATABASE_URL"])
        platform, unit0 = city(asked.units)
        os.environ["BENCH_PLATFORM"] = str(platform)
        found = {
            int(size): measure(int(size), asked.units, platform, unit0, str(places.var()))
            for size in asked.sizes.split(",")
        }
    report(found)


def city(units: int) -> tuple[int, int]:
    """A platform with so many departments: its id, and the first department's (their ids follow each other)."""
    from huisheng.directory import reads
    from huisheng.directory.load import load_city

    made = [{"code": f"{CODE}-{n}", "name": f"演示单位{n}", "kind": "department"} for n in range(units)]
    head = {"code": CODE, "name": "演示市热线办", "scope": "演示省/演示市", "prefix": PREFIX}
    platform = load_city({"platform": head, "unit": made}).platform
    first = reads.unit_by_code(f"{CODE}-0", platform, LAST)
    assert first is not None
    return platform, first.id


def measure(size: int, units: int, platform: int, unit0: int, folder: str) -> dict[str, dict[str, float]]:
    """Write the facts of one size and run every stage over them, each in a process of its own."""
    write_facts(size, units, platform, unit0)
    found = {}
    for name in ("floor", "figures", "scores", "document", "export", "recompute"):
        command = [sys.executable, __file__, "--stage", name, "--folder", folder]
        told = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        found[name] = json.loads(told.stdout.splitlines()[-1])
        print(f"{size:,} {name} {found[name]['seconds']:.2f} s", file=sys.stderr, flush=True)
    return found


def report(found: dict[int, dict[str, dict[str, float]]]) -> None:
    """A line a stage; how it grows from size to size; whether the goals are met."""
    before: dict[str, dict[str, float]] | None = None
    for size, stages in found.items():
        print(f"{size:,} dispatches")
        for name, told in stages.items():
            grown = f"  ×{told['seconds'] / before[name]['seconds']:.1f}" if before and before[name]["seconds"] else ""
            spent = f"{told['seconds']:8.2f} s  {told['cpu']:7.2f} s CPU"
            print(f"  {name:10} {spent}  {told['mib']:6,.0f} MiB  {told['count']:12,.0f}{grown}")
        whole, floor_ = stages["document"]["seconds"], stages["floor"]["seconds"]
        peak = max(told["mib"] for told in stages.values())
        print(f"  facts to document {whole:.2f} s (goal {GOAL_SECONDS:.0f}), {whole / floor_:.1f} floors")
        print(f"  figures / floor   {stages['figures']['seconds'] / floor_:.1f} (goal {GOAL_RATIO:.0f})")
        print(
            "  load              " + " ".join(f"{load:.1f}" for load in os.getloadavg()) + f" on {os.cpu_count()} CPUs"
        )
        print(f"  peak memory       {peak:,.0f} MiB (goal {GOAL_MIB:,.0f})")
        print(f"  recompute         {stages['recompute']['seconds']:.2f} s (goal {GOAL_RECOMPUTE:.0f})")
        before = stages


if __name__ == "__main__":
    main()
