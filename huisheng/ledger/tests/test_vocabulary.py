"""Every kind goes to JSON and back, is said in a sentence, and holds what canonical JSON can hold."""

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huisheng.ledger import read, replay, replay_circulars, replay_folds
from huisheng.ledger.read import Read
from huisheng.ledger.vocabulary import KINDS, Body, ClockStart, canonical, instant, stamp
from huisheng.ledger.vocabulary.base import Filed, entry

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
INSTANTS = st.integers(0, 2**52).map(lambda micro: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micro))
BY_HINT: dict[Any, st.SearchStrategy[Any]] = {
    str: WORDS,
    int: st.integers(-(2**63), 2**63),
    bool: st.booleans(),
    datetime: INSTANTS,
    int | None: st.none() | st.integers(0, 9),
    str | None: st.none() | WORDS,
    bool | None: st.none() | st.booleans(),
    tuple[str, ...]: st.lists(WORDS, max_size=3).map(tuple),
    tuple[Filed, ...]: st.lists(st.builds(Filed, WORDS, st.integers(0, 2**40)), max_size=3).map(tuple),
    tuple[ClockStart, ...]: st.lists(st.builds(ClockStart, WORDS, INSTANTS, WORDS, WORDS), max_size=2).map(tuple),
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=10,
)


def bodies(kind: str) -> st.SearchStrategy[Body]:
    cls: Any = KINDS[kind]
    return st.builds(cls, **{field.name: BY_HINT[field.type] for field in dataclasses.fields(cls)})


BODIES = st.sampled_from(sorted(KINDS)).flatmap(bodies)


def as_read(body: Body) -> Read:
    now = datetime(2019, 11, 4, tzinfo=UTC)
    return Read(1, 1, "workorder:5", 1, body.kind, now, now, 1, None, "", body)


@given(BODIES)
def test_every_kind_goes_to_json_and_back(body: Body) -> None:
    text = canonical(body.to_json())
    assert type(body).from_json(json.loads(text)) == body
    assert canonical(json.loads(text)) == text


@given(BODIES)
def test_every_kind_is_said_in_a_sentence(body: Body) -> None:
    sentence = read.sentence(as_read(body), {}, {})
    assert sentence == sentence.strip("，：")


def test_every_kind_is_complete() -> None:
    known = {**replay._FOLDS, **replay_folds.FOLDS, **replay_circulars.FOLDS}
    assert len(KINDS) >= 35
    for name, kind in KINDS.items():
        assert kind.kind == name
        assert kind.label
        assert kind.sentence
        assert kind.since
        assert kind.version >= 1
        assert kind.__doc__
        fields = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]  # every kind is a dataclass
        assert "digest" not in fields or "digest" in kind.personal, name
        assert not fields & {"words", "name", "phone", "text", "title", "place"}, name
        assert kind in known, f"replay doesn't know {name}"


def test_a_sentence_says_codes_in_words_and_leaves_out_what_was_not_said() -> None:
    visited = KINDS["visited"](1, 3, "regular", "unanswered", None, None, None, "awaiting_visit", "")  # type: ignore[call-arg]  # a kind's own fields
    words = {"outcome": {"unanswered": "未接听"}, "solved": {"null": ""}, "via": {"phone": ""}}
    assert read.sentence(as_read(visited), words, {}) == "回访（未接听）"
    signed = KINDS["signed_in"](1, 3)  # type: ignore[call-arg]  # a kind's own fields
    assert read.sentence(as_read(signed), {}, {3: "市水务局"}) == "市水务局签收"
    assert read.sentence(as_read(signed), {}, {}) == "单位3签收"
    marked = KINDS["marked"]("urgent", False)  # type: ignore[call-arg]  # a kind's own fields
    assert read.sentence(as_read(marked), {"on": {"false": "取消"}}, {}) == "标记：urgent（取消）"
    assert as_read(signed).key == 5


def test_braces_in_a_value_are_only_braces() -> None:
    accepted = KINDS["accepted"]("{0.__class__}", 1, "phone", "s", "r", "", None, (), "")  # type: ignore[call-arg]  # a kind's own fields
    assert "{0.__class__}" in read.sentence(as_read(accepted), {}, {})


