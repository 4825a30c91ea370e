"""The reader "outbox": follows the ledger and writes to citizens what they should hear of their matters."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from huisheng.channels.inbox import reads as inbox
from huisheng.channels.inbox.contract import Medium
from huisheng.channels.outbox import reads, rules
from huisheng.channels.outbox.actions import post
from huisheng.directory import reads as directory
from huisheng.kernel import clock, secrets
from huisheng.ledger import cursor
from huisheng.ledger.read import Read
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import by_id
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.rulebook import implements
from huisheng.taxonomy.channels import Channel

NAME = "outbox"
BATCH = 1000
KINDS = tuple(rules.TELLS)
_STREAM = "workorder:"

# whether a platform can send by a medium now: asked of the channels, which stand above
Reaches = Callable[[int, Medium], bool]


@dataclass(frozen=True, slots=True)
class To:
    """Whom to write to: by what, where, by which account, in answer to what."""

    medium: Medium
    address: str
    source: str = ""


def step(reaches: Reaches, *, batch: int = BATCH) -> int:
    """Write the messages of the next entries; how many entries that was, 0 when there is nothing new."""

    def take(entries: Sequence[Read]) -> None:
        # no order is looked at for what is told nobody any more: a month that is rehearsed lies in the past
        since = clock.now() - _longest_stale()
        for entry in entries:
            if entry.stream.startswith(_STREAM) and entry.occurred_at >= since:
                tell(entry, reaches)

    return cursor.step(NAME, take, limit=batch, kinds=KINDS)


def _longest_stale() -> timedelta:
    now = clock.now()
    spans = (inbox.span("outbox.stale", card.id, now) for card in directory.platforms())
    return max(spans, default=timedelta())


@implements("domain#art-58")
def tell(entry: Read, reaches: Reaches) -> int:
    """Write to the citizen what this entry means to him, by each medium that reaches him; how many messages."""
    body, now = entry.body.to_json(), clock.now()
    template = rules.TELLS[entry.kind]
    if not _concerns_the_citizen(entry.kind, body):
        return 0
    matter = by_id(entry.key)
    platform = matter.order.platform_id
    if now - entry.occurred_at > inbox.span("outbox.stale", platform, now):
        return 0
    made = 0
    for to in _to(matter, template, now):
        if reaches(platform, to.medium):
            post.do(
                platform=platform, medium=to.medium, address=to.address, template=template, order=matter.order.pk,
                values=_values(matter, body), ref=f"e{entry.id}:{to.medium}", at=now, source=to.source,
            )  # fmt: skip
            made += 1
    return made


def _concerns_the_citizen(kind: str, body: dict[str, object]) -> bool:
    if kind == "dispatched":  # whom else it was sent to, and what was passed on, would only confuse
        return body["role"] == "main" and body["cause"] == "first"
    if kind == "concluded":
        return body["next"] == OrderState.AWAITING_VISIT.value
    return True


def _to(matter: Matter, template: str, at: datetime) -> Iterator[To]:
    """Every way the citizen wants to hear; who called, and left no other way, by the number that called."""
    contacts = inbox.contacts(matter.order.pk)
    for one in contacts:
        if one.medium != Medium.WECHAT or template not in rules.ANSWERED_THERE:
            yield To(Medium(one.medium), inbox.address(one), one.source)
    if contacts or matter.order.channel != Channel.PHONE:
        return
    if template in reads.items("outbox.to_callers", matter.order.platform_id, at):
        phone = secrets.unseal(bytes(matter.personal.phone_sealed), f"{matter.order.stream}:phone").replace("-", "")
        if rules.is_mobile(phone):
            yield To(Medium.SMS, phone)


def _values(matter: Matter, body: dict[str, object]) -> dict[str, str]:
    due, unit = matter.clock("citizen", 0), body.get("unit")
    return {
        "number": matter.order.number,
        "unit": directory.unit_name(unit, short=True) if isinstance(unit, int) else "",
        "promised": f"{clock.local(due.due_at):%m月%d日}" if due is not None else "近期",
    }
