"""A city with an account at a peer, its link held by a thread as the process of the channels holds it."""

import contextvars
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from huisheng.channels import loops
from huisheng.channels.inbox import reads as inbox
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.outbox import sending
from huisheng.channels.outbox.contract import State
from huisheng.channels.outbox.models import Outgoing
from huisheng.channels.posting import SENDERS
from huisheng.channels.sms import serve
from huisheng.channels.sms.actions import issue_gateway
from huisheng.channels.sms.models import Gateway
from huisheng.channels.sms.tests.peers import PATIENCE
from huisheng.kernel import secrets
from tests.cast import World

PHONE = "19900000001"


def account(world: World, port: int, protocol: str = "smpp", **changed: Any) -> Gateway:
    """An account at the peer on that port."""
    given = {
        "code": "sms-1",
        "label": "短信",
        "protocol": protocol,
        "host": "127.0.0.1",
        "port": port,
        "system_id": "huisheng" if protocol == "smpp" else "901234",
        "secret": "secret12",
        "number": "10690000",
        "rate": 1000,
    }
    with world.hour() as at:
        return issue_gateway.do(by=world.seat("admin"), at=at, **{**given, **changed})


@contextmanager
def held(world: World, gateway: Gateway) -> Iterator[None]:
    """Its link is held, at the world's hour."""
    stop = threading.Event()

    with world.hour():
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(loops.hold, serve, gateway.pk, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def soon(what: Callable[[], Any]) -> Any:
    """The first true answer, within a while."""
    until = time.monotonic() + PATIENCE
    while not (got := what()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)
    return got


def is_up(gateway: Gateway) -> bool:
    """Whether the account shows that its link is up."""
    gateway.refresh_from_db()
    return gateway.connected_at is not None


def post(world: World, text: str, ref: str = "r1", address: str = PHONE, source: str = "") -> Outgoing:
    """A message that waits to be sent."""
    context = f"outbox:{world.platform}/{ref}"
    return Outgoing.objects.create(
        platform_id=world.platform,
        ref=ref,
        medium="sms",
        source=source,
        template="receipt",
        address_sealed=secrets.seal(address, context),
        address_blind=inbox.blind(address),
        text_sealed=secrets.seal(text, context),
        state=State.WAITING.value,
        made_at=world.now,
        due_at=world.now,
    )


def send(world: World, row: Outgoing) -> Outgoing:
    """One step of the outbox; what it left of that message. The message is due again for the next one."""
    with world.hour():
        sending.Sending(SENDERS).step()
    row.refresh_from_db()
    Outgoing.objects.filter(pk=row.pk).update(due_at=world.now)
    return row


def words(message: Incoming) -> str:
    """What was said."""
    return inbox.came(message).words
