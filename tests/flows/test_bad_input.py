"""Bad input: every verb, every field, missing, foreign, stale, oversized, hostile: a sentence, and nothing stored."""

import re
from typing import Any

import pytest
from django.db import connection, transaction

from huisheng.directory import load as directory_load
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Ask, Choice, Code, Codes, Count, Files, Flag, Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.tests.stories import SEATS, Stage, given_of, hour_of, tell
from huisheng.lifecycle.tests.test_edges import EXPECTED
from huisheng.lifecycle.verbs import ACCEPT, VERBS
from huisheng.lifecycle.visits.fields import Degree
from huisheng.lifecycle.workorder.reads import take, take_by_id
from tests.cast import MATTER
from tests.cast_with_park import second_city

CJK = re.compile("[一-鿿]")
NAN = float("nan")
HUGE = 10_000_000
HOSTILE = (
    "\x00",
    "正常\x00文字",
    "\u202e反过来的字",
    "'; DROP TABLE workorder; --",
    "<script>alert(1)</script>",
    "𠮷野家",
    "👨‍👩‍👧‍👦",
    "１２３",
    "\udcff",
    "../../etc/passwd",
    "{{ 7*7 }}%s%n",
)
# which of a field's values can't be meant, by its sort; those of HOSTILE may be harmless
WRONG: dict[type[Ask], tuple[object, ...]] = {
    Text: ([1], {}, {"a": 1}, 7, True, 1.5, NAN, b"x"),
    Choice: ([1], {"a": 1}, 7, True, 1.5, NAN, b"x", "no_such_option", "x" * HUGE, *HOSTILE),
    Code: ([1], {"a": 1}, 7, True, 1.5, NAN, b"x", "x" * 65, "x" * HUGE, "no_such_code"),
    Codes: (
        7,
        {"a": 1},
        True,
        1.5,
        NAN,
        [7],
        [["water"]],
        ["no_such_code"],
        [f"c{n}" for n in range(21)],
        "x" * HUGE,
    ),
    Count: ([1], {"a": 1}, True, 1.5, NAN, b"1", "abc", "-1", -1, 10**30, "9" * HUGE, "１" * 13),
    Degree: ([1], {"a": 1}, 7, 1.5, NAN, b"x", "no_such_option", "x" * HUGE, *HOSTILE),
    Files: (
        7,
        True,
        1.5,
        b"x",
        "x",
        {"a": 1},
        [7],
        [{"name": "a.jpg"}],
        [{"name": 7, "base64": "eA=="}],
        [{"name": "a.jpg", "base64": "不是编码"}],
        ["x"] * 51,
    ),  # fmt: skip
    Flag: ([1], {"a": 1}, 1.5, NAN, 2, -1, 10**5000, b"1", "maybe", "x" * HUGE),
}
# numbers of what hangs on an order, and keys that belong to another platform
FOREIGN: dict[str, object] = {
    **dict.fromkeys(("dispatch", "request", "supervision", "instruction"), 998),
    **dict.fromkeys(("unit", "about"), "mh-water"),
    "co_units": ["mh-water"],
}


def _stories() -> dict[str, list[tuple[str, str]]]:
    """Story -> the verbs (with a seat that may) which no story before it has met."""
    met: set[str] = set()
    stories: dict[str, list[tuple[str, str]]] = {}
    for story, (_, rows) in EXPECTED.items():
        for verb, letter in rows:
            if verb not in met:
                met.add(verb)
                stories.setdefault(story, []).append((verb, letter))
    return stories


STORIES = _stories()


def test_every_verb_is_tried() -> None:
    by_rule = {"remind_overdue", "supervise_item"}  # where a platform has such a rule; they ask for nothing
    assert {verb for verbs in STORIES.values() for verb, _ in verbs} == set(VERBS) - by_rule
    assert not any(VERBS[verb].VERB.asks for verb in by_rule)


_STORED = """
SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM workorder), (SELECT sum(version) FROM workorder),
       (SELECT count(*) FROM workorder_personal), (SELECT count(*) FROM workorder_note)
"""


