"""One Asterisk listened to as long as the process lives: connected again with growing pauses whenever the line goes."""

import logging
import threading
import time
from contextlib import suppress

from django.db import Error, close_old_connections, connection

from huisheng.channels.telephony.asterisk import reads
from huisheng.channels.telephony.asterisk.listen import Listener, Stopped
from huisheng.channels.telephony.asterisk.wire import Lost, Refused

log = logging.getLogger("huisheng.telephony.asterisk")

FIRST, LONGEST = 1.0, 60.0  # seconds between two tries
_HELD = 30.0  # seconds after which a connection counts as a good one
_WRONG = "交换机拒绝登录，请核对管理接口的账号和密码（manager.conf）。"


def accounts() -> list[int]:
    """The keys of the Asterisks that are to be listened to."""
    return reads.active()


def serve(key: int, stop: threading.Event) -> None:
    """Listen until ``stop``, or until the manager of that key is changed or revoked. In a thread of its own."""
    pause = FIRST
    try:
        while not stop.is_set():
            began, trouble = time.monotonic(), ""
            try:
                close_old_connections()
                row = reads.manager(key)
                if row is None:
                    return
                Listener(row, stop).run()
            except Stopped:
                return
            except Lost as lost:
                trouble = str(lost)
            except Refused:
                trouble = _WRONG
            except Error as error:
                log.error("database: %s", error)
                with suppress(Error):
                    connection.close()
            except Exception:
                # a thread that ends takes a city's calls with it
                log.exception("asterisk %s", key)
            if time.monotonic() - began > _HELD:
                pause = FIRST
            if trouble:
                log.warning("asterisk %s: %s", key, trouble)
                with suppress(Error):
                    reads.note(key, trouble=trouble)
            stop.wait(pause)
            pause = min(pause * 2, LONGEST)
    finally:
        connection.close()
