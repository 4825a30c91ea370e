"""A small month, its table worked out by hand; and the mistakes a sheet can have."""

from collections.abc import Callable
from pathlib import Path

import pytest

from huisheng.directory.load import load_city
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary import calls, intake
from huisheng.measures import printing, reckon, sheet
from huisheng.measures.source import Mistakes
from huisheng.measures.table import table
from huisheng.measures.tests.stories import Story, at
from huisheng.rulebook import book as rulebook
from huisheng.taxonomy.load import load_shipped

Stories = Callable[..., None]
SHEET = """
title = "潭市办理情况"
platform = "tan"
window = [2019-11-01, 2019-11-30]
note = "没有回访的列“-”。"
cite = "xiangtan-2019-11#art-22"
[windows]
visit = [2019-10-31, 2019-11-30]
[rows]
label = "单位"
first_kinds = ["county"]
by = "dispatched"
total = "总计"
[[column]]
measure = "dispatched"
[[column]]
measure = "on_time_rate"
label = "按期率"
[[column]]
measure = "visited"
blank_without = ["called_on"]
[[column]]
measure = "satisfaction_rate"
blank_without = ["called_on"]
[[column]]
measure = "supervised_by_phone"
blank_without = ["called_on"]
[[line]]
heading = "一、基本情况"
measure = "connection_rate"
[[line]]
measure = "dispatched"
by = "kind"
share = true
[[line]]
heading = "二、热点"
measure = "dispatched"
label = "交办"
by = "topic"
limit = 1
[[line]]
heading = "三、退单"
measure = "returned_by_times"
label = "退单"
by = "times"
order = "value"
[[line]]
measure = "accepted"
by = "channel"
[[line]]
measure = "accepted"
by = "region"
[[line]]
measure = "refused"
by = "kind"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one sheet, ``small``."""
    (tmp_path / "small.toml").write_text(SHEET, encoding="utf-8")
    return tmp_path


@pytest.fixture
def month(units: dict[str, int], tell_stories: Stories) -> None:
    """East: two orders, one late, one visited and content. Water: three, police and west one each; one returned twice.

    West is supervised by phone though nobody was visited; police was only returned to.
    """
    load_shipped()
    east, west, police, water = (units[code] for code in ("east", "west", "police", "water"))
    platform = units["tan"]

    def taken(key: int, matter: str = "complaint") -> Story:
        return Story(key).accept(at(2), matter=matter, platform=platform).say(intake.HandedOn())

    def handled(key: int, unit: int, matter: str = "complaint") -> Story:
        return taken(key, matter).send(unit, due=at(8)).sign().reply(at(5)).conclude()

    tell_stories(
        handled(1, east).visit("satisfied", at(0, 17)),
        taken(2, "help").send(east, due=at(8)).sign().reply(at(9)),
        handled(3, water).visit(None, at(9)),
        handled(4, water),
        taken(5).send(police).give_back(at(3)).send(police, cause="returned").give_back(at(4)).send(water, due=at(9)),
        handled(6, west).supervise("phone", at(9)),
        handled(7, police, "other"),
        Story(8).accept(at(2), platform=platform),
        Story(1, kind="call").say(calls.CallOffered(platform, "pbx", "1", ""), at(2)).say(calls.CallAnswered(5)),
        Story(2, kind="call").say(calls.CallOffered(platform, "pbx", "2", ""), at(2)).say(calls.CallAbandoned(5)),
        Story(3, kind="call").say(calls.CallOffered(platform, "pbx", "3", ""), at(2)).say(calls.CallAnswered(5)),
    )


def test_a_small_month_as_worked_out_by_hand(month: None, folder: Path) -> None:
    made = table("small", folder=folder)
    assert printing.to_csv(made).decode() == (
        "单位,交办数,按期率,回访数,回访满意率,电话督办数\r\n"
        "东区人民政府,2,50.00%,1,100.00%,0\r\n"
        "西区管委会,1,100.00%,-,-,1\r\n"  # an empty place hides a nought, never a number
        "水务公司,3,66.67%,0,-,0\r\n"
        "市公安局,1,100.00%,-,-,-\r\n"
        "总计,7,71.43%,1,100.00%,1\r\n"
    )
    assert [heading.definition for heading in made.headings][:2] == ["dispatched@1", "on_time_rate@1"]
    water = made.rows[2]
    assert reckon.members(water.cells[0].figure) == [3, 4, 5]
    assert reckon.members(made.total.cells[1].figure) == [1, 3, 4, 6, 7]


def test_the_numbers_below(month: None, folder: Path) -> None:
    text = printing.to_text(table("small", folder=folder))
    assert text == (
        "潭市办理情况\n"
        "统计时段 2019-11-01 至 2019-11-30\n"
        "其中回访 2019-10-31 至 2019-11-30\n"
        "\n"
        "单位          交办数   按期率  回访数  回访满意率  电话督办数\n"
        "东区人民政府       2   50.00%       1     100.00%           0\n"
        "西区管委会         1  100.00%       -           -           1\n"
        "水务公司           3   66.67%       0           -           0\n"
        "市公安局           1  100.00%       -           -           -\n"
        "总计               7   71.43%       1     100.00%           1\n"
        "\n"
        "备注：没有回访的列“-”。\n"
        "\n"
        "一、基本情况\n"
        "  接通率 66.67%\n"
        "  交办数：投诉 5件，占71.43%\n"
        "  交办数：求助 1件，占14.29%\n"
        "  交办数：其他 1件，占14.29%\n"
        "\n"
        "二、热点\n"
        "  交办：环境保护 7件\n"
        "\n"
        "三、退单\n"
        "  退单：2次 1件\n"
        "  受理数：电话 8件\n"
        "  受理数：yuhu 8件\n"
    )


