"""A reply judged: each finding from a reply that has it, none from a good one, and nothing that makes it fail."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huisheng.insight.replies import judging
from huisheng.insight.replies.judging import NOTE, WARN, Judgement, judge
from huisheng.insight.text import Matter

LAMP = Matter(
    "幸福里小区路灯不亮", "幸福里小区3栋东侧路灯不亮已有两周，老人夜里摔倒。希望尽快更换灯泡。请问什么时候修好？"
)
GOOD = "11月5日上午，路灯所到幸福里小区3栋东侧查看，系线路老化，当天更换灯泡2只，照明已恢复，并已电话告知来电人。"
FACTS: dict[str, Any] = {"contacted": True, "says_solved": True, "on": date(2019, 11, 6), "since": date(2019, 11, 4)}
WILD = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("1、2.年月日《》？请问何时将已于𠮷😀\0\n")), max_size=80
)


def of(reply: str, matter: Matter = LAMP, **more: Any) -> Judgement:
    return judge(matter, reply, **{**FACTS, **more})


def test_a_good_reply_has_no_findings() -> None:
    judged = of(GOOD)
    assert judged.findings == () and judged.rank == 0
    assert judged.likeness > 0.1 and judged.asked == 2


@pytest.mark.parametrize(
    ("reply", "code", "grade"),
    [
        ("您好！您的来电已收悉，感谢您对我们工作的支持、理解与监督！", "empty", WARN),
        ("您好，您反映的问题已转交区路灯所调查处理，谢谢。", "passed_on", WARN),
        ("您好，此事不属于我单位职责，请联系其他部门。", "brushed_off", WARN),
        ("您好，可以办理。", "short", NOTE),
        ("已修好阀门。", "short", NOTE),
        ("幸福里小区3栋路灯的事，我们高度重视，出行安全十分重要，路灯是城市的眼睛，灯光暖人心。", "no_deed", WARN),
        (f"{GOOD}下一步，将对幸福里小区线路进行改造。", "undated", NOTE),
        ("幸福里小区3栋东侧路灯线路老化，路灯所已更换灯泡2只，照明恢复，并已电话告知来电人。", "no_time", NOTE),
        (f"{GOOD}因不符合条件，幸福里小区东侧不予增设路灯。", "no_basis", WARN),
        (f"{GOOD}\n2019年11月1日", "before_matter", WARN),
        (GOOD.replace("11月5日", "已于11月9日"), "not_yet", WARN),
        (
            "感谢您的关心与支持，高度重视，第一时间，认真核实，积极协调，切实保障，加强管理，11月5日更换灯泡两只照明恢复，"
            "感谢您对我们工作的理解、支持、监督，祝您工作顺利，身体健康，生活愉快，欢迎来电，一如既往，宝贵意见。",
            "courtesy",
            NOTE,
        ),
        (
            "10月8日我局对泰和农贸市场南门占道摊贩开展整治，劝离流动摊贩十六户，下达责令改正通知书三份，市场管理方增派保安值守，"
            "每日巡查登记占道经营行为。",
            "strange",
            WARN,
        ),
    ],
)  # fmt: skip
def test_each_finding(reply: str, code: str, grade: str) -> None:
    found = {one.code: one for one in of(reply).findings}
    assert code in found, found
    assert found[code].grade == grade
    fact = found[code].fact
    assert (
        fact.endswith("。") and not fact.endswith("。。") and "请" not in fact and found[code].sentence[:4] == fact[:4]
    )
    for start, end in found[code].spans:
        assert reply[start:end].strip()


def test_what_the_record_says_otherwise() -> None:
    assert of(GOOD, contacted=False).codes[:1] == ("never_contacted",)
    claimed = of(GOOD, contacted=False, says_solved=False).findings[0]
    assert claimed.code == "contact_unrecorded"
    assert "告知来电人" in GOOD[claimed.spans[0][0] : claimed.spans[0][1]]
    silent = "11月5日路灯所更换幸福里小区3栋东侧灯泡2只，照明恢复。"
    assert of(silent, contacted=False, says_solved=False).codes == ("no_contact",)
    assert of(silent, contacted=False).codes == ("never_contacted",)
    unmet = "11月5日路灯所更换幸福里小区3栋东侧灯泡2只，因未留电话，无法与您取得联系。"
    assert of(unmet, contacted=False, says_solved=False).codes == ("no_contact",)
    assert of(GOOD, repeated=True, within=48).findings[0].sentence.count("48小时") == 1
    assert of(GOOD, repeated=True, says_solved=False).codes == ()
    assert of("", contacted=False, says_solved=False).codes == ()


def test_dates_that_are_no_deeds() -> None:
    assert of(f"{GOOD}\n2019年11月5日").codes == ()
    assert "not_yet" not in of(f"{GOOD}改造将于11月20日前完成。").codes
    assert "not_yet" not in of("去年12月20日已更换灯泡。" + GOOD, on=date(2019, 1, 6), since=date(2019, 1, 2)).codes
    assert "not_yet" not in of(GOOD + "13月45日已办。").codes
    assert "before_matter" not in of(f"{GOOD}\n2019年13月45日").codes
    assert "before_matter" not in of(f"{GOOD}\n2019年11月1日", since=None).codes
    assert "not_yet" in of("2019-11-09已到现场更换幸福里小区3栋东侧灯泡2只，照明恢复。").codes


def test_copies_and_templates() -> None:
    twin = GOOD.replace("2只", "3只")
    copied = of(twin, earlier=["别的", GOOD]).findings[0]
    assert (copied.code, copied.earlier, copied.grade) == ("copied", 1, WARN) and copied.percent > 90
    usual = "我局已将该处列入巡查重点路段并落实专人负责每周检查照明设施运行状态。"
    assert (
        "template"
        in of(
            f"{usual}路灯已修。",
            earlier=[f"{usual}11月1日，城南片区的线路全部检修完毕，更换了电缆三百米，增设灯杆五根。"],
        ).codes
    )
    assert of(GOOD, earlier=["供水管道爆裂已抢修完毕，恢复供水。"] * 3).codes == ()


def test_what_isn_t_answered_is_said() -> None:
    asked = Matter("小区三件事", "幸福里小区路灯不亮，希望更换灯泡。另外垃圾桶满溢请清运。还想问电梯何时检修？")
    left = of("11月5日已更换幸福里小区路灯灯泡，照明恢复，并告知来电人。", asked).findings
    assert [(one.code, one.grade) for one in left] == [("unanswered", NOTE)]
    assert left[0].sentence == left[0].fact == "市民问了3件，第2件“另外垃圾桶满溢请清运”还没答到。"
    none = of("已派人更换幸福里小区东门路灯灯泡，照明线路接通，并告知来电人，夜间行走有了光亮。", asked).findings
    assert [one.grade for one in none if one.code == "unanswered"] == [WARN, NOTE]
    assert "还没答到什么时候" in none[0].sentence
    one = of(
        "已更换幸福里小区3栋东侧灯泡，路灯线路接通，照明线缆检查过，并告知来电人。", Matter("灯", "请问路灯何时修好？")
    )
    assert any(one.sentence.startswith("市民问的“") for one in one.findings)


def test_many_open_points_are_one_finding() -> None:
    asked = Matter("诉求", "诉求：1、更换楼道电线；2、清运垃圾桶；3、检修电梯钢缆；4、补种绿化草皮；5、加装门禁系统")
    found = [one for one in of(GOOD, asked).findings if one.code == "unanswered"]
    assert len(found) == 1 and "有5件还没答到" in found[0].sentence


def test_policy_wants_its_basis() -> None:
    asked = Matter("咨询医保", "请问退休人员异地就医的医保报销政策是什么？")
    answer = "退休人员异地就医，先在网上备案，出院时在医院窗口直接结算，医保报销比例与本地住院相同，每年封顶十五万元。"
    assert [(one.code, one.grade) for one in of(answer, asked).findings] == [("no_basis", NOTE)]
    assert of(f"根据《演示市医疗保障办法》第十二条，{answer}", asked).codes == ()
    assert of(f"按演示市医保新规，{answer}", asked, clauses=frozenset({"演示市医保新规"})).codes == ()


def test_what_the_unit_always_says_proves_nothing() -> None:
    habit = "演示区路灯管理所维护班组负责辖区灯杆灯具线缆设施，服务热线全天值守，"
    asked = Matter("灯杆倾斜", "演示区路灯管理所维护的灯杆灯具，在滨河步道东段倾斜。")
    swapped = (
        f"{habit}南湖广场音乐喷泉设备间渗漏，11月5日更换水泵密封圈，阀门井排空，喷泉重新调试开放，夜景亮化时段调整。"
    )
    before = of(swapped, asked)
    after = of(swapped, asked, earlier=[f"{habit}第{n}件另有具体内容各不相同" for n in range(10)])
    assert after.likeness < before.likeness and "strange" in after.codes


@settings(max_examples=60, deadline=None)
@given(WILD, WILD, WILD, st.booleans())
def test_it_never_fails_and_spans_lie_inside(title: str, words: str, reply: str, yes: bool) -> None:
    judged = judge(Matter(title, words), reply, contacted=yes, says_solved=yes, on=date(2019, 1, 1), earlier=[words])
    assert 0 <= judged.rank <= 100 and judged.likeness >= 0
    for one in judged.findings:
        assert one.sentence.endswith("。")
        assert all(0 <= start < end <= len(reply) for start, end in one.spans)


def test_a_huge_text_is_read_in_part() -> None:
    long = "路灯坏了，请修好。" * 200_000
    assert judging.judge(Matter(long, long), long, contacted=True, says_solved=False, on=date(2019, 1, 1)).asked <= 12
