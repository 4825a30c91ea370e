"""Counting: windows, each order once, members, exclusions; and the arithmetic of figures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.ledger.vocabulary import calls, dispatches, intake, supervision
from huisheng.measures import compute, follow, reckon
from huisheng.measures.compute import Counts
from huisheng.measures.definition import Library, load
from huisheng.measures.figure import Left, Scope, Window
from huisheng.measures.tests.conftest import Tell
from huisheng.measures.tests.stories import PLATFORM, Story, at, random_ledger

NOVEMBER = Window(date(2019, 11, 1), date(2019, 11, 30))
SCOPE = Scope(PLATFORM, NOVEMBER)
A, B = 10, 11
Stories = Callable[..., None]


def taken(key: int, when: int = 1) -> Story:
    return Story(key).accept(at(when)).say(intake.HandedOn())


def handled(key: int, unit: int, when: int = 1) -> Story:
    return taken(key, when).send(unit, due=at(when + 5)).sign().reply().conclude()


def numbers(name: str, by: str | None = None, scope: Scope = SCOPE) -> dict[object, object]:
    return {key: figure.value for key, figure in reckon.figures([name], scope, by=by)[name].items()}


def test_windows_are_days_of_shanghai(tell_stories: Stories) -> None:
    # 16:00 UTC is midnight in Shanghai
    first, last = at(0, 16), at(30, 15, 59)
    tell_stories(
        *(Story(key).accept(when) for key, when in enumerate((first - timedelta(seconds=1), first, last), 1)),
        Story(4).accept(at(30, 16)),
    )
    follow.catch_up()
    assert reckon.members(reckon.figures(["accepted"], SCOPE)["accepted"][None]) == [2, 3]


def test_calls_by_the_hour_of_shanghai(tell_stories: Stories) -> None:
    """Nine o'clock: three came, two answered after 15 and 16 s; ten: one missed; and one at a quarter past midnight."""
    waits = [(1, 1, 15), (2, 1, 16), (3, 1, None), (4, 2, None), (5, 16, 9)]
    for key, hour, wait in waits:
        story = Story(key, kind="call", when=at(1, hour, 15)).say(calls.CallOffered(PLATFORM, "pbx", str(key), "main"))
        if wait is None:
            tell_stories(story.say(calls.CallAbandoned(40)))
        else:
            tell_stories(story.say(calls.CallAnswered(wait)).say(calls.CallEnded(True, "order", 60 * key)))
    follow.catch_up()
    assert numbers("calls_offered", "hour") == {9: 3, 10: 1, 0: 1}
    assert numbers("first_connection_rate", "hour") == {9: Decimal("66.67"), 10: Decimal("0.00"), 0: Decimal("100.00")}
    assert numbers("answered_15s_rate", "hour") == {9: Decimal("50.00"), 0: Decimal("100.00")}
    assert numbers("mean_wait", "hour") == {9: Decimal("15.5"), 0: Decimal("9.0")}
    assert numbers("mean_talk", "hour") == {9: Decimal("90.0"), 0: Decimal("300.0")}
    nine = reckon.figures(["calls_answered"], SCOPE, by="hour")["calls_answered"][9]
    assert reckon.members(nine) == [1, 2] and not reckon.of_orders(nine), "the keys of calls are no orders'"
    assert reckon.of_orders(reckon.figures(["accepted"], SCOPE)["accepted"][None])


def test_another_platforms_matters_are_not_ours(tell_stories: Stories) -> None:
    tell_stories(handled(1, A))
    follow.catch_up()
    assert numbers("dispatched", scope=Scope(2, NOVEMBER)) == {None: 0}
    assert numbers("dispatched", "unit", Scope(2, NOVEMBER)) == {}


