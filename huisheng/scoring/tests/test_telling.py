"""What is told of a scored table: text, trace, what-if, and the plain form in which it is kept."""

import json
from datetime import date
from fractions import Fraction as F
from pathlib import Path

import pytest

from huisheng.scoring import plain, printing, reading, whatif
from huisheng.scoring.quantity import Ratio
from huisheng.scoring.score import Given, score
from huisheng.scoring.scored import Scored
from huisheng.scoring.tests.schemes import made, unit
from huisheng.scoring.tests.test_score import BOTH, FAIR, GROUPED, TIERED
from huisheng.scoring.trace import trace

LIAOCHENG = [
    unit("莘县", 承办量=914, 办结率="99.57%", 满意率="98.25%", 督办量=2, 领导接听="-", 省长信箱="-"),
    unit("供电", 承办量=27, 办结率="100%", 满意率="-", 督办量="-", 领导接听=1, 省长信箱=0),
    unit("其他", 承办量=27, 办结率="16/17", 满意率="100%", 督办量=20, 领导接听=1, 省长信箱=0),
]


def liaocheng() -> Scored:
    return score(reading.load("liaocheng-2015-01"), LIAOCHENG, on=date(2026, 1, 1))


def test_the_trace_reads_like_a_calculation_by_hand() -> None:
    scored = liaocheng()
    row = scored.by_name("莘县")
    assert row is not None
    assert trace(row, scored) == [
        "莘县：各平台办理情况表",
        "  综合得分 = 0.6 × 98.25 + 0.3 × 99.57 + 0.1 × (100 − 9.09) = 97.91"
        "（97.912四舍五入到0.01；《聊城市市长公开电话工作情况通报（2015年1月）》第12条）",
        "    满意率 = 98.25%（表中给出；《聊城市市长公开电话工作情况通报（2015年1月）》第10条）",
        "    办结率 = 99.57%（表中给出；《聊城市市长公开电话工作情况通报（2015年1月）》第10条）",
        "    督办比 = 2 ÷ 22〔督办量合计〕 = 9.09%"
        "（9.090909…四舍五入到0.01；《聊城市市长公开电话工作情况通报（2015年1月）》第11条）",
        "      督办量 = 2（表中给出；《聊城市市长公开电话工作情况通报（2015年1月）》第3条）",
    ]
    other = scored.by_name("其他")
    assert other is not None
    assert trace(other, scored, "办结率")[1].startswith(
        "  办结率 = 16 ÷ 17 = 94.12%（表中给出；94.117647…四舍五入到0.01"
    )
    assert trace(other, scored, "没有") == ["其他：各平台办理情况表"]
    assert (scored.row("莘县"), scored.row("无"), scored.by_name("无")) == (row, None, None)
    assert [(row.name, value) for row, value in scored.values("领导接听")] == [
        ("供电", F(1)),
        ("莘县", F(0)),
        ("其他", F(1)),
    ]


def test_the_printed_value_is_told_where_the_exact_one_never_ends(tmp_path: Path) -> None:
    scheme = made(
        tmp_path,
        'presentation = "none"\nscore = "总"\ncolumns = ["分", "总"]\n[[rate]]\nname = "率"\n'
        '[[item]]\nname = "分"\nfull = 40\nis = "满分 × 率"\n[[total]]\nname = "总"\nsum = ["分"]\n'
        'round = "half_up_2"\n',
    )
    scored = score(scheme, [unit("甲", 率=Ratio(F(15), F(23))), unit("乙", 率="65.22%")])
    assert trace(scored.rows[0], scored)[1:] == [
        "  总 = 26.086957… = 26.09（26.086957…四舍五入到0.01；《热线通行规则》第45条）",
        "    分 = 40 × (15/23) = 26.086957…（印作26.09；《热线通行规则》第45条）",
        "      率 = 15 ÷ 23 = 65.2174…%（表中给出；《热线通行规则》第45条）",
    ]
    assert trace(scored.rows[1], scored)[2] == "    分 = 40 × 65.22% = 26.088（《热线通行规则》第45条）"


def test_a_table_without_a_score_traces_its_columns(tmp_path: Path) -> None:
    scheme = made(tmp_path, 'presentation = "none"\ncolumns = ["量", "双"]\n[[input]]\nname = "量"\nnote = "来自台账"\n'
                            '[[total]]\nname = "双"\nis = "2 × 量"\nempty = 0\n')  # fmt: skip
    scored = score(scheme, [unit("甲", 量=3)])
    assert trace(scored.rows[0], scored)[1:] == [
        "  量 = 3（表中给出；来自台账；《热线通行规则》第45条）",
        "  双 = 2 × 3 = 6（《热线通行规则》第45条）",
    ]
    assert (scored.place, scored.rows[0].standing) == ("", "")


