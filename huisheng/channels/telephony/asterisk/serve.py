"""One Asterisk listened to as long as the process lives."""

import threading

from huisheng.channels.inbox.contract import Gone
from huisheng.channels.telephony.asterisk import reads
from huisheng.channels.telephony.asterisk.listen import Listener, Stopped
from huisheng.channels.telephony.asterisk.wire import Lost, Refused

_WRONG = "交换机拒绝登录，请核对管理接口的账号和密码（manager.conf）。"


def accounts() -> list[int]:
    """The keys of the Asterisks that are to be listened to."""
    return reads.active()


def serve(key: int, stop: threading.Event) -> None:
    """Listen until ``stop``, or until the manager of that key is changed or revoked. Gone."""
    row = reads.manager(key)
    if row is None:
        return
    try:
        Listener(row, stop).run()
    except Stopped:
        return
    except Lost as lost:
        raise Gone(str(lost)) from None
    except Refused:
        raise Gone(_WRONG) from None


def troubled(key: int, trouble: str) -> None:
    """Note it on the manager."""
    reads.note(key, trouble=trouble)