def test_an_order_is_judged_by_its_last_effective_visit(tell_stories: Stories) -> None:
    tell_stories(
        handled(1, A).visit("unsatisfied", at(8), contacted=False).visit("satisfied", at(9)).visit(None, at(10)),
        handled(2, A).visit("satisfied", at(8)).visit("unsatisfied", at(9), contacted=False),
        handled(3, A).visit(None, at(8)).visit(None, at(9)),
        handled(4, B).visit("partly", at(8), contacted=None),
        handled(5, B).visit("unsatisfied", at(8)).visit("satisfied", at(9), round_="supervision"),
        handled(6, B).visit("unsatisfied", at(8)).visit("satisfied", at(31)),  # in December
        handled(7, B),
    )
    follow.catch_up()
    assert numbers("called_on", "unit") == {A: 3, B: 3}
    assert numbers("visited", "unit") == {A: 2, B: 3}
    assert numbers("visits_unanswered", "unit") == {A: 1}
    assert numbers("satisfied", "unit") == {A: 1, B: 1}
    assert numbers("unsatisfied", "unit") == {A: 1, B: 2}
    assert numbers("not_contacted", "unit") == {A: 1}
    assert numbers("satisfaction_rate", "unit") == {A: Decimal("50.00"), B: Decimal("33.33")}
    assert numbers("visit_rate", "unit") == {A: Decimal("100.00"), B: Decimal("75.00")}
    assert numbers("visit_rate") == {None: Decimal("85.71")}


def test_returns_by_matter_and_by_time(tell_stories: Stories) -> None:
    tell_stories(
        taken(1).send(A).give_back(at(2)).send(B, cause="returned").give_back(at(3)).send(A, cause="returned"),
        taken(2).send(A).give_back(at(4)).send(B, cause="returned"),
        taken(3).send(B).ask_return(at(4)).say(dispatches.ReturnRefused(1, 1, B, "other", "")),
        taken(4, -3).send(B, at(-2)).give_back(at(-1)).send(B, at(5), cause="returned").give_back(at(6)),
    )
    follow.catch_up()
    assert numbers("returned", "unit") == {A: 2, B: 1}
    assert numbers("returned_times", "unit") == {A: 2, B: 2}
    assert numbers("returned_by_times", "times") == {1: 1, 2: 2}
    assert numbers("returns_refused", "unit") == {B: 1}
    assert numbers("dispatched", "unit") == {A: 1, B: 2}
    assert numbers("return_rate") == {None: Decimal("100.00")}


def test_every_number_opens_to_its_orders(tell_stories: Stories) -> None:
    late = taken(2).send(A, due=at(3)).sign().reply(at(9))
    tell_stories(handled(1, A).visit("satisfied", at(8)), late, handled(3, B).visit(None, at(8)), handled(4, B, -9))
    follow.catch_up()

    def opened(name: str, unit: int | None, part: str = "numerator") -> list[int]:
        by = "unit" if unit else None
        return reckon.members(reckon.figures([name], SCOPE, by=by)[name][unit], part)

    assert opened("on_time_rate", A) == [1]
    assert opened("on_time_rate", A, "denominator") == [1, 2]
    assert opened("on_time_rate", A, "excluded") == []
    assert opened("dispatched", B, "denominator") == [3]
    assert opened("visit_rate", None) == [1, 3]
    assert opened("visit_rate", None, "denominator") == [1, 2, 3]
    assert opened("visit_rate", None, "excluded") == []
    by_kind = reckon.figures(["dispatched"], SCOPE, by="kind")["dispatched"]["complaint"]
    assert reckon.members(by_kind) == [1, 2, 3]


@pytest.fixture
def with_exemptions(tmp_path: Path) -> Library:
    """A rate that leaves out what was exempted, and marks of a kind."""
    (tmp_path / "x.toml").write_text(
        """
fact = "order"
anchor = "first_dispatched_at"
group = "main_unit"
[[measure]]
name = "rate"
label = "按期率"
version = 1
unit = "%"
numerator = "on_time"
denominator = "replied_at is not null"
cite = "domain#art-21"
exclude = [
  { when = "exemption = 'granted'", reason = "经批准不计考核", cite = "domain#art-21" },
  { when = "kind = 'other' or no_visit", reason = "其他类不计" },
]
[[measure]]
name = "count"
label = "件数"
version = 1
unit = "件"
cite = "domain#art-21"
exclude = [{ when = "exemption = 'granted'", reason = "经批准不计考核" }]
""",
        encoding="utf-8",
    )
    return load(tmp_path)


