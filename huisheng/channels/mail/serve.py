"""The mailboxes' readers: one thread each, connected as long as the mailbox is in use."""

import logging
from threading import Event

from django.db import Error, close_old_connections, connection

from huisheng.channels.mail import reads, receive, wire
from huisheng.channels.mail.models import Mailbox
from huisheng.channels.mail.receive import Reader
from huisheng.kernel import clock

log = logging.getLogger("huisheng.mail")

FIRST, LONGEST = 1.0, 60.0  # seconds to wait before the line is tried again
_LOOK = 30.0  # seconds after which the mailbox itself is looked at again: it may have been stopped
_DATABASE = "数据库暂时不可用，稍后自动重试。"
_BROKEN = "收信程序出错，稍后自动重试，请管理员查看日志。"


def accounts() -> list[int]:
    """The keys of the mailboxes in use."""
    return [box.pk for box in reads.accounts()]


def serve(key: int, stop: Event) -> None:
    """Read the mailbox until ``stop``, or until it is no longer in use."""
    reader, pause = Reader(), FIRST
    while not stop.is_set():
        trouble = ""
        try:
            close_old_connections()
            box = reads.mailbox(key)
            if box is None:
                return
            with wire.opened(box, reads.secret(box)) as line:
                pause = FIRST
                _connected(box)
                _live(box, line, reader, stop)
        except (wire.Lost, wire.Refused) as error:
            trouble = str(error)
        except Error as error:
            log.error("mailbox %s: database: %s", key, type(error).__name__)
            connection.close()
            trouble = _DATABASE
        except Exception as error:  # whatever it is: a mailbox is read again as soon as it can be
            log.error("mailbox %s: %s", key, type(error).__name__)
            trouble = _BROKEN
        if trouble:
            _troubled(key, trouble)
            stop.wait(pause)
            pause = min(pause * 2, LONGEST)
    connection.close()


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


def _troubled(key: int, trouble: str) -> None:
    """Note it on the mailbox, if there is a database to note it in."""
    log.warning("mailbox %s: %s", key, trouble)
    try:
        Mailbox.objects.filter(pk=key).update(trouble=trouble)
    except Error:
        connection.close()
