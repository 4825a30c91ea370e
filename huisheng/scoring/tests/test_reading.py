"""Schemes as files: what they may say, and every mistake with its line and what was expected."""

from datetime import date
from fractions import Fraction as F
from pathlib import Path

import pytest

from huisheng.kernel.errors import Refusal
from huisheng.measures.definition import shipped
from huisheng.measures.source import Mistakes
from huisheng.scoring import reading, scheme
from huisheng.scoring.scheme import Rounding
from huisheng.scoring.tests.schemes import HEAD, made, write, wrongs

SMALL = """presentation = "none"
columns = ["量", "率"]
[[input]]
name = "量"
[[input]]
name = "好"
[[rate]]
name = "率"
over = "好"
under = "量"
"""
RANKED = """presentation = "ranks"
columns = ["量"]
[[input]]
name = "量"
"""


def test_every_shipped_scheme_can_be_read_and_names_measures_that_exist() -> None:
    assert len(scheme.names()) == 10
    for name in scheme.names():
        held = reading.load(name, library=shipped())
        assert held.name == name
        assert list(held.sequence) == list(dict.fromkeys(held.sequence))
        assert len(scheme.digest(held)) == 64
        assert all(value.cite for value in held.values.values()), name


def test_a_changed_byte_changes_the_digest(tmp_path: Path) -> None:
    one, other = made(tmp_path, SMALL), made(tmp_path, SMALL + "# ")
    assert scheme.digest(one) != scheme.digest(other)


