"""Expressions: what they mean, how they write themselves, and what is not one."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.scoring.expression import TRUTH, Env, Misspoken, compile_, unknown
from huisheng.scoring.quantity import Value

NAMES = ("满意率", "办结率", "督办比", "空", "负", "零", "半")
VALUES: dict[str, Value] = {
    "满意率": F("98.25"),
    "办结率": F("99.57"),
    "督办比": F("9.09"),
    "空": None,
    "负": F("-0.2"),
    "零": F(0),
    "半": F(15, 23),
}
SHOWN = {"满意率": "98.25", "办结率": "99.57", "督办比": "9.09", "空": "-", "负": "-0.2", "零": "0", "半": "15/23"}
OVER: dict[str, F] = {"合计": F(22), "全体合计": F(100)}


def env() -> Env:
    return Env(VALUES, SHOWN, lambda name, column: OVER.get(name))


def worth(text: str) -> Value:
    return compile_(text, NAMES).value(env())


def words(text: str) -> str:
    return compile_(text, NAMES).words(env())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.6 × 满意率 + 0.3 * 办结率 + 0.1 × (100 − 督办比)", "97.912"),
        ("1 - 2 - 3", "-4"),
        ("12 ÷ 3 / 2", "2"),
        ("2 + 3 * 4", "14"),
        ("-(2 + 3)", "-5"),
        ("+3", "3"),
        ("- -3", "3"),
        ("80% × 5", "4"),
        ("最小(3, 满意率, 5)", "3"),
        ("max(1, 2)", "2"),
        ("绝对值(负)", "0.2"),
        ("限于(7, 0, 5)", "5"),
        ("若 满意率 ≥ 90 则 1 否则 2", "1"),
        ("if 满意率 > 99 then 1 else if 满意率 > 98 then 2 else 3", "2"),
        ("若 满意率 = 98.25 且 办结率 ≠ 1 则 1 否则 0", "1"),
        ("若 满意率 <= 1 或 非 办结率 < 1 则 1 否则 0", "1"),
        ("若 零 = 1 且 空 > 1 则 1 否则 0", "0"),
        ("若 零 = 0 或 空 > 1 则 1 否则 0", "1"),
        ("全有或全无(零 = 0, 5)", "5"),
        ("占比(满意率) × 22", "98.25"),
        ("全体合计(零)", "100"),
        ("若空(空, 7)", "7"),
        ("若空(零, 7)", "0"),
        ("四舍五入(满意率 ÷ 3, 1)", "32.8"),
        ("（2＋3）".replace("＋", "+") + "×2", "10"),
        ("分段(满意率，0，0，100，40)", "39.3"),
    ],
)
def test_values(text: str, value: str) -> None:
    assert worth(text) == F(value)


@pytest.mark.parametrize(
    "text",
    [
        "空 + 1",
        "1 - 空",
        "-空",
        "1 ÷ 零",
        "最小(空, 1)",
        "若 空 > 1 则 1 否则 2",
        "平均(零)",
        "若 非 空 > 1 则 1 否则 2",
        "若 空 > 1 且 零 = 0 则 1 否则 2",
        "若 空 > 1 或 零 = 1 则 1 否则 2",
    ],
)
def test_what_is_unknown_stays_unknown(text: str) -> None:
    assert worth(text) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0.6*满意率+0.1*(100-督办比)", "0.6 × 98.25 + 0.1 × (100 − 9.09)"),
        ("1 - (2 + 3)", "1 − (2 + 3)"),
        ("(1 - 2) + 3", "1 − 2 + 3"),
        ("2 / (3 * 4)", "2 ÷ (3 × 4)"),
        ("40 × 半", "40 × (15/23)"),
        ("1 + 负", "1 + (-0.2)"),
        ("负 + 1", "-0.2 + 1"),
        ("2 * 负", "2 × (-0.2)"),
        ("- -3", "−(−3)"),
        ("+3", "3"),
        ("空 + 1", "- + 1"),
        ("占比(满意率)", "98.25 ÷ 22〔满意率合计〕"),
        ("线性(满意率, 90, 20, 1, 0)", "线性(98.25, 90, 20, 1, 0)"),
        ("若 满意率 ≥ 90 则 1 否则 2", "1（因 98.25 ≥ 90）"),
        ("若 满意率 < 90 则 1 否则 2", "2（不满足 98.25 < 90）"),
        ("若 空 < 90 则 1 否则 2", "无法判断 - < 90"),
        ("若空(空, 7) + 1", "7 + 1"),
        ("若 非 (满意率 > 1 且 零 = 0) 则 1 否则 2", "2（不满足 非(98.25 > 1 且 0 = 0)）"),
    ],
)
def test_words(text: str, written: str) -> None:
    assert words(text) == written


@given(
    st.recursive(
        st.sampled_from(["1", "2.5", "满意率", "零"]),
        lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        max_leaves=12,
    )
)
def test_the_words_are_the_same_calculation(text: str) -> None:
    again = compile_(words(text), NAMES)
    assert again.value(env()) == worth(text)


def test_conditions_and_names() -> None:
    held = compile_("满意率 >= 80 and 办结率 != 合计(督办比)", NAMES, kind=TRUTH)
    assert held.holds(env()) is True
    assert held.names == ("满意率", "办结率")
    assert held.over == ("督办比",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("满一率", "不认识“满一率”，是不是“满意率”？"),
        ("1 +", "不完整"),
        ("1 & 2", "第3个字“&”看不懂"),
        ("", "不完整"),
        ("满意率 > 3", "应是一个数，而不是条件"),
        ("1 + (满意率 > 2)", "数与条件混在一起了"),
        ("非 3", "数与条件混在一起了"),
        ("若 1 则 2 否则 3", "数与条件混在一起了"),
        ("若 零 = 1 则 2 否则 零 = 3", "应同是数，或同是条件"),
        ("满意率.名", "看不懂"),
        ("2 ** 3", "不完整"),
        ("__import__(1)", "没有名为“__import__”的函数"),
        ("线性(1, 2)", "线性(…) 的参数个数不对，应写作：线性(率, 目标值, 满分, 每单位扣分, 下限)"),
        ("分段(1, 2, 3, 1, 4)", "各段的起点应是从小到大的常数"),
        ("分段(1, 满意率, 3, 5, 4)", "各段的起点应是从小到大的常数"),
        ("分档(1, 2, 3)", "参数个数不对"),
        ("四舍五入(1, 满意率)", "最后一个参数是小数位数"),
        ("四舍五入(1, 0.5)", "最后一个参数是小数位数"),
        ("合计(1)", "括号里应是一个名称"),
        ("合计(满意率, 零)", "括号里应是一个名称"),
        ("若空(1)", "应有2个参数"),
        ("全有或全无(1, 2)", "数与条件混在一起了"),
        ("1+" * 500 + "1", "超过1000个字"),
    ],
)
def test_what_is_not_an_expression(text: str, says: str) -> None:
    with pytest.raises(Misspoken) as caught:
        compile_(text, NAMES)
    assert says in str(caught.value)


def test_a_number_is_not_a_condition() -> None:
    with pytest.raises(Misspoken, match="应是一个条件"):
        compile_("1 + 1", NAMES, kind=TRUTH)


def test_the_deepest_expression_that_fits_is_worked_out() -> None:
    assert worth("-" * 50 + "1") == 1
    assert worth("(" * 490 + "1" + ")" * 490) == 1
    with pytest.raises(Misspoken, match="套了50层以上"):
        worth("-" * 51 + "1")


def test_an_unknown_name_without_a_neighbour_lists_what_there_is() -> None:
    assert unknown("xyz", ["满意率", "办结率"]) == "不认识“xyz”，可用的有：满意率、办结率。"
    assert unknown("xyz", []) == "不认识“xyz”，可用的有：（无）。"
