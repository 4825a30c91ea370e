"""发件: a message to a citizen, kept with what made it; the sending comes after. The same ``ref`` is one message."""

from collections.abc import Mapping
from datetime import datetime

from huisheng.channels.inbox import reads as inbox
from huisheng.channels.inbox.contract import Medium
from huisheng.channels.outbox import reads, rules, templates
from huisheng.channels.outbox.contract import State
from huisheng.channels.outbox.models import Outgoing
from huisheng.directory import reads as directory
from huisheng.kernel import clock, secrets, text
from huisheng.kernel.errors import Refusal
from huisheng.rulebook import implements


@implements("domain#art-58")
def do(
    *,
    platform: int,
    medium: Medium,
    address: str,
    template: str,
    values: Mapping[str, str],
    ref: str,
    at: datetime,
    order: int | None = None,
    source: str = "",
    thread: str = "",
) -> Outgoing:
    """Keep the message, due at once or when the quiet hours are over; the one kept before for this ``ref``.

    Refusal ``no_address`` where there is nobody to send it to.
    """
    words, address = templates.all_()[template], text.clean(address)
    if not address or not reads.is_sent(medium):
        raise Refusal("no_address", "没有可以发送的地址，请改用电话联系市民。", field="address")
    card = directory.unit_by_id(platform)
    subject, said = words.filled({"platform": card.name if card is not None else "", **values})
    context = f"outbox:{platform}/{ref}"
    kept, _ = Outgoing.objects.get_or_create(
        platform_id=platform,
        ref=ref,
        defaults={
            "order_id": order,
            "medium": medium.value,
            "source": source,
            "template": template,
            "address_sealed": secrets.seal(address, context),
            "address_blind": inbox.blind(address),
            "subject": subject,
            "text_sealed": secrets.seal(said, context),
            "thread": thread,
            "state": State.WAITING.value,
            "made_at": at,
            "due_at": at if words.anytime else _loud_from(platform, at),
        },
    )
    return kept


def _loud_from(platform: int, at: datetime) -> datetime:
    return max(at, rules.loud_from(clock.local(at), reads.items("outbox.quiet", platform, at)))
