"""A figure in an address: it comes back the same, and what ``pack`` never made is refused."""

import base64
import json
from datetime import date
from typing import Any

import pytest

from huisheng.kernel.errors import Refusal
from huisheng.measures.figure import By, Key, Scope, Window
from huisheng.measures.reckon import nothing
from huisheng.measures.token import pack, unpack

NOVEMBER = ["2019-11-01", "2019-11-30"]
DAYS = Window(date(2019, 11, 1), date(2019, 11, 30))


@pytest.mark.parametrize(
    ("name", "by", "key"),
    [
        ("accepted@1", None, None),
        ("accepted@1", "kind", "help"),
        ("dispatched@1", "unit", 7),
        ("on_time@1", "unit", None),
    ],
)
@pytest.mark.parametrize("windows", [{}, {"visit": DAYS}])
def test_a_figure_comes_back(name: str, by: By, key: Key, windows: dict[str, Window]) -> None:
    scope = Scope(3, DAYS, windows)
    figure = nothing(name, scope, by or "", key) if by else None
    token = pack(figure) if figure else word([name, 3, NOVEMBER, dict.fromkeys(windows, NOVEMBER), by, key])
    assert unpack(token) == (name, scope, by, key)


def word(said: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "token",
    [
        "x" * 2000,
        "?",
        word(7),
        word(["accepted@1", 3, NOVEMBER]),
        word(["none@1", 3, NOVEMBER, {}, None, None]),
        word(["accepted@1", True, NOVEMBER, {}, None, None]),
        word(["accepted@1", 0, NOVEMBER, {}, None, None]),
        word(["accepted@1", 3, NOVEMBER[::-1], {}, None, None]),
        word(["accepted@1", 3, NOVEMBER, {"none": NOVEMBER}, None, None]),
        word(["accepted@1", 3, NOVEMBER, {}, None, 7]),
        word(["accepted@1", 3, NOVEMBER, {}, "1; drop table x", 7]),
        word(["calls_offered@1", 3, NOVEMBER, {}, "unit", 7]),
        word(["accepted@1", 3, NOVEMBER, {}, "kind", 1.5]),
    ],
)
def test_what_was_never_packed_is_refused(token: str) -> None:
    with pytest.raises(Refusal, match="没有这个数"):
        unpack(token)
