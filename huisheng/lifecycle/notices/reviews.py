"""Articles of the knowledge base that are to be looked at again: their units are told before the day, and after it."""

from datetime import datetime

from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.knowledge import reads as knowledge
from huisheng.lifecycle.notices.follow import write_once
from huisheng.lifecycle.notices.models import Notice
from huisheng.lifecycle.notices.rules import REVIEWS
from huisheng.lifecycle.notices.states import HANDLING
from huisheng.rulebook import implements


@implements("domain#art-72")
def chase(at: datetime) -> int:
    """Tell each unit once in so many days how many are late, how many due soon; how many notices that made.

    The centre's own are told to its editors. A unit with nothing to do hears nothing.
    """
    today, made = clock.local_day(at), []
    for platform in directory.platforms():
        rules = law.at(today, platform.scope)
        ahead, again = rules.get("knowledge.review_ahead").count, rules.get("knowledge.review_again").count
        for one in knowledge.standings(knowledge.of_platform(platform.id), today, ahead):
            if not one.late and not one.soon:
                continue
            turn = f"{today.toordinal() // again}:{'late' if one.late else 'soon'}"
            parts = [f"有{one.late}条已过复核日期"] if one.late else []
            parts += [f"有{one.soon}条{ahead}日内到复核日期"] if one.soon else []
            made.append(
                Notice(
                    ref=f"review:{one.unit}:{turn}",
                    code=REVIEWS.code,
                    unit_id=one.unit,
                    desk=Role.KNOWLEDGE.value if one.unit == platform.id else HANDLING,
                    by=0,
                    detail="，".join(parts),
                    at=at,
                    made_at=at,
                )
            )
    return write_once(made)
