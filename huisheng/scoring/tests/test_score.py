"""Scoring by invented schemes: what the five published ones don't use."""

from datetime import date
from fractions import Fraction as F
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as suppose
from hypothesis import strategies as st

from huisheng.measures.source import Mistakes
from huisheng.scoring import printing, reading
from huisheng.scoring.plan import Given
from huisheng.scoring.quantity import Ratio
from huisheng.scoring.score import BEFORE, notice, score
from huisheng.scoring.scored import Scored
from huisheng.scoring.tests.schemes import made, number, unit
from huisheng.scoring.trace import trace

# effective visits as denominator, graded weights, a capped deduction, tiers only
TIERED = """presentation = "tiers"
score = "得分"
columns = ["量", "满意度", "时限分", "扣分", "得分", "档"]
order = ["-得分"]
[tiers]
name = "档"
of = "得分"
steps = [{ name = "优秀", from = 90 }, { name = "达标", from = 60 }, { name = "待提升" }]
cite = "council-2025-66#art-4"
[[input]]
name = "量"
[[input]]
name = "满意"
[[input]]
name = "基本满意"
[[input]]
name = "不满意"
[[input]]
name = "超期"
blank = 0
[[input]]
name = "退回"
optional = true
blank = 0
[[rate]]
name = "满意度"
over = "满意 + 0.9 × 基本满意"
under = "满意 + 基本满意 + 不满意"
[[item]]
name = "时限分"
full = 20
is = "全有或全无(超期 = 0, 满分)"
[[item]]
name = "满意分"
full = 80
is = "分段(满意度, 60%, 0, 80%, 60, 95%, 80)"
empty = 60
[[deduction]]
name = "扣分"
each = [{ of = "退回", points = 0.5 }]
cap = 2
[[total]]
name = "得分"
sum = ["时限分", "满意分", "扣分"]
"""


def test_tiers_without_ranks(tmp_path: Path) -> None:
    scheme = made(tmp_path, TIERED)
    rows = [
        unit("甲", 量=100, 满意=80, 基本满意=10, 不满意=10, 超期=0, 退回=1),
        unit("乙", 量=100, 满意=30, 基本满意=20, 不满意=50, 超期=2, 退回=9),
        unit("丙", 量=1, 满意=0, 基本满意=0, 不满意=0, 超期="-"),
    ]
    scored = score(scheme, rows, on=date(2026, 3, 1))
    assert [row.name for row in scored.rows] == ["甲", "丙", "乙"]
    assert printing.texts(scored)[1] == ["甲", "100", "89.00%", "20", "-0.5", "91.5", "优秀"]
    assert [row.standing for row in scored.rows] == ["优秀", "达标", "待提升"]
    # 60 by the scheme where nobody judged; zero points below 60 %; the deduction stops at 2
    assert [row["得分"].value for row in scored.rows] == [number("91.5"), 80, -2]
    assert scored.notice == ""
    assert scored.rows[1]["满意度"].text == "-"
    said = trace(scored.rows[1], scored)
    assert any("没有可计算的数，按方案计60" in line for line in said)
    assert any(line.strip().startswith("档 = 得分 80 = 达标（60以上；《") for line in said)
    low = trace(scored.rows[2], scored, "扣分")
    assert low[1] == "  扣分 = −最小(2, 0.5 × 9) = -2（《热线通行规则》第45条）"


# a group's total, groups by size, a limit from both sides, dense ranks, rounding at each step
GROUPED = """presentation = "ranks"
score = "得分"
place = "名次"
columns = ["组别", "量", "份额分", "相对分", "得分", "名次"]
order = ["名次"]
[[group]]
name = "大"
label = "承办量50以上"
by = "量"
from = 50
[[group]]
name = "小"
by = "量"
from = 1
below = 50
[[input]]
name = "量"
[[rate]]
name = "率"
[[item]]
name = "份额分"
full = 50
is = "满分 × 占比(量)"
floor = 5
cap = 30
round = "half_up_1"
[[item]]
name = "相对分"
full = 50
is = "满分 × 率 ÷ 最高(率) + 0 × (全体平均(率) + 全体最低(率) + 平均(率))"
round = "cut_1"
[[total]]
name = "得分"
is = "份额分 + 相对分"
[[rank]]
name = "名次"
of = "得分"
ties = "dense"
"""