def stored() -> tuple[int, ...]:
    """How much there is: entries, orders, their versions, their data and notes."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED)
        return tuple(cursor.fetchone())


def said_well(refusal: Refusal) -> None:
    """A Chinese sentence that a person can do something with."""
    assert CJK.search(refusal.sentence), refusal.sentence
    assert refusal.sentence.endswith("。"), refusal.sentence
    assert len(refusal.sentence) < 300


class Trial:
    """One verb on one order: tried with whatever comes, undone if it succeeds."""

    def __init__(self, stage: Stage, key: int, verb: str, actor: Actor) -> None:
        self.stage, self.key, self.verb, self.actor = stage, key, verb, actor
        self.good = given_of(stage, verb)
        if verb == "link":
            self.good = {"to": stage.second}
        self.before = stored()

    def run(self, given: dict[str, Any]) -> Refusal | None:
        mark = transaction.savepoint()
        try:
            with hour_of(self.stage, self.verb) as at, append.writing():
                VERBS[self.verb].do(take_by_id(self.key), by=self.actor, at=at, **given)
        except Refusal as refusal:
            said_well(refusal)
            assert stored() == self.before, (self.verb, str(given)[:200])
            return refusal
        finally:
            transaction.savepoint_rollback(mark)
        return None

    def refused(self, **changed: object) -> Refusal:
        refusal = self.run({**self.good, **changed})
        assert refusal is not None, (self.verb, str(changed)[:200])
        return refusal


@pytest.mark.parametrize("story", STORIES)
def test_verbs(db: None, story: str) -> None:
    stage = Stage()
    their_number = _their_order(stage)
    key = tell(stage, story)
    stage.pass_(minutes=2)
    for verb, letter in STORIES[story]:
        trial = Trial(stage, key, verb, stage.actor(letter))
        assert trial.run(trial.good) is None, (verb, SEATS[letter])
        assert trial.refused(no_such_field="x").code == "unknown_field"
        assert trial.refused(**{"<b>\x00": "x"}).code == "unknown_field"
        for ask in VERBS[verb].VERB.asks:
            _try_field(trial, ask)
            if ask.name == "to":
                assert trial.refused(to=their_number).code == "not_found"
        _try_stale(stage, key, trial.actor)


def _their_order(stage: Stage) -> str:
    directory_load.load_city(second_city())
    return stage.matter(stage.accept(by="mh-agent")).order.number


def _try_field(trial: Trial, ask: Ask) -> None:
    if ask.required:
        for nothing in (None, ""):
            assert trial.refused(**{ask.name: nothing}).field == ask.name
        assert trial.run({k: v for k, v in trial.good.items() if k != ask.name}) is not None
    for value in WRONG[type(ask)]:
        refusal = trial.refused(**{ask.name: value})
        assert refusal.field == ask.name or refusal.code in {"not_found", "no_unit"}
    for value in HOSTILE:
        trial.run({**trial.good, ask.name: value})
    if isinstance(ask, Text):
        assert trial.refused(**{ask.name: "字" * (ask.limit + 1)}).code == "too_long"
        assert trial.refused(**{ask.name: "字" * HUGE}).code == "too_long"
        assert trial.refused(**{ask.name: "\x00" * HUGE}).code == "too_long"
    if isinstance(ask, Count):
        trial.refused(**{ask.name: ask.high + 1})
    if ask.name in FOREIGN:
        trial.refused(**{ask.name: FOREIGN[ask.name]})


def _try_stale(stage: Stage, key: int, actor: Actor) -> None:
    order = stage.matter(key).order
    with append.writing(), pytest.raises(Refusal) as caught:
        take(order.number, actor, seen=order.version - 1)
    assert caught.value.code == "stale"
    said_well(caught.value)


def test_accept(db: None) -> None:
    stage = Stage()
    directory_load.load_city(second_city())
    agent, good = stage.seat("agent"), {**MATTER, "source_ref": "bad-1"}

    def run(**changed: object) -> Refusal | None:
        mark, before = transaction.savepoint(), stored()
        try:
            with stage.hour() as at:
                ACCEPT.do(by=agent, at=at, **{**good, **changed})
        except Refusal as refusal:
            said_well(refusal)
            assert stored() == before, changed
            return refusal
        finally:
            transaction.savepoint_rollback(mark)
        return None

    assert run() is None
    unknown = run(no_such_field=1)
    assert unknown is not None
    assert unknown.code == "unknown_field"
    for ask in ACCEPT.VERB.asks:
        if ask.required:
            assert run(**{ask.name: None}) is not None
        for value in WRONG[type(ask)]:
            if (ask.name, value) != ("source", "no_such_code"):  # any code may name a source
                assert run(**{ask.name: value}) is not None, (ask.name, str(value)[:100])
        for value in HOSTILE:
            run(**{ask.name: value})
        if isinstance(ask, Text):
            for size in (ask.limit + 1, HUGE):
                refusal = run(**{ask.name: "字" * size})
                assert refusal is not None
                assert refusal.field == ask.name
        if ask.name in FOREIGN:
            assert run(**{ask.name: FOREIGN[ask.name]}) is not None


def test_hostile_words_are_kept_clean(db: None) -> None:
    stage = Stage()
    key = stage.accept(
        title="𠮷\u202e野\x00家 👨‍👩‍👧‍👦",
        words="<script>alert(1)</script>\r\n'; DROP TABLE workorder; --",
        phone="１９９００００００１１",
    )
    personal = stage.matter(key).personal
    assert personal.title == "𠮷野家 👨‍👩‍👧‍👦"
    assert personal.words == "<script>alert(1)</script>\n'; DROP TABLE workorder; --"
