"""Topics that are told early: those who steer the platform hear of each once."""

from collections.abc import Mapping
from datetime import datetime

from huisheng.directory.roles import Role
from huisheng.lifecycle.notices.follow import write_once
from huisheng.lifecycle.notices.models import Notice
from huisheng.lifecycle.notices.rules import TOPICS
from huisheng.rulebook import implements

DESKS = (Role.SUPERVISOR, Role.LEADER, Role.DISPATCHER)


@implements("domain#art-76")
def tell(platform: int, topics: Mapping[int, str], at: datetime) -> int:
    """``topics``: key -> name; how many notices that made. One that was told isn't told again."""
    made = [
        Notice(
            ref=f"topic:{key}:{desk}",
            code=TOPICS.code,
            unit_id=platform,
            desk=desk.value,
            by=0,
            detail=name,
            at=at,
            made_at=at,
        )
        for key, name in topics.items()
        for desk in DESKS
    ]
    return write_once(made)
