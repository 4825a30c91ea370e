"""Sessions, checks, records and given figures: what each act does to its row, followed and counted."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from huisheng.kernel.clock import midnight
from huisheng.ledger import read
from huisheng.ledger.vocabulary import Body, intake, quality, records, sessions
from huisheng.measures import follow, reckon, store
from huisheng.measures.figure import Scope, Window
from huisheng.measures.fold import Gap, HappeningFacts, fold_happening, fold_order
from huisheng.measures.happening_rows import CheckRow, GivenRow, RecordRow, SessionRow
from huisheng.measures.tests.conftest import Tell
from huisheng.measures.tests.stories import PLATFORM, Said, Story, at

EAST = 10
NOVEMBER = Scope(PLATFORM, Window(date(2019, 11, 1), date(2019, 11, 30)))
STARTS = datetime(2019, 11, 12, 1, tzinfo=UTC)
NOTICE = sessions.SessionAnnounced(PLATFORM, EAST, "局长", "全面", STARTS, "供水")


def told(stream: str, *bodies: Body, key: int = 1) -> list[Said]:
    story = Story(key, kind=stream)
    for number, body in enumerate(bodies, 1):
        story.say(body, at(number))
    return story.entries


def row_of(entries: list[Said]) -> Any:
    stream, facts = entries[0].stream.partition(":")[0], None
    for entry in entries:
        facts = fold_happening(stream, facts, entry)
    assert facts is not None
    return facts.row


def test_a_session() -> None:
    held = told(
        "session", NOTICE, sessions.QuestionGathered(1, "d"), sessions.QuestionGathered(2, "d"),
        sessions.SessionBegun(), sessions.SessionEnded(7), sessions.ResultsPublished("门户网站"),
    )  # fmt: skip
    assert row_of(held) == SessionRow(
        session_id=1, last_no=6, platform=PLATFORM, unit=EAST, post="局长", announced_at=at(1), starts_at=STARTS,
        held_at=at(4), ended_at=at(5), calls=7, questions=2, published_at=at(6),
    )  # fmt: skip
    assert row_of(told("session", NOTICE, sessions.SessionCancelled("d"))).cancelled_at == at(2)


DAY = "2019-11-30"
CHECKS: list[tuple[Body, dict[str, Any]]] = [
    (
        quality.SpotChecked(PLATFORM, EAST, "province", DAY, 16, 8, 2, 6),
        {
            "unit": EAST, "kind": "spot", "source": "province", "sampled": 16, "passed": 8, "unvisited": 2,
            "unsatisfied": 6,
        },
    ),
    (
        quality.MysteryCalled(PLATFORM, "province", DAY, None, "0", "2.5", "d"),
        {"unit": PLATFORM, "kind": "mystery", "source": "province", "knowledge": 0, "marks": -250},
    ),
    (
        quality.MysteryCalled(PLATFORM, "own", DAY, "90.5", None, "0", "d"),
        {"unit": PLATFORM, "kind": "mystery", "source": "own", "service": 9050},
    ),
    (
        quality.UploadChecked(PLATFORM, "province", DAY, 2, "2"),
        {"unit": PLATFORM, "kind": "upload", "source": "province", "errors": 2, "marks": -200},
    ),
    (
        quality.BonusGranted(PLATFORM, EAST, "2019-11-01", DAY, "2.3", "d"),
        {"unit": EAST, "kind": "bonus", "source": "own", "marks": 230},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("body", "columns"), CHECKS)
def test_a_check_counts_on_its_day_until_it_is_struck(body: Body, columns: dict[str, Any]) -> None:
    day = midnight(date(2019, 11, 30))
    row = CheckRow(check_id=1, last_no=1, platform=PLATFORM, at=day, **columns)
    assert row_of(told("check", body)) == row
    row.last_no, row.struck_at = 2, at(2)
    assert row_of(told("check", body, quality.CheckStruck("d"))) == row


RECORDS: list[tuple[Body, dict[str, Any]]] = [
    (records.PressNoted(PLATFORM, EAST, DAY, 3, "d"), {"kind": "press", "unit": EAST, "count": 3}),
    (records.KnowledgeUpdated(PLATFORM, EAST, DAY, 12), {"kind": "knowledge", "unit": EAST, "count": 12}),
    (records.KnowledgeSized(PLATFORM, DAY, 1975), {"kind": "size", "count": 1975}),
    (records.QuizHeld(PLATFORM, DAY, 50, 1975, "d"), {"kind": "quiz", "count": 50, "pool": 1975}),
    (records.WorkNoted(PLATFORM, DAY, "d"), {"kind": "note", "count": 1}),
    (records.BooksOpened(PLATFORM, DAY), {"kind": "start", "count": 1}),
]


@pytest.mark.parametrize(("body", "columns"), RECORDS)
def test_a_record(body: Body, columns: dict[str, Any]) -> None:
    row = RecordRow(record_id=1, last_no=1, platform=PLATFORM, at=midnight(date(2019, 11, 30)), **columns)
    assert row_of(told("record", body)) == row
    assert row_of(told("record", body, records.RecordStruck("d"))).struck_at == at(2)


def figure_given(numerator: int | None, value: int | None = None) -> records.FigureGiven:
    return records.FigureGiven(
        PLATFORM, "accepted", "2019-10-01", "2019-10-31", "", "", numerator, None, value, "十月通报"
    )


def test_a_given_figure_is_the_last_that_was_said() -> None:
    assert row_of(told("given", figure_given(9), figure_given(None, 8780))) == GivenRow(
        given_id=1, last_no=2, platform=PLATFORM, measure="accepted", first="2019-10-01", last="2019-10-31",
        value=8780, source="十月通报",
    )  # fmt: skip


def test_an_entry_twice_and_an_entry_too_early() -> None:
    first, second = told("given", figure_given(9), figure_given(10))
    facts = fold_happening("given", None, first)
    assert fold_happening("given", facts, first).row == GivenRow(
        1, 1, PLATFORM, "accepted", "2019-10-01", "2019-10-31", "", "", 9, None, None, "十月通报"
    )
    with pytest.raises(Gap):
        fold_happening("given", None, second)


def test_an_order_is_an_item_of_the_session() -> None:
    facts = None
    for entry in (
        Story(5).accept().send(EAST).say(sessions.TakenUp(3, EAST)).say(sessions.ItemReviewed(True, "")).entries
    ):
        facts = fold_order(facts, entry)
    assert facts is not None
    assert facts.order.session == 3


def ledger() -> list[Said]:
    return [
        *told("session", NOTICE, sessions.SessionBegun(), sessions.SessionEnded(7)),
        *(entry for key, (body, _) in enumerate(CHECKS, 1) for entry in told("check", body, key=key)),
        *told("check", CHECKS[4][0], quality.CheckStruck("d"), key=9),
        *(entry for key, (body, _) in enumerate(RECORDS, 1) for entry in told("record", body, key=key)),
        *told("given", figure_given(9)),
        *Story(5).accept().say(intake.HandedOn()).send(EAST).say(sessions.TakenUp(1, EAST)).entries,
    ]


def test_followed_and_rebuilt(tell: Tell) -> None:
    tell(ledger())
    follow.catch_up(batch=4)
    counts = store.count()
    assert {name: counts[name] for name in ("session", "check", "record", "given")} == {
        "session": 1,
        "check": 6,
        "record": 6,
        "given": 1,
    }
    follow.take([entry for stream in read.everything() for entry in stream])
    assert store.count() == counts
    held = store.load_happenings("session", [1])
    assert held == {1: HappeningFacts(row_of(ledger()[:3]))}
    follow.rebuild()
    assert store.count() == counts
    assert store.load_happenings("session", [1]) == held


def test_a_later_entry_that_comes_first(tell: Tell) -> None:
    tell(told("given", figure_given(9), figure_given(10)))
    first, second = read.stream("given:1")
    follow.take([second])
    follow.take([first])
    assert store.load_happenings("given", [1])[1].row.numerator == 10  # type: ignore[union-attr]  # a given one


def test_the_measures_of_a_month(tell: Tell) -> None:
    tell(ledger())
    follow.catch_up()
    names = (
        *("leader_sessions", "leader_sessions_announced", "leader_session_calls", "leader_session_questions"),
        *("leader_items", "provincial_sampled", "provincial_unvisited", "provincial_unsatisfied", "mystery_calls"),
        *("upload_errors", "press_items", "knowledge_updates", "quizzes", "quiz_questions", "quiz_pool", "work_notes"),
    )
    told_ = {name: told_of[None].numerator for name, told_of in reckon.figures(names, NOVEMBER).items()}
    assert tuple(told_.values()) == (1, 1, 7, 0, 1, 16, 2, 6, 2, 2, 3, 12, 1, 50, 1975, 1)
    by_unit = reckon.figures(("bonus", "leader_items", "press_items"), NOVEMBER, by="unit")
    assert {name: {key: f.numerator for key, f in parts.items()} for name, parts in by_unit.items()} == {
        "bonus": {EAST: 230},
        "leader_items": {EAST: 1},
        "press_items": {EAST: 3},
    }
    means = reckon.figures(("knowledge_size", "mystery_service", "mystery_knowledge"), NOVEMBER)
    assert [means[name][None].value for name in means] == [1975, Decimal("90.50"), Decimal("0.00")]
    rate = reckon.figures(("spot_pass_rate",), NOVEMBER)["spot_pass_rate"][None]
    assert (rate.denominator, rate.value) == (0, None)
