"""Points asked, copies, dates and deeds, each by itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.insight.replies import asked, copies, dates, deeds, relevance
from huisheng.insight.replies.wording import level

WORDS = st.text(alphabet="路灯坏了请修好垃圾，。？ 0一Ａa1、2", max_size=60)
THREE = "来电人反映幸福里小区3栋路灯不亮，希望尽快修好。另外请问垃圾什么时候清运？楼道电线老化要求更换。"


@pytest.mark.parametrize(
    ("words", "wants"),
    [
        (THREE, ["other", "when", "other"]),
        ("诉求：1、要求停工整顿；2、要求赔偿窗户玻璃；3、请公示施工许可。", ["other"] * 3),
        ("①路灯坏了三盏 ②井盖丢了两块", ["other"] * 2),
        ("小区停水，请尽快恢复供水，同时希望提前贴停水公告", ["other", "other"]),
        ("旁边工地连续三晚施工到凌晨，影响休息。", []),
        ("什么时候来水?什么时候恢复供暖？", ["when", "when"]),
        ("咨询社保卡丢失怎么补办", ["other"]),
        ("补贴是多少？为什么停发取暖补贴？", ["much", "why"]),
        ("救助站的联系电话是多少？", ["other"]),
        ("请领导重视，尽快解决，谢谢！", []),
        ("难道没人管吗？良心何在？", []),
        ("1、单元门禁损坏 2、电梯按钮失灵", ["other", "other"]),
        ("今年1、2月都交了水费，为什么停水？", ["why"]),
        ("", []),
    ],
)
def test_what_is_asked_is_told_apart(words: str, wants: list[str]) -> None:
    assert [point.wants for point in asked.points(words)] == wants


def test_a_point_is_told_short() -> None:
    (point,) = asked.points("本人住在幸福里小区三栋二单元五楼靠近东门的位置已经有十几年时间了每天爬楼，希望加装电梯")
    assert point.short == "希望加装电梯"
    (long,) = asked.points("请问" + "加装电梯" * 12)
    assert len(long.short) == 40 and long.short.endswith("…")


def test_what_a_reply_leaves_out() -> None:
    points = asked.points(THREE)
    assert asked.unanswered(points, "已更换3栋路灯，照明恢复。", "幸福里小区") == (1, 2)
    assert asked.unanswered(points, "路灯11月5日更换；垃圾每天傍晚清运；楼道电线本周更换。", "幸福里小区") == ()
    assert asked.unanswered(points[1:2], "垃圾会清运。\n2019年11月5日") == (0,), "a signature is no time"
    assert asked.unanswered(points[1:2], "暂无法确定。") == ()
    assert asked.unanswered(points[:1], "好的。") == (), "one request alone isn't several"
    much, why = asked.points("取暖补贴是多少？为什么停发取暖补贴？")
    assert asked.unanswered((much, why), "已登记。") == (0, 1)
    assert asked.unanswered((much, why), "每户300元，因名册变动。") == ()
    assert asked.unanswered((why, much), "取暖的事在查，有300元。") == ()


@given(WORDS, WORDS, WORDS)
def test_what_is_left_out_was_asked(words: str, reply: str, place: str) -> None:
    points = asked.points(words)
    assert set(asked.unanswered(points, reply, place)) <= set(range(len(points)))
    assert all(point.words in words for point in points)


@given(WORDS, WORDS)
def test_likeness_is_a_percentage_and_has_no_sides(one: str, other: str) -> None:
    assert 0 <= copies.alike(one, other) == copies.alike(other, one) <= 100


def test_likeness_of_replies() -> None:
    first = "已到现场责令停工，施工单位承诺夜间不再施工。"
    assert copies.alike(first, "已到现场责令停工,施工单位承诺夜间不再施工") == 100
    assert copies.alike(first, "已到现场责令停工，施工单位承诺夜间不再施工，并告知来电人。") >= 75
    assert copies.alike(first, "供水管道已抢修完毕，恢复供水。") < 20
    assert copies.alike("", "") == 0
    assert copies.likest("", []) == (0, -1)
    assert copies.likest(first, ["供水", first, first]) == (100, 1)
    assert copies.likest(first, [first + "并告知来电人。"], 99) == (0, -1)
    assert copies.template("", [first]) == 0 and copies.template(first, [first]) == 100


def test_levelling_moves_nothing() -> None:
    assert level("ＡB　，１２\0。x") == "ab ,12 。x"


@pytest.mark.parametrize(
    "when", ["11月5日", "今天下午", "3个工作日内", "10:30", "本月底", "周三", "十点", "春节前", "明年"]
)
def test_a_time_is_seen(when: str) -> None:
    assert dates.found(f"我单位{when}去办。")
    assert not dates.found("我单位会去办。")


def test_days() -> None:
    assert dates.signed("特此答复。演示局2019年11月5日").day == date(2019, 11, 5)  # type: ignore[union-attr]  # there is one
    assert dates.signed("2019年11月5日到现场") is None
    text = "您好,您于11月4日来电反映的路灯已修。"
    assert dates.found(dates.body(text)) is None and len(dates.body(text)) == len(text)
    assert [
        day.yearless
        for day in dates.done("11月5日已修,2019-11-06已验,政策自11月7日起,11月8日前完成", date(2019, 12, 1))
    ] == [True, False]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("已电话联系来电人说明情况", True),
        ("工作人员与您取得联系", True),
        ("来电人表示满意", True),
        ("因未留电话,无法与您取得联系", False),
        ("欢迎与您沟通", False),
        ("稍后将与您联系", False),
        ("已更换灯泡", False),
    ],
)
def test_contact_is_said(words: str, said: bool) -> None:
    assert (deeds.contact(words) is not None) is said


def test_deeds_promises_and_clauses() -> None:
    text = "已清理垃圾,下一步将更换垃圾桶。明天将清洗。我们将持续巡查。"
    assert [text[a:b] for a, b in deeds.done(text)] == ["清理"]
    assert [text[a:b] for a, b in deeds.promised(text)] == ["下一步将更换垃圾桶。"]
    assert deeds.clauses("按〔2019〕12号规定") and not deeds.clauses("按要求办")
    assert deeds.courtesy("") == 0
    assert deeds.inquires("", "请问退休政策") and not deeds.inquires("路灯坏", "退休的老人摔了。请修")


def test_likeness_needs_something_in_common() -> None:
    assert relevance.likeness("路灯", "幸福里路灯", "") == (0.0, 0)
    assert relevance.likeness("路灯", "幸福里路灯", "供水管道抢修")[0] == 0
    assert relevance.usual(["路灯"], ["路灯更换"] * 3) == frozenset()
    assert relevance.usual(["路灯", "水管"], ["路灯更换"] * 9) == {"路灯"}


@pytest.mark.parametrize(("reply", "left"), [("9" * 20_000, (0,)), ("补偿一百二十元", ()), ("每月 300 元", ())])
def test_a_long_number_is_no_amount_and_takes_no_time(reply: str, left: tuple[int, ...]) -> None:
    assert asked.unanswered(asked.points("请问补贴标准是多少？"), reply) == left
    assert dates.found("9" * 20_000) is None and dates.found("预计十五个工作日") is not None
