"""判定热点: whether what the house found is one; what people say teaches when to warn."""

import os
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.asks import Flag, Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.acts import next_key, write
from huisheng.ledger.vocabulary.topics import TopicJudged
from huisheng.lifecycle.topics import reads
from huisheng.lifecycle.topics.models import Verdict
from huisheng.lifecycle.workorder.act import Act
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.rulebook import implements

ACT = Act(
    "judge_topic",
    "判定热点",
    (Role.SUPERVISOR, Role.LEADER, Role.DISPATCHER),
    "domain#art-75",
    (Flag("true", "确是热点"), Text("why", "说明", required=False, limit=200)),
)


def can(actor: Actor) -> Refusal | None:
    """Supervisors, leaders, dispatchers, for their own platform."""
    return ACT.check(actor)


@implements("domain#art-75")
def do(key: int, *, by: Actor, at: datetime, **given: object) -> Verdict:
    """Say whether it is one. Refusal where there is no such topic of this platform."""
    asked = ACT.read(by, at, given)
    topic = reads.take(by, key)
    verdict = Verdict(
        id=next_key("topic_verdict_id_seq"),
        platform_id=by.platform,
        topic=topic,
        true=bool(asked["true"]),
        warned=bool(topic.warning),
        why=asked["why"],
        salt=os.urandom(16),
        judged_at=at,
        **{name: getattr(topic, name) for name in ("first", "last", "people", "matters", "usual", "name")},
    )
    body = TopicJudged(
        platform=by.platform,
        topic=topic.pk,
        true=verdict.true,
        warned=verdict.warned,
        first=verdict.first.isoformat(),
        last=verdict.last.isoformat(),
        people=verdict.people,
        matters=verdict.matters,
        usual=verdict.usual,
        digest=digest_of(bytes(verdict.salt), f"{verdict.name}\n{verdict.why}"),
    )
    with append.writing():
        write(verdict, body, by=by, at=at, new=True)
    return verdict
