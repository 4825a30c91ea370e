"""Asking: the day, the place and the traits of a matter pick one value."""

from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng import rulebook
from huisheng.kernel.errors import Refusal
from huisheng.rulebook import Rules, Trait, Value
from huisheng.rulebook.book import Book, shipped
from huisheng.rulebook.values import CONDITIONS

NOV = date(2019, 11, 4)


@pytest.mark.parametrize(
    ("day", "scope", "name", "traits", "spoken", "cite"),
    [
        (NOV, "湖南/湘潭", "deadlines.reply", {}, "5个工作日", "rehearsal#art-16"),
        (NOV, "湖南/湘潭", "deadlines.reply", {"urgent": True}, "24小时", "rehearsal#art-16"),
        (NOV, "湖南/湘潭", "deadlines.reply", {"enterprise": True}, "5个工作日", "rehearsal#art-16"),
        (NOV, "湖南/湘潭", "visits.max_attempts", {}, "3次", "rehearsal#art-20"),
        (NOV, "湖南/湘潭", "supervision.unsatisfied_visits", {}, "2次", "xiangtan-2019-11#art-14"),
        (NOV, "湖南/湘潭", "supervision.form_after_phone", {}, "written", "xiangtan-2019-11#art-15"),
        (NOV, "湖南/湘潭", "deadlines.resubmit", {"urgent": True}, "4小时", "rehearsal#art-23"),
        (NOV, "湖南/湘潭", "visits.unsurveyed", {}, "no_visit", "xiangtan-2019-11#art-4"),
        (NOV, "湖南/长沙", "visits.unsurveyed", {}, "confidential、no_visit", "rehearsal#art-21"),
        (NOV, "湖南/长沙", "deadlines.reply", {}, "5个工作日", "rehearsal#art-4"),
        (date(2015, 1, 5), "山东/聊城", "deadlines.reply", {}, "5个工作日", "domain#art-6"),
        (date(2015, 1, 5), "山东/聊城", "extensions.max_days", {}, "10个工作日", "domain#art-7"),
        (date(2015, 1, 5), "山东/聊城/东昌府", "returns.within", {}, "2个工作日", "domain#art-8"),
        (date(2015, 1, 5), "山东/聊城", "quizzes.questions", {}, "50", "liaocheng-2015-01#art-16"),
        (date(2012, 12, 31), "山东/济宁", "deadlines.reply", {"contact_point": True}, "7个工作日", "jining-2013#art-2"),
        (date(2013, 1, 1), "山东/济宁", "deadlines.reply", {"contact_point": True}, "5个工作日", "jining-2013#art-2"),
        (date(2013, 6, 3), "山东/济宁", "sessions.notice_days", {}, "7日", "jining-2013#art-12"),
        (date(2024, 2, 1), "北京", "deadlines.reply", {"grade": 1}, "2小时", "domain#art-9"),
        (date(2024, 2, 1), "北京", "deadlines.reply", {"grade": 4}, "15日", "domain#art-9"),
        (date(2024, 2, 1), "山东/聊城", "deadlines.reply", {"enterprise": True}, "4个工作日", "domain#art-10"),
        (
            date(2024, 2, 1),
            "山东/聊城",
            "deadlines.reply",
            {"enterprise": True, "kind": "consult"},
            "2个工作日",
            "rehearsal#art-15",
        ),
        (date(2024, 2, 1), "山东/聊城", "deadlines.contact", {"enterprise": True}, "1个工作小时", "domain#art-11"),
        (
            date(2024, 2, 1),
            "山东/聊城/东昌府",
            "deadlines.arrive",
            {"channel": "enterprise"},
            "2小时",
            "dongchangfu-2024-02#art-21",
        ),
        (date(2024, 2, 1), "山东/聊城/东昌府", "periods.first_day", {}, "25日", "dongchangfu-2024-02#art-20"),
        (
            date(2020, 4, 1),
            "山东/聊城",
            "visits.unsurveyed",
            {},
            "confidential、no_visit、wechat、app",
            "liaocheng-2020-q2#art-15",
        ),
        (date(2018, 1, 2), "", "calls.answer_seconds", {}, "15秒", "gbt-33358-2016#art-1"),
        (date(2018, 1, 2), "", "calls.connection_rate", {}, "95%", "gbt-33358-2016#art-2"),
        (date(2024, 9, 1), "湖南/湘潭", "circulars.max_characters", {}, "5000字", "relief-2024#art-1"),
        (date(2016, 5, 3), "", "counting.holiday_moves_end", {}, "是", "civil-principles-1987#art-154"),
        (date(2019, 5, 3), "", "counting.holiday_moves_end", {}, "是", "civil-general-2017#art-203"),
        (date(2021, 1, 1), "", "counting.start_day_counts", {}, "否", "civil-code-2021#art-201"),
    ],
)
def test_the_law_speaks(day: date, scope: str, name: str, traits: dict[str, Trait], spoken: str, cite: str) -> None:
    value = rulebook.at(day, scope).get(name, **traits)
    assert (str(value), value.cite) == (spoken, cite)


