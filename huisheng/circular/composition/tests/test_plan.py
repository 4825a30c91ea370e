"""Compositions as files: what is wrong in one is told with file, line and what was expected."""

from datetime import date
from pathlib import Path

import pytest

from huisheng.circular.composition import periods, plan, schemes
from huisheng.circular.composition.tests.told import HEAD
from huisheng.kernel.errors import Refusal
from huisheng.measures.figure import Window
from huisheng.measures.source import Mistakes

LINES = HEAD.count("\n")


def mistakes(folder: Path, body: str, head: str = HEAD) -> tuple[str, ...]:
    """Everything that is wrong with a composition."""
    (folder / "one.toml").write_text(head + body, encoding="utf-8")
    with pytest.raises(Mistakes) as caught:
        plan.load("one", folder)
    return caught.value.sentences


@pytest.mark.parametrize("name", plan.names())
def test_shipped_compositions_can_be_read(name: str) -> None:
    """Every shipped composition is sound, and its tables are known."""
    made = plan.load(name)
    assert made.blocks
    assert set(plan.tables(made)) <= set(schemes.names())


def test_an_unknown_name_is_refused(tmp_path: Path) -> None:
    """With those that there are; an empty folder has none."""
    with pytest.raises(Refusal, match="xiangtan-2019-11"):
        plan.load("no-such")
    with pytest.raises(Refusal, match="（无）"):
        plan.load("no-such", tmp_path)


@pytest.mark.parametrize(
    ("body", "line", "sentence"),
    [
        ('[[block]]\nname = "a"\ntext = "共3297件。"\n', 3, "“3297”是直接写在句子里的数"),
        ('[[block]]\nname = "a"\ntext = """\n共{accepted}件，\n其中3297件。"""\n', 5, "text 第3字处：“3297”"),
        ('[[block]]\nname = "a"\ntext = "{acceptd}"\n', 3, "没有名为“acceptd”的指标，相近的有：accepted"),
        ('[[block]]\nname = "a"\ntext = "{zzzz}"\n', 3, "没有名为“zzzz”的指标。"),
        ('[[block]]\nname = "a"\ntext = "{accepted"\n', 3, "句子在此结束"),
        ('[[block]]\nname = "a"\ntext = "{列 渠道}{个数 列 渠道}"\n', 3, "没有名为“渠道”的列表，请先写一节 [[list]]"),
        ('[[block]]\nname = "a"\ntext = "{界 high}"\n', 3, "没有名为“high”的界限"),
        ('[[block]]\nname = "a"\ntext = "{高于 high accepted of unit}"\n', 3, "没有名为“high”的界限"),
        ('[[block]]\nname = "a"\ntext = "{名}{数}"\n', 3, "{名} 只用于列表和热点"),
        ('[[block]]\nname = "a"\ntext = "{同比}"\n', 3, "没有写是哪个指标"),
        ('[[block]]\nname = "a"\ntext = "{accepted[unit=water]}"\n', 3, "指标“accepted”不能按“unit”分列"),
        ('[[block]]\nname = "a"\ntext = "{accepted[hot=欠薪]}"\n', 3, "没有名为“欠薪”的热点"),
        ('[[block]]\nname = "a"\ntext = "{dispatched[group=towns]}"\n', 3, "没有名为“towns”的单位组"),
        ('[[block]]\nname = "a"\ntext = "{前三 dispatched of unit@towns}"\n', 3, "没有名为“towns”的单位组"),
        ('[[block]]\nname = "a"\ntext = "{前三 accepted of nothing}"\n', 3, "不能按“nothing”分列"),
        ('[[block]]\nname = "a"\ntext = "{前三 nowhere.得分}"\n', 3, "没有名为“nowhere”的考核表或方案"),
        ('[[block]]\nname = "a"\ntext = "{总 liaocheng-2015-01.得分}"\n', 3, "没有“得分”，可用的有：承办量"),
        ('[[block]]\nname = "a"\ntext = "{占比 accepted of nope}"\n', 3, "没有名为“nope”的指标"),
        ('[[block]]\nname = "a"\ntext = "{日均 satisfaction_rate}"\n', 3, "日均只用于计数"),
        ('[[block]]\npodium = ["liaocheng-2015-01"]\ncaptions = ["甲", "乙"]\nn = 1\n', 3, "一一对应"),
        ('[[list]]\nname = "a"\nof = "列 b"\n', 3, "列表不能指另一个列表"),
        ('[[block]]\nfoo = "a"\n', 1, "每个 [[block]] 要写明是什么"),
        ('[[block]]\nheading = "甲"\nlevel = 4\nnumbered = 1\n', 3, "level 应是1、2或3"),
        ('[[block]]\nheading = "甲"\nnumbered = 1\n', 3, "numbered 应是 true 或 false"),
        ('[[block]]\nheading = "甲"\nextra = 1\n', 3, "不认识的键“extra”"),
        ('[[block]]\nsheet = "no-such"\n', 2, "没有名为“no-such”的统计表"),
        ('[[block]]\nsheet = ""\n', 2, "要写明统计表的名称，或 columns"),
        ('[[block]]\nunits = "towns"\ncolumns = [{ measure = "dispatched" }]\n', 2, "没有名为“towns”的单位组"),
        ('[[block]]\ncolumns = [{ measure = "nope" }]\n', 2, "没有名为“nope”的指标"),
        ('[[block]]\nscores = "no-such"\n', 2, "没有名为“no-such”的考核表或方案"),
        ('[[block]]\npodium = ["no-such"]\nn = 3\n', 2, "没有名为“no-such”的考核表或方案"),
        ('[[block]]\nchart = "渠道"\n', 2, "没有名为“渠道”的列表"),
        ('[[bound]]\nname = "a"\nrule = "no.such"\n', 3, "规则库里没有名为“no.such”的参数"),
        ('[[bound]]\nname = "a"\nrule = "deadlines.arrive"\ntraits = { colour = "red" }\n', 4, "没有“colour”这种条件"),
        ('[[bound]]\nname = "a"\nrule = "deadlines.arrive"\ntraits = 1\n', 4, "traits 应是名称的表"),
        ('[[group]]\nname = "a"\n', 2, "单位组要写明 kinds"),
        ('[[group]]\nname = "a"\nkinds = ["village"]\n', 3, "没有“village”这种单位类别"),
        ('[[group]]\nname = "a"\ncodes = ["x"]\n[[group]]\nname = "a"\ncodes = ["x"]\n', 5, "“a”前面已经有了"),
        ('[[hot]]\nname = "a"\nlabel = "甲"\nby = "colour"\nkeys = ["01"]\n', 4, "by 应是工单的一列"),
        ('[[hot]]\nname = "a"\nlabel = "甲"\nby = "topic"\nkeys = []\n', 5, "热点至少要有一个代码"),
        ('[[hot]]\nname = "a"\nlabel = "甲"\nby = "topic"\nkeys = ["01"]\nunder = "b"\n', 6, "没有名为“b”的热点"),
        ('[[list]]\nname = "a"\nof = "前三"\n', 3, "of：句子在此结束"),
        ('[[list]]\nname = "a"\n', 1, "缺少 of"),
        ('[[list]]\nname = "a"\nof = "前三 accepted of topic"\nleast = "low"\n', 4, "没有名为“low”的界限"),
        ('[[list]]\nname = "a"\nof = "前三 accepted of topic"\nnames = 1\n', 4, "names 应是名称的表"),
        ("[windows]\nmoon = [2019-10-31, 2019-11-30]\n", 2, "没有“moon”这种事实"),
        ("[compared]\nyear = [2019-10-01, 2019-10-31]\n", 2, "是环比，应写在 previous 一行"),
        ("[compared]\nprevious = [2019-01-01, 2019-01-31]\n", 2, "不能称同比或环比"),
        ('[wording]\nprevious = "同比"\n', 2, "previous 是与上一期相比，不能叫“同比”"),
        ('[[copy]]\nlabel = "报"\n', 1, "缺少 words"),
    ],
)
def test_mistakes_with_their_lines(tmp_path: Path, body: str, line: int, sentence: str) -> None:
    """Each mistake stands at its line."""
    found = mistakes(tmp_path, body)
    assert any(one.startswith(f"one.toml 第{LINES + line}行") and sentence in one for one in found), found


