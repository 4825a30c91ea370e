"""A small tree, and a city with regions and a duty catalogue."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from huisheng.taxonomy import atlas

TREE = """
[version]
code = "small-2013"
title = "小分类"
valid_from = 2013-01-01

[categories]
01 = "环境保护"
0102 = "大气污染"
0101 = "噪声污染"
010101 = "建筑施工噪声"
02 = "供水供气"
"""

CITY = """
[platform]
code = "tan"
name = "潭市"
scope = "某省/潭市"
prefix = "TS"

[[unit]]
code = "env"

[[unit]]
code = "east"

[[unit]]
code = "build"

[[region]]
code = "east"
name = "东区"

[[region]]
code = "east-town"
name = "东区一镇"
parent = "east"

[[region]]
code = "west"
name = "西区"

[[duty]]
category = "01"
unit = "env"
clause = "三定方案第四条"

[[duty]]
category = "01"
region = "east"
unit = "east"
co_units = ["env"]

[[duty]]
category = "010101"
unit = "build"
valid_to = 2019-07-01

[[duty]]
category = "010101"
unit = "env"
valid_from = 2019-07-01
note = "职责划转"
"""


@pytest.fixture(autouse=True)
def _fresh_atlas() -> Iterator[None]:
    """What one test loaded and rolled back, the next must not find in memory."""
    atlas.forget()
    yield
    atlas.forget()


@pytest.fixture
def tree() -> dict[str, Any]:
    """The parsed small tree; each test may spoil its own copy."""
    return tomllib.loads(TREE)


@pytest.fixture
def city() -> dict[str, Any]:
    """The parsed city file."""
    return tomllib.loads(CITY)
