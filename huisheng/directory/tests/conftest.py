"""A small world of two cities: 潭 with a district platform below it, and 济 beside it."""

import tomllib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from huisheng.directory import book, reads
from huisheng.directory.actor import Actor
from huisheng.directory.load import load_city

TAN = """
[platform]
code = "tan"
name = "潭市热线办"
short = "潭市"
scope = "某省/潭市"
prefix = "TS"
rehearsal = true

[[unit]]
code = "tan-hall"
name = "潭市受理中心"
kind = "centre"

[[unit]]
code = "tan-police"
name = "市公安局"
kind = "department"
aliases = ["公安局", "市局"]

[[unit]]
code = "tan-traffic"
name = "市公安局交警支队"
short = "交警支队"
kind = "department"
parent = "tan-police"

[[unit]]
code = "tan-east"
name = "东区人民政府"
short = "东区"
kind = "county"
is_platform = true
prefix = "TSDQ"
scope = "某省/潭市/东区"

[[unit]]
code = "tan-east-town"
name = "东区一镇"
kind = "town"
parent = "tan-east"

[[unit]]
code = "tan-west"
name = "西区人民政府"
kind = "county"

[[seat]]
code = "tan-agent"
role = "agent"
unit = "tan-hall"
label = "一号坐席"

[[seat]]
code = "tan-dispatcher"
role = "dispatcher"
unit = "tan"
confidential = true

[[seat]]
code = "tan-supervisor"
role = "supervisor"
unit = "tan-hall"

[[seat]]
code = "tan-leader"
role = "leader"
unit = "tan"
confidential = true

[[seat]]
code = "tan-admin"
role = "admin"
unit = "tan"

[[seat]]
code = "tan-police-1"
role = "handler"
unit = "tan-police"

[[seat]]
code = "tan-traffic-1"
role = "handler"
unit = "tan-traffic"
confidential = true

[[seat]]
code = "tan-east-dispatcher"
role = "dispatcher"
unit = "tan-east"

[[seat]]
code = "tan-east-leader"
role = "leader"
unit = "tan-east"

[[seat]]
code = "tan-east-town-1"
role = "handler"
unit = "tan-east-town"

[[seat]]
code = "tan-west-1"
role = "handler"
unit = "tan-west"
"""

JI = """
[platform]
code = "ji"
name = "济市热线办"
scope = "某省/济市"
prefix = "JS"

[[unit]]
code = "ji-water"
name = "市水务局"
kind = "department"

[[seat]]
code = "ji-dispatcher"
role = "dispatcher"
unit = "ji"

[[seat]]
code = "ji-water-1"
role = "handler"
unit = "ji-water"
"""


@pytest.fixture(autouse=True)
def _fresh_book() -> Iterator[None]:
    """What one test loaded and rolled back, the next must not find in memory."""
    book.forget()
    yield
    book.forget()


@pytest.fixture
def tan() -> dict[str, Any]:
    """The parsed file of 潭市; each test may spoil its own copy."""
    return tomllib.loads(TAN)


@pytest.fixture
def cities(db: None, tan: dict[str, Any]) -> None:
    """Both cities, loaded."""
    load_city(tan)
    load_city(tomllib.loads(JI))


@pytest.fixture
def seat(cities: None) -> Callable[[str], Actor]:
    """The actor of a seat's code."""

    def find(code: str) -> Actor:
        actor = reads.actor_for_seat(code)
        assert actor is not None, code
        return actor

    return find