@pytest.mark.parametrize(
    ("day", "scope", "name"),
    [
        (date(2019, 10, 31), "湖南/湘潭", "supervision.unsatisfied_visits"),
        (NOV, "湖南/长沙", "supervision.unsatisfied_visits"),
        (date(2024, 8, 31), "", "circulars.max_characters"),
        (date(2017, 6, 30), "", "calls.answer_seconds"),
        (date(2024, 2, 1), "山东/聊城/东昌府", "deadlines.arrive"),
    ],
)
def test_no_rule_is_none_to_find_and_a_refusal_to_get(day: date, scope: str, name: str) -> None:
    assert rulebook.at(day, scope).find(name) is None
    with pytest.raises(Refusal) as refused:
        rulebook.at(day, scope).get(name)
    assert refused.value.code == "no_rule"


def test_the_refusal_says_what_where_when_and_what_to_do() -> None:
    with pytest.raises(Refusal) as refused:
        rulebook.at(NOV, "湖南/湘潭").get("deadlines.arrive", urgent=True, enterprise=False, channel="wechat")
    assert refused.value.sentence == (
        "规则册没有规定“到达现场时限”（湖南/湘潭，急件，渠道wechat，2019年11月4日），"
        "请管理员在 parameters 中补上数值、起始日期和出处。"
    )


def test_a_name_no_file_has() -> None:
    rules = rulebook.at(NOV, "")
    with pytest.raises(KeyError):
        rules.find("deadlines.replay")
    with pytest.raises(Refusal) as refused:
        rules.get("deadlines.replay", colour="red")
    assert "“deadlines.replay”（全国，2019年11月4日）" in refused.value.sentence


@pytest.mark.parametrize("traits", [{"urgnet": True}, {"urgent": "yes"}, {"urgent": 1}, {"grade": True}, {"kind": 5}])
def test_a_trait_that_does_not_exist_is_a_slip(traits: dict[str, Trait]) -> None:
    with pytest.raises(TypeError, match="no such trait"):
        Rules(shipped(), NOV, "").get("deadlines.reply", **traits)


def test_what_is_not_known_meets_no_condition() -> None:
    rules = rulebook.at(NOV, "")
    assert rules.get("deadlines.reply", urgent=None, kind=None) is rules.get("deadlines.reply")


def test_a_day_is_a_day_and_a_scope_a_path() -> None:
    with pytest.raises(TypeError, match="local_day"):
        rulebook.at(datetime(2019, 11, 4, tzinfo=UTC), "")
    with pytest.raises(ValueError, match="path"):
        rulebook.at(NOV, "湖南/")


def test_rules_of_a_day_are_made_once_and_remembered_within_bounds() -> None:
    assert rulebook.at(NOV, "湖南/湘潭") is rulebook.at(NOV, "湖南/湘潭")
    rules = Rules(shipped(), NOV, "")
    for number in range(5000):
        assert rules.find("deadlines.arrive", channel=f"没有的渠道{number}") is None
    assert len(rules._memo) <= 4096


