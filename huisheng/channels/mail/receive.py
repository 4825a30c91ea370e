"""A letter is read, handed to the inbox, and only then put away: whoever is cut off in between reads it once more."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import Event

from django.db import InterfaceError, OperationalError

from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.contract import Came, Medium, Outcome
from huisheng.channels.inbox.rules import numbers_in
from huisheng.channels.mail import quoted, reads
from huisheng.channels.mail.models import Arrival, Mailbox
from huisheng.channels.mail.parse import Letter, parse
from huisheng.channels.mail.wire import Refused, Unfetched, Wire
from huisheng.channels.outbox.actions import receipt
from huisheng.kernel import clock

log = logging.getLogger("huisheng.mail")

_FALLS = 3  # connections that one letter may cost before it is left unread
_NOT_GIVEN = "邮箱服务器给不出这封邮件；请到邮箱里看原件，再登记。"
_NOT_TAKEN = "程序登记这封邮件时出错；请到邮箱里看原件，再登记，并告诉管理员查看日志。"
_NOT_MARKED = "来信已收下，但在邮箱里标记或移动不了，请核对文件夹和权限。"


@dataclass
class Reader:
    """What one mailbox's reader remembers from connection to connection: how often a letter cost it the line."""

    falls: dict[int, int] = field(default_factory=dict)


def all_new(box: Mailbox, wire: Wire, reader: Reader, stop: Event) -> int:
    """Read what is new, the oldest first; how many there were. The row is kept up to date as it goes."""
    if wire.validity != box.uidvalidity:
        # letters are numbered anew: all are looked at again, and those that came before are known by their key
        _mark(box, uidvalidity=wire.validity, last_uid=0)
        reader.falls.clear()
    first, done = box.last_uid == 0, 0
    for uid in wire.after(box.last_uid, box.since):
        if stop.is_set():
            return done
        _one(box, wire, reader, uid, since=box.since if first else None)
        _mark(box, last_uid=uid)
        done += 1
    if first and wire.next_uid > box.last_uid + 1:
        _mark(box, last_uid=wire.next_uid - 1)
    return done


def _one(box: Mailbox, wire: Wire, reader: Reader, uid: int, since: datetime | None) -> None:
    sight, raw = None, None
    # counted before it is fetched: a letter that costs the line every time must not stand before all others for ever
    reader.falls[uid] = reader.falls.get(uid, 0) + 1
    if reader.falls[uid] <= _FALLS:
        try:
            sight = wire.sight(uid)
            if sight is None or (since is not None and sight.at is not None and sight.at < since):
                return
            raw = wire.raw(uid)
            if raw is None:
                return
        except Unfetched:
            raw = None
    reader.falls.pop(uid, None)
    if raw is None:
        letter = Letter("", f"uid:{wire.validity}/{uid}", held=_NOT_GIVEN)
    else:
        letter = parse(raw, reads.own_addresses(), size=sight.size if sight is not None else 0)
    arrived = sight.at if sight is not None else None
    outcome = hand_on(box, letter, arrived or clock.now())
    try:
        wire.put_away(uid, flagged=outcome is Outcome.HELD)
    except Refused as error:  # it is taken all the same; a folder that is full must not stop those after it
        log.warning("mailbox %s: %s", box.code, error)
        _mark(box, trouble=_NOT_MARKED)


def hand_on(box: Mailbox, letter: Letter, at: datetime) -> Outcome:
    """Give a letter to the inbox, or what it reports of ours to the outbox; what became of it."""
    if letter.returned and _reported(box, letter, at):
        return Outcome.ASIDE
    ref = reads.ref_of(box.code, letter)
    Arrival.objects.get_or_create(
        source=box.code, ref=ref, defaults={"message_id": letter.message_id, "digest": letter.digest}
    )
    try:
        return take.do(_came(box, letter, ref, at), platform=box.platform_id, at=clock.now()).outcome
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # whatever it is about this one, the next must come through, and this one be seen
        log.error("mailbox %s: a letter can't be taken: %s", box.code, type(error).__name__)
    bare = Came(
        box.code, f"sha256:{sha256(ref.encode()).hexdigest()}", box.channel, Medium.MAIL, at, "", held=_NOT_TAKEN
    )
    return take.do(bare, platform=box.platform_id, at=clock.now()).outcome


def _reported(box: Mailbox, letter: Letter, at: datetime) -> bool:
    known = False
    for one in letter.returned:
        for source in (box.code, ""):
            known |= receipt.do(
                source=source, peer_ref=one.message_id, delivered=one.delivered, trouble=one.trouble, at=at
            )
    return known


def _came(box: Mailbox, letter: Letter, ref: str, at: datetime) -> Came:
    named = numbers_in(letter.subject)
    return Came(
        source=box.code,
        ref=ref,
        channel=box.channel,
        medium=Medium.MAIL,
        at=at,
        words=letter.words,
        address=letter.sender,
        title=quoted.subject_alone(letter.subject),
        name=letter.name,
        phone=letter.phone,
        answers=reads.answered(box, letter.references) or (named[0] if named else ""),
        held=letter.held,
        aside=letter.automatic,
        files=letter.files,
    )


def _mark(box: Mailbox, **said: object) -> None:
    for name, value in said.items():
        setattr(box, name, value)
    Mailbox.objects.filter(pk=box.pk).update(**said)