def test_scores_relative_to_the_group(tmp_path: Path) -> None:
    scheme = made(tmp_path, GROUPED)
    rows = [
        unit("小一", 量=9, 率="50%"), unit("大一", 量=60, 率="90%"), unit("大二", 量=240, 率="80%"),
        unit("小二", 量=1, 率="1/3"), unit("零", 量=0, 率="-"), unit("小三", 量=9, 率="50%"),
    ]  # fmt: skip
    scored = score(scheme, rows)
    assert printing.texts(scored)[1:] == [
        ["大二", "承办量50以上", "240", "30", "44.4", "74.4", "1"],
        ["大一", "承办量50以上", "60", "10", "50", "60", "2"],
        ["小一", "小", "9", "23.7", "50", "73.7", "1"],
        ["小三", "小", "9", "23.7", "50", "73.7", "1"],
        ["小二", "小", "1", "5", "33.3", "38.3", "2"],
    ]
    assert [(one.name, one.reason) for one in scored.left_out] == [("零", "不属于任何一组")]
    assert "÷ 90%〔率最高〕" in " ".join(trace(scored.rows[0], scored))
    assert "20/3" not in " ".join(trace(scored.rows[0], scored))
    limits = [line for line in trace(scored.rows[0], scored) if "份额分 =" in line]
    assert "40，按方案不高于30" in limits[0]
    assert any("不低于5" in line for line in trace(scored.rows[4], scored))
    ranked = next(line for line in trace(scored.rows[2], scored) if "名次 =" in line)
    assert "名次 = 得分 73.7 在3个单位中从高到低排名 = 1（并列的不占后面的名次，2个单位并列" in ranked


FAIR = """presentation = "ranks"
score = "得分"
place = "名次"
columns = ["量", "得分", "名次", "档"]
order = ["名次", "-量"]
[tiers]
name = "档"
of = "得分"
steps = [{ name = "前", top = 0.34 }, { name = "后" }]
[minimum]
count = "量"
at_least = 3
label = "不足3件，不排名"
[small]
below = 10
rates = ["率"]
z = 1.96
not_last = true
cite = "domain#art-45"
[[input]]
name = "量"
[[input]]
name = "好"
[[rate]]
name = "率"
over = "好"
under = "量"
[[total]]
name = "得分"
is = "100 × 率"
round = "half_up_2"
[[rank]]
name = "名次"
of = "得分"
"""


def test_nobody_stands_last_on_one_order(tmp_path: Path) -> None:
    scheme = made(tmp_path, FAIR)
    rows = [
        unit("大", 量=100, 好=90), unit("差", 量=100, 好=85), unit("小", 量=5, 好=4), unit("微", 量=2, 好=0),
        unit("好", 量=8, 好=8),
    ]  # fmt: skip
    scored = score(scheme, rows)
    # 4 of 5 would be the last; with one order more it were 5 of 5 and the first: it stands beside 差
    assert [(row.name, row["名次"].text, row["档"].text) for row in scored.rows] == [
        ("好", "1", "前"), ("大", "2", "后"), ("差", "3", "后"), ("小", "3", "后"), ("微", "-", "-"),
    ]  # fmt: skip
    small = scored.by_name("小")
    assert small is not None
    assert small.intervals["率"].words == "率 4/5，区间 37.55% 至 96.38%"
    assert "原为第4名；若有一件改为合格就不在末位" in small.steps["名次"].note
    assert scored.notes == (
        "分母少于10的率附威尔逊区间（z = 1.96）：好 率 8/8，区间 67.56% 至 100.00%；小 率 4/5，区间 37.55% 至 96.38%；"
        "微 率 0/2，区间 0.00% 至 65.76%。",
        "不足3件，不排名：微。",
        "不因一件排在末位，与前一名并列：小。",
    )
    assert "\n\n不足3件，不排名：微。\n" in printing.to_text(scored)
    assert trace(small, scored)[-1] == "  率 4/5，区间 37.55% 至 96.38%"
    assert any("不参与分档" in line for line in trace(scored.rows[-1], scored, "档"))
    assert any("不参与排名" in line for line in trace(scored.rows[-1], scored, "名次"))


def test_who_would_be_last_anyway_stays_last(tmp_path: Path) -> None:
    scheme = made(tmp_path, FAIR)
    rows = [unit("大", 量=100, 好=90), unit("差", 量=100, 好=85), unit("小", 量=5, 好=1)]
    assert [row["名次"].text for row in score(scheme, rows).rows] == ["1", "2", "3"]
    # a whole group of small ones: the first of them keeps its place, and all of one unit is never last
    few = [unit("甲", 量=5, 好=5), unit("乙", 量=5, 好=4)]
    assert [row["名次"].text for row in score(scheme, few).rows] == ["1", "1"]
    assert [row["名次"].text for row in score(scheme, few[1:]).rows] == ["1"]
    assert score(scheme, []).rows == ()