@dataclass(frozen=True, slots=True)
class Plain(Body):
    n: int
    word: str = ""


@dataclass(frozen=True, slots=True)
class WithFloat(Body):
    n: float


@dataclass(frozen=True, slots=True)
class WithDate(Body):
    day: date


@dataclass(frozen=True, slots=True)
class WithEither(Body):
    n: dict[str, int]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: entry("new", "新", "", personal=())(Plain), "a label and a sentence"),
        (lambda: entry("new", "", "新", personal=())(Plain), "a label and a sentence"),
        (lambda: entry("new", "新", "新")(Plain), "personal"),  # type: ignore[call-arg]  # left out on purpose
        (lambda: entry("new", "新", "新", personal=("phone",))(Plain), "personal names no field"),
        (lambda: entry("new", "新", "新{who}", personal=())(Plain), "the sentence names no field"),
        (lambda: entry("signed_in", "签收", "签收", personal=())(Plain), "registered twice"),
        (lambda: entry("new", "新", "新", personal=())(WithFloat), "can't hold"),
        (lambda: entry("new", "新", "新", personal=())(WithDate), "can't hold"),
        (lambda: entry("new", "新", "新", personal=())(WithEither), "can't hold"),
    ],
)
def test_an_incomplete_kind_fails_at_import(make: Callable[[], object], reason: str) -> None:
    with pytest.raises(TypeError, match=reason):
        make()
    assert "new" not in KINDS


def test_a_later_field_takes_its_default_and_an_unknown_one_is_an_error() -> None:
    entry("plain", "素", "素{n}", personal=())(Plain)
    try:
        assert Plain.from_json({"n": 1}) == Plain(1, "")
        with pytest.raises(ValueError, match="unknown fields"):
            Plain.from_json({"n": 1, "who": "x"})
        with pytest.raises(TypeError):
            Plain.from_json({})
    finally:
        del KINDS["plain"]
    start = {"name": "reply", "due_at": "2019-11-08T16:00:00.000000Z", "limit": "5个工作日", "cite": ""}
    classified = {"kind_of_matter": "help", "category": "01", "category_version": "1", "region": ""}
    assert KINDS["classified"].from_json({**classified, "clocks": [start]}).to_json()["clocks"] == [start]
    with pytest.raises(ValueError, match="ClockStart: unknown fields"):
        KINDS["classified"].from_json({**classified, "clocks": [{**start, "note": "x"}]})


@pytest.mark.parametrize(
    "body",
    [
        KINDS["call_answered"](1.5),  # type: ignore[call-arg]  # wrong on purpose
        KINDS["call_answered"](True),  # type: ignore[call-arg]  # wrong on purpose
        KINDS["call_returned"](None),  # type: ignore[call-arg]  # wrong on purpose
        KINDS["marked"]("urgent", 1),  # type: ignore[call-arg]  # wrong on purpose
        KINDS["instructed"](1, 2.0, ""),  # type: ignore[call-arg]  # wrong on purpose
    ],
)
def test_a_value_of_another_type_is_refused(body: Body) -> None:
    with pytest.raises(TypeError, match="is no"):
        body.to_json()


@given(INSTANTS, st.integers(-12, 14))
def test_an_instant_has_one_written_form(moment: datetime, hours: int) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert stamp(elsewhere) == stamp(moment)
    assert instant(stamp(moment)) == moment


def test_an_instant_without_a_zone_has_no_written_form() -> None:
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2019, 11, 4))  # noqa: DTZ001  the point


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON)
def test_canonical_json_comes_through_jsonb_unchanged(data: object) -> None:
    text = canonical(data)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [text])
        back = cursor.fetchone()[0]
    assert canonical(json.loads(back)) == text


def test_canonical_spelling() -> None:
    assert canonical({"乙": 1, "a": ["\\", '"', "😀", "\n", 10**30], "A": None}) == (
        '{"A":null,"a":["\\\\","\\"","😀","\\n",1000000000000000000000000000000],"乙":1}'
    )
