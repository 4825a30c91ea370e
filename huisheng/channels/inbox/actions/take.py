"""收件: a message of a citizen is kept, then placed: a new order, an addition to one, or a judgement of one.

Kept first, in a transaction of its own: once ``do`` has come back, or was cut off after that, nothing is lost; what
was cut off is placed by ``place`` later. What can't be placed waits for a person, with the sentence that says why.
"""

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from huisheng.channels.inbox import reads
from huisheng.channels.inbox.actions import place
from huisheng.channels.inbox.contract import Came, Outcome
from huisheng.channels.inbox.models import Incoming
from huisheng.kernel import clock, text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.append import broken
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.rulebook import implements
from huisheng.taxonomy.channels import Channel

REF = 128  # characters of a message's key


class Taken(NamedTuple):
    """The message as kept, the order it went to, what became of it, and whether it is new."""

    message: Incoming
    order: WorkOrder | None
    outcome: Outcome
    new: bool


@implements("domain#art-57")
def do(came: Came, *, platform: int, at: datetime) -> Taken:
    """Keep and place. Refusal only for what is the adapter's own fault: a key or a channel that won't do."""
    _insist(came)
    message, new = _kept(came, platform, at)
    if message.outcome == Outcome.RECEIVED:
        # what has files is read again as it was kept, with their names as they are kept
        said = replace(came, at=message.at) if new and not came.files else None
        message = place.do(message.pk, at=at, said=said)
    return Taken(message, message.order, Outcome(message.outcome), new)


def _insist(came: Came) -> None:
    if came.channel not in Channel.labels():
        raise Refusal("not_an_option", "来件的渠道不对，请检查渠道设置。", field="channel")
    if not came.ref or len(came.ref) > REF or came.ref != text.clean(came.ref) or not came.source:
        raise Refusal("bad_ref", f"来件的编号不对：不能为空，最多{REF}字，不含控制字符。", field="ref")


def _kept(came: Came, platform: int, at: datetime) -> tuple[Incoming, bool]:
    known = Incoming.objects.filter(source=came.source, ref=came.ref).select_related("order").first()
    if known is not None:
        return known, False
    try:
        with transaction.atomic():
            return _keep(came, platform, at), True
    except IntegrityError as error:
        if broken(error) != "incoming_once":
            raise
    # two copies at the same moment: the other one was first
    return Incoming.objects.select_related("order").get(source=came.source, ref=came.ref), False


def _keep(came: Came, platform: int, at: datetime) -> Incoming:
    message = Incoming.objects.create(
        platform_id=platform,
        source=came.source,
        ref=came.ref,
        channel=came.channel,
        medium=came.medium.value,
        at=min(came.at, clock.now()),  # a sender's clock may be ahead
        received_at=at,
        address_blind=reads.blind(came.address),
        said_sealed=reads.sealed(came),
        outcome=Outcome.RECEIVED.value,
    )
    for no, one in enumerate(came.files, 1):
        reads.file_row(message, no, one).save()
    return message