def test_a_scheme_says_everything(tmp_path: Path) -> None:
    held = made(
        tmp_path,
        """presentation = "ranks"
full = 60
score = "总分"
place = "名次"
rows = "承办单位"
footer = "合计"
empty = "无"
valid_to = 2026-12-31
columns = ["组别", "量", "得分", "扣分", "加分", "总分", "名次", "档"]
order = ["名次", "-量"]
[assessed]
kinds = ["town", "department"]
by = "量"
from = 1
[[group]]
name = "大"
label = "大单位"
by = "量"
from = 50
[[group]]
name = "小"
by = "量"
below = 50
[[exempt]]
unit = "甲局"
reason = "机构改革"
cite = "council-2025-66#art-6"
[[input]]
name = "量"
times = 0.01
blank = 0
[[input]]
name = "次"
optional = true
format = "whole"
[[item]]
name = "得分"
full = 60
is = "满分 × 占比(量)"
floor = 10
cap = 50
empty = "full"
given = true
round = "cut_1"
[[deduction]]
name = "扣分"
each = [{ of = "次", points = 0.25 }, { of = "量", points = 2 }]
cap = 3
[[deduction]]
name = "另扣"
each = [{ of = "次", points = 1 }]
[[deduction]]
name = "率扣"
is = "量 - 5"
cap = 3
[[deduction]]
name = "再扣"
is = "量 - 5"
[[bonus]]
name = "加分"
is = "最小(次, 2)"
cap = 1
[[total]]
name = "总分"
sum = ["得分", "扣分", "加分"]
[[rank]]
name = "名次"
of = "总分"
order = "ascending"
ties = "dense"
[tiers]
name = "档"
of = "总分"
steps = [{ name = "好", from = 50, top = 0.2 }, { name = "中", top = 0.5 }, { name = "其余" }]
round = "up_0"
""",
    )
    assert held.groups[0].label == "大单位"
    assert held.values["得分"].rounding == Rounding("cut", 1)
    assert held.values["得分"].empty == 60
    assert held.values["扣分"].expression is not None
    assert held.values["扣分"].expression.text == "-最小(3, 0.25 × 次 + 2 × 量)"
    assert held.values["另扣"].expression is not None
    assert held.values["另扣"].expression.text == "-1 × 次"
    told = [held.values[name].expression for name in ("率扣", "再扣")]
    assert [one.text for one in told if one] == ["-最小(3, 最大(0, 量 - 5))", "-最大(0, 量 - 5)"]
    assert held.tiers is not None
    assert held.tiers.rounding == Rounding("up", 0)
    assert held.values["量"].times == F(1, 100)
    assert held.order == (("名次", False), ("量", True))
    assert (held.valid_from, held.valid_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (held.label("组别"), held.label("档"), held.label("量")) == ("组别", "档", "量")
    assert held.exempt[0].reason == "机构改革"


def test_no_such_scheme(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="是不是“liaocheng-2015-01”？"):
        reading.load("liaocheng-2015")
    with pytest.raises(Mistakes, match="第1行：不是合格的 TOML"):
        reading.load(write(tmp_path, "title ="))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "第1行：缺少 columns（表的各列，名称的列表）"),
        ('columns = []\n[tiers]\nname = "档"\n', "缺少 of"),
        (SMALL.replace('"好"\nunder', '"郝"\nunder'), "第12行：over 的算式：不认识“郝”，可用的有：好、率、量"),
        (SMALL.replace('"量", "率"', '"量", "比率"'), "第5行：columns：不认识“比率”，是不是“率”？"),
        (SMALL.replace('under = "量"\n', ""), "over 和 under 应同时写"),
        (SMALL + 'is = "1"\n', "is 与 over、under 只写一种"),
        (SMALL + 'round = "half_2"\n', "round 不能是“half_2”，可用的有：half_up_2（四舍五入到两位小数）"),
        (SMALL + 'format = "pretty"\n', "format 不能是“pretty”，可用的如：whole、fixed_2"),
        (SMALL + 'cite = "domain#art-999"\n', "规则库里没有“domain#art-999”这一条"),
        (SMALL + 'cite = "domain"\n', "应如 liaocheng-2015-01#art-12"),
        (SMALL + "empty = true\n", "empty 应是数，如 empty = 50"),
        (SMALL + "empty = nan\n", "empty 应是数"),
        (SMALL + "empty = 1e400\n", "empty 应是数"),
        (SMALL + "empty = 1e-400\n", "empty 应是数"),
        (SMALL + 'empty = "x"\n', "empty 应是数"),
        (SMALL + 'colour = "red"\n', "不认识的键“colour”"),
        (SMALL + '[[rate]]\nname = "率"\n', "名称“率”与第10行重复"),
        (SMALL + '[[input]]\nname = "3率"\n', "名称“3率”不能用"),
        (SMALL + '[[input]]\nname = "合计"\n', "名称“合计”不能用"),
        (SMALL + '[[input]]\nname = "若"\n', "名称“若”不能用"),
        (SMALL + '[[input]]\nlabel = "率"\n', "缺少 name"),
        (SMALL + '[[input]]\nname = "百分"\nformat = "percent_2"\n', "“百分”是百分率，应写成 [[rate]]"),
        (SMALL + '[[item]]\nname = "分"\n', "“分”缺少 is"),
        (SMALL + '[[item]]\nname = "分"\n', "缺少 full（应是数）"),
        (SMALL + '[[item]]\nname = "分"\nfull = 5\nis = "率 > 1"\n', "应是一个数，而不是条件"),
        (SMALL + '[[deduction]]\nname = "扣"\n', "减分项应写明每次扣几分"),
        (SMALL + '[[deduction]]\nname = "扣"\neach = [{ of = "次", points = 1 }]\n', "of：不认识“次”"),
        (SMALL + '[[total]]\nname = "总"\n', "应写 is（算式）、sum（相加的名称）或 weights（权重）中的一种"),
        (SMALL + '[[total]]\nname = "总"\nsum = []\nis = "1"\n', "中的一种"),
        (SMALL + '[[total]]\nname = "总"\nweights = { "率" = 0.6, "量" = 0.3 }\n', "权重相加应是1，现在是0.9"),
        (SMALL + '[[total]]\nname = "总"\nweights = 3\n', "权重相加应是1，现在是0"),
        (SMALL + '[[total]]\nname = "总"\nweights = 3\n', "第16行：weights 应写成名称和数，如 weights = {"),
        (SMALL + '[[total]]\nname = "总"\nweights = { "率" = "半" }\n', "第16行：率 应是数"),
        (SMALL + '[[total]]\nname = "总"\nweights = { "率" = 1 }\nmissing = "no"\n', "missing 不能是“no”，可用的有"),
        (SMALL + '[[deduction]]\nname = "扣"\nis = "量"\neach = [{ of = "量", points = 1 }]\n', "只写一种"),
        (SMALL + '[[deduction]]\nname = "扣"\nis = "量 > 1"\n', "第16行：is 的算式：“量 > 1”应是一个数"),
        (SMALL + '[[rank]]\nname = "名"\nof = "率"\nthen = ["-好", "坏"]\n', "then：不认识“坏”"),
        (SMALL + '[[input]]\nname = "基"\nby_group = { "县" = 1 }\n',
         "第14行：“基”的 by_group 应给每一组写一个数，各组的 name 是：（没有分组）"),
        (SMALL + '[[group]]\nname = "县"\n[[input]]\nname = "基"\nby_group = { "区" = 1 }\n', "各组的 name 是：县"),
        (SMALL + '[[input]]\nname = "基"\nby_group = 3\n', "by_group 应写成名称和数"),
        (SMALL + '[[deductions]]\nname = "扣"\n', "第14行：没有“deductions”这种节。不认识“deductions”，是不是"),
        (SMALL + '[item]\nname = "分"\n', "第14行：“item”这一节应以单独一行 [[item]] 开头"),
        (SMALL + '[[tiers]]\nname = "档"\n', "第14行：“tiers”这一节应以单独一行 [tiers] 开头"),
        (SMALL.replace('"none"', '"none"\ntier = { name = "档" }'), "第5行：没有“tier”这种节。不认识“tier”，是不是"),
        (SMALL + '[tier]\nname = "档"\n', "第14行：没有“tier”这种节"),
        ("item = 3\n" + SMALL, "第4行：item 应写成若干节"),
        ('place = "名"\n' + RANKED + '[[rank]]\nname = "名"\nof = "量"\nwhole = true\n'
         '[[group]]\nname = "县"\n[small]\nbelow = 3\nz = 1.96\nnot_last = true\n',
         "第4行：有分组时，[small] 的 not_last 只对组内名次有效"),
        (SMALL + '[[total]]\nname = "总"\nis = "总 + 1"\n', "“总”绕了一圈又用到自己"),
        (SMALL + '[[total]]\nname = "甲"\nis = "乙"\n[[total]]\nname = "乙"\nis = "甲"\n', "“甲”绕了一圈又用到自己"),
        (SMALL + '[[rank]]\nname = "名"\nof = "率"\n', "默认分档、不排名；确要排名的，请在开头写 presentation"),
        (SMALL + '[[rank]]\nname = "名"\n', "缺少 of"),
        (SMALL + '[[rank]]\nname = "名"\nof = "率"\nties = "odd"\n', "ties 不能是“odd”，可用的有：lowest、dense"),
        (SMALL + '[[list]]\nname = "单"\n', "名单应写明条件"),
        (SMALL + '[[list]]\nname = "单"\nwhere = "率"\n', "应是一个条件"),
        (SMALL + "[minimum]\nat_least = 3\n", "缺少 count"),
        (SMALL + '[small]\nbelow = 3\nrates = ["量"]\nz = 1.96\n', "“量”不是率（[[rate]]），没有分母"),
        (SMALL + '[small]\nbelow = 3\nrates = ["率"]\nz = 0\n', "z 应大于0，95%的区间是 1.96"),
        (SMALL + '[assessed]\nkinds = ["village"]\n', "没有“village”这种单位类别，可用的有：centre（受理中心）"),
        (SMALL + "[assessed]\nfrom = 3\n", "by（按哪个数）与 from（不少于）、below（少于）应写在一起"),
        (SMALL + '[assessed]\nby = "量"\nfrom = 3\nbelow = 3\n', "below（少于）应大于 from（不少于）"),
        (SMALL + '[assessed]\nby = "率"\nfrom = 3\n', "“率”不是直接给出的数（[[input]]）"),
        (SMALL + '[minimum]\ncount = "率"\nat_least = 3\n', "“率”不是直接给出的数（[[input]]）"),
        (SMALL + '[assessed]\nunits = ["甲", "甲"]\n', "单位“甲”写了两次"),
        (SMALL + '[[group]]\nlabel = "大"\n', "缺少 name（组的名称）"),
        (SMALL + '[[group]]\nname = "一"\n[[group]]\nname = "一"\n', "组“一”与第14行重复"),
        (SMALL + '[[group]]\nname = "一"\nunits = ["甲"]\n[[group]]\nname = "二"\nunits = ["甲"]\n',
         "第17行：单位“甲”已在第14行的组里，一个单位只能在一组"),
        (SMALL + '[[group]]\nname = "大"\nby = "量"\nfrom = 60\n[[group]]\nname = "小"\nby = "量"\nbelow = 50\n',
         "第14行：组“大”与第18行的组之间有空缺：量从50到不足60的单位不在任何组里"),
        (SMALL + '[[group]]\nname = "大"\nby = "量"\nfrom = 40\n[[group]]\nname = "小"\nby = "量"\nbelow = 50\n',
         "与第18行的组重叠：量为40的单位在两组里"),
        (SMALL + '[[group]]\nname = "大"\nby = "量"\nfrom = 40\n[[group]]\nname = "都"\nby = "量"\nfrom = 0\n', "重叠"),
        (SMALL.replace('["量"', '["组别", "量"'), "没有分组（[[group]]），不能列出“组别”"),
        (SMALL.replace('"none"', '"tiers"'), "分档的方案应有 [tiers] 一节"),
        (SMALL.replace('"none"', '"list"'), "presentation 不能是“list”，可用的有：tiers、ranks、none"),
        ('place = "量"\n' + RANKED, "place 应是一个名次（[[rank]]），“量”不是"),
        ("valid_to = 2025-01-01\n" + SMALL, "valid_to 应不早于 valid_from"),
        ('valid_to = "x"\n' + SMALL, "valid_to 应是日期"),
        ('order = ["-数"]\n' + SMALL, "order：不认识“数”"),
        ("full = 100\n" + SMALL + '[[item]]\nname = "分"\nfull = 95\nis = "满分"\n',
         "第4行：各项满分相加应是100，现在是95"),
        (SMALL + '[exemptions]\nboth = ["数"]\n', "both：不认识“数”"),
    ],
)  # fmt: skip
def test_mistakes(tmp_path: Path, text: str, says: str) -> None:
    assert says in wrongs(tmp_path, text)


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (
            '[{ name = "好" }, { name = "差" }]',
            "steps 应从好到差，每档写 from（分数线）、top（前几成）或两样都写，末档都不写",
        ),
        ('[{ name = "好", from = 90 }, { name = "中" }, { name = "差" }]', "末档都不写"),
        ("[]", "末档都不写"),
        ('[{ name = "好", from = 90 }]', "末档应收下其余单位，不写 from 和 top"),
        ('[{ name = "好", from = 80 }, { name = "中", from = 90 }, { name = "差" }]', "各档的 from 应从高到低"),
        ('[{ name = "好", top = 0.5 }, { name = "中", top = 0.2 }, { name = "差" }]', "top 应从小到大"),
    ],
)
def test_mistakes_in_tiers(tmp_path: Path, steps: str, says: str) -> None:
    assert says in wrongs(tmp_path, SMALL + f'[tiers]\nname = "档"\nof = "率"\nsteps = {steps}\n')


def test_a_measure_that_nobody_defines_is_a_mistake(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + SMALL.replace('name = "好"\n', 'name = "好"\nmeasure = "visited + satisfide"\n'))
    assert reading.load(path).values["好"].measures == ("visited", "satisfide")
    with pytest.raises(Mistakes, match="第10行：没有名为“satisfide”的指标。不认识“satisfide”，是不是“satisfied”？"):
        reading.load(path, library=shipped())


def test_a_title_is_needed_and_a_day(tmp_path: Path) -> None:
    said = wrongs(tmp_path, SMALL, head="")
    assert "try.toml 第1行：缺少 title（应是文字）。" in said
    assert "valid_from 应是日期，如 valid_from = 2024-01-25。" in said
