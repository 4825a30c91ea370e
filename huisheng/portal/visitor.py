"""Who asks: a device by its cookie, an address of the network, and which matters it has shown to be its own.

A cookie holds nothing that could be read: a random token, or what is signed and ends by itself.
"""

import ipaddress
import secrets as random
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from huisheng.directory.book import UnitCard
from huisheng.kernel import secrets

DEVICE, STAY, LARGE = "portal_device", "portal_stay", "portal_large"
_TOKEN = 43  # characters of 32 random bytes
_YEAR = timedelta(days=365)
_SALT = "portal.stay"
MOST = 50  # matters that one stay opens


def token(request: HttpRequest) -> str:
    """The device's token; "" for a browser that has none yet."""
    said = request.COOKIES.get(DEVICE, "")
    return said if len(said) == _TOKEN and said.isascii() else ""


def device(said: str) -> bytes:
    """By what a device is known here."""
    return secrets.blind(f"portal:token:{said}")


def new_token() -> str:
    """A token for a device that has none."""
    return random.token_urlsafe(32)


def remember(response: HttpResponseBase, said: str, keep: timedelta) -> None:
    """Let the device keep its token."""
    _keep(response, DEVICE, said, keep)


def address(request: HttpRequest) -> str:
    """The address of the network; of IPv6 the part that one house has."""
    said = str(request.META.get("REMOTE_ADDR", ""))
    try:
        found = ipaddress.ip_address(said)
    except ValueError:
        return said
    return said if found.version == 4 else str(ipaddress.ip_network(f"{found}/64", strict=False).network_address)


def may_open(request: HttpRequest, platform: UnitCard, now: datetime, stay: timedelta) -> list[int]:
    """The keys of the orders that this browser has shown to be its own, the last first; none after the stay is over."""
    said = request.COOKIES.get(STAY, "")
    try:
        held = signing.loads(said, salt=_SALT) if said else {}
    except signing.BadSignature:
        return []
    # the stay ends by the house's own clock, and isn't known on another platform or another device
    mine = held.get("p") == platform.id and held.get("d") == device(token(request)).hex()
    if not mine or now.timestamp() - held["at"] > stay.total_seconds():
        return []
    return [int(key) for key in held["o"]]


def let_open(
    response: HttpResponseBase, said: str, platform: UnitCard, orders: Iterable[int], now: datetime, stay: timedelta
) -> None:
    """Let this browser open these orders for a while."""
    kept = list(dict.fromkeys(orders))[:MOST]
    held = {"p": platform.id, "d": device(said).hex(), "o": kept, "at": int(now.timestamp())}
    _keep(response, STAY, signing.dumps(held, salt=_SALT, compress=True), stay)


def leave(response: HttpResponseBase) -> None:
    """Forget which matters were shown."""
    response.delete_cookie(STAY, path="/p/")


def is_large(request: HttpRequest) -> bool:
    """Whether this browser has chosen the large text."""
    return request.COOKIES.get(LARGE) == "1"


def choose_large(response: HttpResponseBase, large: bool) -> None:
    """Keep the choice for a year."""
    _keep(response, LARGE, "1" if large else "0", _YEAR)


def _keep(response: HttpResponseBase, name: str, said: str, keep: timedelta) -> None:
    response.set_cookie(
        name,
        said,
        max_age=int(keep.total_seconds()),
        path="/p/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
