"""Role × address: a matter that isn't a seat's to see shows on no page and in no answer, whatever is asked.

The addresses come from the resolver, the seats from the standing cast and from a stranger's city: a new page, verb or
role is walked from the day it exists.
"""

import json
import logging
import re
import tomllib
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from huisheng.directory import load as directory_load
from huisheng.directory import reads as directory
from huisheng.directory.actions import issue_key
from huisheng.directory.models import Seat
from huisheng.directory.roles import KEEPERS, Role
from huisheng.kernel import clock
from huisheng.lifecycle.workorder.reads import take_by_id, visible
from huisheng.lifecycle.workorder.search import follow
from tests.cast import PASSWORD, World
from tests.house import addresses, published, tree

STRANGER = """
[platform]
code = "yuanshan"
name = "远山市12345市民热线"
short = "远山"
scope = "湖南/远山"
prefix = "YU"
rehearsal = true

[[unit]]
code = "yuan-water"
name = "远山市水务局"
short = "远山水务"
kind = "department"
order = 10
"""
SEATS = [(role.value, f"yuan-{role.value}", "yuan-water" if role is Role.HANDLER else "yuanshan") for role in Role]
STRANGER += "".join(
    f'\n[[seat]]\ncode = "{code}"\nrole = "{role}"\nunit = "{unit}"\nlabel = "远山{role}"\n'
    for role, code, unit in SEATS
    if role != "system"
)
CAST = tomllib.loads((tree.ROOT / "tests" / "cast.toml").read_text(encoding="utf-8"))
_NUMBER = re.compile(r"[A-Z]{2}-\d{8}-\d{7}")
# every role of the city itself, and some who look in from the other one
WALKERS = [*(seat["code"] for seat in CAST["seat"]), "yuan-agent", "yuan-dispatcher", "yuan-handler"]


@dataclass(frozen=True, slots=True)
class Secret:
    """An order that isn't everybody's, and the words by which it would be known."""

    key: int
    number: str
    words: tuple[str, ...]


class Town:
    """Two cities that don't know each other, each with an order; in the first also one of another unit's."""

    def __init__(self, world: World) -> None:
        self.world = world
        directory_load.load_city(tomllib.loads(STRANGER), password=PASSWORD)
        abroad = self._accept("yuan-agent", "甲")
        self.secrets = [abroad, self._dispatched("urban", "乙"), self._dispatched("linhe", "丙")]
        self.secrets.append(self._accept("agent", "丁", confidential=True))
        self.extra = published.of(world)
        self.no_way: set[tuple[str, str]] = set()  # method and address: 405, whoever asks

    def _accept(self, by: str, mark: str, **more: Any) -> Secret:
        said = {
            "title": f"{mark}号绝不外传的标题",
            "words": f"{mark}号绝不外传的内容",
            "place": f"{mark}号绝不外传的地方",
            "caller_name": f"演示外{mark}",
            "phone": f"1990000{ord(mark) % 10000:04d}",
        }
        key = self.world.accept(by, **said, **more)
        return Secret(key, self.world.matter(key).order.number, tuple(said.values()))

    def _dispatched(self, unit: str, mark: str) -> Secret:
        secret = self._accept("agent", mark)
        self.world.do(secret.key, "hand_on", "agent")
        self.world.do(secret.key, "send", "dispatcher", unit=unit)
        return secret

    def hidden_from(self, code: str) -> list[Secret]:
        """Those that the directory's filter keeps from this seat."""
        seen = set(visible(self.world.seat(code)).values_list("pk", flat=True))
        return [secret for secret in self.secrets if secret.key not in seen]


@pytest.fixture
def town(world: World) -> Town:
    """The two cities."""
    return Town(world)


