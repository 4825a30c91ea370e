"""Who must know of what: the table, and the small arithmetic of silence and nearness."""

from datetime import UTC, datetime, time, timedelta
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.directory.roles import KEEPERS, Role
from huisheng.ledger.vocabulary import KINDS
from huisheng.lifecycle.notices import rules
from huisheng.lifecycle.notices.rules import CODES, RULES, SETTLES
from huisheng.lifecycle.notices.states import EVERYBODY, HANDLING

AT = datetime(2019, 11, 4, 1, tzinfo=UTC)
SLOTS = ("00:00-07:30", "21:30-24:00")


def test_the_table_speaks_of_kinds_and_fields_that_there_are() -> None:
    assert {rule.kind for rule in RULES} | set(SETTLES) <= set(KINDS)
    assert len(CODES) == len(RULES) + 3, "a code is one rule's"
    for rule in RULES:
        names = {name for name, _, _ in KINDS[rule.kind]._codec}
        assert set(rule.when) <= names, rule
        assert {name for _, name, _, _ in Formatter().parse(rule.words) if name} <= {"unit", "detail"}, rule
    assert {code for codes in SETTLES.values() for code in codes} <= set(CODES)
    assert all("unit" in {name for name, _, _ in KINDS[kind]._codec} for kind in SETTLES)


def test_a_rule_holds_where_the_body_says_so() -> None:
    def codes(kind: str, **body: object) -> list[str]:
        return [rule.code for rule in rules.rules_for(kind, body)]

    assert codes("dispatched", cause="first") == ["arrived"]
    assert codes("dispatched", cause="redo") == ["redo"]
    assert codes("marked", mark="urgent", on=True) == ["made_urgent"]
    assert codes("marked", mark="urgent", on=False) == codes("marked", mark="no_visit", on=True) == []
    assert codes("instructed", unit=None) == ["instructed", "instructed_here", "instructed_follow"]
    assert codes("instructed", unit=3) == ["instructed", "instructed_follow"]
    assert codes("item_reviewed", approved=True) == codes("visited") == []
    assert codes("deadline_missed", clock="citizen", unit=None) == ["missed", "missed_citizen"]
    assert codes("deadline_missed", clock="reply", unit=3) == ["missed", "missed_there"]


def test_the_words() -> None:
    assert rules.sentence("return_asked", "市水务局", "", 1) == "市水务局申请退单，请裁决"
    assert rules.sentence("reminded", "", "", 3) == "催办：请尽快办理（第 3 次）"
    assert rules.sentence("missed_there", "市水务局", "办理", 1) == "市水务局的办理已逾期"


def test_at_which_desks_a_seat_sits() -> None:
    assert rules.desks_of(Role.HANDLER, 5, 1) == {(1, EVERYBODY), (5, HANDLING), (5, "handler")}
    assert rules.desks_of(Role.DISPATCHER, 2, 1) == {(1, EVERYBODY), (1, HANDLING), (1, "dispatcher")}
    assert rules.desks_of(Role.LEADER, 1, 1) == {(1, EVERYBODY), (1, "leader")}
    assert all(not rules.desks_of(role, 1, 1) for role in KEEPERS)


@pytest.mark.parametrize(
    ("wall", "quiet"),
    [("00:00", True), ("07:29", True), ("07:30", False), ("12:00", False), ("21:29", False), ("21:30", True),
     ("23:59", True)],
)  # fmt: skip
def test_quiet_hours(wall: str, quiet: bool) -> None:
    at = time.fromisoformat(wall)
    assert rules.silent(False, at, SLOTS) is quiet
    assert rules.silent(True, at, SLOTS) is False
    assert rules.silent(False, at, ()) is False


@given(st.integers(1, 2000), st.integers(-100, 2000), st.integers(1, 600))
def test_a_clock_is_near_its_end(whole: int, left: int, ahead: int) -> None:
    started, span = AT, timedelta(minutes=ahead)
    due = started + timedelta(minutes=whole)
    near = rules.soon(started, due, due - timedelta(minutes=left), span)
    assert near == (0 < left <= ahead and whole >= 2 * ahead)


def test_what_is_too_old() -> None:
    keep = timedelta(days=90)
    assert not rules.too_old(AT - keep, AT, keep)
    assert rules.too_old(AT - keep - timedelta(seconds=1), AT, keep)
