"""The mailboxes' readers: one thread each, connected as long as the mailbox is in use."""

import logging
from threading import Event

from django.db import close_old_connections

from huisheng.channels.inbox.contract import Gone
from huisheng.channels.mail import reads, receive, wire
from huisheng.channels.mail.models import Mailbox
from huisheng.channels.mail.receive import Reader
from huisheng.kernel import clock

log = logging.getLogger("huisheng.mail")

_LOOK = 30.0  # seconds after which the mailbox itself is looked at again: it may have been stopped
_readers: dict[int, Reader] = {}  # what each remembers from one connection to the next


def accounts() -> list[int]:
    """The keys of the mailboxes in use."""
    return [box.pk for box in reads.accounts()]


def serve(key: int, stop: Event) -> None:
    """Read the mailbox until ``stop``, or until it is no longer in use. Gone."""
    box = reads.mailbox(key)
    if box is None:
        return
    reader = _readers.setdefault(key, Reader())
    try:
        with wire.opened(box, reads.secret(box)) as line:
            _connected(box)
            _live(box, line, reader, stop)
    except (wire.Lost, wire.Refused) as error:
        raise Gone(str(error)) from None


def troubled(key: int, trouble: str) -> None:
    """Note it on the mailbox."""
    Mailbox.objects.filter(pk=key).update(trouble=trouble)


def _live(box: Mailbox, line: wire.Wire, reader: Reader, stop: Event) -> None:
    """Read, wait, and look whether the mailbox is still in use, in turn."""
    while not stop.is_set():
        if receive.all_new(box, line, reader, stop):
            Mailbox.objects.filter(pk=box.pk).update(last_at=clock.now())
        line.wait(stop, _LOOK)
        close_old_connections()
        if reads.mailbox(box.pk) is None:
            return


def _connected(box: Mailbox) -> None:
    log.info("mailbox %s: connected", box.code)
    Mailbox.objects.filter(pk=box.pk).update(connected_at=clock.now(), trouble="")
