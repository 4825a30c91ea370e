"""Derives a district month's counts (units.csv, enterprise.csv) from what its circular prints.

    python -m huisheng.rehearsal.derive dongchangfu-2024-02

``printed.csv`` and ``enterprise-printed.csv`` hold the printed rates and scores, ``chosen.csv`` what the circular
leaves open and the rehearsal decides. The derived files are kept beside them, and a test derives them again.
"""

import csv
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from huisheng.rehearsal import fit
from huisheng.rehearsal.counts import FIFTHS, NOBODY, PROCESS_AND_RESULT, Graded, printed

Row = dict[str, str]
Three = tuple[Graded, Graded, Graded]
Firms = tuple[int, Three]  # how many matters of enterprises a unit has, and how those were answered

_FAILED = Fraction(7, 10)  # of what solving and results miss, so much by outright failures
_SLOW = Fraction(1, 2)  # of what the process misses
_LEAN = Fraction(6, 10)  # the process misses so much of what the result does
_VISITED = Fraction(64, 100)  # of a unit's matters, where the printed rates leave the choice
GRADES = ("yes", "partly", "no")
COLUMNS = (
    *("unit", "group", "dispatched", "co", "late", "late_signed", "redo", "sent_back", "bonus", "sampled", "passed"),
    *(f"{question}_{grade}" for question in ("solved", "process", "result") for grade in GRADES),
)
ENTERPRISE = ("unit", "dispatched", "late", *COLUMNS[11:])


def read(path: Path) -> list[Row]:
    """The rows of a CSV file; none if there is no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def derive(folder: Path) -> tuple[list[Row], list[Row]]:
    """Rows of units.csv and of enterprise.csv. ValueError where the printed values have no counts."""
    said = tomllib.loads((folder / "month.toml").read_text(encoding="utf-8"))
    chosen = {row["unit"]: row for row in read(folder / "chosen.csv")}
    firms = _firms(read(folder / "enterprise-printed.csv"), said["enterprise"], chosen)
    units = read(folder / "printed.csv")
    among = {unit: (int(row["dispatched"]), _three(row)) for unit, row in firms.items()}
    answers = _answers(units, said["overall"], chosen, among)
    made = []
    for row in units:
        more = chosen[row["unit"]]
        size = int(row["dispatched"])
        made.append(
            {
                "unit": row["unit"],
                "group": row["group"],
                "dispatched": str(size),
                "co": more["co"],
                "late": str(_late(row["on_time"], size, least=int(firms.get(row["unit"], _NONE)["late"]))),
                "late_signed": str(_late(row["signed"], size)),
                "redo": more["redo"],
                "sent_back": str(_sent_back(row["deduction"], int(more["redo"]))),
                "bonus": row["bonus"],
                **_spot(row["spot_rank"]),
                **_columns(answers[row["unit"]]),
            }
        )
    return made, list(firms.values())


_NONE = {"late": "0"}
_SPOT = 20


def _spot(rank: str) -> Row:
    """A sample of twenty, of which one more fails with each rank; nothing where no rank is printed."""
    return {"sampled": str(_SPOT), "passed": str(_SPOT - int(rank))} if rank else {"sampled": "0", "passed": "0"}


def _late(score: str, size: int, least: int = 0) -> int:
    """The fewest late ones of a score of 5 (but ``least``)."""
    late = [size - on_time for on_time in printed(score, 5).wholes(size) if least <= size - on_time]
    return min(count for count in late if count >= 0)


def _sent_back(deduction: str, redo: int) -> int:
    """0.1 for each matter the city had done again, 0.01 for each reply sent back."""
    return -round(Fraction(deduction) * 100) - 10 * redo


def _three(row: Row) -> Three:
    """The answers of a derived row."""
    counts = [int(row[name]) for name in COLUMNS[11:]]
    return Graded(*counts[:3]), Graded(*counts[3:6]), Graded(*counts[6:])


def _answers(
    rows: Sequence[Row], overall: Mapping[str, str], chosen: Mapping[str, Row], firms: Mapping[str, Firms]
) -> dict[str, Three]:
    """How solved, process and result were answered for each unit, so that both printed totals come out."""
    room = {row["unit"]: int(row["dispatched"]) - int(chosen[row["unit"]]["co"]) for row in rows}
    wanted = {unit: int(chosen[unit]["visited"] or 0) or max(int(size * _VISITED), 1) for unit, size in room.items()}
    solving = {r["unit"]: fit.graded_ways(printed(r["solved"], 40), room[r["unit"]]) for r in rows}
    liked: dict[str, tuple[Graded, Graded]] = {}
    blends: dict[str, list[fit.Way]] = {}
    for row in rows:
        rate, unit = printed(row["satisfied"], 50), row["unit"]
        blends[unit] = fit.blend_ways(rate, room[unit], PROCESS_AND_RESULT)
        if chosen[unit]["visited"]:
            blends[unit] = [way for way in blends[unit] if way.size == wanted[unit]]
        if not blends[unit]:
            liked[unit] = _apart(row, room[unit])
            # in the total their answers weigh as they are: counted as if both questions had the second's number
            blends[unit] = [_as_way(*liked[unit])]
    solved = fit.settle(_with_room(solving, room, firms, 0), wanted, printed(overall["solved"]), FIFTHS)
    satisfied = fit.settle(
        _with_room(blends, room, firms, 2), wanted, printed(overall["satisfied"]), FIFTHS * PROCESS_AND_RESULT.whole
    )
    return {
        unit: _chosen(solved[unit], satisfied[unit], firms.get(unit, _NO_FIRM)[1], liked.get(unit)) for unit in room
    }


_NO_FIRM: Firms = (0, (NOBODY, NOBODY, NOBODY))


def _with_room(
    ways: Mapping[str, Sequence[fit.Way]], room: Mapping[str, int], firms: Mapping[str, Firms], question: int
) -> dict[str, Sequence[fit.Way]]:
    """Only ways that hold the enterprises' answers, and not more others than there are other matters."""
    kept: dict[str, Sequence[fit.Way]] = {}
    for unit, found in ways.items():
        matters, answers = firms.get(unit, _NO_FIRM)
        asked = answers[question].whole
        kept[unit] = [way for way in found if asked <= way.size <= asked + room[unit] - matters]
    return kept