BOTH = """presentation = "none"
score = "得分"
columns = ["量", "得分"]
footer = "合计"
[exemptions]
both = ["得分"]
[[exempt]]
unit = "丁"
reason = "机构改革"
cite = "council-2025-66#art-6"
[[input]]
name = "量"
[[rate]]
name = "率"
[[rate]]
name = "另率"
[[total]]
name = "得分"
is = "100 × 率"
round = "half_up_2"
format = "fixed_2"
"""


def test_with_and_without_exemptions(tmp_path: Path) -> None:
    scheme = made(tmp_path, BOTH)
    rows = [
        Given(
            "a", "甲", values={"量": 10, "率": Ratio(F(9), F(9)), "另率": F(1, 2)}, before={"率": Ratio(F(9), F(10))}
        ),
        Given("b", "乙", values={"量": 20, "率": Ratio(F(10), F(20)), "另率": F(1, 2)}),
        Given("c", "丁", values={"量": 20, "率": Ratio(F(0), F(20)), "另率": None}),
    ]
    scored = score(scheme, rows)
    assert printing.texts(scored) == [
        ["单位", "量", "得分", f"得分{BEFORE}"],
        ["甲", "10", "100.00", "90.00"],
        ["乙", "20", "50.00", "50.00"],
        ["合计", "30", "", ""],
    ]
    assert scored.footer is not None
    assert scored.footer["率"].value == F(19, 29)  # rates of the sums
    assert scored.footer["另率"].value is None  # nobody knows its counts
    assert [(one.name, one.cite) for one in scored.left_out] == [("丁", "council-2025-66#art-6")]
    text = printing.to_text(scored)
    assert "未列入的单位：\n  丁：机构改革（《国办函〔2025〕66号（2025年6月）》第6条）\n" in text
    same = [Given(row.key, row.name, values=row.values) for row in rows]
    assert printing.texts(score(scheme, same))[0] == ["单位", "量", "得分"]
    whole = Given("", "合计", values={"量": 99, "率": F(1, 2), "另率": F(1, 2)})
    total = score(scheme, same, total=whole).footer
    assert total is not None
    assert total["量"].text == "99"


def test_a_footer_of_nothing(tmp_path: Path) -> None:
    scored = score(made(tmp_path, BOTH), [unit("甲", 量="-", 率="-", 另率="-")])
    assert printing.texts(scored)[-1] == ["合计", "-", ""]


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    scheme = made(tmp_path, TIERED)
    with pytest.raises(Mistakes) as caught:
        score(scheme, [unit("甲", 满意=1, 超期=0)])
    said = str(caught.value)
    assert said.splitlines() == [
        "try.toml 第13行：表中缺少“量”列。",
        "try.toml 第28行：表中缺少“满意度”列，或者“基本满意”、“不满意”列，得不出“满意度”、“得分”。",
    ]
    ranked = made(tmp_path, 'presentation = "ranks"\ncolumns = ["名"]\n[[rank]]\nname = "名"\ngiven = true\n')
    with pytest.raises(Mistakes, match="表中缺少“名”列。"):
        score(ranked, [unit("甲", 量=1)])
    assert score(ranked, [unit("甲", 名=2)]).rows[0]["名"].text == "2"


def test_a_unit_twice_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(Mistakes, match="单位“甲”出现了两次"):
        score(made(tmp_path, TIERED), [unit("甲", 量=1), unit("甲", 量=2)])


def test_whom_a_scheme_takes(tmp_path: Path) -> None:
    scheme = made(
        tmp_path,
        'presentation = "none"\ncolumns = ["量"]\n[[input]]\nname = "量"\n'
        '[assessed]\nkinds = ["town"]\nunits = ["甲", "b", "丙"]\n',
    )
    rows = [
        Given(1, "甲", {"kind": "town"}, {"量": 1}),
        Given(2, "乙", {"code": "b"}, {"量": 1}),
        Given(3, "丙", {"kind": "county"}, {"量": 1}),
        Given(4, "丁", {"kind": "town"}, {"量": 1}),
    ]
    scored = score(scheme, rows)
    assert [row.name for row in scored.rows] == ["甲", "乙"]
    assert {one.reason for one in scored.left_out} == {"不在本方案考核的单位之内"}


def test_a_ranking_carries_the_notice_since_it_is_asked_for() -> None:
    scheme = reading.load("dongchangfu-2024-02-towns")
    assert notice(scheme, date(2024, 3, 11)) == ""
    assert "不片面追求排名" in notice(scheme, date(2025, 7, 1))
    assert notice(scheme, None) == ""
    assert notice(reading.load("tiers-2025"), date(2026, 1, 1)) == ""


