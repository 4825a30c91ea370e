"""Holds the links to the gateways: one thread an account."""

import socket
import threading
from collections.abc import Sequence

from huisheng.channels.inbox.contract import Gone
from huisheng.channels.sms import bound, reads
from huisheng.channels.sms.ear import Keeper
from huisheng.channels.sms.link import CONNECT_S, Broken, Link
from huisheng.channels.sms.models import Gateway


def accounts() -> Sequence[int]:
    """The keys of the accounts to serve now."""
    return reads.active()


def serve(key: int, stop: threading.Event) -> None:
    """Hold the link of an account until ``stop`` is set or the account is revoked. Gone."""
    gateway = reads.gateway(key)
    if gateway is None:
        return
    try:
        sock = socket.create_connection((gateway.host, gateway.port), timeout=CONNECT_S)
    except OSError as error:
        raise Gone(f"连不上短信网关（{error.strerror or error}），请管理员核对网关地址和网络。") from None
    keeper = Keeper(gateway)
    link = Link(reads.dialect(gateway), keeper, rate=gateway.rate, window=gateway.window)
    bound.put(gateway.pk, link)
    try:
        link.run(sock, stop)
    except Broken as broken:
        raise Gone(str(broken)) from None
    finally:
        bound.drop(gateway.pk, link)
        keeper.down()


def troubled(key: int, trouble: str) -> None:
    """The account shows that its link is down, and why."""
    Gateway.objects.filter(pk=key).update(connected_at=None, trouble=trouble)