def _chosen(solved: fit.Way, satisfied: fit.Way, firm: Three, liked: tuple[Graded, Graded] | None) -> Three:
    yes = fit.grading(FIFTHS * solved.size - solved.weight, solved.size, _FAILED, firm[0])
    return (yes, *(liked or _both(satisfied, firm[1:])))


def _apart(row: Row, room: int) -> tuple[Graded, Graded]:
    found = fit.apart(printed(row["satisfied"], 50), room, PROCESS_AND_RESULT)
    if found is None:
        raise ValueError(f"{row['unit']}: no counts print as {row['satisfied']}")
    first, missing, second, lost = found
    return fit.grading(missing, first, _SLOW), fit.grading(lost, second, _FAILED)


def _as_way(process: Graded, result: Graded) -> fit.Way:
    share = 3 * Fraction(process.fifths, process.whole) + 7 * Fraction(result.fifths, result.whole)
    return fit.Way(result.whole, int(share * result.whole))


def _both(way: fit.Way, least: tuple[Graded, Graded] = (NOBODY, NOBODY)) -> tuple[Graded, Graded]:
    missing = PROCESS_AND_RESULT.whole * FIFTHS * way.size - way.weight
    first, second = fit.shared(missing, way.size, PROCESS_AND_RESULT, _LEAN, least)
    return fit.grading(first, way.size, _SLOW, least[0]), fit.grading(second, way.size, _FAILED, least[1])


def _firms(rows: Sequence[Row], said: Mapping[str, str], chosen: Mapping[str, Row]) -> dict[str, Row]:
    """The enterprise table's counts. Solved counts only what is wholly solved."""
    size = {row["unit"]: int(row["dispatched"]) for row in rows}
    solving = {row["unit"]: fit.plain_ways(printed(row["solved"]), size[row["unit"]]) for row in rows}
    liking = {
        row["unit"]: fit.blend_ways(printed(row["satisfied"]), size[row["unit"]], PROCESS_AND_RESULT) for row in rows
    }
    solved = fit.exact(solving, size, printed(said["solved"]), 1)
    asked_too = {unit: way.size for unit, way in solved.items()}
    satisfied = fit.exact(liking, asked_too, printed(said["satisfied"]), FIFTHS * PROCESS_AND_RESULT.whole)
    made = {}
    for row in rows:
        unit = row["unit"]
        yes, asked = solved[unit].weight, solved[unit].size
        partly = (asked - yes) * 3 // 4
        answers = (Graded(yes, partly, asked - yes - partly), *_both(satisfied[unit]))
        late = size[unit] - max(n for n in printed(row["on_time"]).wholes(size[unit]) if n <= size[unit])
        made[unit] = {"unit": unit, "dispatched": row["dispatched"], "late": str(late), **_columns(answers)}
    return made


def _columns(answers: Iterable[Graded]) -> Row:
    names = iter(COLUMNS[11:])
    return {next(names): str(n) for one in answers for n in (one.full, one.partly, one.none)}


def write(folder: Path) -> None:
    """Write both files."""
    for name, columns, rows in zip(("units.csv", "enterprise.csv"), (COLUMNS, ENTERPRISE), derive(folder), strict=True):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            out = csv.DictWriter(file, columns, lineterminator="\n")
            out.writeheader()
            out.writerows(rows)


if __name__ == "__main__":
    write(Path(__file__).parent / "months" / sys.argv[1])
