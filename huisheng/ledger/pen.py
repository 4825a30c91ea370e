"""Rows and entries to the database in one round trip: fixed statements, prepared once, sent through a pipeline.

The ORM builds each statement anew, which costs more than the database's own work; here a table's INSERT and UPDATE
are built once. One row goes as parameters; several of one table go in one statement as JSON, whose values PostgreSQL
reads with each column's own input function.
"""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Union

import psycopg
from django.db import connection, models

from huisheng.ledger.chain import Line


@dataclass(frozen=True, slots=True)
class Insert:
    """A table's INSERT: of one row by parameters, of many by JSON. ``names`` are the attributes it takes, in order;
    ``keyed``: it gives back the keys.
    """

    one: str
    many: str
    names: tuple[str, ...]
    keyed: bool = False


def _insert(table: str, columns: Sequence[tuple[str, str, str]], back: str = "") -> Insert:
    """``columns``: (attribute, column, type). Names come from our own models, never from outside."""
    names = ", ".join(f'"{column}"' for _, column, _ in columns)
    marks = ", ".join(f"%s::{type_}" for _, _, type_ in columns)
    # the JSON names its values by attribute; a body is JSON already: inside the JSON it travels as a string
    typed = ", ".join(f'"{attribute}" {"text" if type_ == "jsonb" else type_}' for attribute, _, type_ in columns)
    read = ", ".join(f'"{attribute}"{"::jsonb" if type_ == "jsonb" else ""}' for attribute, _, type_ in columns)
    return Insert(
        f'INSERT INTO "{table}" ({names}) VALUES ({marks}){back}',  # noqa: S608  no value is in it
        f'INSERT INTO "{table}" ({names}) SELECT {read} FROM json_to_recordset(%s) AS x({typed}){back}',  # noqa: S608
        tuple(attribute for attribute, _, _ in columns),
        bool(back),
    )


_LINE_TYPES = {
    "stream": "text",
    "no": "int",
    "kind": "text",
    "version": "smallint",
    "occurred_at": "timestamptz",
    "recorded_at": "timestamptz",
    "actor": "bigint",
    "unit": "bigint",
    "rule": "text",
    "body": "jsonb",
    "prev": "bytea",
    "hash": "bytea",
}
_TOGETHER = 4  # tables; fewer are seldom the same few twice, and a statement of their own would be planned for each
_Batch = tuple[Insert, Sequence[object]]
_Sent = Union["psycopg.Cursor[Any]", list["psycopg.Cursor[Any]"]]
_LINES = _insert("ledger_entry", [(name, name, type_) for name, type_ in _LINE_TYPES.items()])


def write(rows: Sequence[models.Model], lines: Sequence[Line]) -> None:
    """Update the rows that are there, insert the new ones, append the lines. Inside a transaction; nothing is read back
    but keys. Updates come first: what was the present one is ended before the next begins.
    """
    new: dict[type[models.Model], list[models.Model]] = {}
    changed: list[models.Model] = []
    for row in rows:
        if row._state.adding:
            new.setdefault(type(row), []).append(row)
        else:
            changed.append(row)
    batches: list[_Batch] = [(_insert_of(model), batch) for model, batch in new.items()]
    if lines:
        batches.append((_LINES, lines))
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    together = len(batches) >= _TOGETHER
    with connection.wrap_database_errors, nullcontext() if together and not changed else raw.pipeline():
        updated = [(row, _update(raw, row)) for row in changed]
        sent = _send_all(raw, batches) if together else [_send(raw, *batch) for batch in batches]
    _settle(list(new.values()), sent)
    for row, cursor in updated:
        if cursor.rowcount != 1:
            raise LookupError(f"no row of {row._meta.db_table} has the key {row.pk}")


def _update(raw: "psycopg.Connection[Any]", row: models.Model) -> "psycopg.Cursor[Any]":
    sql, names = _update_of(type(row))
    return psycopg.Cursor(raw).execute(sql, [getattr(row, name) for name in names], prepare=True)


def _send(raw: "psycopg.Connection[Any]", insert: Insert, batch: Sequence[object]) -> "psycopg.Cursor[Any]":
    if len(batch) == 1:
        values = [getattr(batch[0], name) for name in insert.names]
        return psycopg.Cursor(raw).execute(insert.one, values, prepare=True)
    return psycopg.Cursor(raw).execute(insert.many, [_said(insert, batch)], prepare=True)


def _send_all(raw: "psycopg.Connection[Any]", batches: Sequence[_Batch]) -> "psycopg.Cursor[Any]":
    """Many tables in one statement: for a page of a dozen that costs half of what a dozen statements do."""
    sql = _inserts(tuple(insert for insert, _ in batches))
    return psycopg.Cursor(raw).execute(sql, [_said(*batch) for batch in batches], prepare=True)


@lru_cache(maxsize=256)
def _inserts(all_: tuple[Insert, ...]) -> str:
    made = ", ".join(f"i{n} AS ({insert.many})" for n, insert in enumerate(all_))
    keys = ", ".join(_keys(n) if one.keyed else "NULL" for n, one in enumerate(all_))
    return f"WITH {made} SELECT {keys}"  # noqa: S608  put together from our own statements


def _keys(n: int) -> str:
    return f"(SELECT array_agg(id) FROM i{n})"  # noqa: S608  a number of our own


def _said(insert: Insert, batch: Sequence[object]) -> str:
    return _JSON.encode([{name: getattr(row, name) for name in insert.names} for row in batch])


def _plain(value: object) -> str:
    """What JSON has no form for, as PostgreSQL's input functions read it."""
    if isinstance(value, date):  # a moment too
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return "\\x" + value.hex()
    raise TypeError(f"a live row can't hold {value!r}")


_JSON = json.JSONEncoder(ensure_ascii=False, default=_plain)


def _settle(batches: Sequence[Sequence[models.Model]], sent: "_Sent") -> None:
    """The rows stand in their tables, under the keys they were given there."""
    if isinstance(sent, psycopg.Cursor):
        found: Sequence[Sequence[int] | None] = (sent.fetchone() or ()) if batches else ()
    else:
        found = [[row[0] for row in cursor] if cursor.description else None for cursor in sent[: len(batches)]]
    for batch, keys in zip(batches, found, strict=False):
        for index, row in enumerate(batch):
            row._state.adding = False
            row._state.db = "default"
            if keys is not None:
                row.pk = keys[index]


@lru_cache(maxsize=64)
def _insert_of(model: type[models.Model]) -> Insert:
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]
    generated = len(fields) < len(model._meta.concrete_fields)
    columns = [(f.attname, str(f.column), _type(f)) for f in fields]
    return _insert(model._meta.db_table, columns, ' RETURNING "id"' if generated else "")


def _type(field: Any) -> str:
    kind = field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
    return str(kind).partition("(")[0]  # varchar(100): the table itself sees to the length


@lru_cache(maxsize=64)
def _update_of(model: type[models.Model]) -> tuple[str, tuple[str, ...]]:
    """UPDATE of a whole row by its key; and the attributes it takes, in order."""
    key = model._meta.pk
    fields = [f for f in model._meta.concrete_fields if f is not key]
    pairs = ", ".join(f'"{f.column}" = %s' for f in fields)
    sql = f'UPDATE "{model._meta.db_table}" SET {pairs} WHERE "{key.column}" = %s'  # noqa: S608  no value is in it
    return sql, (*(f.attname for f in fields), key.attname)
