"""Each rule on small texts: what it finds, and what it must leave alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.circular.checker import Severity
from huisheng.circular.checker.tests.synthetic import found, told

NO, ROUND, BASE, UNKNOWN = Severity.CONTRADICTION, Severity.ROUNDING, Severity.BASE, Severity.UNKNOWN

WRONG: list[tuple[str, list[tuple[str, Severity, str]]]] = [
    # shares
    ("共受理2000件。咨询类900件,占45.10%;求助类700件,占35.00%;投诉类400件,占20.00%。", [("占比", NO, "45.00%")]),
    ("共受理3000件。咨询类2000件,占66.66%;求助类1000件,占33.33%。", [("占比", ROUND, "66.67%")]),
    ("本市交办3297件。退单301件,占交办工单数的1%。", [("占比", NO, "9.13%")]),
    ("共受理3000件。全市承办500件,占总量的15.00%。", [("占比", NO, "16.67%")]),
    ("共受理3000件。供水类470件,占比17.23%。", [("占比", BASE, "15.67%")]),
    ("供水类470件,占比17.23%。", [("占比", BASE, "")]),
    ("甲类470件,占17.23%;乙类300件,占11.00%。", [("占比", BASE, "基数约2728")]),
    (
        "甲类470件,占17.23%;乙类300件,占11.00%;丙类210件,占7.70%;丁类99件,占3.63%;戊类55件,占9.90%。",
        [("占比", BASE, "基数约2728"), ("占比", NO, "2.02%")],
    ),
    # parts and shares that come to a whole
    ("咨询类占41.50%,投诉类占33.26%,求助类占19.52%,其他类占5.92%。", [("分项合计", NO, "100.20%")]),
    ("咨询类占41.50%,投诉类占33.26%,求助类占19.52%,其他类占5.75%。", [("分项合计", ROUND, "100.03%")]),
    ("共受理2000件。咨询类900件,占45.00%;求助类700件,占35.00%;其他401件,占20.05%。", [("分项合计", NO, "2001")]),
    ("共受理2000件,其中电话1500件、网站700件。", [("分项与总数", NO, "2200")]),
    ("共受理2000件,其中电话2500件。", [("分项与总数", NO, "2500")]),
    ("共受理2000件,其中直办1500件,转办600件。", [("分项与总数", NO, "2100")]),
    ("共受理2000件,其中电话1500件、网站470件。", [("分项与总数", UNKNOWN, "1970")]),
    ("共受理2000件。咨询1500件、求助300件、投诉100件、其他50件。", [("分项与总数", NO, "1950")]),
    ("共受理2000件。所有诉求中,咨询1500件、求助300件、投诉150件。", [("分项与总数", NO, "1950")]),
    # growth
    ("供水问题500件。较去年同期增加100件,增长20.00%。", [("增长", NO, "25.00%")]),
    ("供水问题500件,较上月增加101件,增长25.32%。", [("增长", ROUND, "25.31%")]),
    ("供水问题500件,较上月增加100件,下降25.00%。", [("增长", NO, "")]),
    ("供水问题100件,同比下降120.00%。", [("增长", NO, "不超过100%")]),
    ("供水问题1319个,较之上月739个增加了87.48%。", [("增长", NO, "78.48%")]),
    ("供水问题1319个,较之上月739个增加了78.49%。", [("增长", ROUND, "78.48%")]),
    ("供水问题40件,同比增长31.00%。", [("增长", NO, "33.33%或29.03%")]),
    ("供水问题52件,同比下降61.7%。", [("增长", ROUND, "61.8%")]),
    ("供水问题500件,较上月增加100件,同比增长25.00%。", [("同比环比", NO, "环比")]),
    ("供水问题500件,较上月同比增长25.00%。", [("同比环比", NO, "环比")]),
    ("供水问题500件,与去年相比环比增长25.00%。", [("同比环比", NO, "同比")]),
    # rates
    ("共接听电话1000个,直办800件,直办率82.00%。", [("比率", BASE, "80.00%")]),
    ("共接听电话3000个,直办2000件,直办率66.66%。", [("比率", ROUND, "66.67%")]),
    ("回访满意率102.00%。", [("比率", NO, "不超过100%")]),
    # daily means
    ("5月1日至5月31日,共受理3100件,日均110件。", [("日均", NO, "100")]),
    ("2023年12月26日至1月25日,共受理3100件,日均110件。", [("日均", NO, "100")]),
    ("2024年1月25日至2024年2月22日共受理2900件,日均受理130件。", [("日均", NO, "100")]),
    ("第一季度共受理9000件,日均120件。", [("日均", NO, "100")]),
    ("本周共受理700件,日均120件。", [("日均", NO, "100")]),
    ("上半年共受理18100件,日均120件。", [("日均", NO, "100")]),
    ("2023年,共受理36500件,日均120件。", [("日均", NO, "100")]),
    # matters and times
    ("退单20单次,其中退单3次的2件、2次的4件、1次的14件。", [("件与次", NO, "20件、28次")]),
    ("退单25件,其中退单3次的2件、2次的4件、1次的14件。", [("件与次", NO, "20件、28次")]),
]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_what_is_wrong_is_found(text: str, expected: list[tuple[str, Severity, str]]) -> None:
    assert told(text) == expected


FINE = [
    "占道经营问题办结率98.00%,供水问题20件。",
    "共受理2000件。咨询类900件,占45.00%;求助类700件,占35%。",
    "甲类783件、乙类579件、丙类562件,占工单总量的77%。共办理工单2495件。",
    "全市受理300件,占全省的12.00%。",
    "供水类3件,占比0.04%。",
    "得满分的单位55家,占比71.43%。",
    "共受理3000件。供水类600件,占20.00%,其中停水类60件,占供水类的10.00%。",
    "咨询类占41.50%,投诉类占33.26%。",
    "共受理2000件,其中办结1500件、满意900件。",
    "共受理2000件,其中电话约1500件、网站约700件。",
    "共受理2000件,其中电话1200件、网站700件,另有网格100件。",
    "受理9.67万件;直接答复7.25万件,直接答复率74.97%;转办2.42万件。",
    "共有承办件500件,其中甲区300件、乙县150件、丙市120件。",
    "办结率99.41%,环比上升2.12%。",
    "我县供水类环比减少12.35%、供暖类环比减少49.58%。共受理300件。",
    "办结率、满意率分别较上月提升3.67、3.56个百分点。",
    "供水问题500件,较上月增加100件,增长25.00%,同比下降0.00%。",
    "供水问题0件,同比下降100.00%。供暖问题5件,较上月0件增长100.00%。",
    "供水问题增加到500件,增长25.00%。",
    "回访率105.53%。",
    "5月份共受理3100件,日均100件。",
    "共受理3100件,日均105件。",
    "2023年2月30日至3月1日共受理60件,日均30件。",
    "退单28单次,其中退单3次的2件、2次的4件、1次的14件。",
    "退单28件次,其中退单3次的2件、2次的4件、1次的14件。",
    "退单20件,其中退单3次的2件、2次的4件、1次的14件。",
    "共催办90件,催办3次的2件、催办2次的4件。",
    "热线电话12345,第12期,2019年12月26日,联系电话0310-3111082。",
    "有民政局、卫计局等9个单位办结率均为100%;有回马镇等17个单位逾期。",
]


@pytest.mark.parametrize("text", FINE)
def test_what_is_fine_or_open_is_left_alone(text: str) -> None:
    assert told(text) == []


TABLE = """各单位办理情况表

