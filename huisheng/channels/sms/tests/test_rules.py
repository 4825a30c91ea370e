"""Receipts as gateways write them, keys in both numberings, numbers and keywords."""

import pytest

from huisheng.channels.sms import rules
from huisheng.channels.sms.contract import Fate, Retry


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "id:0123456789 sub:001 dlvrd:001 submit date:2611220930 done date:2611220931 stat:DELIVRD err:000 text:abc",
            ("0123456789", "DELIVRD", "000"),
        ),
        ("id:a1b2-c3 sub:1 dlvrd:0 submit date:26112209301500 done date:26112209311500 stat:UNDELIV err:001 Text:",
         ("a1b2-c3", "UNDELIV", "001")),
        ("ID: 77 STAT: EXPIRED ERR: 5", ("77", "EXPIRED", "5")),
        ("id:77 stat:MA:0001", ("77", "MA:0001", "")),
        ("id:77\nstat:DELIVRD", ("77", "DELIVRD", "")),
        ("我的id:77，请看", None),
        ("stat:DELIVRD", None),
        ("", None),
        ("id:" + "1" * 600 + " stat:DELIVRD", None),
    ],
)  # fmt: skip
def test_the_text_of_a_receipt(text: str, found: tuple[str, str, str] | None) -> None:
    assert rules.receipt(text) == found


@pytest.mark.parametrize(
    ("word", "error", "fate", "says"),
    [
        ("DELIVRD", "", Fate.DELIVERED, ""),
        ("delivered", "", Fate.DELIVERED, ""),
        ("ENROUTE", "", None, ""),
        ("ACCEPTD", "000", None, ""),
        ("EXPIRED", "000", Fate.FAILED, "有效期"),
        ("Undeliverable", "1B", Fate.FAILED, "（1B）"),
        ("REJECTED", "", Fate.FAILED, "运营商拒绝，请"),
        ("MA:0001", "", Fate.FAILED, "（MA:0001）"),
    ],
)
def test_the_word_of_a_receipt(word: str, error: str, fate: Fate | None, says: str) -> None:
    told, trouble = rules.told(word, error)
    assert told == fate
    assert says in trouble
    assert bool(trouble) == (fate is Fate.FAILED)


@pytest.mark.parametrize(
    ("given", "reported"),
    [
        ("0A1B", "0A1B"),
        ("0A1B", "a1b"),
        ("0A1B", "2587"),
        ("2587", "0A1B"),
        ("2587", "0000002587"),
        ("0000002587", "2587"),
        ("a1b2-c3", "A1B2-C3"),
        ("0", "0"),
    ],
)
def test_a_key_in_another_spelling(given: str, reported: str) -> None:
    assert rules.spelled(given) in rules.spellings(reported)


def test_spellings_of_nothing() -> None:
    assert rules.spellings("") == []
    assert rules.spellings("9" * 40) == ["9" * 40]
    assert "x" not in rules.spelled("")


@pytest.mark.parametrize(
    ("raw", "bare", "dialled"),
    [
        ("+8619900000001", "19900000001", "8619900000001"),
        ("8619900000001", "19900000001", "8619900000001"),
        ("008619900000001", "19900000001", "8619900000001"),
        (" 199-0000 0001", "199-0000 0001", "8619900000001"),
        ("10086", "10086", "8610086"),
        ("演示甲", "演示甲", ""),
        ("", "", ""),
        ("1" * 19, "1" * 19, ""),
        ("１９９", "１９９", ""),
    ],
)
def test_numbers(raw: str, bare: str, dialled: str) -> None:
    assert rules.number(raw) == bare
    assert rules.dialled(raw, "86") == dialled


@pytest.mark.parametrize("text", ["TD", "td", "T", " 退订 ", "退订。", "取消订阅！"])
def test_who_wants_no_more(text: str) -> None:
    assert rules.wants_no_more(text)


@pytest.mark.parametrize("text", ["", "TD路灯不亮", "我要退订这个", "1", "特"])
def test_who_has_something_to_say(text: str) -> None:
    assert not rules.wants_no_more(text)


def test_refusals() -> None:
    assert rules.refused(0x58)[0] is Retry.SLOWER
    assert rules.refused(0x0B)[0] is Retry.NO
    assert rules.refused(0x45) == (Retry.LATER, "短信网关没有收下（错误0x45），稍后自动再发。")
    assert rules.refused_by_cmpp(8)[0] is Retry.SLOWER
    assert rules.refused_by_cmpp(13)[0] is Retry.NO
    assert rules.refused_by_cmpp(99)[0] is Retry.LATER
    assert "密码" in rules.not_let_in(0x0E)
    assert "0x7" in rules.not_let_in(0x07)
    assert "密码" in rules.not_let_in_by_cmpp(3)
    assert "0x5" in rules.not_let_in_by_cmpp(5)


def test_long_enough() -> None:
    assert rules.long_enough("路" * 20)
    assert not rules.long_enough(" 1 ")
