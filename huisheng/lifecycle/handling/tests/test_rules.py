"""What is said of a reply: insight's findings, with the orders they name."""

from datetime import date
from typing import Any

from huisheng.insight.text import Matter
from huisheng.lifecycle.handling import rules
from huisheng.lifecycle.handling.rules import Earlier, Hint, Record

THREE = Matter(
    "路灯不亮", "来电人反映幸福里小区3栋路灯不亮，希望尽快修好。另外请问垃圾什么时候清运？楼道电线老化要求更换。"
)
GOOD = "11月5日上午已到现场更换路灯灯泡，并电话告知来电人；垃圾每天傍晚清运；楼道电线已登记，本周内更换。"
RECORD = Record(spoke=True, repeated=False, since=date(2019, 11, 4), on=date(2019, 11, 6))


def told(words: str, **more: Any) -> rules.Told:
    facts: dict[str, Any] = {
        "solved": True, "matter": THREE, "place": "幸福里小区", "record": RECORD, "earlier": [], "from_percent": 85,
        "hours": 72,
    }  # fmt: skip
    return rules.told(words, **{**facts, **more})


def test_a_good_reply_has_no_hints() -> None:
    assert told(GOOD) == rules.Told((), 0)


def test_the_gravest_comes_first() -> None:
    found = told("已收悉，谢谢支持。", record=Record(False, True, date(2019, 11, 4), date(2019, 11, 6)))
    codes = [hint.code for hint in found.hints]
    assert codes == ["repeated", "never_contacted", "empty"]
    assert "72小时" in found.hints[0].sentence and found.rank > 90


def test_a_copy_says_of_what() -> None:
    words = "11月5日已到现场更换路灯灯泡，照明恢复，已告知来电人"
    (own,) = [hint for hint in told(words, earlier=[Earlier("", "11-04", words)]).hints if hint.code == "copied"]
    assert own.number == "" and "上一次（" not in own.sentence and "上一次的答复（11-04）" in own.sentence
    assert "100%" in own.sentence
    earlier = [Earlier("YS-6", "11-03", "别的话"), Earlier("YS-7", "11-04", words)]
    (other,) = [hint for hint in told(words, earlier=earlier).hints if hint.code == "copied"]
    assert other.number == "YS-7" and "11-04" in other.sentence


def test_what_was_accepted_is_not_called_refused() -> None:
    words = "11月5日已到现场更换路灯灯泡，照明恢复，已告知来电人"

    def copied(refused: bool, reviewing: bool) -> str:
        earlier = [Earlier("", "11-04", words, refused)]
        hints = told(words, earlier=earlier, reviewing=reviewing).hints
        return next(hint.sentence for hint in hints if hint.code == "copied")

    assert "没有通过" not in copied(False, False) + copied(False, True)
    assert copied(True, False).endswith("上次没有通过。请按退回意见改写。")
    assert copied(True, True).endswith("相同。上次没有通过。")


def test_the_reviewer_is_told_what_is_so_and_not_what_to_do() -> None:
    silent = Record(False, True, RECORD.since, RECORD.on)
    words = "已收悉，已电话告知来电人，谢谢支持。"
    for solved in (True, False):
        found = told(words, record=silent, solved=solved, earlier=[Earlier("YS-7", "11-04", words)], reviewing=True)
        assert [hint.code for hint in found.hints] == [
            hint.code for hint in told(words, record=silent, solved=solved, earlier=[Earlier("YS-7", "", words)]).hints
        ]
        said = "".join(hint.sentence for hint in found.hints)
        assert "请" not in said and "先" not in said and "本单位" not in said and "和该单位 11-04 的" in said
    assert rules.bare(True, silent, reviewing=True).hints[0].sentence == "选了“已解决”，但还没有联系上市民的记录。"


def test_notes_alone_hold_nothing_back() -> None:
    assert not rules.holds_back([])
    assert not rules.holds_back([Hint("no_time", "", grade="note")])
    assert rules.holds_back([Hint("no_time", "", grade="note"), Hint("no_deed", "")])


def test_what_is_known_without_reading() -> None:
    silent = Record(False, False, RECORD.since, RECORD.on)
    assert [hint.code for hint in rules.bare(True, silent).hints] == ["never_contacted"]
    assert rules.bare(False, silent) == rules.bare(True, RECORD) == rules.Told(())
