"""Counting a frozen month in DuckDB: the same definitions, transpiled.

Otherwise than in the live count each number that is asked for is one condition over the rows themselves: DuckDB marks
the rows for which it holds, groups by the marks, and adds the groups up. That the two agree is a test, and a check of
both.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

import duckdb
import pyarrow as pa
import sqlglot

from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.measures import asked, predicate
from huisheng.measures.breakdown import Counted, column, parts_of
from huisheng.measures.compute import Counts
from huisheng.measures.definition import Base, Library, Measure
from huisheng.measures.figure import By, Figure, Key, Scope
from huisheng.measures.rows import FACTS

_Asked = dict[str, tuple[Measure, Base, set[str | None]]]
_WIDTH = 62  # marks in one whole number


def count(
    engine: duckdb.DuckDBPyConnection, wanted: Iterable[tuple[str, By]], scope: Scope, library: Library
) -> Counted:
    """What each measure counts in each part: (``name@version``, column) -> key -> counts.

    Refusal where a definition needs a fact or a column that the dossier hasn't.
    """
    together: dict[tuple[str, ...], _Asked] = {}
    for name, by in wanted:
        for measure in parts_of(library, name):
            base = measure.base
            assert base is not None  # parts are counted directly
            chosen = (base.anchor, base.where, base.keep, base.prefer) if base.keep else (base.anchor, base.where)
            held = together.setdefault((base.fact, *chosen), {})
            held.setdefault(measure.reference, (measure, base, set()))[2].add(column(measure, by))
    counted: Counted = {}
    for held in together.values():
        _count(engine, held, scope, counted)
    return counted


def needed(library: Library, bys: Collection[By]) -> dict[str, set[str]]:
    """The columns of each fact that the definitions look at: the others needn't be read."""
    found: dict[str, set[str]] = {name: {"platform", *fact.key} for name, fact in FACTS.items()}
    for measure in library.values():
        base = measure.base
        if base is not None:
            fact = FACTS[base.fact]
            said = [
                base.where,
                base.prefer,
                measure.numerator,
                measure.denominator or "",
                *(e.when for e in base.exclude),
            ]
            words = {word for one in said for word in predicate.names(one)}
            found[base.fact] |= {base.anchor, measure.group, measure.sum, *words, *(by or "" for by in bys)}
            found[base.fact] &= set(fact.columns)
    return found


def members(engine: duckdb.DuckDBPyConnection, figure: Figure, library: Library, part: str) -> set[int]:
    """The ids of the orders (or calls) that make a figure; ``part``: numerator or denominator."""
    measure = library[figure.definition]
    under = part == "denominator" and measure.per
    names = (measure.per if under else measure.sum_of) if measure.parts else (figure.definition,)
    found: set[int] = set()
    for one in (library[name] for name in names):
        base = one.base
        assert base is not None  # parts are counted directly
        place = 1 if part == "denominator" and one.denominator and not measure.parts else 0
        words, given = asked.asked(one, base, _say)[place], _given(base, figure.scope)
        by = column(one, figure.by)
        if by:
            words, given = f'{words} AND "{by}" IS NOT DISTINCT FROM $key', {**given, "key": figure.key}
        query = f'SELECT DISTINCT "{FACTS[base.fact].subject}" FROM {_kept(base)} WHERE {words}'  # noqa: S608  words are the checked definitions'
        found.update(line[0] for line in rows(engine, query, given))
    return found


def _count(engine: duckdb.DuckDBPyConnection, held: _Asked, scope: Scope, counted: Counted) -> None:
    base = next(iter(held.values()))[1]
    columns = sorted({by for _, _, bys in held.values() for by in bys if by})
    query = _query(held, base, columns)
    for measure, own, bys in held.values():
        for by in bys:
            counted[measure.reference, by] = {} if by else {None: _counts(measure, own, iter([0] * 99))}
    for line in rows(engine, query, _given(base, scope)):
        by = None if line[0] is None else columns[line[0]]
        key: Key = None if by is None else line[1 + line[0]]
        numbers = iter(line[1 + len(columns) :])
        for measure, own, bys in held.values():
            counts = _counts(measure, own, numbers)
            if by in bys and (by is None or counts.numerator or counts.denominator or any(counts.excluded)):
                counted[measure.reference, by][key] = counts


