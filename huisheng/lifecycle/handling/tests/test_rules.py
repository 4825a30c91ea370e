"""What is seen of a reply before it is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.lifecycle.handling import rules

WORDS = st.text(alphabet="路灯坏了请修好垃圾，。 0一Ａa", max_size=60)
THREE = "来电人反映幸福里小区3栋路灯不亮，希望尽快修好。另外请问垃圾什么时候清运？楼道电线老化要求更换。"
GOOD = "11月5日上午已到现场更换路灯灯泡；垃圾每天傍晚清运；楼道电线已登记，本周内更换。"


@given(WORDS, WORDS)
def test_likeness_is_a_percentage_and_has_no_sides(one: str, other: str) -> None:
    assert 0 <= rules.alike(one, other) == rules.alike(other, one) <= 100


@given(WORDS)
def test_a_text_is_like_itself_however_it_is_set(one: str) -> None:
    letters = [c for c in one if c not in "，。 "]
    assert rules.alike(one, "， ".join(one.replace("，", ""))) == (100 if len(letters) > 1 else 0)


def test_likeness_of_replies() -> None:
    first = "已到现场责令停工，施工单位承诺夜间不再施工。"
    assert rules.alike(first, "已到现场责令停工，施工单位承诺夜间不再施工，并告知来电人。") >= 75
    assert rules.alike(first, "供水管道已抢修完毕，恢复供水。") < 20
    assert rules.alike("", "") == 0


@pytest.mark.parametrize(
    ("words", "points"),
    [
        (THREE, 3),
        ("诉求：1、要求停工；2、要求赔偿；3、请告知施工许可。", 3),
        ("①路灯坏了 ②井盖丢了", 2),
        ("小区停水，请尽快恢复，同时希望提前通知", 2),
        ("旁边工地连续三晚施工到凌晨，影响休息。", 0),
        ("什么时候来水?什么时候恢复供暖？", 2),
        ("咨询社保卡怎么办理", 1),
        ("", 0),
    ],
)
def test_what_is_asked_is_told_apart(words: str, points: int) -> None:
    assert len(rules.points(words)) == points


def test_what_a_reply_leaves_out() -> None:
    left = rules.unanswered(THREE, "已更换路灯灯泡，路灯恢复照明。", "幸福里小区")
    assert left == ("另外请问垃圾什么时候清运？", "楼道电线老化要求更换")
    assert rules.unanswered(THREE, GOOD, "幸福里小区") == ()
    assert rules.unanswered("幸福里小区路灯不亮，希望修好。", "好的。", "") == (), "one thing alone isn't several"
    assert rules.unanswered("请问怎么办理？请尽快处理。", "好的。", "") == (), (
        "without words of its own it can't be told"
    )


@given(WORDS, WORDS, WORDS)
def test_what_is_left_out_was_asked(words: str, reply: str, place: str) -> None:
    assert set(rules.unanswered(words, reply, place)) <= set(rules.points(words))


@pytest.mark.parametrize("when", ["11月5日", "今天下午", "3个工作日内", "10:30", "本月底", "周三", "十点"])
def test_a_time_is_seen(when: str) -> None:
    assert rules.names_a_time(f"我单位{when}去办。")
    assert not rules.names_a_time("我单位会去办。")


def test_a_deed_is_seen() -> None:
    assert rules.names_a_deed("已维修")
    assert not rules.names_a_deed("已收悉，谢谢支持。")


def told(words: str, **more: object) -> list[str]:
    facts: dict[str, object] = {
        "solved": True, "spoke": True, "asked": THREE, "place": "", "earlier": [], "from_percent": 85,
    }  # fmt: skip
    return [hint.code for hint in rules.told(words, **{**facts, **more})]  # type: ignore[arg-type]  # by name


def test_all_hints_the_gravest_first() -> None:
    assert told(GOOD) == []
    earlier = [("YS-1", "11-03", "已处理"), ("", "11-04", "完全是别的话")]
    everything = ["never_contacted", "copied", *["unanswered"] * 3, "no_time", "no_deed"]
    assert told("已处理", spoke=False, earlier=earlier) == everything
    assert "never_contacted" not in told("已处理", spoke=False, solved=False)


def test_a_copy_says_of_what() -> None:
    words = "11月5日已到现场处理完毕"
    facts = {"solved": False, "spoke": True, "asked": "", "place": "", "from_percent": 85}
    (own,) = rules.told(words, earlier=[("", "11-04", words)], **facts)  # type: ignore[arg-type]  # by name
    assert own.number == "" and "上一次" in own.sentence and "100%" in own.sentence
    (other,) = rules.told(words, earlier=[("YS-7", "11-04", words)], **facts)  # type: ignore[arg-type]  # by name
    assert other.number == "YS-7"


def test_a_missing_date_alone_holds_nothing_back() -> None:
    assert not rules.holds_back([])
    assert not rules.holds_back([rules.Hint("no_time", "")])
    assert rules.holds_back([rules.Hint("no_time", ""), rules.Hint("no_deed", "")])


def test_a_long_point_is_cut() -> None:
    long = f"1、{'路灯' * 40}；2、垃圾清运"
    (hint, *_) = rules.told(
        "11月5日已到现场", solved=False, spoke=True, asked=long, place="", earlier=[], from_percent=85
    )
    assert "…" in hint.sentence and len(hint.sentence) < 70