单位\t受理量\t办结量\t办结率\t满意率\t排名
甲局\t200\t190\t95.00%\t96.00%\t1
乙局\t150\t138\t92.00%\t90.00%\t3
丙局\t120\t117\t97.50%\t80.00%\t5
丁局\t90\t81\t90.00%\t93.00%\t2
戊发展中心\t60\t60\t100.00%\t70.00%\t6
己局\t40\t37\t92.50%\t88.00%\t4
"""
ROWS: list[tuple[str, str, list[tuple[str, Severity, str]]]] = [
    ("", "", []),
    ("97.50%", "95.70%", [("表中比率", NO, "97.50%")]),
    ("92.00%", "92.01%", [("表中比率", NO, "92.00%")]),
    ("93.00%\t2", "93.00%\t1", [("排名", NO, "2")]),
    ("88.00%\t4", "88.00%\t3", [("排名", NO, "4")]),
    ("96.00%\t1", "106.00%\t1", [("表中比率", NO, "不超过100%")]),
    ("", "满意率高于85%的单位有:甲局、乙局、丁局、己局。", []),
    ("", "满意率高于90%的单位有:甲局、乙局、丁局。", [("名单与门槛", NO, "第5行“满意率”为90.00%")]),
    (
        "",
        "满意率达到90%以上的单位有:甲局、丁局、丙局。",
        [("名单与门槛", NO, "第6行“满意率”为80.00%"), ("名单与门槛", NO, "第5行“满意率”为90.00%")],
    ),
    ("", "满意率不高于80%的单位:丙局、戊中心。", [("单位名称", UNKNOWN, "戊发展中心")]),
    (
        "",
        "满意率80%以下的单位:丙局、戊发展中心、庚局。",
        [("名单与门槛", NO, "第6行“满意率”为80.00%"), ("名单与门槛", UNKNOWN, "表中没有“庚局”")],
    ),
    ("", "满意率低于90%的单位有:丙局、己局等单位。", []),
    ("", "有3个单位的满意率低于90%。", []),
    ("", "有4个单位的满意率低于90%。", [("名单与门槛", NO, "3个")]),
    ("", "满意率前两名是甲局、丁局,后两名是丙局、戊发展中心。", []),
    ("", "满意率前两名是甲局、丙局。", [("前后名次", NO, "甲局96.00%、丁局93.00%")]),
    ("", "满意率后2名是丙局、己局。", [("前后名次", NO, "戊发展中心70.00%、丙局80.00%")]),
    ("", "满意率环比提高的前两名是丙局、己局。", []),
    ("", "满意率前两名是甲局、庚局。", []),
    ("", "受理量前三位为:甲局200件,乙局150件,丙局120件。", []),
    ("", "受理量前三位为:甲局200件,乙局155件,丙局120件。", [("前后名次", NO, "150")]),
    ("", "共受理660件。", []),
    ("", "共受理680件。", [("文与表", NO, "660")]),
]


@pytest.mark.parametrize(("old", "new", "expected"), ROWS)
def test_tables_and_what_is_said_of_them(old: str, new: str, expected: list[tuple[str, Severity, str]]) -> None:
    text = TABLE.replace(old, new, 1) if old else f"{TABLE}\n{new}\n"
    got = told(text)
    assert sorted(got) == sorted(expected)


def test_a_missing_row_shows_in_the_ranks() -> None:
    lines = [line for line in TABLE.splitlines() if not line.startswith("乙局")]
    [one] = found("\n".join(lines))
    assert (one.rule, one.severity, one.computed, one.printed) == ("缺行", NO, "3", "1、2、4")


def test_ranks_of_what_isnt_printed_must_be_ranks() -> None:
    head = "单位\t受理量\t抽测排名\n"
    rows = [("甲局", 7, 1), ("乙局", 3, 2), ("丙局", 9, 2), ("丁局", 5, 4), ("戊局", 6, 5)]
    made = "".join(f"{name}\t{count}\t{rank}\n" for name, count, rank in rows)
    assert told(head + made) == []
    assert told(head + made.replace("\t5\t4", "\t5\t5")) == [("排名", UNKNOWN, "4")]


def test_a_total_row_and_a_table_of_some() -> None:
    rows = [("甲局", 20, 3), ("乙局", 30, 4), ("丙局", 50, 5), ("丁局", 60, 7)]
    made = "单位\t受理量\t逾期数\n" + "".join(f"{name}\t{a}\t{b}\n" for name, a, b in rows)
    assert told(f"{made}合计\t160\t19\n") == []
    assert told(f"{made}合计\t161\t19\n") == [("表中合计", NO, "160")]
    assert told(f"{made}合计\t461\t119\n") == [("表中合计", UNKNOWN, "160")]
    assert told(f"受理量前四名的单位情况表\n{made}合计\t461\t19\n") == []


def test_what_stands_beside_a_total_is_counted_with_the_table() -> None:
    table = "各部门办理情况表\n部门\t承办量\n甲局\t40\n乙局\t35\n丙局\t30\n合计\t105\n"
    assert told(f"部门共承办工单100件（另有协办5件）。\n{table}") == []
    assert told(f"部门共承办工单100件。\n{table}") != []
    assert told(f"部门共承办工单120件（其中各部门105件）。\n{table}") == []


def test_a_daily_mean_is_no_part_and_no_total() -> None:
    text = "共受理事项11198件，日均受理386件。来电受理10787件，微信209件，网站诉求150件，其他52件。"
    assert told(text) == []


def test_a_total_of_unrounded_rates_is_no_slip() -> None:
    head = "单位\t按时(40分)\t\t满意(60分)\t\t总得分\n\t率\t得分\t率\t得分\t\n"
    rows = "".join(
        f"{name}局\t100.00%\t40.00\t{b}.00%\t{b * 6 / 10:.2f}\t{40 + b * 6 / 10:.2f}\n"
        for name, b in zip("甲乙丙丁戊己庚辛壬", (100, 91, 83, 77, 63, 59, 47, 33, 21), strict=True)
    )
    odd = "癸局\t66.67%\t26.67\t91.11%\t54.67\t81.33\n"  # 26.667 + 54.666 = 81.333
    assert told(head + rows + odd) == []


def test_scores_by_points_in_the_head_and_odd_sums() -> None:
    head = "单位\t按时办理(40分)\t\t满意(60分)\t\t总得分\n\t率\t得分\t率\t得分\t\n"
    rows = "".join(
        f"{name}局\t{a}.00%\t{a * 40 / 100:.2f}\t{b}.00%\t{b * 60 / 100:.2f}\t{(a * 40 + b * 60) / 100:.2f}\n"
        for name, a, b in zip("甲乙丙丁戊己庚辛壬癸", range(81, 91), range(97, 67, -3), strict=True)
    )
    assert told(head + rows) == []
    assert ("加权得分", NO, "32.40") in told((head + rows).replace("\t32.40\t", "\t34.20\t"))
    assert ("表中合计", ROUND, "90.60") in told((head + rows).replace("\t90.60\n", "\t90.61\n"))
    above = head + rows.replace("\t32.40\t", "\t42.40\t")
    assert any(one[0] == "加权得分" for one in told(above))
    points = "单位\t响应得分(5)\t满意得分(10)\n甲局\t5\t9\n乙局\t6\t8\n丙局\t4\t7\n"
    assert told(points) == [("加权得分", NO, "不超过5")]


def test_total_rates_in_text_and_table() -> None:
    rows = "甲局\t100\t90\t90.00%\n乙局\t200\t190\t95.00%\n丙局\t50\t49\t98.00%\n合计\t350\t329\t94.00%\n"
    table = f"各单位办理情况表\n单位\t交办数\t按期办结数\t按期办结率\n{rows}"
    assert told(f"按时办结率94.00%。\n{table}") == []
    assert told(f"按时办结率94%。\n{table}") == []
    assert told(f"按时办结率97.00%。\n{table}") == [("文与表", NO, "94.00%")]
    assert told(f"城区按时办结率97.00%。\n{table}") == []
    assert told(f"转办340件。\n{table}") == [("文与表", UNKNOWN, "350")]
    assert told(f"转办240件。\n{table}") == []


def test_small_tables_of_the_first_and_last() -> None:
    small = "考核排名\t\t\t\n前两名\t\t后两名\t\n甲局\t1\t戊发展中心\t5\n丁局\t2\t乙局\t4\n"
    table = "单位\t受理量\t考核排名\n甲局\t7\t1\n乙局\t3\t4\n丙局\t9\t3\n丁局\t5\t2\n戊发展中心\t6\t5\n"
    assert told(f"{small}\n附表\n\n{table}") == []
    assert told(f"{small}\n附表\n\n{table}".replace("丁局\t2\t乙", "丁局\t3\t乙")) == [("前后名次", NO, "2")]


@settings(max_examples=40)
@given(st.lists(st.integers(1, 99_999), min_size=2, max_size=6))
def test_shares_of_a_printed_whole_are_never_found(parts: list[int]) -> None:
    whole = sum(parts)
    lines = [f"{'甲乙丙丁戊己'[at]}类{n}件,占{_percent(n, whole)}%" for at, n in enumerate(parts)]
    assert told(f"共受理{whole}件。{';'.join(lines)}。") == []


@settings(max_examples=40)
@given(st.integers(1, 99_999), st.integers(1, 99_999))
def test_growth_made_from_whole_numbers_is_never_found(now: int, before: int) -> None:
    grown = _percent(abs(now - before), before)
    verb, more = ("增长", "增加") if now >= before else ("下降", "减少")
    assert told(f"供水问题{now}件,同比{verb}{grown}%。") == []
    assert told(f"供水问题{now}件。较上月{more}{abs(now - before)}件,{verb}{grown}%。") == []


def _percent(part: int, whole: int) -> str:
    """Half up, to two places, in whole numbers."""
    hundredths = (part * 20_000 + whole) // (2 * whole)
    return f"{hundredths // 100}.{hundredths % 100:02d}"
