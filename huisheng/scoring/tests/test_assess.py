"""Live: units' figures from facts, scored; each value keeps its figure. And tables as data."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from huisheng.directory import reads as directory
from huisheng.kernel.errors import Refusal
from huisheng.measures import counting, reckon
from huisheng.measures.definition import load as load_library
from huisheng.measures.figure import Scope, Window
from huisheng.measures.source import Mistakes
from huisheng.measures.tests.conftest import tell, tell_stories, units  # the fixtures
from huisheng.measures.tests.stories import Story, at
from huisheng.scoring import assess, feed, printing, reading, sheets
from huisheng.scoring.tests.schemes import HEAD, write
from huisheng.scoring.trace import trace

__all__ = ["tell", "tell_stories", "units"]
SCHEME = (
    HEAD.replace("2026", "2019")
    + """presentation = "ranks"
score = "得分"
place = "名次"
columns = ["交办数", "合计数", "按期率", "得分", "名次"]
order = ["名次"]
footer = "总计"
[assessed]
by = "交办数"
from = 1
[exemptions]
both = ["得分"]
[[input]]
name = "交办数"
measure = "dispatched"
[[input]]
name = "合计数"
measure = "dispatched + on_time"
times = 0.5
[[input]]
name = "上月数"
optional = true
[[rate]]
name = "按期率"
measure = "on_time_rate"
before = "on_time_rate"
[[total]]
name = "得分"
is = "100 × 按期率"
round = "half_up_2"
[[rank]]
name = "名次"
of = "得分"
"""
)
SHEET = """scheme = "{scheme}"
title = "潭市考核表"
platform = "tan"
window = [2019-11-01, 2019-11-30]
cite = "xiangtan-2019-11#art-22"
ties = ["west", "east"]
[windows]
visit = [2019-10-31, 2019-11-30]
[names]
east = "东区政府"
[[unprinted]]
unit = "police"
reason = "原表缺这一行"
cite = "domain#art-45"
[[unprinted]]
unit = "water"
reason = "原表缺"
"""
Stories = Callable[..., None]


@pytest.fixture
def month(units: dict[str, int], tell_stories: Stories, tmp_path: Path) -> Path:
    """A small month, and a sheet about it: 东区 one late of two, 西区 the same, 公安局 none late, 水务 late."""
    stories = []
    for number, (code, late) in enumerate(
        [("east", False), ("east", True), ("west", True), ("west", False), ("police", False), ("water", True)], 1
    ):
        story = Story(number).accept(at(2), platform=units["tan"]).send(units[code], at(3), due=at(9))
        story.miss("reply", at(9)) if late else story.reply(at(4))
        stories.append(story)
    tell_stories(*stories)
    scheme = write(tmp_path, SCHEME, "tan-scheme")
    folder = tmp_path / "sheets"
    folder.mkdir()
    write(folder, SHEET.format(scheme=scheme.as_posix()), "tan")
    return folder


def test_units_are_scored_from_their_orders(month: Path, units: dict[str, int]) -> None:
    scored = assess.assess("tan", folder=month)
    assert printing.texts(scored) == [
        ["单位", "交办数", "合计数", "按期率", "得分", "名次"],
        ["西区管委会", "2", "1.5", "50.00%", "50", "2"],
        ["东区政府", "2", "1.5", "50.00%", "50", "2"],
        ["总计", "6", "4.5", "50.00%", "", ""],
    ]
    assert scored.title == "潭市考核表"
    assert scored.on is not None
    assert scored.notes == (
        "市公安局（第1名）参与排名，未列入表中：原表缺这一行（domain#art-45）。",
        "水务公司（第4名）参与排名，未列入表中：原表缺。",
    )
    east = scored.row(units["east"])
    assert east is not None
    assert reckon.members(east.figures["按期率"]) == [1]
    assert reckon.members(east.figures["按期率"], "denominator") == [1, 2]
    assert "按期率 = 1 ÷ 2 = 50%（由工单统计；指标 on_time_rate@1" in trace(east, scored)[3]
    assert "市清闲局" in [one.name for one in scored.left_out]


def test_a_scheme_over_any_scope(month: Path, units: dict[str, int]) -> None:
    scheme = reading.load(month.parent / "tan-scheme.toml")
    november = Scope(units["tan"], Window(at(1).date(), at(30).date()))
    assert len(assess.assess_scheme(scheme, november).rows) == 0  # nothing has caught up yet
    assess.assess("tan", folder=month)
    scored = assess.assess_scheme(scheme, november)
    assert len(scored.rows) == 4
    assert scored.notice == ""
    cards = [card for card in directory.addressees(units["tan"]) if card.code == "east"]
    assert [row.name for row in assess.assess_scheme(scheme, november, units=cards).rows] == ["东区人民政府"]


def test_several_schemes_are_counted_once(month: Path, units: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    scheme = reading.load(month.parent / "tan-scheme.toml")
    assess.assess("tan", folder=month)
    november = Scope(units["tan"], Window(at(1).date(), at(30).date()))
    visits = replace(november, windows={"visit": Window(at(1).date(), at(29).date())})
    alone = [assess.assess_scheme(scheme, scope) for scope in (november, visits)]
    tally = reckon.Tally()
    assess.count_together([scheme, scheme], november, tally)
    monkeypatch.setattr(counting, "rows", None)  # nothing is asked of the database any more
    told = [assess.assess_scheme(scheme, scope, tally=tally) for scope in (november, visits)]
    assert [printing.texts(one) for one in told] == [printing.texts(one) for one in alone]


def test_a_scheme_outside_its_days_says_so(month: Path, units: dict[str, int]) -> None:
    november = Scope(units["tan"], Window(at(1).date(), at(30).date()))
    path = month.parent / "tan-scheme.toml"
    text = path.read_text(encoding="utf-8")
    for days, said in [
        ("2019-11-01", ()),
        ("2019-11-01\nvalid_to = 2019-11-30", ()),
        ("2019-11-02", ("本方案自2019-11-02起施行，统计时段2019-11-01 至 2019-11-30不全在其内，只作测算。",)),
        ("2019-01-01\nvalid_to = 2019-11-29", ("本方案自2019-01-01起至2019-11-29施行，统计时段2019-11-01 至 2019-11-30"
                                               "不全在其内，只作测算。",)),
    ]:  # fmt: skip
        path.write_text(text.replace("2019-01-01", days, 1), encoding="utf-8")
        assert assess.assess_scheme(reading.load(path), november).notes == said


def test_a_sheet_may_take_some_units_only(month: Path) -> None:
    path = month / "tan.toml"
    path.write_text('units = ["west"]\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    scored = assess.assess("tan", folder=month, catch_up=False)
    assert [one.name for one in scored.left_out] == ["西区管委会"]  # no facts yet: nothing to assess


def test_a_platform_that_is_not_here_and_a_measure_nobody_has(month: Path, tmp_path: Path) -> None:
    path = month / "tan.toml"
    held = path.read_text(encoding="utf-8")
    path.write_text(held.replace('platform = "tan"', 'platform = "nan"'), encoding="utf-8")
    with pytest.raises(Refusal, match="没有“nan”这个平台"):
        assess.assess("tan", folder=month)
    path.write_text(held, encoding="utf-8")
    (tmp_path / "none").mkdir()
    with pytest.raises(Mistakes, match=r"tan-scheme.toml 第15行：没有名为“dispatched”的指标"):
        assess.assess("tan", folder=month, library=load_library(tmp_path / "none"))


def test_the_shipped_sheets_can_be_read() -> None:
    assert len(sheets.names()) == 5
    for name in sheets.names():
        held = sheets.load(name)
        assert held.scheme.name == name
        assert held.window.first <= held.window.last
    with pytest.raises(Refusal, match="没有这张考核表。不认识“liaocheng”，是不是“liaocheng-2015-01”？"):
        sheets.load("liaocheng")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("visit =", "visits =", "没有“visits”这种事实。不认识“visits”，是不是“visit”？"),
        ("title =", "titel =", "不认识的键“titel”"),
        ('unit = "water"\n', "", "缺少 unit"),
    ],
)
def test_mistakes_in_a_sheet(tmp_path: Path, old: str, new: str, says: str) -> None:
    scheme = write(tmp_path, SCHEME, "tan-scheme")
    (tmp_path / "s").mkdir()
    write(tmp_path / "s", SHEET.format(scheme=scheme.as_posix()).replace(old, new), "tan")
    with pytest.raises(Mistakes) as caught:
        sheets.load("tan", tmp_path / "s")
    assert says in str(caught.value)


def test_a_mean_of_nothing_is_unknown(db: None) -> None:
    scheme = reading.load("liaocheng-2015-01")
    scope = Scope(1, Window(at(1).date(), at(30).date()))
    names = feed.measures_of(scheme)
    assert set(names) == {
        "handled", "replied_rate", "satisfaction_rate", "supervised", "leader_sessions", "governor_mailbox_handled",
    }  # fmt: skip
    [given] = feed.given_of(
        scheme, {}, [feed.Unit(1, "甲")], lambda name, key: reckon.nothing(name, scope, "unit", key)
    )
    assert (given.values["承办量"], given.figures["承办量"].numerator) == (0, 0)
    blank = feed.given_of(
        scheme,
        {},
        [feed.Unit(1, "甲")],
        lambda name, key: replace(reckon.nothing(name, scope, "unit", key), unit="天", value=None),
    )
    assert set(blank[0].values.values()) == {None}


def test_what_is_kept_in_hundredths_is_taken_as_counted(db: None) -> None:
    """质效: 230 hundredths are 2.3 marks, whatever the measure says its value is."""
    scheme = reading.load("dongchangfu-2024-02-towns")
    scope = Scope(1, Window(at(1).date(), at(30).date()))
    [given] = feed.given_of(
        scheme,
        {},
        [feed.Unit(1, "甲镇")],
        lambda name, key: replace(reckon.nothing(name, scope, "unit", key), numerator=230, value=7),
    )
    assert given.values["质效评定"] == Fraction(23, 10)
    assert given.values["市重办数"] == 7