def test_the_trace_of_jining(tmp_path: Path) -> None:
    scheme = reading.load("jining-2013-quarter")
    rows = [
        unit("供电公司", 承办量=40, 完成量=40, 领导接听=1, 按时签收数=39, 按期办结数=40, 回访满意数=34, 回访数=40),
        unit("公交公司", 承办量=8, 完成量=7, 领导接听="-", 按时签收数=8, 按期办结数=6, 回访满意数=0, 回访数=0),
    ]
    scored = score(scheme, rows)
    # 20 + 30 × 39 ÷ 40 + 30 + (20 − 40 × 5 %) = 97.25; 0 + 30 + 22.5 + 20 = 72.5
    assert [row["量化得分"].text for row in scored.rows] == ["97.25", "72.5"]
    assert [row["完成量名次"].text for row in scored.rows] == ["1", "2"]
    said = "\n".join(trace(scored.rows[0], scored))
    assert "办理落实 = 30 × 100% + (20 − 40 × (90% − 85%)) = 48" in said
    assert "交办受理 = 30 × 39 ÷ 40 = 29.25" in said


counts = st.integers(0, 40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@suppose(st.lists(st.tuples(counts, counts), min_size=1, max_size=8))
def test_one_order_more_that_went_well_never_costs(tmp_path: Path, told: list[tuple[int, int]]) -> None:
    scheme = made(tmp_path, FAIR)
    rows = [unit(f"单位{n}", 量=good + bad, 好=good) for n, (good, bad) in enumerate(told)]
    first = told[0]
    better = [unit("单位0", 量=sum(first), 好=first[0] + min(1, first[1])), *rows[1:]]
    before, after = (_of(score(scheme, some), "单位0") for some in (rows, better))
    assert before is None or (after is not None and after >= before)


def _of(scored: Scored, name: str) -> F | None:
    row = scored.by_name(name)
    assert row is not None
    return row["得分"].value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@suppose(st.permutations(range(5)))
def test_the_order_of_the_units_changes_nothing(tmp_path: Path, order: list[int]) -> None:
    scheme = made(tmp_path, FAIR)
    rows = [unit(f"单位{n}", 量=10 + n, 好=n * 2) for n in range(5)]
    plain, mixed = score(scheme, rows), score(scheme, [rows[n] for n in order])
    assert printing.to_csv(plain) == printing.to_csv(mixed)


def test_a_number_that_runs_away_is_refused(tmp_path: Path) -> None:
    lines = "".join(f'[[total]]\nname = "方{n}"\nis = "方{n - 1} × 方{n - 1}"\n' for n in range(1, 40))
    scheme = made(tmp_path, f'presentation = "none"\ncolumns = ["方39"]\n[[input]]\nname = "方0"\n{lines}')
    for start in ("3", "1/3"):
        rows = [Given("甲", "甲", values={"方0": F(start)})]
        with pytest.raises(Mistakes, match="“甲”的“方[0-9]+”大得不合理"):
            score(scheme, rows)


# ranks on two levels with what decides between equals, a number for each group, a share of tiers, a shared weight
LEVELS = """presentation = "ranks"
score = "得分"
place = "组内"
columns = ["组别", "好评", "差率", "退单扣分", "得分", "组内", "全市", "等次"]
[[group]]
name = "县"
label = "各县"
units = ["甲县", "乙县"]
[[group]]
name = "部门"
[[input]]
name = "基准"
by_group = { "县" = 50, "部门" = 100 }
[[input]]
name = "次"
blank = 0
[[rate]]
name = "好评"
[[rate]]
name = "解决"
[[rate]]
name = "差率"
format = "permille_1"
points = true
[[deduction]]
name = "退单扣分"
is = "进位(差率 × 10 - 5, 0) × 0.5"
cap = 3
[[total]]
name = "基本分"
weights = { "好评" = 0.6, "解决" = 0.4 }
missing = "share"
[[total]]
name = "得分"
is = "基准 × 基本分 + 退单扣分 - 20 × 次"
floor = 0
cap = 99
[[rank]]
name = "组内"
of = "得分"
then = ["-好评", "差率"]
[[rank]]
name = "全市"
of = "得分"
whole = true
[tiers]
name = "等次"
of = "得分"
steps = [{ name = "优", from = 80, top = 0.3 }, { name = "良", from = 40 }, { name = "差" }]
round = "up_0"
[[list]]
name = "末位"
where = "组内 = 个数(得分)"
"""


def levels() -> list[Given]:
    return [
        unit("甲县", 好评="90%", 解决="80%", 差率="2‰"), unit("乙县", 好评="90%", 解决="-", 差率="7.2‰", 次=9),
        unit("丙局", 好评="90%", 解决="60%", 差率="1‰"), unit("丁局", 好评="80%", 解决="75%", 差率="3‰"),
        unit("戊局", 好评="80%", 解决="75%", 差率="2‰"), unit("己局", 好评="-", 解决="-", 差率="-", 次="-"),
        unit("庚局", 好评="100%", 解决="100%", 差率="0"),
    ]  # fmt: skip


def test_ranks_in_the_group_and_in_the_city(tmp_path: Path) -> None:
    scored = score(made(tmp_path, LEVELS), levels())
    assert printing.texts(scored)[1:] == [
        ["甲县", "各县", "90.00%", "2.0‰", "0", "43", "1", "5", "良"],
        ["乙县", "各县", "90.00%", "7.2‰", "-1.5", "0", "2", "6", "差"],
        ["丙局", "部门", "90.00%", "1.0‰", "0", "78", "2", "2", "良"],
        ["丁局", "部门", "80.00%", "3.0‰", "0", "78", "4", "2", "良"],
        ["戊局", "部门", "80.00%", "2.0‰", "0", "78", "3", "2", "良"],
        ["己局", "部门", "-", "-", "-", "-", "-", "-", "-"],
        ["庚局", "部门", "100.00%", "0.0‰", "0", "99", "1", "1", "优"],
    ]
    assert scored.lists[0].names == ("乙县", "丁局")
    said = trace(scored.rows[1], scored)
    told = "\n".join(line.partition("；《")[0].partition("（《")[0] for line in said)
    assert "得分 = 50 × 0.9 + (-1.5) − 20 × 9 = 0（-136.5，按方案不低于0" in told
    assert "基准 = 50（方案按组规定" in told
    assert "基本分 = 90% × 0.6 ÷ 0.6（没有数的不计，权重由其余分担） = 0.9" in told
    assert "解决 = -（表中空白" in told
    assert "退单扣分 = −最小(3, 最大(0, 进位(0.72 × 10 − 5, 0) × 0.5)) = -1.5" in told
    assert "全市 = 得分 0 在6个单位中从高到低排名 = 6" in told
    assert "等次 = 得分 0 = 差（不足40" in told
    tied = trace(scored.rows[3], scored)[1]
    assert "（3个单位相同，再比好评 80%、差率 0.3；并列的取最前的名次；" in tied
    lost = "\n".join(trace(scored.rows[5], scored))
    assert "  组内 = -（没有得分，不参与排名；" in lost
    assert "得分 = -（缺少基本分、退单扣分；" in lost
    assert "次 = 0（表中空白；按方案计0；" in lost
    assert "等次 = -（没有得分，不参与分档）" in lost
    best = "\n".join(trace(scored.rows[6], scored, "等次"))
    assert "等次 = 得分 99 = 优（80以上，前30%）" in best


def test_what_is_unknown_comes_last_among_equals(tmp_path: Path) -> None:
    scheme = made(tmp_path, 'presentation = "ranks"\ncolumns = ["分", "名"]\n[[input]]\nname = "分"\n'
                            '[[rate]]\nname = "率"\n[[rank]]\nname = "名"\nof = "分"\norder = "ascending"\n'
                            'then = ["率"]\n')  # fmt: skip
    rows = [unit("甲", 分=1, 率="-"), unit("乙", 分=1, 率="50%"), unit("丙", 分=1, 率="20%"), unit("丁", 分=0, 率="-")]
    assert [row["名"].text for row in score(scheme, rows).rows] == ["4", "3", "2", "1"]


def test_a_share_of_the_units_is_not_rounded_unless_the_scheme_says_so(tmp_path: Path) -> None:
    plain = made(tmp_path, LEVELS.replace('round = "up_0"\n', ""))
    assert {row["等次"].text for row in score(plain, levels()[:2]).rows} == {"良", "差"}


def test_a_choice_alone_is_told_with_its_reason(tmp_path: Path) -> None:
    scheme = made(tmp_path, 'presentation = "none"\ncolumns = ["分"]\n[[input]]\nname = "量"\n[[total]]\n'
                            'name = "分"\nis = "若 量 > 9 则 5 否则 若 量 > 3 则 2 否则 0"\n')  # fmt: skip
    scored = score(scheme, [unit("甲", 量=4)])
    assert trace(scored.rows[0], scored)[1] == "  分 = 2（因 4 > 3；不满足 4 > 9；《热线通行规则》第45条）"