def test_a_share_is_a_figure_too(month: None, folder: Path) -> None:
    share = next(line.share for line in table("small", folder=folder).lines if line.share)
    assert (share.numerator, share.denominator, share.working) == (5, 7, "交办数占比 = 5 ÷ 7 = 71.43%")
    assert share.formula == "交办数 ÷ 全部交办数"


def test_values_without_a_name_are_shown_as_they_are(
    units: dict[str, int], tell_stories: Stories, folder: Path
) -> None:
    story = Story(1).accept(at(2), matter="", platform=units["tan"], channel="pigeon")
    story.say(intake.Classified("", "", "", "")).send(units["east"])
    tell_stories(story)
    text = printing.to_text(table("small", folder=folder))
    for line in ("交办数：（未填） 1件", "交办：（未分类） 1件", "受理数：pigeon 1件", "受理数：（未填） 1件"):
        assert line in text


def test_an_empty_month_has_only_its_total(units: dict[str, int], db: None, folder: Path) -> None:
    made = table("small", folder=folder, catch_up=False)
    assert printing.to_csv(made).decode().splitlines()[1:] == ["总计,0,-,0,-,0"]


def test_the_platform_is_found_among_others_and_a_note_is_not_needed(units: dict[str, int], folder: Path) -> None:
    load_city({"platform": {"code": "ji", "name": "济市热线办", "scope": "某省/济市", "prefix": "JS"}})
    sheet_of_ji = SHEET.replace('"tan"', '"ji"').replace('note = "没有回访的列“-”。"\n', "")
    (folder / "small.toml").write_text(sheet_of_ji, encoding="utf-8")
    made = table("small", folder=folder, catch_up=False)
    assert made.scope.platform not in units.values()
    assert "备注" not in printing.to_text(made)


def test_a_platform_that_is_not_here(db: None, folder: Path) -> None:
    with pytest.raises(Refusal, match="没有“tan”这个平台，有："):
        table("small", folder=folder)


def test_an_unknown_table_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有名为“../x”的统计表，可用的有：xiangtan-2019-11"):
        sheet.load("../x")
    with pytest.raises(Refusal, match="可用的有：（无）"):
        sheet.load("x", tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[2019-11-01, 2019-11-30]", "[2019-11-30, 2019-11-01]", "第4行：window 应是起止两日"),
        ("[2019-11-01, 2019-11-30]", "[2019-11-01]", "第4行：window 应是起止两日"),
        ("[2019-11-01, 2019-11-30]", '"november"', "第4行：window 应是列表。"),
        ("visit =", "visits =", "第8行：没有“visits”这种事实，可用的有：order、"),
        ('platform = "tan"\n', "", "第1行：缺少 platform（应是文字）。"),
        ("art-22", "art-99", "第6行：规则库里没有“xiangtan-2019-11#art-99”这一条"),
        ('["county"]', '["village"]', "第11行：没有“village”这种单位类别，可用的有：centre（受理中心）、"),
        ('by = "dispatched"', 'by = "sent"', "第12行：没有名为“sent”的指标，可用的有："),
        ('by = "dispatched"', 'by = "accepted"', "第12行：指标“accepted”不归任何单位"),
        ('total = "总计"', 'total = "总计"\nend = 1', "第14行：不认识的键“end”"),
        ('["called_on"]', '["called"]', "第21行：没有名为“called”的指标。"),
        ('measure = "connection_rate"', 'measure = "connection"', "第30行：没有名为“connection”的指标"),
        ('by = "topic"', 'by = "weather"', "第39行：指标“dispatched”不能按“weather”分列。"),
        ('measure = "returned_by_times"', 'measure = "return_rate"', "第45行：指标“return_rate”不能按“times”分列。"),
        ('order = "value"', 'order = "size"', "第46行：order 不能是“size”，可用的有：count、value。"),
        ("share = true", 'share = "yes"', "第34行：share 应是 true 或 false。"),
        ("limit = 1", 'limit = "one"', "第40行：limit 应是整数。"),
        ("[windows]\nvisit = [2019-10-31, 2019-11-30]\n", "", "第8行：label 应是文字。"),
    ],
)
def test_a_mistake_in_a_sheet_is_told_with_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    text = SHEET.replace(old, new)
    if not new and "windows" in old:
        text = text.replace('label = "单位"', "label = 1")
    (tmp_path / "small.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Mistakes) as caught:
        sheet.load("small", tmp_path)
    assert any(sentence.startswith(f"small.toml {expected}") for sentence in caught.value.sentences), str(caught.value)


def test_a_table_where_rows_should_be(tmp_path: Path) -> None:
    text = SHEET.replace("[windows]\nvisit = [2019-10-31, 2019-11-30]\n", "").replace("cite =", "windows = 3\ncite =")
    (tmp_path / "small.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Mistakes, match="small.toml 第6行：windows 应是表。"):
        sheet.load("small", tmp_path)


def test_articles_that_figures_answer_for() -> None:
    cited = sheet.citations()
    assert {f"xiangtan-2019-11#art-{number}" for number in (1, 2, 4, 5, 6, 7, 8, 9, 15, 16, 22, 23)} <= cited
    assert cited <= set(rulebook.shipped().articles)
