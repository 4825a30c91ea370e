"""Templates read, and mistakes told."""

import pytest

from huisheng.circular.sentences.parse import Wrong, parse, parse_list
from huisheng.circular.sentences.tree import (
    Bound,
    Change,
    Choice,
    Counted,
    Daily,
    Guard,
    Hole,
    Item,
    Listed,
    Option,
    Period,
    Ref,
    Score,
    Share,
    Value,
    Words,
    holes,
)

ACCEPTED = Ref("accepted")


def asked(template: str) -> object:
    """What the only hole of a template asks for."""
    (piece,) = parse(template)
    assert isinstance(piece, Hole)
    return piece.asked


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{accepted}", Value(ACCEPTED)),
        ("{ accepted@2 }", Value(Ref("accepted@2"))),
        ("{accepted[channel=phone]}", Value(Ref("accepted", "channel", ("phone",)))),
        ("{accepted[hot=欠薪+物业]}", Value(Ref("accepted", "hot", ("欠薪", "物业")))),
        ("{?accepted}", Guard(ACCEPTED, True)),
        ("{!accepted}", Guard(ACCEPTED, False)),
        ("{占比 a[kind=help]}", Share(Ref("a", "kind", ("help",)), None)),
        ("{占比 a of b}", Share(Ref("a"), Ref("b"))),
        ("{占比}", Share(Ref(""), None)),
        ("{同比 accepted}", Change("year", "phrase", ACCEPTED)),
        ("{同比差 accepted}", Change("year", "difference", ACCEPTED)),
        ("{同比幅 accepted}", Change("year", "rate", ACCEPTED)),
        ("{环比值 accepted}", Change("previous", "earlier", ACCEPTED)),
        ("{环比}", Change("previous", "phrase", Ref(""))),
        ("{日均 accepted}", Daily(ACCEPTED)),
        ("{界 high}", Bound("high")),
        ("{列 渠道}", Listed("渠道")),
        ("{个数 列 渠道}", Counted("渠道", False)),
        ("{汉数 前三 a of unit}", Counted(Choice("first", Ref("a"), "unit", n=3), True)),
        ("{前三 a of unit@towns 附数}", Listed(Choice("first", Ref("a"), "unit", "towns", 3, "", "附数"))),
        ("{后十二 t-1.解决率}", Listed(Choice("last", Score("t-1", "解决率"), n=12))),
        ("{提高前二十 a of unit}", Listed(Choice("gain", Ref("a"), "unit", n=20))),
        ("{下降前一 a of unit}", Listed(Choice("loss", Ref("a"), "unit", n=1))),
        ("{不高于 low a of unit}", Listed(Choice("not_above", Ref("a"), "unit", bound="low"))),
        ("{各 a of channel 附占比}", Listed(Choice("all", Ref("a"), "channel", shown="附占比"))),
        ("{首日 visit}", Period("首日", "visit")),
        ("{末日期}", Period("末日期")),
        ("{本期}", Period("本期")),
        ("{名}", Item("名")),
    ],
)
def test_what_stands_in_braces(template: str, expected: object) -> None:
    """Every form of a hole has its own node."""
    assert asked(template) == expected


def test_words_and_options_nest() -> None:
    """Words stand for themselves; options hold texts."""
    text = parse("共[{?a}有{a}件[，占{占比 a of b}]|没有]。")
    assert text[0] == Words("共")
    option = text[1]
    assert isinstance(option, Option)
    assert len(option.texts) == 2
    assert holes(text) == [Guard(Ref("a"), True), Value(Ref("a")), Share(Ref("a"), Ref("b"))]


def test_a_list_alone() -> None:
    """A list is read as it would stand in braces; a list's name is no list."""
    assert parse_list("前五 a of topic") == Choice("first", Ref("a"), "topic", n=5)
    with pytest.raises(Wrong, match="不能指另一个列表"):
        parse_list("列 渠道")
    with pytest.raises(Wrong, match="这里应是"):
        parse_list("前五 a")


@pytest.mark.parametrize(
    ("template", "at", "sentence"),
    [
        ("共受理3297件", 3, "直接写在句子里的数"),
        ("占百分之五", 1, "直接写在句子里的数"),
        ("受理三件", 2, "直接写在句子里的数"),
        ("受理３件", 2, "“３”是直接写"),
        ("占[9.13%|多数]", 2, "“9.13%”"),
        ("共{accepted", 10, "句子在此结束，这里应是：“[”、“}”"),
        ("{前 x}", 1, "“前 x}”看不懂"),
        ("{前三 a}", 5, "这里应是"),
        ("a]b", 1, "“]b”看不懂"),
        ("", -1, ""),
    ],
)
def test_mistakes_say_where_and_what_was_expected(template: str, at: int, sentence: str) -> None:
    """A number or a slip of the pen is refused with its place."""
    if at < 0:
        assert parse(template) == ()
        return
    with pytest.raises(Wrong) as caught:
        parse(template)
    assert caught.value.at == at
    assert sentence in caught.value.sentence


def test_names_may_hold_digits() -> None:
    """12345 is a name where it is declared, and only as declared."""
    assert parse("拨打12345热线", ["12345热线"])
    with pytest.raises(Wrong):
        parse("拨打12345", ["12345热线"])