class Walker:
    """A seat that tries every address by every method."""

    def __init__(self, code: str, no_way: set[tuple[str, str]] | None = None) -> None:
        self.no_way = set() if no_way is None else no_way
        self.client = Client(raise_request_exception=False)
        self.seat = Seat.objects.select_related("user", "unit").get(code=code)
        assert self.seat.user is not None
        self.client.force_login(self.seat.user, backend="django.contrib.auth.backends.ModelBackend")
        self.token = self._token()

    def _token(self) -> str:
        if self.seat.role in (*KEEPERS, Role.SYSTEM):
            return ""  # none of them gets a key
        admin = Seat.objects.filter(role=Role.ADMIN, unit_id=self.seat.unit.platform_id).first()
        actor = directory.actor_for_seat(admin.code) if admin else None
        if actor is None:
            admin = Seat.objects.get(code="admin")
            actor = directory.actor_for_seat("admin")
        assert actor is not None
        return issue_key.do(self.seat.code, by=actor, label="试走", at=clock.now())

    def said(self, address: addresses.Address) -> str:
        """Everything that comes back from an address: bodies and headers of GET and POST."""
        more: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {self.token}"} if address.api else {}
        given: dict[str, Any] = {"version": "3", "purpose": "contact", "words": "试走", "to": "YS-20191104-0000001"}
        if address.api:
            got = self._asked("POST", address.path, json.dumps({"words": "试走"}), "application/json", **more)
        else:
            got = self._asked("POST", address.path, given)
            more = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "detail"} if address.about else {}
        if not address.verb:  # a verb's page is a redirect
            got += self._asked("GET", address.path, **more)
        return "\n".join(map(self._told, got))

    def _asked(self, method: str, path: str, *given: Any, **more: Any) -> list[Any]:
        """The answer; none where it was 405 before: a method that an address doesn't know, it knows for nobody."""
        way = method, _NUMBER.sub("", path)
        if way in self.no_way:
            return []
        answer = (self.client.get if method == "GET" else self.client.post)(path, *given, **more)
        if answer.status_code == 405:
            self.no_way.add(way)
        return [answer]

    @staticmethod
    def _told(answer: Any) -> str:
        assert answer.status_code < 500, f"{answer.request['PATH_INFO']}: {answer.status_code}"
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        # where one is sent on to holds only what one asked for
        headers = {name: value for name, value in answer.headers.items() if name != "Location"}
        return f"{body.decode('utf-8', 'replace')}\n{headers}"