def test_the_table_as_text() -> None:
    scored = score(reading.load("dongchangfu-2024-02-enterprise"), [
        unit("甲局", 承办量=3, 按时办理率="100%", 解决率="0%", 满意率="80%"),
        unit("乙局", 承办量=3, 按时办理率="100%", 解决率="1/3", 满意率="82.5%"),
    ], on=date(2026, 1, 1))  # fmt: skip
    text = printing.to_text(scored)
    assert text.startswith("二月份企业诉求办理情况表\n\n单位  承办量  按时办理率  按时办理得分(20)")
    assert "\n说明：国办函〔2025〕66号要求分档分类评价" in text
    assert "\n备注：企业诉求按照营商环境考核指标计算得分。\n" in text
    lists = score(reading.load("xiangtan-2019-11"), [_xiangtan()])
    assert "回访满意率高于80%的单位（1个）：甲\n" in printing.to_text(lists)
    assert "回访满意率低于50%的单位（0个）：无\n" in printing.to_text(lists)


def _xiangtan() -> Given:
    names = ("交办数", "按期办结数", "逾期数", "退单数", "回访数", "回访未应答", "回访满意数", "成员单位未答复当事人数",
             "电话督办数", "电话督办回复数", "书面督办数", "书面督办回复数")  # fmt: skip
    return unit("甲", **dict.fromkeys(names, 1))


def test_what_if_shows_who_gains_and_who_loses(tmp_path: Path) -> None:
    here, there = made(tmp_path, GROUPED), made(tmp_path, FAIR.replace("at_least = 3", "at_least = 0"))
    rows = [unit("甲", 量=60, 率="90%", 好=54), unit("乙", 量=80, 率="80%", 好=60), unit("丙", 量=70, 率="10%", 好=7)]
    now = score(here, rows)
    other = score(there, [*rows[:2], unit("丁", 量=50, 好=1)])
    found = {one.name: one for one in whatif.compare(now, other)}
    assert [one.moved for one in found.values()] == ["得益", "得益", "只在一个方案中", "只在一个方案中"]
    assert (found["丙"].difference, found["丙"].other_standing, found["丙"].climbed) == (None, "-", None)
    assert found["丁"].now_standing == "-"
    assert found["甲"].now == F("64.3")
    assert found["甲"].difference == F("25.7")
    text = whatif.to_text(now, other)
    assert "现方案：试行方案\n" in text
    assert "+25.7" in text
    assert "只在一个方案中2个" in text
    table = whatif.to_csv(now, other).decode().splitlines()
    assert table[0] == "单位,try,名次或档次,try,名次或档次,差,结果,位次变化"
    assert len(table) == 5
    same = whatif.compare(now, now)
    assert {(one.moved, one.climbed) for one in same} == {("不变", 0)}
    worse = whatif.compare(other, now)
    assert next(one for one in worse if one.name == "甲").moved == "受损"


def test_what_if_of_schemes_without_a_score(tmp_path: Path) -> None:
    bare = made(tmp_path, 'presentation = "none"\ncolumns = ["量"]\n[[input]]\nname = "量"\n')
    scored = score(bare, [unit("甲", 量=1)])
    [change] = whatif.compare(scored, scored)
    assert (change.now, change.moved) == (None, "只在一个方案中")


def test_a_ranking_in_a_comparison_carries_its_notice() -> None:
    scheme = reading.load("dongchangfu-2024-02-enterprise")
    rows = [unit("甲局", 承办量=3, 按时办理率="100%", 解决率="0%", 满意率="80%")]
    scored = score(scheme, rows, on=date(2026, 1, 1))
    assert whatif.to_text(scored, scored).count("说明：") == 1


@pytest.mark.parametrize("which", ["liaocheng", "fair", "both", "tiered"])
def test_the_plain_form_comes_back_the_same(which: str, tmp_path: Path) -> None:
    if which == "liaocheng":
        scored = liaocheng()
    elif which == "fair":
        scored = score(
            made(tmp_path, FAIR), [unit("大", 量=100, 好=90), unit("小", 量=5, 好=4), unit("微", 量=1, 好=0)]
        )
    elif which == "both":
        scored = score(
            made(tmp_path, BOTH), [unit("甲", 量=1, 率="1/2", 另率="1/2"), unit("丁", 量=1, 率="-", 另率="-")]
        )
    else:
        rows = [unit("甲", 量=100, 满意=80, 基本满意=10, 不满意=10, 超期=0, 退回=1)]
        scored = score(made(tmp_path, TIERED), rows)
    kept = json.loads(json.dumps(plain.to_plain(scored), ensure_ascii=False))
    assert plain.from_plain(kept) == scored
    with pytest.raises(ValueError, match="version 9"):
        plain.from_plain({**kept, "version": 9})


def test_the_lists_come_back_too() -> None:
    scored = score(reading.load("xiangtan-2019-11"), [_xiangtan()])
    assert plain.from_plain(json.loads(json.dumps(plain.to_plain(scored)))) == scored
