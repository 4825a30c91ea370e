"""Copies of lived stories: as sound as what they are copied from."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel.errors import Refusal
from huisheng.ledger import read, verify
from huisheng.lifecycle.workorder.models import Personal, WorkOrder
from huisheng.lifecycle.workorder.states import LIVE
from huisheng.rehearsal.load import load, patterns, schedule
from huisheng.rehearsal.load.load import Progress
from huisheng.rehearsal.load.schedule import Span
from huisheng.workers import nightly

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@given(st.integers(1, 10**7), st.integers(1, 200))
def test_weeks_are_even_and_together_all(orders: int, weeks: int) -> None:
    counts = schedule.weeks_of(orders, weeks)
    assert (sum(counts), len(counts)) == (orders, weeks)
    assert max(counts) - min(counts) <= 1


_accepted = st.datetimes(datetime(2015, 1, 1), datetime(2026, 11, 1)).map(lambda at: at.replace(tzinfo=UTC))
_spans = st.lists(
    st.builds(lambda at, hours, live: Span(at, at + timedelta(hours=hours), live), _accepted, st.integers(0, 1000),
              st.booleans()), max_size=20)  # fmt: skip


@given(_spans, st.integers(0, 104), st.integers(0, 200))
def test_a_copy_lies_in_its_week_and_nothing_of_it_in_the_future(spans: list[Span], back: int, count: int) -> None:
    short = [Span(NOW - 5 * WEEK, NOW - 5 * WEEK, live) for live in (True, False)]
    cast = [*spans, *short]
    copies = list(schedule.week(cast, NOW, back, count))
    moved = [cast[copy.pattern].accepted + timedelta(days=copy.days) for copy in copies]
    assert len(copies) == count and moved == sorted(moved)
    assert all(NOW - (back + 1) * WEEK < at <= NOW - back * WEEK for at in moved)
    assert all(copy.days % 7 == 0 for copy in copies)
    assert all(cast[copy.pattern].last + timedelta(days=copy.days) <= NOW for copy in copies)
    assert list(schedule.week(cast, NOW, back, count)) == copies


def test_patterns_that_all_take_longer_are_refused() -> None:
    with pytest.raises(ValueError, match="within a week"):
        schedule.week([Span(NOW - 9 * WEEK, NOW, True)], NOW, 0, 1)


@pytest.mark.django_db
def test_copies_are_sound_and_the_ledger_tells_the_same_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "WHOLE", 60)
    monkeypatch.setattr(patterns, "CUT", 40)
    told: list[Progress] = []
    done = load.load(400, told.append, now=NOW, weeks=8)
    assert (done.done, told[-1].done) == (400, 400)

    made = WorkOrder.objects.filter(source="load")
    assert made.count() == 400
    verdict = verify.verify()
    assert verdict.sound, verdict.faults
    assert nightly.compare().faults == []
    assert made.filter(accepted_at__gt=NOW).count() == made.filter(accepted_at__lte=NOW - 8 * WEEK).count() == 0
    recent = made.filter(accepted_at__gt=NOW - WEEK)
    assert 10 < recent.filter(state__in=LIVE).count() < recent.count() == 50
    words = Counter(Personal.objects.filter(order__source="load").values_list("words", flat=True))
    assert len(words) > 300, "copies speak for themselves"
    assert not any("%(" in text or "{" in text for text in words)
    numbers = list(made.order_by("pk").values_list("number", "pk"))
    assert all(number.endswith(f"{pk:07d}") for number, pk in numbers)

    before = read.count()
    load.load(1, told.append, now=NOW, weeks=3)
    assert WorkOrder.objects.filter(source=f"rehearsal-{patterns.NAME}").count() == 100, "lived once"
    assert read.count() > before


@pytest.mark.parametrize("said", [{"orders": 0}, {"weeks": 2}, {"jobs": 0}])
def test_numbers_that_cannot_be(said: dict[str, int]) -> None:
    given_ = {"orders": 10, "weeks": 8, "jobs": 1, **said}
    with pytest.raises(Refusal, match="请改正"):
        load.load(given_.pop("orders"), lambda _: None, now=NOW, **given_)
