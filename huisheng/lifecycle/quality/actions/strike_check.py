"""作废: a check that was noted wrongly doesn't count any more; nothing of it is altered."""

import os
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import append
from huisheng.ledger.acts import check_time, write
from huisheng.ledger.vocabulary.quality import CheckStruck
from huisheng.lifecycle.quality import fields, reads
from huisheng.lifecycle.quality.models import Check
from huisheng.lifecycle.quality.states import CheckKind
from huisheng.lifecycle.workorder.act import Act
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.rulebook import implements

ACT = Act("strike_check", "作废检查", fields.CHECKERS, "domain#art-22", (fields.CHECK, fields.REASON))


def can(actor: Actor, check: Check | None = None) -> Refusal | None:
    """Who may make such a check may strike it, once."""
    refusal = ACT.check(actor) if check is None else ACT.check_own(check.platform_id, actor)
    if refusal is not None or check is None:
        return refusal
    if check.kind == CheckKind.BONUS and actor.role not in fields.GRANTERS:
        return Refusal("wrong_role", "质效由考核员加减，也由考核员作废。", ACT.cite)
    if check.struck_at is not None:
        return Refusal("struck", "这条检查已经作废。", ACT.cite, "check")
    return None


@implements("domain#art-22")
def do(*, by: Actor, at: datetime, **given: object) -> Check:
    """Strike it, and say why."""
    asked = ACT.read(by, at, given)
    with append.writing():
        check = reads.take(int(asked["check"]), by)
        insist(can(by, check))
        check_time(at, check.noted_at)
        check.struck_at, check.struck_why, check.struck_salt = at, str(asked["reason"]), os.urandom(16)
        write(check, CheckStruck(digest_of(check.struck_salt, check.struck_why)), by=by, at=at)
    return check