def test_mistakes_of_the_head(tmp_path: Path) -> None:
    """The head's own."""
    head = HEAD.replace("12345热线", "3297件").replace("#art-1", "#art-999").replace('"month"', '"moon"')
    told = "\n".join(mistakes(tmp_path, "", head + 'dated = "today"\n'))
    assert "“3297件”是一个数，不是名称" in told
    assert "规则库里没有“xiangtan-2019-11#art-999”" in told
    assert "kind 不能是“moon”" in told
    assert "dated 应是日期" in told


def test_words_for_periods() -> None:
    """A window belongs to its last day's month; weeks are called by their days."""
    february = periods.around("month", Window(date(2024, 1, 25), date(2024, 2, 22)))
    assert periods.called(february) == "二月份"
    assert periods.word(february, "首日期") == "2024年1月25日"
    quarter = periods.around("quarter", Window(date(2020, 3, 26), date(2020, 6, 30)))
    assert periods.word(quarter, "期") == "第二季度"
    assert periods.word(quarter, "上期") == "上季度"
    week = periods.around(
        "week",
        Window(date(2013, 4, 8), date(2013, 4, 14)),
        facts={"visit": Window(date(2013, 4, 7), date(2013, 4, 14))},
    )
    assert week.previous == Window(date(2013, 4, 1), date(2013, 4, 7))
    assert periods.word(week, "期") == "4月8日至4月14日"
    assert periods.word(week, "首日", "visit") == "4月7日"
    assert periods.word(week, "末日", "call") == "4月14日"


def test_schemes_are_named_by_table_or_by_themselves() -> None:
    """A sheet's scheme, a scheme, or a refusal."""
    assert schemes.of_table("liaocheng-2015-01").name == "liaocheng-2015-01"
    assert schemes.of_table("jining-2013-week").columns
    with pytest.raises(Refusal, match="没有名为“none”的考核表或方案"):
        schemes.of_table("none")