def test_what_is_left_out_is_counted_with_its_reason(tell_stories: Stories, with_exemptions: Library) -> None:
    tell_stories(
        handled(1, A),
        taken(2).send(A, due=at(3)).sign().reply(at(9)).say(supervision.ExemptionGranted(1, 1, A, "rain", "")),
        taken(3).send(A, due=at(3)).sign().reply(at(9)).say(supervision.ExemptionRefused(1, 1, A, "rain", "")),
        Story(4).accept(at(1), matter="other").send(A).sign().reply(),
        Story(5).accept(at(1), matter="other").send(B),
    )
    follow.catch_up()
    told = reckon.figures(["rate", "count"], SCOPE, by="unit", library=with_exemptions)
    rate = told["rate"][A]
    assert (rate.numerator, rate.denominator, rate.text) == (1, 2, "50.00%")
    assert rate.excluded == (Left("经批准不计考核", "domain#art-21", 1), Left("其他类不计", "", 1))
    assert reckon.members(rate, "excluded", with_exemptions) == [2, 4]
    assert reckon.members(rate, "denominator", with_exemptions) == [1, 3]
    count = told["count"][A]
    assert (count.value, count.excluded[0].count) == (3, 1)
    assert reckon.members(count, "excluded", with_exemptions) == [2]
    assert told["count"][B].value == 1
    assert B not in told["rate"]  # its only order isn't replied to: nothing was counted


def test_a_figure_shows_its_working(tell_stories: Stories) -> None:
    tell_stories(handled(1, A).visit("satisfied", at(0, 20)), handled(2, A), handled(3, A))
    follow.catch_up()
    scope = Scope(PLATFORM, NOVEMBER, {"visit": Window(date(2019, 10, 31), date(2019, 11, 30))})
    figure = reckon.figures(["visit_rate"], scope, by="unit")["visit_rate"][A]
    assert figure.definition == "visit_rate@1"
    assert figure.formula == "(回访数 + 回访未应答) ÷ 交办数"
    assert figure.working == "回访率 = 1 ÷ 3 = 33.33%"
    assert figure.parameters == (
        ("回访统计时段", "2019-10-31 至 2019-11-30"),
        ("工单统计时段", "2019-11-01 至 2019-11-30"),
    )
    count = reckon.figures(["dispatched"], scope)["dispatched"][None]
    assert (count.text, count.working) == ("3", "交办数 = 3件")


def test_nothing_counted_is_nought_or_a_dash() -> None:
    empty = reckon.nothing("visit_rate", SCOPE, "unit", 99)
    assert (empty.text, empty.value, empty.key) == ("-", None, 99)
    assert reckon.nothing("on_time_rate", SCOPE, "unit", 99).text == "-"
    assert reckon.nothing("dispatched", SCOPE, "unit", 99).text == "0"


def test_what_no_unit_answers_for_is_not_told_by_unit() -> None:
    with pytest.raises(ValueError, match="answers for no unit"):
        reckon.figures(["calls_offered"], SCOPE, by="unit")


@pytest.mark.parametrize("seed", range(3))
def test_the_parts_add_up_to_the_whole(tell: Tell, seed: int) -> None:
    tell(random_ledger(seed, orders=40, calls=10))
    follow.catch_up()
    names = ["dispatched", "on_time", "overdue", "visited", "visits_unanswered", "satisfied", "returned"]
    whole, parts = reckon.figures(names, SCOPE), reckon.figures(names, SCOPE, by="unit")
    for name in names:
        assert sum(figure.numerator for figure in parts[name].values()) == whole[name][None].numerator
        assert len(reckon.members(whole[name][None])) == whole[name][None].numerator
        for figure in parts[name].values():
            assert len(reckon.members(figure)) == figure.numerator


@given(part=st.integers(0, 10**9), whole=st.integers(1, 10**9))
def test_percents_are_half_up_and_exact(part: int, whole: int) -> None:
    told = compute.value(Counts(part, whole), "%")
    assert isinstance(told, Decimal)
    # half up without a division: 20000·part + whole over 2·whole, cut off
    assert told * 100 == (20000 * part + whole) // (2 * whole)
    assert told == compute.share(part, whole)


def test_values_and_quotients() -> None:
    assert compute.value(Counts(3), "件") == 3
    assert compute.value(Counts(3, 0), "%") is compute.value(Counts(3), "%") is compute.share(3, 0) is None
    assert compute.value(Counts(639, 642), "%") == Decimal("99.53")
    assert compute.quotient([Counts(467), Counts(175)], [Counts(642, 9)]) == Counts(642, 642)
    assert compute.quotient([Counts(1), Counts(2)], []) == Counts(3, None)


def test_a_figure_is_printed_with_two_decimals() -> None:
    base = reckon.nothing("on_time_rate", SCOPE, "unit", A)
    shown = [replace(base, value=value).text for value in (Decimal("0.00"), Decimal("200.00"), None)]
    assert shown == ["0.00%", "200.00%", "-"]
    assert replace(base, value=7, unit="件").text == "7"
