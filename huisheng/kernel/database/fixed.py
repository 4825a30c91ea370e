"""Fixed statements on the hot paths: written by hand, prepared once a connection.

The ORM builds its SQL anew each time, which for a look-up by key costs more than the look-up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models

M = TypeVar("M", bound=models.Model)


def rows(sql: str, values: Sequence[object] | Mapping[str, object]) -> list[tuple[Any, ...]]:
    """The rows of a statement with ``%s`` or ``%(name)s`` for each value; database errors are Django's."""
    here = connections[DEFAULT_DB_ALIAS]
    here.close_if_health_check_failed()  # the ORM's cursors do; a request's first statement may be one of ours
    here.ensure_connection()
    if here.queries_logged:  # who counts queries counts these
        here.queries_log.append({"sql": sql, "time": ""})
    with here.wrap_database_errors:
        return psycopg.Cursor(here.connection).execute(sql, values, prepare=True).fetchall()


_answers: dict[tuple[str, tuple[object, ...]], list[tuple[Any, ...]]] | None = None


@contextmanager
def asking_once() -> Iterator[None]:
    """While it lasts, ``settled`` asks once: for a writer of thousands, beside whom nobody changes any of it."""
    global _answers
    _answers = {}
    try:
        yield
    finally:
        _answers = None


def settled(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """``rows`` of what seldom changes: who sits where. Asked every time, unless a bulk writer asks but once."""
    if _answers is None:
        return rows(sql, values)
    key = (sql, tuple(values))
    if key not in _answers:
        _answers[key] = rows(sql, values)
    return _answers[key]


def found(model: type[M], rest: str, values: Sequence[object]) -> list[M]:
    """Rows of a table as its models, all columns; ``rest`` follows the table's name ("WHERE order_id = %s")."""
    names, head, read = _table(model)
    made = rows(f"{head} {rest}", values)
    for place, convert in read:
        made = [(*row[:place], convert(row[place]), *row[place + 1 :]) for row in made]
    return [model.from_db(connection.alias, names, row) for row in made]


@lru_cache(maxsize=64)
def _table(model: type[models.Model]) -> tuple[list[str], str, list[tuple[int, Callable[[Any], Any]]]]:
    """The names of its columns in Python, the beginning of a statement, and the columns that are no plain values."""
    fields, quote = model._meta.concrete_fields, connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields if field.column)
    read = [
        (place, _reader(converter))
        for place, field in enumerate(fields)
        for converter in field.get_db_converters(connection)
    ]
    table = quote(model._meta.db_table)
    return [field.attname for field in fields], f"SELECT {columns} FROM {table}", read  # noqa: S608  names of our own


def _reader(converter: Callable[[Any, Any, Any], Any]) -> Callable[[Any], Any]:
    return lambda value: converter(value, None, connection)
