"""Rows of facts as no ledger would give them: every column anything its type allows, at the edges of what is asked."""

import random
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from types import NoneType
from typing import Any, get_args

from django.db import connection

from huisheng.measures.definition import Library
from huisheng.measures.predicate import Atom, Node, read
from huisheng.measures.rows import FACTS, Fact

MIDNIGHT = datetime(2019, 10, 31, 16, tzinfo=UTC)  # when November begins in Shanghai
_EDGES = [MIDNIGHT + timedelta(days=days, seconds=seconds) for days in (0, 30) for seconds in (-1, 0, 1)]


def words_of(library: Library) -> dict[tuple[str, str], list[str]]:
    """The texts that any predicate compares a column with, by fact and column."""
    found: dict[tuple[str, str], set[str]] = {}
    for measure in library.values():
        base = measure.base
        if base is None:
            continue
        said = [base.where, base.prefer, measure.numerator, measure.denominator, *(one.when for one in base.exclude)]
        for words in filter(None, said):
            for atom in atoms(read(words, frozenset(FACTS[base.fact].columns))):
                for column in atom.columns:
                    found.setdefault((base.fact, column), set()).update(atom.words.split("'")[1::2])
    return {place: sorted(words) for place, words in found.items()}


def atoms(node: Node) -> list[Atom]:
    """The tests of a predicate."""
    return [node] if isinstance(node, Atom) else [atom for part in node.parts for atom in atoms(part)]


def fill(library: Library, seed: int, rows: int) -> None:
    """Put so many rows, or a few less, into every table of facts."""
    dice, words = random.Random(seed), words_of(library)
    for fact in FACTS.values():
        made = {}
        for _ in range(rows):
            row = {column.name: _value(dice, fact, column.name, column.type, words) for column in fields(fact.row)}
            made[tuple(row[name] for name in fact.key)] = tuple(row.values())
        marks = ", ".join(["%s"] * len(fact.columns))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {fact.table}")
            cursor.executemany(
                f"INSERT INTO {fact.table} ({', '.join(fact.columns)}) VALUES ({marks})", list(made.values())
            )


def _value(dice: random.Random, fact: Fact, name: str, kind: Any, words: dict[tuple[str, str], list[str]]) -> Any:
    if NoneType in get_args(kind):
        if dice.random() < 0.3:
            return None
        kind = get_args(kind)[0]
    if name == "platform":
        return dice.choice((1, 1, 1, 2))
    if name in fact.key:
        return dice.randint(1, 12)
    if kind is bool:
        return dice.random() < 0.5
    if kind is int:
        return dice.randint(0, 3)
    if kind is str:
        return dice.choice(["", "某", *words.get((fact.name, name), [])])
    return dice.choice([*_EDGES, MIDNIGHT + timedelta(hours=dice.randint(-99, 900))])
