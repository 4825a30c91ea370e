"""A citizen's short message, or a part of one, is kept, and given to the inbox when it is whole.

Where the gateway gives it no key, it is known again by its sender and bytes: as long as the gateway may not have had
our answer, the same again is the same. Once it has, a short answer said again ("1") is another one; a long text on
one day is still the same.
"""

from datetime import datetime, timedelta

from django.db import transaction

from huisheng.channels.inbox import reads as inbox
from huisheng.channels.inbox.actions import take, unsubscribe
from huisheng.channels.inbox.contract import Came, Medium
from huisheng.channels.sms import parts, rules
from huisheng.channels.sms.contract import Long, Protocol, Said
from huisheng.channels.sms.models import Arrival, Gateway, Piece, Whole
from huisheng.kernel import clock, secrets, text
from huisheng.taxonomy.channels import Channel

DAY = timedelta(days=1)
_SENDER = 64


def do(gateway: Gateway, said: Said, *, at: datetime) -> int | None:
    """Once this is back, it is safe. The key of the arrival to be confirmed, where there is one."""
    sender = rules.number(text.clean(said.sender))[:_SENDER]
    if said.long is not None:
        _keep(gateway, said, said.long, sender, at)
        return None
    words = text.clean(parts.text_of([(said.coding, said.body)], gsm=is_gsm(gateway)))
    if said.message_id:
        _take(gateway, sender, words, said.message_id, at)
        return None
    arrival = _arrival(gateway.code, said, sender, words, at)
    _take(gateway, sender, words, arrival.ref, at)
    return None if arrival.confirmed else arrival.pk


def is_gsm(gateway: Gateway) -> bool:
    """Whether its coding 0 is the GSM alphabet: CMPP's is ASCII."""
    return gateway.protocol == Protocol.SMPP


def whole(gateway: Gateway, row: Whole, *, at: datetime) -> None:
    """Give a long message to the inbox, with what there is of it."""
    sender = secrets.unseal(bytes(row.sender_sealed), _context(gateway.code, row.reference))
    pieces = [
        (piece.no, piece.coding, secrets.unseal_bytes(bytes(piece.body_sealed), f"sms_piece:{row.pk}/{piece.no}"))
        for piece in Piece.objects.filter(whole=row)
    ]
    words = text.clean(parts.joined(pieces, row.of, gsm=is_gsm(gateway)))
    _take(gateway, sender, words, f"long-{row.first_at:%Y%m%d}-{row.pk}", at)
    Whole.objects.filter(pk=row.pk).update(done_at=at)


def _take(gateway: Gateway, sender: str, words: str, ref: str, at: datetime) -> None:
    if rules.wants_no_more(words):
        unsubscribe.do(platform=gateway.platform_id, medium=Medium.SMS, address=sender, at=at)
        return
    came = Came(
        source=gateway.code,
        ref=ref,
        channel=Channel.SMS.value,
        medium=Medium.SMS,
        at=at,
        words=words,
        address=sender,
        phone=sender,
    )
    take.do(came, platform=gateway.platform_id, at=at)


def _arrival(code: str, said: Said, sender: str, words: str, at: datetime) -> Arrival:
    mark = secrets.fingerprint(b"\0".join((sender.encode(), said.to.encode(), bytes((said.coding,)), said.body)))
    same = Arrival.objects.filter(gateway=code, mark=mark, at__gte=at - DAY)
    known = same.order_by("-id").first()
    if known is not None and (not known.confirmed or rules.long_enough(words)):
        return known
    ref = f"{clock.local_day(at):%Y%m%d}-{mark[:40]}-{same.count() + 1}"
    return Arrival.objects.get_or_create(gateway=code, ref=ref, defaults={"mark": mark, "at": at})[0]


def _keep(gateway: Gateway, said: Said, long: Long, sender: str, at: datetime) -> None:
    """A part: into the message that lacks it; whole, that goes on. A part that is there already changes nothing."""
    mark = secrets.fingerprint(bytes((said.coding,)) + said.body)
    with transaction.atomic():
        row = _whole_for(gateway.code, long, sender, mark, at)
        body = secrets.seal_bytes(said.body, f"sms_piece:{row.pk}/{long.no}")
        Piece.objects.get_or_create(
            whole=row, no=long.no, defaults={"coding": said.coding, "body_sealed": body, "mark": mark}
        )
    if row.done_at is None and Piece.objects.filter(whole=row).count() == row.of:
        whole(gateway, row, at=at)


def _whole_for(code: str, long: Long, sender: str, mark: str, at: datetime) -> Whole:
    """The one that has this very part; else one that waits for it; else a new one."""
    blind = inbox.blind(sender)
    near = Whole.objects.filter(gateway=code, sender_blind=blind, reference=long.reference, of=long.of)
    waiting: Whole | None = None
    for row in near.filter(first_at__gte=at - 2 * DAY).order_by("-id"):
        has = dict(Piece.objects.filter(whole=row).values_list("no", "mark"))
        if has.get(long.no) == mark:
            return row
        if long.no not in has and row.done_at is None and waiting is None:
            waiting = row
    return waiting or Whole.objects.create(
        gateway=code,
        sender_sealed=secrets.seal(sender, _context(code, long.reference)),
        sender_blind=blind,
        reference=long.reference,
        of=long.of,
        first_at=at,
    )


def _context(code: str, reference: int) -> str:
    return f"sms_whole:{code}/{reference}"
