"""How columns are computed, in words."""

from pathlib import Path

import pytest

from huisheng.scoring import reading
from huisheng.scoring.method import method
from huisheng.scoring.scheme import names
from huisheng.scoring.tests.schemes import made
from huisheng.scoring.tests.test_score import FAIR, GROUPED, LEVELS


def test_a_column_is_told_with_what_it_rests_on() -> None:
    towns = reading.load("dongchangfu-2024-02-towns")
    assert method(towns, "解决得分") == (
        "40 × 解决率，四舍五入到0.01，没有可计算的数时计40。其中：解决率 = (解决数 + 0.8 × 部分解决数) ÷ 问到解决情况数"
        "（部分解决按0.8计（假定））；解决数取指标“解决数（扣除不计考核）”；部分解决数取指标“部分解决数（扣除不计考核）”；"
        "问到解决情况数取指标“回访问到解决情况数（扣除不计考核）”"
    )
    assert "0.3 × 过程满意率（没有时用结果满意率） + 0.7 ×" in method(towns, "满意得分")
    assert method(towns, "减分项").startswith("−(0.1 × 市重办数 + 0.01 × 答复不规范数)，市重办每件减0.1")
    assert method(towns, "考核得分") == ("响应率得分(5) + 按时办理率得分(5) + 解决率得分(40) + 满意率得分(50) + 减分项")
    assert method(towns, "考核得分（含不计考核）").endswith("减分项（不扣除不计考核的）")
    assert "指标“回访满意数" not in method(towns, "解决得分（含不计考核）")
    assert "解决数取指标" not in method(towns, "解决得分（含不计考核）")  # the measure has the same name
    assert method(towns, "综合排名").startswith(
        "按综合名次分从低到高排名，并列的取最前的名次。其中：综合名次分 = 0.3 × 办理排名"
    )
    assert method(towns, "承办量") == (
        "非重办且未退单且未撤回的派单（按派单计：主办、协办各计一次；退单、撤回的和重办的不计）"
    )
    assert "质效评定取指标“质效”" in method(towns, "质效")
    assert method(towns, "没有") == ""


def test_rates_limits_and_blanks() -> None:
    liaocheng = reading.load("liaocheng-2015-01")
    assert method(liaocheng, "督办比") == "督办量 ÷ 合计(督办量)，以百分点计，四舍五入到0.01，没有可计算的数时计0"
    assert method(liaocheng, "领导接听") == "全部领导接听（每场一位领导，一场为一人次），空格计0"
    enterprise = reading.load("dongchangfu-2024-02-enterprise")
    assert "÷ 承办量，四舍五入到0.01%" in method(enterprise, "按时办理率")


def test_tiers_groups_and_small_units(tmp_path: Path) -> None:
    tiers = reading.load("tiers-2025")
    assert method(tiers, "档次") == "按评价得分分档：好（92以上，含本数），较好（88以上，含本数），需改进（其余）"
    grouped = made(tmp_path, GROUPED)
    assert method(grouped, "组别") == "单位所在的组别"
    fair = made(tmp_path, FAIR)
    assert "不因一件排在最后" in method(fair, fair.place)
    share = made(tmp_path, 'presentation = "tiers"\nscore = "分"\ncolumns = ["分", "档"]\n'
                           '[tiers]\nname = "档"\nof = "分"\n'
                           'cite = "domain#art-45"\nsteps = [{ name = "优", top = 0.2 }, { name = "其他" }]\n'
                           '[[input]]\nname = "甲"\ntimes = 0.1\nnote = "手工"\n[[input]]\nname = "丁"\n'
                           '[[input]]\nname = "未知"\nmeasure = "no_such"\n'
                           '[[item]]\nname = "分"\nfull = 10\nfloor = 1\ncap = 9\n'
                           'is = "if 甲 >= 2 then 2 * 甲 else 甲 / 2 - 丁 - 未知"\n')  # fmt: skip
    assert method(share, "档") == "按分分档：优（前20%），其他（其余）"
    assert method(share, "分") == (
        "若 甲 ≥ 2 则 2 × 甲 否则 甲 ÷ 2 − 丁 − 未知，不低于1，不高于9。其中：甲由考核人员填写（乘以0.1，手工）"
    )


def test_what_the_office_fills_in(tmp_path: Path) -> None:
    scheme = made(tmp_path, 'presentation = "ranks"\nplace = "乙"\ncolumns = ["甲", "乙", "丙"]\n'
                            '[[input]]\nname = "甲"\n'
                            '[[rank]]\nname = "乙"\ngiven = true\n'
                            '[[rate]]\nname = "丙"\nmeasure = "visited + no_such"\n')  # fmt: skip
    assert [method(scheme, name) for name in ("甲", "乙")] == ["由考核人员填写"] * 2
    assert method(scheme, "丙").startswith("回访性质为“常规回访”的回访中，有效的")


@pytest.mark.parametrize("name", names())
def test_every_column_of_the_shipped_schemes_has_a_method(name: str) -> None:
    scheme = reading.load(name)
    for column in (*scheme.columns, scheme.score, scheme.place):
        if column:
            assert method(scheme, column), (name, column)


def test_ranks_on_two_levels_and_numbers_of_groups(tmp_path: Path) -> None:
    scheme = made(tmp_path, LEVELS)
    assert method(scheme, "组内").startswith(
        "按得分从高到低排名，相同的再比好评（高的在前）、差率（低的在前），并列的取最前的名次"
    )
    assert method(scheme, "全市") == "按得分从高到低排名，各组一起排，并列的取最前的名次"
    assert (
        method(scheme, "等次")
        == "按得分分档：优（80以上，含本数，前30%，家数进位取整），良（40以上，含本数），差（其余）"
    )
    assert "基准 = 各县50，部门100" in method(scheme, "得分")
