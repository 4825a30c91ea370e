"""Behind a proxy everybody is counted by his own address, and nobody by one that he wrote himself."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from huisheng.config.proxied import caller, networks
from tests.cast import World

TRUSTED = networks(["127.0.0.1", " 10.2.0.0/24", "2001:db8:ffff::/48", ""])
CITIZEN, OTHER = "203.0.113.7", "198.51.100.9"


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        (CITIZEN, OTHER, CITIZEN),  # no proxy of ours: what he says of himself is nothing
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", CITIZEN, CITIZEN),
        ("127.0.0.1", f"{OTHER}, {CITIZEN}", CITIZEN),  # forged before it came to us
        ("127.0.0.1", f"{OTHER},{CITIZEN} , 10.2.0.5", CITIZEN),  # two proxies, one behind the other
        ("127.0.0.1", "10.2.0.5, 10.2.0.6", "10.2.0.5"),  # one of the house
        ("127.0.0.1", f"{CITIZEN}:4711", CITIZEN),
        ("10.2.0.9", "[2001:db8::17]:443", "2001:db8::17"),
        ("2001:db8:ffff::1", "2001:db8::17", "2001:db8::17"),
        ("::ffff:127.0.0.1", f"::ffff:{CITIZEN}", CITIZEN),
        ("127.0.0.1", "fe80::1%eth0", "fe80::1"),
        ("127.0.0.1", f"{CITIZEN}, unknown", "127.0.0.1"),  # nothing before garbage is believed
        ("127.0.0.1", f"{CITIZEN},unknown,10.2.0.5", "10.2.0.5"),
        ("127.0.0.1", "a" * 100_000 + f",{CITIZEN}", CITIZEN),
        ("127.0.0.1", "\x00;DROP TABLE", "127.0.0.1"),
        ("", CITIZEN, ""),  # a proxy on a socket
    ],
)
def test_who_asks(peer: str, forwarded: str, found: str) -> None:
    assert caller(peer, forwarded, TRUSTED) == found
    assert caller(peer, forwarded, ()) == peer


def test_what_is_no_network_is_said_at_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="HUISHENG_TRUSTED_PROXIES"):
        networks(["10.2.0.0/99"])


def test_wrong_passwords_lock_their_own_address_alone(world: World, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    door = Client(REMOTE_ADDR="127.0.0.1")

    def tried(forwarded: str) -> int:
        given = {"username": "agent", "password": "nicht"}
        return door.post("/signin/", given, headers={"x-forwarded-for": forwarded}).status_code

    assert [tried(f"{no}.0.0.1, {CITIZEN}") for no in range(1, 7)][-1] == 429  # another forged one each time
    assert tried(f"{CITIZEN}, {OTHER}") == 422