def _query(held: _Asked, base: Base, columns: list[str]) -> str:
    """A line: the place of its breakdown (NULL: the whole), its key in one of ``columns``, then the numbers."""
    marks: dict[str, int] = {}
    numbers = [number for measure, own, _ in held.values() for number in _numbers(measure, own, marks)]
    masks = [f"m{number}" for number in range(len(marks) // _WIDTH + 1)]
    bits: list[list[str]] = [["0::BIGINT"] for _ in masks]
    for words, mark in marks.items():
        bits[mark // _WIDTH].append(f"CASE WHEN {words} THEN {1 << mark % _WIDTH}::BIGINT ELSE 0 END")
    sums = sorted({measure.sum for measure, _, _ in held.values() if measure.sum})
    names = list(dict.fromkeys(f'"{name}"' for name in (*columns, *sums)))
    marked = [*names, *(f"{' | '.join(words)} AS {name}" for name, words in zip(masks, bits, strict=True))]
    place = " ".join(f'WHEN GROUPING("{by}") = 0 THEN {number}' for number, by in enumerate(columns))
    said = [f"{f'CASE {place} END' if place else 'NULL'} AS place", *(f'"{by}"' for by in columns), *masks]
    said += ["COUNT(*) AS n", *(f'SUM("{name}") AS "sum_{name}"' for name in sums)]
    sets = ", ".join(f"({', '.join([*by, *masks])})" for by in [[], *([f'"{by}"'] for by in columns)])
    by = ", ".join(["place", *(f'"{by}"' for by in columns)])
    return (
        f"WITH marked AS (SELECT {', '.join(marked)} FROM {_kept(base)}),"  # noqa: S608  words are the checked definitions'
        f" cube AS (SELECT {', '.join(said)} FROM marked GROUP BY GROUPING SETS ({sets}))"
        f" SELECT {by}, {', '.join(numbers)} FROM cube GROUP BY {by}"
    )


def _numbers(measure: Measure, base: Base, marks: dict[str, int]) -> list[str]:
    said = []
    for number, words in enumerate(asked.asked(measure, base, _say)):
        mark = marks.setdefault(words, len(marks))
        added = f'"sum_{measure.sum}"' if measure.sum and number == 0 else "n"
        said.append(f"COALESCE(SUM({added}) FILTER (WHERE m{mark // _WIDTH} & {1 << mark % _WIDTH} <> 0), 0)")
    return said


def _counts(measure: Measure, base: Base, numbers: Iterator[int]) -> Counts:
    numerator = int(next(numbers))
    denominator = int(next(numbers)) if measure.denominator else None
    return Counts(numerator, denominator, tuple(int(next(numbers)) for _ in base.exclude))


def _kept(base: Base) -> str:
    """The rows a base looks at, as a FROM item."""
    fact = FACTS[base.fact]
    where = f'"platform" = $platform AND {_duck(asked.looked_at(base, "$first", "$end"))}'
    if not base.keep:
        return f"(SELECT * FROM {fact.table} WHERE {where}) AS kept"  # noqa: S608  words are the checked definitions'
    order = ", ".join(_duck(one) for one in asked.order(base))
    place = f'ROW_NUMBER() OVER (PARTITION BY "{fact.subject}" ORDER BY {order})'
    return f"(SELECT * FROM {fact.table} WHERE {where} QUALIFY {place} = 1) AS kept"  # noqa: S608  words are the checked definitions'


def _given(base: Base, scope: Scope) -> dict[str, Any]:
    window = scope.of(base.fact)
    first, end = clock.window(window.first, window.last)
    return {"platform": scope.platform, "first": first, "end": end}


def _say(words: str) -> str:
    return _duck(asked.holds(words))


@lru_cache(maxsize=4096)
def _duck(words: str) -> str:
    """Words for PostgreSQL in DuckDB's dialect, every name in quotation marks."""
    said = sqlglot.transpile(f"SELECT x ORDER BY {words}", read="postgres", write="duckdb", identify=True)[0]  # noqa: S608  words are the checked definitions'
    return said.partition("ORDER BY ")[2]


def rows(engine: duckdb.DuckDBPyConnection, query: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The answer's lines. Refusal where the dossier's facts lack what its definitions name."""
    try:
        return engine.execute(query, given).fetchall()
    except (duckdb.BinderException, duckdb.CatalogException) as lacking:
        told = str(lacking).splitlines()[0]
        raise Refusal("lacking", f"档案的事实表缺少定义所用的表或列，无法重算（{told}）。", field="file") from None
    except (duckdb.Error, pa.ArrowException) as broken:
        told = str(broken).splitlines()[0]
        raise Refusal("not_counted", f"档案里的定义无法计算（{told}）。", field="file") from None
