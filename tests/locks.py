"""Two at once: when the other one stands still."""

from time import monotonic, sleep

from django.db import connection


def waits_for_us() -> None:
    """Until somebody waits for what this connection has locked."""
    end = monotonic() + 60
    asked = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        while not cursor.execute(asked).fetchall():
            assert monotonic() < end, "nobody waits"
            sleep(0.01)
