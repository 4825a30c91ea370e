"""Keys of new orders, from one sequence. The look for an earlier order of the same source rides along."""

from huisheng.kernel.database import fixed, keys
from huisheng.kernel.database.keys import Keys, blocks_of

__all__ = ["blocks_of", "draw", "known_or_next"]

_KEYS = Keys("workorder_id_seq")
_KNOWN = "SELECT id FROM workorder WHERE source = %s AND source_ref = %s"
_KNOWN_OR_NEXT = f"""
SELECT known.id, CASE WHEN known.id IS NULL THEN nextval('workorder_id_seq') END
FROM (SELECT 1) AS one LEFT JOIN ({_KNOWN}) AS known ON true
"""  # noqa: S608  put together from our own text


def known_or_next(source: str, source_ref: str) -> tuple[int | None, int]:
    """The id of the order accepted for this key of its source, or None and the key for a new one."""
    if keys.alone():
        known, fresh = fixed.rows(_KNOWN_OR_NEXT, [source, source_ref])[0]
        return known, fresh or 0
    found = fixed.rows(_KNOWN, [source, source_ref])
    return (found[0][0], 0) if found else (None, _KEYS.next())


def draw(count: int) -> list[int]:
    """So many fresh keys, rising."""
    return _KEYS.draw(count)