def test_urgent_matters_run_in_hours_round_the_clock_everywhere() -> None:
    # domain#art-4; a grade (Beijing) is a finer word for how urgent a matter is
    for scope, day in product(
        sorted({value.scope for value in shipped().values}), (date(2013, 2, 1), date(2019, 11, 4), date(2026, 5, 6))
    ):
        for name in ("sign_in", "contact", "reply", "resubmit", "citizen", "supervision"):
            for enterprise, point, kind in product((True, False), (True, False), ("consult", "help")):
                value = rulebook.at(day, scope).get(
                    f"deadlines.{name}", urgent=True, enterprise=enterprise, contact_point=point, kind=kind
                )
                assert value.unit == "hours", (scope, day, name, value)


def test_the_version_changes_with_the_rules_and_only_with_them() -> None:
    before, after = rulebook.at(date(2019, 10, 31), "湖南/湘潭"), rulebook.at(date(2019, 11, 1), "湖南/湘潭")
    assert before.version != after.version
    assert after.version == rulebook.at(date(2019, 11, 29), "湖南/湘潭").version
    assert after.version != rulebook.at(date(2019, 11, 1), "湖南").version
    assert len(after.version) == 12
    assert int(after.version, 16) >= 0


# -- overlapping conditions ------------------------------------------------------------------------------------------

TRAITS: dict[str, st.SearchStrategy[Trait]] = {
    "urgent": st.booleans(),
    "grade": st.integers(1, 2),
    "contact_point": st.booleans(),
    "enterprise": st.booleans(),
    "channel": st.sampled_from(("phone", "wechat")),
    "kind": st.sampled_from(("help", "consult")),
}
SCOPES = ("", "山东", "山东/聊城", "湖南")


@st.composite
def values(draw: st.DrawFn) -> Value:
    met = draw(st.fixed_dictionaries({}, optional=TRAITS))
    start = draw(st.dates(date(2013, 1, 1), date(2014, 1, 1)))
    return Value(
        name="a.b",
        is_=draw(st.integers(0, 99)),
        unit="days",
        cite="demo#art-1",
        from_=start,
        to=draw(st.none() | st.dates(date(2014, 1, 2), date(2015, 1, 1))),
        scope=draw(st.sampled_from(SCOPES)),
        conditions=tuple((key, met[key]) for key in CONDITIONS if key in met),
        file="a.toml",
        line=0,
    )


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[list[Value], list[Value]]:
    book = draw(st.lists(values(), max_size=8))
    numbered = [
        Value(v.name, v.is_, v.unit, v.cite, v.from_, v.to, v.scope, v.conditions, v.file, line)
        for line, v in enumerate(book, 1)
    ]
    return numbered, draw(st.permutations(numbered))


@given(shuffled(), st.dates(date(2013, 1, 1), date(2015, 1, 2)), st.sampled_from(SCOPES), st.data())
def test_one_answer_whatever_the_order_of_the_files(
    books: tuple[list[Value], list[Value]], day: date, scope: str, data: st.DataObject
) -> None:
    traits = data.draw(st.fixed_dictionaries({}, optional=TRAITS))
    one, other = (Rules(Book({}, tuple(book), {"a.b": "甲"}), day, scope) for book in books)
    found = one.find("a.b", **traits)
    assert found == other.find("a.b", **traits)
    assert one.version == other.version
    candidates = [value for value in books[0] if value.in_force(day, scope) and value.fits(traits)]
    if found is None:
        assert candidates == []
    else:
        narrowest = max(len(value.scope) for value in candidates)
        most = max(len(value.conditions) for value in candidates if len(value.scope) == narrowest)
        assert (len(found.scope), len(found.conditions)) == (narrowest, most)
        assert found == one.find("a.b", **traits)


def test_an_enumeration_of_words_is_a_word() -> None:
    class Kind(StrEnum):
        CONSULT = "consult"

    rules = Rules(shipped(), date(2024, 2, 1), "")
    assert rules.get("deadlines.reply", enterprise=True, kind=Kind.CONSULT).count == 2
