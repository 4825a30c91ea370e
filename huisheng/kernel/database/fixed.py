"""Fixed statements on the hot paths: written by hand, prepared once a connection.

The ORM builds its SQL anew each time, which for a look-up by key costs more than the look-up.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection


def rows(sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows of a statement with ``%s`` for each value; database errors are Django's, as everywhere."""
    connection.close_if_health_check_failed()  # the ORM's cursors do; a request's first statement may be one of ours
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return psycopg.Cursor(connection.connection).execute(sql, values, prepare=True).fetchall()
