"""Rows and entries to the database in one round trip: fixed statements, prepared once, sent through a pipeline.

The ORM builds each statement anew, which costs more than the database's own work; here a table's INSERT and UPDATE
are built once. One row goes as parameters; several of one table go in one statement as JSON, whose values PostgreSQL
reads with each column's own input function.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection, models

from huisheng.ledger.chain import Line


@dataclass(frozen=True, slots=True)
class Insert:
    """A table's INSERT: of one row by parameters, of many by JSON. ``names`` are the attributes it takes, in order."""

    one: str
    many: str
    names: tuple[str, ...]


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
_LINES = _insert("ledger_entry", [(name, name, type_) for name, type_ in _LINE_TYPES.items()])


def write(rows: Sequence[models.Model], lines: Sequence[Line]) -> None:
    """Insert the new rows, update the others, append the lines. Inside a transaction; nothing is read back but keys."""
    new: dict[type[models.Model], list[models.Model]] = {}
    changed: list[models.Model] = []
    for row in rows:
        if row._state.adding:
            new.setdefault(type(row), []).append(row)
        else:
            changed.append(row)
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    sent: list[tuple[list[models.Model], psycopg.Cursor[Any]]] = []
    updated: list[tuple[models.Model, psycopg.Cursor[Any]]] = []
    with connection.wrap_database_errors, raw.pipeline():
        for model, batch in new.items():
            sent.append((batch, _send(raw, _insert_of(model), batch)))
        for row in changed:
            sql, names = _update_of(type(row))
            values = [getattr(row, name) for name in names]
            updated.append((row, psycopg.Cursor(raw).execute(sql, values, prepare=True)))
        if lines:
            _send(raw, _LINES, lines)
    for batch, cursor in sent:
        _settle(batch, cursor)
    for row, cursor in updated:
        if cursor.rowcount != 1:
            raise LookupError(f"no row of {row._meta.db_table} has the key {row.pk}")


def _send(raw: "psycopg.Connection[Any]", insert: Insert, batch: Sequence[object]) -> "psycopg.Cursor[Any]":
    if len(batch) == 1:
        values = [getattr(batch[0], name) for name in insert.names]
        return psycopg.Cursor(raw).execute(insert.one, values, prepare=True)
    said = json.dumps([{n: getattr(row, n) for n in insert.names} for row in batch], ensure_ascii=False, default=_plain)
    return psycopg.Cursor(raw).execute(insert.many, [said], prepare=True)


def _plain(value: object) -> str:
    """What JSON has no form for, as PostgreSQL's input functions read it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return "\\x" + value.hex()
    raise TypeError(f"a live row can't hold {value!r}")


def _settle(batch: list[models.Model], cursor: "psycopg.Cursor[Any]") -> None:
    keys = cursor.fetchall() if cursor.description else None
    for index, row in enumerate(batch):
        row._state.adding = False
        row._state.db = "default"
        if keys is not None:
            row.pk = keys[index][0]


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
