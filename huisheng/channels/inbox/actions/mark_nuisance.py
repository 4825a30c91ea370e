"""登记骚扰: a caller or writer is marked by a person, with a ground and an end; what he says is never dropped."""

import os
from datetime import date, datetime, timedelta

from huisheng.channels.inbox import nuisance
from huisheng.channels.inbox.contract import Abuse
from huisheng.channels.inbox.models import Nuisance
from huisheng.directory.actor import Actor
from huisheng.kernel import clock, secrets
from huisheng.kernel.amounts import Day
from huisheng.kernel.asks import Choice, Text, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger import acts, append
from huisheng.ledger.vocabulary.nuisances import NuisanceMarked
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import visible
from huisheng.rulebook import implements

ASKS = (
    Text("number", "工单号", limit=40, required=False, lines=False),
    Text("phone", "来电号码", limit=32, required=False, lines=False),
    Choice("ground", "登记理由", options=Abuse.labels()),
    Text("why", "具体情况", limit=500),
    Day("until", "登记到哪一天"),
)


@implements("domain#art-64")
def do(*, by: Actor, at: datetime, **given: object) -> Nuisance:
    """Mark who is behind an order, or a phone. Refusal: nobody named, known already, no end or one too far."""
    insist(nuisance.can(by))
    asked = read_all(ASKS, given)
    order = _order(str(asked["number"]), by)
    phone, until = str(asked["phone"]), _until(asked["until"], by, at)
    blinds = nuisance.of_order(order) if order is not None else nuisance.of_phone(phone)
    if not blinds:
        raise Refusal("nobody", "请填工单号或者来电号码；填的工单要留有电话或地址。", nuisance.CITE, "number")
    known = nuisance.standing(by.platform, blinds, clock.local_day(at))
    if known is not None:
        raise Refusal("known", f"已有{nuisance.said(known)}，要改请先撤销。", nuisance.CITE, "number")
    salt = os.urandom(16)
    row = Nuisance(
        id=acts.next_key("inbox_nuisance_id_seq"),
        platform_id=by.platform,
        blinds=blinds,
        masked=secrets.mask_phone(phone) if order is None else f"工单{order.number}的反映人",
        order=order,
        ground=str(asked["ground"]),
        why=str(asked["why"]),
        salt=salt,
        marked_at=at,
        marked_by=by.seat,
        until=until,
    )
    with append.writing():
        body = NuisanceMarked(by.platform, row.ground, row.until.isoformat(), digest_of(salt, row.why))
        acts.write(row, body, by=by, at=at, new=True)
    return row


def _order(number: str, by: Actor) -> WorkOrder | None:
    if not number:
        return None
    rows = visible(by).filter(number=number.strip().upper(), platform_id=by.platform)
    found = rows.select_related("personal").first()
    if found is None:
        raise Refusal("not_found", "没有这件工单，请核对工单号。", field="number")
    return found


def _until(until: object, by: Actor, at: datetime) -> date:
    today, most = clock.local_day(at), nuisance.longest(by, at)
    last = today + timedelta(days=most)
    if not isinstance(until, date) or not today <= until <= last:
        sentence = f"登记到哪一天要在今天到{last.year}年{last.month}月{last.day}日之间（最长{most}日），到期自动解除。"
        raise Refusal("bad_end", sentence, nuisance.CITE, "until")
    return until
