"""Who may come in, and what a body must be."""

import json
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError

from huisheng.api.tests.conftest import Caller
from huisheng.directory.actions import revoke_key
from huisheng.directory.models import AccessKey
from huisheng.kernel import clock
from huisheng.lifecycle.verbs import ACCEPT
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import MATTER

DEEP = b'{"words":' + b"[" * 200_000 + b"]" * 200_000 + b"}"


@pytest.mark.parametrize("path", ["/orders", "/orders/YS-20191104-0000001"])
def test_without_a_key_nothing_is_said(caller: Caller, path: str) -> None:
    answer = caller.get(path, as_="")
    assert "接口密钥" in answer.refusal(401, "no_key")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    caller.post("/orders", MATTER, as_="").refusal(401, "no_key")
    caller.post("/orders/YS-20191104-0000001/sign_in", as_="").refusal(401, "no_key")
    caller.post("/orders/YS-20191104-0000001/nonsense", as_="").refusal(401, "no_key")


@pytest.mark.parametrize("token", ["", "x", "演示", "a" * 5000, "\udcff", "Basic YTpi"])
def test_a_wrong_key_opens_nothing(caller: Caller, token: str) -> None:
    caller.tokens["agent"] = token
    caller.get("/orders").refusal(401, "no_key")


def test_a_revoked_key_opens_nothing_any_more(caller: Caller) -> None:
    assert caller.get("/orders").status == 200
    key = AccessKey.objects.get()
    revoke_key.do(key.pk, by=caller.world.seat("admin"), at=clock.now())
    caller.get("/orders").refusal(401, "no_key")
    caller.accept("r1").refusal(401, "no_key")
    assert not WorkOrder.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b"{", b"nonsense", b"[]", b'"text"', b"null", b"12", b"\xff\xfe{}", b"{'a': 1}", b'{"a": 1}x',
        b'{"n": ' + b"9" * 5000 + b"}", DEEP,
    ],
)  # fmt: skip
def test_a_body_that_is_no_object_is_refused(caller: Caller, raw: bytes) -> None:
    caller.post("/orders", raw=raw).refusal(400, "not_json")
    number = caller.accept("r1").said["number"]
    caller.post(f"/orders/{number}/hand_on", raw=raw).refusal(400, "not_json")
    assert WorkOrder.objects.get().state == "accepted"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"words": "好" * 1_700_000}, "too_long"),
        ({"words": "\0" * 1_700_000}, "too_long"),
        ({"title": ""}, "missing"),
        ({"title": "\0\u202e \u200b"}, "missing"),
        ({"title": None}, "missing"),
        ({"title": ["标题"]}, "not_text"),
        ({"words": {"a": {}}}, "not_text"),
        ({"kind": "complaint\0"}, "not_an_option"),
        ({"kind": 3}, "not_an_option"),
        ({"category": "999999"}, None),
        ({"category": "0101'; DROP TABLE workorder; --"}, "not_a_code"),
        ({"region": "nowhere"}, None),
        ({"about": "no-such-unit"}, "no_unit"),
        ({"urgent": "perhaps"}, "not_a_flag"),
        ({"phone": "call me"}, "not_a_phone"),
        ({"phone": "1" * 33}, "too_long"),
        ({"source": "\ud800"}, "not_a_code"),
        ({"source_ref": ""}, "missing"),
        ({"unknown": 1}, "unknown_field"),
        ({"\ud800": 1}, "unknown_field"),
        ({"by": 1}, "unknown_field"),
        ({"at": "2019-11-04"}, "unknown_field"),
        ({"matter": 1}, "unknown_field"),
        ({"self": 1}, "unknown_field"),
        ({"words": float("nan")}, "not_text"),
    ],
)
def test_hostile_values_are_refused_and_nothing_is_stored(
    caller: Caller, changed: dict[str, Any], code: str | None
) -> None:
    answer = caller.post("/orders", {**MATTER, "source_ref": "r1", **changed})
    answer.refusal(422, code or answer.said["code"])
    assert not WorkOrder.objects.exists()


def test_unsafe_characters_are_taken_out_not_stored(caller: Caller) -> None:
    number = caller.accept("r1", title="路灯\0不亮\u202e", words="一\r\n二\ud800三").said["number"]
    said = caller.get(f"/orders/{number}").said
    assert (said["title"], said["words"]) == ("路灯不亮", "一\n二三")


def test_a_body_beyond_the_limit(caller: Caller) -> None:
    raw = json.dumps({**MATTER, "source_ref": "r", "words": "a" * (12 * 1024 * 1024)}).encode()
    caller.post("/orders", raw=raw).refusal(413, "too_big")


@pytest.mark.parametrize("failure", [OperationalError("server closed the connection"), InterfaceError("closed")])
def test_a_database_that_is_away_is_said(caller: Caller, monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    """A client knows then that nothing was acknowledged, and when to come again."""

    def away(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(ACCEPT, "do", away)
    answer = caller.accept("r1")
    assert "重新提交" in answer.refusal(503, "database_away")
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize("number", ["nothing", "YS-20191104-9999999", "a%00b", "%F0%9F%98%80", "x" * 2000])
def test_a_number_that_nobody_has(caller: Caller, number: str) -> None:
    caller.get(f"/orders/{number}").refusal(404, "not_found")
    caller.post(f"/orders/{number}/hand_on").refusal(404, "not_found")
