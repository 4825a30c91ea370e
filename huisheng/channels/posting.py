"""Which medium is sent by what, and whose peers are held on to: the one place where the channels meet.

A channel is a line or two here; without them its folder can go.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from huisheng.channels.inbox.contract import Medium
from huisheng.channels.letters import serve as letters_serve
from huisheng.channels.mail import reads as mail
from huisheng.channels.mail import send as mail_send
from huisheng.channels.mail import serve as mail_serve
from huisheng.channels.outbox.contract import Sender
from huisheng.channels.sms import reads as sms
from huisheng.channels.sms import send as sms_send
from huisheng.channels.sms import serve as sms_serve
from huisheng.channels.telephony.asterisk import serve as asterisk_serve
from huisheng.channels.wechat import reads as wechat
from huisheng.channels.wechat import send as wechat_send
from huisheng.channels.wechat import serve as wechat_serve


class Served(Protocol):
    """A channel whose peers are held on to: its accounts by key, and what serves one until it is stopped."""

    def accounts(self) -> Sequence[int]:
        """The keys of the accounts to serve now."""

    def serve(self, key: int, stop: threading.Event) -> None:
        """Serve one until ``stop`` is set, or it is there no more. Gone where its peer is: it is begun again later."""

    def troubled(self, key: int, trouble: str) -> None:
        """Show on the account why it isn't served just now."""


# what sends a message, and whether a platform has an account to send by
SENDERS: dict[Medium, Sender] = {
    Medium.MAIL: mail_send.send,
    Medium.SMS: sms_send.send,
    Medium.WECHAT: wechat_send.send,
}
REACHES: dict[Medium, Callable[[int], bool]] = {
    Medium.MAIL: mail.reaches,
    Medium.SMS: sms.reaches,
    Medium.WECHAT: wechat.reaches,
}
SERVED: Sequence[Served] = (asterisk_serve, mail_serve, sms_serve, wechat_serve, letters_serve)


def reaches(platform: int, medium: Medium) -> bool:
    """Whether that platform can send by that medium now."""
    asked = REACHES.get(medium)
    return asked is not None and asked(platform)
