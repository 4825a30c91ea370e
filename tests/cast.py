"""The standing cast: a small invented city with its seats, and stories told through the real verbs."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from huisheng.directory import load as directory_load
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.verbs import ACCEPT, verb
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import take_by_id
from huisheng.taxonomy import atlas
from huisheng.taxonomy import load as taxonomy_load
from huisheng.taxonomy.models import Category, CategoryVersion

PASSWORD = "yanshi-mima-12345"
START = datetime(2019, 11, 4, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai
MATTER: dict[str, Any] = {
    "channel": "phone",
    "source": "test",
    "kind": "complaint",
    "category": "010101",
    "title": "小区夜间施工噪声",
    "words": "幸福里小区旁工地连续三晚施工到凌晨，影响休息。",
    "place": "云山市幸福里小区",
    "caller_name": "演示甲",
    "phone": "19900000001",
}

_trees: dict[str, bytes] = {}  # the rows of the shipped trees, as the first world's loader wrote them


def _plant_trees() -> None:
    """The shipped trees by their own loader once a process, and by copying their rows from then on.

    Thousands of tests begin with a world; five hundred categories through the loader are half its price.
    """
    if _trees and not CategoryVersion.objects.exists():
        with connection.cursor() as cursor:
            for table, rows in _trees.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as into:
                    into.write(rows)
        atlas.forget()
        return
    taxonomy_load.load_shipped()
    with connection.cursor() as cursor:
        for model in (CategoryVersion, Category):
            with cursor.copy(f"COPY {model._meta.db_table} TO STDOUT") as out:
                _trees[model._meta.db_table] = b"".join(out)


class World:
    """The city at some hour: ``do`` runs a verb as a seat and lets a few minutes pass."""

    def __init__(self) -> None:
        self.now = START
        self._refs = 0
        with open(Path(__file__).parent / "cast.toml", "rb") as file:
            self.platform = directory_load.load_city(tomllib.load(file), password=PASSWORD).platform
        _plant_trees()

    def seat(self, code: str) -> Actor:
        """The actor of a seat; ``system`` is the platform's own."""
        actor = directory.system_actor(self.platform) if code == "system" else directory.actor_for_seat(code)
        assert actor is not None, code
        return actor

    @contextmanager
    def hour(self) -> Iterator[datetime]:
        """Live at the world's hour."""
        with clock.at(self.now):
            yield self.now

    def pass_(self, **span: int) -> None:
        """Let time pass."""
        self.now += timedelta(**span)

    def accept(self, by: str = "agent", **changed: Any) -> int:
        """A new order; its id."""
        self._refs += 1
        given = {**MATTER, "source_ref": f"t{self._refs}", **changed}
        self.pass_(minutes=2)
        with self.hour() as at:
            key = ACCEPT.do(by=self.seat(by), at=at, **given).matter.order.pk
        return int(key)

    def do(self, key: int, name: str, by: str, **given: Any) -> Matter:
        """Run a verb on the order as that seat."""
        self.pass_(minutes=2)
        with self.hour() as at, append.writing():
            matter = take_by_id(key)
            verb(name).do(matter, by=self.seat(by), at=at, **given)
        return matter

    def refused(self, key: int, name: str, by: str, **given: Any) -> Refusal:
        """The refusal with which the verb meets that seat."""
        with pytest.raises(Refusal) as caught:
            self.do(key, name, by, **given)
        return caught.value

    def dispatched(self, unit: str = "water", **changed: Any) -> int:
        """An order sent to a unit."""
        key = self.accept(**changed)
        self.do(key, "hand_on", "agent")
        self.do(key, "send", "dispatcher", unit=unit)
        return key

    def replied(self, unit: str = "water", **changed: Any) -> int:
        """An order whose main unit has replied."""
        key = self.dispatched(unit, **changed)
        self.do(key, "sign_in", f"h-{unit}")
        self.do(key, "contact", f"h-{unit}", outcome="reached")
        self.do(key, "reply", f"h-{unit}", words="已到现场处理。", solved=True)
        return key

    def awaiting_visit(self, unit: str = "water", **changed: Any) -> int:
        """An order that waits for the call back."""
        key = self.replied(unit, **changed)
        self.do(key, "accept_reply", "dispatcher")
        self.do(key, "conclude", "dispatcher")
        return key

    def unsatisfied(self, key: int) -> None:
        """The citizen is reached and unsatisfied."""
        self.do(key, "visit", "visitor", outcome="reached", solved=False, grade="unsatisfied", contacted=True)

    def twice_unsatisfied(self, unit: str = "water", **changed: Any) -> int:
        """An order done again after an unsatisfied visit, and unsatisfied again."""
        key = self.awaiting_visit(unit, **changed)
        self.unsatisfied(key)
        self.do(key, "redo", "visitor", reason="未解决")
        self.do(key, "sign_in", f"h-{unit}")
        self.do(key, "reply", f"h-{unit}", words="再次处理", solved=True)
        self.do(key, "accept_reply", "dispatcher")
        self.do(key, "conclude", "dispatcher")
        self.unsatisfied(key)
        return key

    def matter(self, key: int) -> Matter:
        """The order as it stands."""
        with append.writing():
            return take_by_id(key)


@pytest.fixture
def world(db: None) -> World:
    """The city, freshly loaded."""
    return World()


@pytest.fixture
def lasting_world(transactional_db: None) -> World:
    """The same where transactions really commit: for triggers, cursors and races."""
    return World()
