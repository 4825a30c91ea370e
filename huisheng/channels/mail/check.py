"""Whether a mailbox can be reached, both ways: for who sets it up."""

import smtplib
import ssl
from contextlib import suppress

from huisheng.channels.mail import reads, send, wire
from huisheng.channels.mail.models import Mailbox
from huisheng.channels.outbox.contract import Later

GOOD = "正常"


def receiving(box: Mailbox) -> str:
    """``GOOD``, or the sentence why letters can't be read."""
    try:
        with wire.opened(box, reads.secret(box)):
            return GOOD
    except (wire.Lost, wire.Refused) as error:
        return str(error)


def sending(box: Mailbox) -> str:
    """``GOOD``, or the sentence why letters can't be sent."""
    try:
        peer = send.connected(box)
        try:
            send.sign_in(peer, box)
        finally:
            with suppress(OSError, EOFError):
                peer.quit()
            peer.close()
    except Later as later:
        return str(later)
    except ssl.SSLError:
        return send.NO_TLS
    except (smtplib.SMTPException, OSError, EOFError):
        return send.LOST
    return GOOD
