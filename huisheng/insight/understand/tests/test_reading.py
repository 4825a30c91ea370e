"""What must hold for any text: places in the text, nothing that fails, parts that look at more than the words."""

from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.insight import understand
from huisheng.insight.understand import seasons, times, where
from huisheng.insight.understand.found import Understood, Where
from huisheng.insight.understand.headline import headline

ON = date(2026, 11, 23)
PARTS = st.sampled_from(
    [
        *("我叫王建国", "138 0000 1234", "一三八〇〇〇〇一二三四", "石桥镇", "幸福里小区3栋", "昨晚10点到", "2月30日"),
        *("燃气泄漏", "没有", "不想活了", "请问", "希望", "？", "，", "\n", "𠮷", "👍", "\0", "\u202e", "\ud800"),
        *("１２３", "每天", "和", "张老师"),
        *("春节前", "二〇一九年", "9999年12月", "99999天前", "路", "村", "我公司", "（", "[", "\\"),
    ]
)  # fmt: skip


class Spot(NamedTuple):
    """A place of the gazetteer."""

    kind: str
    name: str
    start: int
    end: int


class Names:
    """A gazetteer that knows one shop and one region."""

    def find(self, text: str) -> tuple[Spot, ...]:
        """Where they stand."""
        known = (("shop", "老李家"), ("region", "云溪区"), ("region", "无名区"))
        return tuple(Spot(kind, name, at, at + len(name)) for kind, name in known if (at := text.find(name)) >= 0)


@given(st.lists(PARTS | st.text(max_size=6), max_size=14).map("".join))
@settings(max_examples=120, deadline=None)
def test_any_text_is_read(text: str) -> None:
    read = understand.read(text, on=ON, regions={"石桥镇": "01"}, gazetteer=Names())
    spans = [(one.start, one.end) for one in read.persons]
    spans += [(one.start, one.end) for one in read.times]
    spans += [(one.start, one.end) for one in read.places]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    people = read.persons
    assert all(one.end <= two.start for one, two in zip(people, people[1:], strict=False))
    assert understand.mask(text).count("\n") == text.count("\n") - sum("\n" in one.words for one in people)
    assert len(read.headline) <= 100
    assert read.grade in ("urgent", "soon", "normal")


def test_nothing_is_nothing() -> None:
    assert understand.read(" \n", on=ON) == Understood()
    assert understand.read("x" * 10_000_000, on=ON).places == ()


def test_what_is_masked_stays_so() -> None:
    once = understand.mask("我叫王建国，手机13900001234，微信wx_demo123，车牌湘A12345，邮箱ab@example.com")
    assert understand.mask(once) == once
    assert "王建国" not in once


def test_a_title_speaks_for_the_kind() -> None:
    words = "楼下每天很晚还有声音，睡不着。"
    assert understand.read(words, on=ON).kind.kind == ""
    assert understand.read(words, on=ON, title="投诉楼下噪音").kind.kind == "complaint"


def test_heating_is_a_matter_of_winter() -> None:
    words = "家里暖气不热，只有十四度"
    assert [one.sort for one in understand.read(words, on=date(2026, 1, 5)).urgency] == ["heating"]
    assert understand.read(words, on=date(2026, 7, 5)).urgency == ()


def test_wages_are_a_matter_of_the_weeks_before_new_year() -> None:
    words = "工地拖欠工资三个月"
    told = understand.read(words, on=datetime(2027, 1, 20, 9, 0, tzinfo=UTC))
    assert [one.why for one in told.urgency] == ["“拖欠工资”，离春节还有 17 天"]
    assert understand.read(words, on=date(2026, 6, 1)).urgency == ()
    assert understand.read(words, on=date(2050, 1, 1)).urgency == ()


def test_a_letter_is_no_call() -> None:
    """Who is in danger doesn't write at length; where he says that it is now, it counts."""
    letter = "我们小区的绿化和停车问题反映了很久。" * 20
    assert understand.read("隔壁楼着火了。", on=ON).grade == "urgent"
    assert understand.read(letter + "隔壁楼着火了。", on=ON).grade == "soon"
    assert understand.read(letter + "现在隔壁楼着火了。", on=ON).grade == "urgent"


def test_a_threat_makes_it_urgent() -> None:
    read = understand.read("再不处理我就从楼上跳楼", on=ON)
    assert (read.grade, [one.call for one in read.mood.threats]) == ("urgent", ["110"])
    assert understand.read("没有说过不想活", on=ON).mood.threats == ()


def test_new_year_by_the_table() -> None:
    assert seasons.new_year(2027) == date(2027, 2, 6)
    assert seasons.days_to_new_year(date(2026, 2, 17)) == 0
    assert seasons.days_to_new_year(date(2040, 1, 1)) is None
    assert seasons.within(date(2026, 5, 1), "04-01", "06-30")


def test_times_beyond_the_calendar_are_told_and_not_resolved() -> None:
    assert [(one.since, one.until) for one in times.times("明年的13月", ON)] == [(date(2027, 1, 1), date(2027, 12, 31))]
    assert [one.since for one in times.times("2018年春节，2050年春节", ON)] == [date(2018, 2, 16), date(2050, 1, 1)]
    assert [one.since for one in times.times("去年端午，端午", ON)] == [date(2025, 1, 1), None]
    assert [one.since for one in times.times("国庆后，十三月，下个月32号", ON)] == [date(2026, 10, 1), None]
    assert times.times("春节", date(2060, 1, 1))[0].since is None
    told = [one.hour for one in times.times("中午12点一刻，夜里12点半，夜里2点，下午3点三刻", ON)]
    assert told == ["12:15", "00:30", "02:00", "15:45"]


@pytest.mark.parametrize(
    ("text", "kind", "name", "code"),
    [
        ("老李家占道经营", "shop", "老李家", ""),
        ("云溪区太吵", "region", "云溪区", "03"),
        ("无名区太吵", "region", "无名区", ""),
    ],
)
def test_the_gazetteer_knows_more(text: str, kind: str, name: str, code: str) -> None:
    found = where.places(text, Names(), {"云溪区": "03"})
    assert [(one.kind, one.name, one.code) for one in found] == [(kind, name, code)]


def test_several_regions_are_none() -> None:
    one, two = (Where("region", name, 0, 2, code, "") for name, code in (("甲镇", "01"), ("乙镇", "02")))
    assert where.region((one, two), {}) is None
    assert where.region((one,), {}) is one
    assert where.place("3栋漏水", (Where("number", "3栋", 0, 2, "", ""),)) == ""


def test_a_title_leads_on_for_ever() -> None:
    assert headline("想要" * 600, "", ()) == ""
    assert headline("想要" * 600 + "反映路灯坏了没人修", "", ()) == ""
    assert headline("我想要反映幸福里路灯坏了没人修", "", ()) == "幸福里路灯坏了没人修"
    assert headline("2019年有过通知，咨询路灯坏了什么时候维修", "", ()) == "路灯坏了什么时候维修"
