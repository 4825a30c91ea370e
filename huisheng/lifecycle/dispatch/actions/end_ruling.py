"""终止裁定: the ruling guides no dispatch any more."""

import os
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.acts import check_time, write
from huisheng.ledger.vocabulary.rulings import RulingEnded
from huisheng.lifecycle.dispatch import fields, rulings
from huisheng.lifecycle.dispatch.models import Ruling
from huisheng.lifecycle.workorder.act import Act
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.rulebook import implements

ACT = Act("end_ruling", "终止裁定", rulings.ROLES, "xiangtan-2019-11#art-10", (fields.RULING, fields.WHY_ENDED))


def can(actor: Actor, ruling: Ruling | None = None) -> Refusal | None:
    """Who may rule may end a ruling of his platform, once."""
    refusal = ACT.check(actor)
    if refusal is None and ruling is not None and ruling.ended_at is not None:
        refusal = Refusal("ended", "这条裁定已经终止。", ACT.cite, "ruling")
    return refusal


@implements("xiangtan-2019-11#art-10")
def do(*, by: Actor, at: datetime, **given: object) -> Ruling:
    """End it, and say why."""
    asked = ACT.read(by, at, given)
    with append.writing():
        ruling = rulings.take(int(asked["ruling"]), by)
        insist(can(by, ruling))
        check_time(at, ruling.ruled_at)
        ruling.ended_at, ruling.ended_why, ruling.ended_salt = at, str(asked["reason"]), os.urandom(16)
        write(ruling, RulingEnded(digest_of(ruling.ended_salt, ruling.ended_why)), by=by, at=at)
    return ruling
