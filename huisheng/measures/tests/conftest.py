"""A ledger to write on: entries appended through the one door, seen by the cursor though the test never commits."""

import tomllib
from collections.abc import Callable, Iterable, Iterator

import pytest

from huisheng.directory import book
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.load import load_city
from huisheng.directory.roles import Role
from huisheng.ledger import append, cursor
from huisheng.measures.tests.stories import Said, Story

WHO = Actor(1, Role.SYSTEM, 1, "/1/", 1, "", "演示系统", True)
Tell = Callable[[Iterable[Said]], None]

CITY = """
[platform]
code = "tan"
name = "潭市热线办"
scope = "某省/潭市"
prefix = "TS"
[[unit]]
code = "east"
name = "东区人民政府"
kind = "county"
[[unit]]
code = "west"
name = "西区管委会"
kind = "county"
[[unit]]
code = "police"
name = "市公安局"
kind = "department"
[[unit]]
code = "water"
name = "水务公司"
kind = "enterprise"
[[unit]]
code = "idle"
name = "市清闲局"
kind = "department"
"""


def write_down(entries: Iterable[Said]) -> None:
    """Append the entries, as the verbs would have."""
    with append.writing() as page:
        for entry in entries:
            line = page.append(entry.stream, entry.body, by=WHO, at=entry.occurred_at)
            assert line.no == entry.no


@pytest.fixture
def tell(db: None, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Append entries. The test's own transaction isn't over, so the horizon is moved beyond it."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)
    return write_down


@pytest.fixture
def tell_stories(tell: Tell) -> Callable[..., None]:
    """Append whole stories."""

    def append_stories(*stories: Story) -> None:
        tell(entry for story in stories for entry in story.entries)

    return append_stories


@pytest.fixture
def units(db: None) -> Iterator[dict[str, int]]:
    """潭市: the ids of its units by code; ``tan`` is the platform."""
    book.forget()
    platform = load_city(tomllib.loads(CITY)).platform
    codes = ("east", "west", "police", "water", "idle")
    found = {code: card.id for code in codes if (card := directory.unit_by_code(code, platform))}
    yield {"tan": platform, **found}
    book.forget()