def test_what_is_hidden_from_a_seat_shows_nowhere(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """All seats in one test: what is never allowed is learned once."""
    caplog.set_level(logging.CRITICAL, "django.request")  # thousands of refusals, each kept with its request
    leaks = []
    for code in WALKERS:
        mark = transaction.savepoint()
        leaks += leaks_to(town, code)
        transaction.savepoint_rollback(mark)
    tree.nothing(leaks)


def leaks_to(town: Town, code: str) -> list[str]:
    """Where the seat was shown what is hidden from it. AssertionError where it could act on it."""
    with clock.at(town.world.now):
        walker, hidden = Walker(code, town.no_way), town.hidden_from(code)
        assert hidden, f"{code} sees everything: the cast has no stranger for it"
        before = {secret.key: take(secret) for secret in hidden}
        leaks, chosen = [], hidden[WALKERS.index(code) % len(hidden)]
        for secret in hidden:
            for address in addresses.all_about(secret.number, town.extra):
                if secret is not chosen and (not address.about or address.verb):
                    continue  # it says the same whoever is hidden
                said = walker.said(address)
                for other in hidden:
                    told = [word for word in (other.number, *other.words) if word in said]
                    leaks += [f"{code} {address.path}: {word}" for word in told]
    assert {secret.key: take(secret) for secret in hidden} == before, f"{code} acted on a hidden order"
    return leaks


def take(secret: Secret) -> tuple[int, str]:
    """The order's version and state."""
    from huisheng.ledger import append

    with append.writing():
        order = take_by_id(secret.key).order
    return order.version, order.state


def test_a_search_finds_only_what_may_be_seen(town: Town) -> None:
    """What was searched for stands in its own field; what it would have found doesn't stand beside it.

    Whatever is hidden is answered as what nobody ever said: no row, no count, no page before or behind.
    """
    follow.write([secret.key for secret in town.secrets])
    nothing = {"orders": [], "next": "", "prev": ""}
    with clock.at(town.world.now):
        searching = [(code, Walker(code)) for code in ("agent", "h-water", "d-linhe", "yuan-agent", "admin")]
        for code, walker, secret in ((c, w, secret) for c, w in searching for secret in town.hidden_from(c)):
            for asked in (secret.number, *secret.words):
                others = [word for word in (secret.number, *secret.words) if word not in asked]
                leaks, said = _searched(walker, asked, others)
                tree.nothing(f"{code} {leak}" for leak in leaks)
                assert not walker.token or json.loads(said) == nothing, f"{code}: {asked}"
        for code, walker in searching:  # words that all secrets share: those that are seen are found, alone
            hidden = [word for secret in town.hidden_from(code) for word in (secret.number, *secret.words)]
            leaks = [leak for asked in ("绝不外传", "密", "绝") for leak in _searched(walker, asked, hidden)[0]]
            tree.nothing(f"{code} {leak}" for leak in leaks)


def _searched(walker: Walker, asked: str, hidden: list[str]) -> tuple[list[str], str]:
    """Which of these words the answers hold, and what the machine's door said."""
    leaks, said = [], ""
    for path in ("/orders/", "/api/v1/orders"):
        answer = walker.client.get(path, {"q": asked}, HTTP_AUTHORIZATION=f"Bearer {walker.token}")
        said = answer.content.decode()
        leaks += [f"{path}?q={asked}: {word}" for word in hidden if word in said]
    return leaks, said


def test_a_search_finds_what_may_be_seen(town: Town) -> None:
    """The test above can find something at all; and a caller's phone finds nothing for a unit that holds his order."""
    follow.write([secret.key for secret in town.secrets])
    secret = town.secrets[1]
    with clock.at(town.world.now):
        for code, found in (("h-urban", 4), ("agent", 5)):
            walker, (title, words, place, name, phone) = Walker(code), secret.words
            answers = [
                _searched(walker, asked, [secret.number]) for asked in (secret.number, title, words, place, phone)
            ]
            assert sum(bool(json.loads(said)["orders"]) for _, said in answers) == found, code
            assert not json.loads(_searched(walker, name, [])[1])["orders"], "names aren't searched"


def test_a_stranger_gets_nothing_but_the_door(town: Town) -> None:
    """Not signed in: every address leads to the door, refuses, or holds nothing of any matter."""
    client, leaks = Client(raise_request_exception=False), []
    secret = town.secrets[1]
    for address in addresses.all_about(secret.number, town.extra):
        for answer in (client.get(address.path), client.post(address.path, {})):
            assert answer.status_code < 500, address.path
            said = answer.content.decode()
            open_ = address.path == "/healthz" or "/openapi.json" in address.path or "/docs" in address.path
            open_ = open_ or "/open311/" in address.path and "/discovery." in address.path  # whom to ask for a key
            open_ = open_ or address.path.startswith("/p/")  # the public site: open to all, and says nothing of anybody
            told = (*secret.words, secret.number) if address.path.startswith("/p/") else secret.words
            leaks += [f"{address.path}: {word}" for word in told if word in said]
            if answer.status_code == 200 and not open_:
                leaks.append(f"{address.path} is open to everybody")
    tree.nothing(leaks)


def test_the_walk_knows_its_own(town: Town) -> None:
    """The walk can find something at all: the one who may see an order finds it on its page, masked."""
    with clock.at(town.world.now):
        walker, secret = Walker("h-urban"), town.secrets[1]
        page = next(a for a in addresses.all_about(secret.number, town.extra) if a.path == f"/orders/{secret.number}/")
        said = walker.said(page)
    assert secret.number in said and secret.words[0] in said
    assert secret.words[3] not in said and secret.words[4] not in said


# 甲: of the other city; 乙: sent to 城管; 丙: sent to the district; 丁: confidential, not sent. By hand: a filter
# that opens too much can't move the walk's goal with it.
HIDDEN = {
    **dict.fromkeys(("agent", "visitor", "assessor", "quality", "knowledge"), "甲丁"),
    **dict.fromkeys(("dispatcher", "supervisor", "leader"), "甲"),
    **dict.fromkeys(("admin", "security", "auditor", "h-water", "h-police", "h-town", "yuan-handler"), "甲乙丙丁"),
    **dict.fromkeys(("h-linhe", "d-linhe"), "甲乙丁"),
    **dict.fromkeys(("yuan-agent", "yuan-dispatcher"), "乙丙丁"),
    "h-urban": "甲丙丁",
}


def test_the_filter_hides_what_it_must(town: Town) -> None:
    assert set(WALKERS) == set(HIDDEN), "say here what is hidden from a new seat of the cast"
    for code, marks in HIDDEN.items():
        assert "".join(secret.words[0][0] for secret in town.hidden_from(code)) == marks, code


def test_every_role_is_walked() -> None:
    roles = {seat["role"] for seat in CAST["seat"]} | {role for role, _, _ in SEATS}
    assert roles == {role.value for role in Role}
