"""The calendar against the published day table, a second source, and worked examples."""

import csv
import importlib
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel.errors import Refusal
from huisheng.workdays import articles, calendar, notices
from huisheng.workdays.calendar import day, explain, is_workday, nth_workday_after

FIRST, LAST = date(2013, 1, 1), date(2026, 12, 31)
ALL_DAYS = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
# far enough from the end that no count below leaves the known years
DAYS = st.dates(FIRST, date(2026, 6, 30))
COUNTS = st.integers(0, 60)


def test_every_day_equals_the_day_table(vectors: Path) -> None:
    with (vectors / "calendar" / "china_day_table_2007_2026.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["date"] >= "2013"]
    assert [date.fromisoformat(row["date"]) for row in rows] == ALL_DAYS
    for row in rows:
        d = date.fromisoformat(row["date"])
        assert is_workday(d) == (row["workday_holiday_cn"] == "1"), d
        named = day(d).notice != ""
        # 2020-02-03 is in the table because a notice says that work resumes; it is an ordinary Monday
        assert named == (row["name"] != "" and d != date(2020, 2, 3)), d


def test_every_notice_address_is_one_of_the_published(vectors: Path) -> None:
    urls = json.loads((vectors / "calendar" / "state_council_notice_urls.json").read_text(encoding="utf-8"))
    noticed = [year for year in notices.years() if not notices.provisional(year)]
    cited = {mark.url for year in noticed for mark in notices.marks(year).values()}
    assert cited == {url for year, found in urls.items() if 2013 <= int(year) <= 2026 for url in found}


def test_every_day_equals_chinese_calendar() -> None:
    chinese_calendar = importlib.import_module("chinese_calendar")  # it has no types
    for d in ALL_DAYS:
        assert is_workday(d) == chinese_calendar.is_workday(d), d


@pytest.mark.parametrize(
    ("d", "working", "reason", "notice"),
    [
        (date(2019, 9, 30), True, "工作日", ""),
        (date(2019, 10, 19), False, "周六", ""),
        (date(2019, 10, 20), False, "周日", ""),
        (date(2019, 10, 5), False, "国庆节放假", "国务院办公厅关于2019年部分节假日安排的通知"),
        (date(2019, 10, 12), True, "国庆节调休上班", "国务院办公厅关于2019年部分节假日安排的通知"),
        (date(2019, 5, 2), False, "劳动节放假", "国务院办公厅关于调整2019年劳动节假期安排的通知"),
        (date(2018, 12, 29), True, "元旦调休上班", "国务院办公厅关于2019年部分节假日安排的通知"),
        (date(2020, 2, 1), False, "春节（延长）放假", "国务院办公厅关于延长2020年春节假期的通知"),
        (
            date(2015, 9, 6),
            True,
            "抗战胜利70周年纪念日调休上班",
            "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知",
        ),
    ],
)
def test_a_day_says_why(d: date, working: bool, reason: str, notice: str) -> None:
    found = day(d)
    assert (found.date, found.working, found.reason, found.notice) == (d, working, reason, notice)
    if notice:
        assert found.cite.startswith("http")
        assert found.basis == f"{notice} {found.cite}"
    else:
        assert found.basis == found.cite == articles.WEEK


def test_derivation_over_the_national_day_of_2019() -> None:
    notice = (
        "国务院办公厅关于2019年部分节假日安排的通知 http://www.gov.cn/zhengce/zhengceku/2018-12/06/content_5346276.htm"
    )
    assert explain(date(2019, 9, 30), 5) == [
        "起算：2019-09-30（周一），当日不计入。依据：民法总则第二百零一条（现为民法典第二百零一条）",
        f"跳过：2019-10-01（周二）至2019-10-07（周一）共7天，国庆节放假。依据：{notice}",
        "第1个工作日：2019-10-08（周二）",
        "第2个工作日：2019-10-09（周三）",
        "第3个工作日：2019-10-10（周四）",
        "第4个工作日：2019-10-11（周五）",
        f"第5个工作日：2019-10-12（周六），国庆节调休上班。依据：{notice}",
        "结果：2019-10-12（周六）",
    ]


def test_derivation_keeps_holidays_of_two_notices_apart() -> None:
    lines = nth_workday_after(date(2020, 1, 23), 1).why()
    assert [line.split("，")[0] for line in lines[1:]] == [
        "跳过：2020-01-24（周五）至2020-01-30（周四）共7天",
        "跳过：2020-01-31（周五）至2020-02-02（周日）共3天",
        "第1个工作日：2020-02-03（周一）",
    ]
    assert "content_5454164" in lines[1]
    assert "content_5472352" in lines[2]


def test_derivation_over_a_weekend_and_a_lone_sunday() -> None:
    assert nth_workday_after(date(2026, 11, 20), 1).why() == [
        "起算：2026-11-20（周五），当日不计入。依据：民法典第二百零一条",
        "跳过：2026-11-21（周六）至2026-11-22（周日）共2天，周末休息。依据：《国务院关于职工工作时间的规定》第七条",
        "第1个工作日：2026-11-23（周一）",
    ]
    assert nth_workday_after(date(2019, 10, 12), 1).why()[1] == (
        "跳过：2019-10-13（周日），周末休息。依据：《国务院关于职工工作时间的规定》第七条"
    )


def test_no_days_is_the_day_itself_when_worked() -> None:
    counted = nth_workday_after(date(2026, 11, 20), 0)
    assert (counted.date, counted.days) == (date(2026, 11, 20), ())
    assert counted.why() == ["时限为0个工作日：2026-11-20（周五）是工作日，即为当日"]


def test_no_days_is_put_off_from_a_day_of_rest() -> None:
    assert nth_workday_after(date(2026, 10, 3), 0).date == date(2026, 10, 8)
    lines = explain(date(2026, 9, 19), 0)
    assert lines[0].startswith("时限为0个工作日：2026-09-19（周六）不是工作日，顺延")
    assert lines[1].startswith("跳过：2026-09-19（周六），周末休息")
    assert lines[2].startswith("顺延至：2026-09-20（周日），国庆节调休上班")
    assert lines[3] == "结果：2026-09-20（周日）"


def test_the_law_named_is_the_law_of_the_day() -> None:
    assert articles.start_not_counted(date(2013, 1, 4)) == "民法通则第一百五十四条（现为民法典第二百零一条）"
    assert articles.start_not_counted(date(2017, 10, 1)) == "民法总则第二百零一条（现为民法典第二百零一条）"
    assert articles.last_day(date(2020, 12, 31)) == "民法总则第二百零三条（现为民法典第二百零三条）"
    assert articles.last_day(date(2021, 1, 1)) == "民法典第二百零三条"


@given(DAYS, COUNTS.filter(bool))
def test_the_nth_is_worked_and_n_worked_days_lie_between(d: date, n: int) -> None:
    counted = nth_workday_after(d, n)
    assert is_workday(counted.date)
    assert [walked.date for walked in counted.days] == [
        d + timedelta(days=i + 1) for i in range((counted.date - d).days)
    ]
    assert sum(walked.working for walked in counted.days) == n
    assert sum(line.startswith("第") for line in counted.why()) == n


@given(DAYS, DAYS, COUNTS, COUNTS)
def test_later_start_or_more_days_never_end_earlier(a: date, b: date, n: int, m: int) -> None:
    a, b = sorted((a, b))
    n, m = sorted((n, m))
    assert nth_workday_after(a, n).date <= nth_workday_after(b, n).date
    assert nth_workday_after(a, n).date <= nth_workday_after(a, m).date


@given(DAYS, COUNTS, COUNTS)
def test_counting_in_two_steps_is_counting_in_one(d: date, n: int, m: int) -> None:
    halfway = nth_workday_after(d, n).date
    assert n == 0 or nth_workday_after(halfway, m).date == nth_workday_after(d, n + m).date


@pytest.mark.parametrize(
    ("d", "n", "year"),
    [
        (date(2027, 12, 31), 1, 2028),
        (date(2028, 1, 1), 0, 2028),
        (date(2020, 6, 1), 10**30, 2028),
        (date(2012, 12, 31), 1, 2012),
        (date(9999, 12, 31), 1, 9999),
        (date(1, 1, 1), 1, 1),
    ],
)
def test_a_year_without_notices_is_refused(d: date, n: int, year: int) -> None:
    with pytest.raises(Refusal) as caught:
        nth_workday_after(d, n)
    assert caught.value.code == "no_calendar"
    assert f"没有{year}年的放假安排（现有2013年至2027年）" in caught.value.sentence
    assert f"写成{year}.toml，放入" in caught.value.sentence


def test_2028_is_never_guessed() -> None:
    with pytest.raises(Refusal, match="没有2028年的放假安排"):
        is_workday(date(2028, 3, 3))


def test_of_2027_only_the_law_s_own_days_are_known_and_its_derivations_say_so() -> None:
    counted = nth_workday_after(date(2026, 12, 28), 5)  # the 1st is a holiday, then a weekend
    assert counted.date == date(2027, 1, 5)
    assert counted.why()[-1].startswith("注意：2027年的放假安排尚未公布，该年只计法定节假日，未计调休")
    assert "元旦放假" in "".join(counted.why())
    assert not any("注意" in line for line in nth_workday_after(date(2026, 12, 1), 5).why())
    assert nth_workday_after(date(2027, 1, 4), 0).why()[-1].startswith("注意：2027年")


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        nth_workday_after(date(2026, 1, 5), -1)
    assert (caught.value.code, caught.value.field) == ("bad_count", "n")


def test_an_instant_is_not_taken_for_a_day() -> None:
    with pytest.raises(TypeError):
        day(datetime(2026, 10, 1))
    with pytest.raises(TypeError):
        nth_workday_after(datetime(2026, 10, 1), 1)


def test_the_days_are_remembered() -> None:
    assert calendar.day(date(2026, 10, 1)) is calendar.day(date(2026, 10, 1))
