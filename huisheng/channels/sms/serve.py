"""Holds the links to the gateways: one thread an account, begun again after growing pauses where it breaks."""

import socket
import threading
import time
from collections.abc import Sequence

from django.db import Error, connection

from huisheng.channels.sms import bound, reads
from huisheng.channels.sms.ear import Keeper, log
from huisheng.channels.sms.link import CONNECT_S, Broken, Link
from huisheng.channels.sms.models import Gateway

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
_HELD_S = 30.0  # a link that lasted so long is no failing one


def accounts() -> Sequence[int]:
    """The keys of the accounts to serve now."""
    return reads.active()


def serve(key: int, stop: threading.Event) -> None:
    """Hold the link of an account until ``stop`` is set or the account is revoked."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        began = time.monotonic()
        try:
            gateway = reads.gateway(key)
            if gateway is None:
                return
            _hold(gateway, stop)
        except Error:
            log.exception("database")
            connection.close()
        if time.monotonic() - began > _HELD_S:
            pause = FIRST_PAUSE
        stop.wait(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _hold(gateway: Gateway, stop: threading.Event) -> None:
    keeper, trouble = Keeper(gateway), ""
    try:
        sock = socket.create_connection((gateway.host, gateway.port), timeout=CONNECT_S)
    except OSError as error:
        keeper.down(f"连不上短信网关（{error.strerror or error}），请管理员核对网关地址和网络。")
        return
    link = Link(reads.dialect(gateway), keeper, rate=gateway.rate, window=gateway.window)
    bound.put(gateway.pk, link)
    try:
        link.run(sock, stop)
    except Broken as broken:
        trouble = str(broken)
    finally:
        bound.drop(gateway.pk, link)
        keeper.down(trouble)
