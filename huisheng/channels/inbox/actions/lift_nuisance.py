"""撤销骚扰登记: it holds no more, before its day."""

import os
from datetime import datetime

from huisheng.channels.inbox import nuisance
from huisheng.channels.inbox.models import Nuisance
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.asks import Text, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import acts, append
from huisheng.ledger.vocabulary.nuisances import NuisanceLifted
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.rulebook import implements

ASKS = (Text("why", "为什么撤销", limit=500),)


@implements("domain#art-64")
def do(key: int, *, by: Actor, at: datetime, **given: object) -> Nuisance:
    """Lift it. Refusal where there is none of that key that still holds."""
    insist(nuisance.can(by))
    why = str(read_all(ASKS, given)["why"])
    with append.writing():
        row = Nuisance.objects.select_for_update().filter(pk=key, platform_id=by.platform).first()
        if row is None:
            raise Refusal("not_found", "没有这条登记，请刷新后再看。")
        if row.lifted_at is not None or row.until < clock.local_day(at):
            raise Refusal("over", "这条登记已经撤销或到期，请刷新后再看。", nuisance.CITE)
        row.lifted_at, row.lifted_by, row.lifted_why, row.lifted_salt = at, by.seat, why, os.urandom(16)
        acts.write(row, NuisanceLifted(digest_of(row.lifted_salt, why)), by=by, at=at)
    return row
