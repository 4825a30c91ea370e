"""Whose request it is behind a reverse proxy: REMOTE_ADDR is the citizen's own address, for all who ask for it later.

Everything that counts by address (the limits of the public site, the pause after wrong passwords) reads REMOTE_ADDR and
nothing else. So it is put right here, once, before anything else sees the request.
"""

from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network
_LONGEST = 2000  # characters of the header that are looked at, from its end: forty proxies


def networks(said: Iterable[str]) -> tuple[_Network, ...]:
    """The networks of the setting. ImproperlyConfigured for what is none."""
    try:
        return tuple(ip_network(one.strip(), strict=False) for one in said if one.strip())
    except ValueError as error:
        raise ImproperlyConfigured(f"HUISHENG_TRUSTED_PROXIES应是用逗号隔开的网段，请改正：{error}。") from None


def caller(peer: str, forwarded: str, trusted: Sequence[_Network]) -> str:
    """The address that asks: ``peer``, or where that is a trusted proxy the last in ``forwarded`` that is none.

    Each proxy adds at the end who came to it. What stands before the first untrusted address, from the end, anybody
    may have written. Where an entry is no address the proxy that let it through counts as who asks.
    """
    found = _address(peer)
    if found is None or not _among(found, trusted):
        return peer
    for entry in reversed(forwarded[-_LONGEST:].split(",")):
        before = _address(entry)
        if before is None:
            break
        found = before
        if not _among(found, trusted):
            break
    return str(found)


def _address(said: str) -> _Address | None:
    """The address of an entry, with or without its port; an IPv4 address that IPv6 wraps counts as itself."""
    plain = said.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ip_address(plain.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _among(address: _Address, trusted: Sequence[_Network]) -> bool:
    return any(address in network for network in trusted)


class Proxied:
    """Stands before everything else, on the pages and on the API."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = answer
        self._trusted = networks(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, to whom it is due."""
        if self._trusted:
            peer, forwarded = request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = caller(peer, forwarded, self._trusted)
        return self._answer(request)
