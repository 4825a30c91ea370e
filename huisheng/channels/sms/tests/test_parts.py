"""Texts in parts and back: characters are never cut, and what can't be read is shown, not left out."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huisheng.channels.sms import parts
from huisheng.channels.sms.contract import Encoding, Long, Part, Way

WORDS = st.text(st.characters(codec="utf-8"), max_size=600)


def split(text: str, way: Way = Way.UDH8, encoding: Encoding = Encoding.UCS2, reference: int = 0x1234) -> list[Part]:
    return parts.split(text, "19900000001", way=way, encoding=encoding, reference=reference)


def again(sent: list[Part], encoding: Encoding) -> str:
    """As it is read at the other end, part by part: none leans on another."""
    said = ""
    for part in sent:
        long, body = parts.headed(part.body) if part.long else (None, part.body)
        assert long == part.long
        said += body.decode("utf-16-be" if encoding is Encoding.UCS2 else "gb18030")
    return said


@given(text=WORDS, way=st.sampled_from(Way), encoding=st.sampled_from(Encoding))
@example(text="𠮷" * 300, way=Way.UDH8, encoding=Encoding.UCS2)
@example(text="一" + "𠮷" * 300, way=Way.UDH16, encoding=Encoding.UCS2)
@example(text="一" * 66 + "𠮷" + "一" * 10, way=Way.UDH8, encoding=Encoding.UCS2)
def test_what_is_split_is_read_again(text: str, way: Way, encoding: Encoding) -> None:
    sent = split(text, way, encoding)
    assert again(sent, encoding) == text
    if way is not Way.PAYLOAD:
        assert all(len(part.body) <= parts.MOST for part in sent)
    if len(sent) > 1:
        assert [part.long.no for part in sent if part.long] == list(range(1, len(sent) + 1))
    pieces = [(part.long.no, part.coding, parts.headed(part.body)[1]) for part in sent if part.long]
    if pieces:
        assert parts.joined(pieces[::-1], len(sent), gsm=True) == text


def test_the_bytes_of_a_part() -> None:
    first, second = split("好" * 71)
    assert first.body[:6] == bytes((5, 0, 3, 0x34, 2, 1))
    assert (len(first.body), len(second.body)) == (140, 6 + 8)
    assert (first.long, first.coding) == (Long(0x34, 1, 2), 8)
    assert split("好" * 71, Way.UDH16)[1].body[:7] == bytes((6, 8, 4, 0x12, 0x34, 2, 2))
    assert len(split("好" * 70)) == 1
    assert (split("好" * 71, Way.PAYLOAD)[0].long, len(split("好" * 71, Way.PAYLOAD)[0].body)) == (None, 142)


@pytest.mark.parametrize(("text", "way"), [("好" * 33_000, Way.PAYLOAD), ("好" * 67 * 256, Way.UDH8)])
def test_what_is_too_long_for_any_way(text: str, way: Way) -> None:
    with pytest.raises(ValueError, match=r"\d+"):
        split(text, way)


def test_a_character_that_a_telephone_parted() -> None:
    body = "水𠮷管".encode("utf-16-be")
    pieces = [(2, 8, body[4:]), (1, 8, body[:4])]
    assert parts.joined(pieces, 2, gsm=True) == "水𠮷管"


@pytest.mark.parametrize(
    ("pieces", "of", "said"),
    [
        ([(1, 1, b"a"), (3, 1, b"c")], 3, "a〔缺第2条〕c"),
        ([(2, 1, b"b")], 5, "〔缺第1条〕b〔缺第3至5条〕"),
        ([(1, 1, b"a"), (2, 8, "好".encode("utf-16-be"))], 2, "a好"),
    ],
)
def test_what_is_missing_is_said(pieces: list[tuple[int, int, bytes]], of: int, said: str) -> None:
    assert parts.joined(pieces, of, gsm=True) == said


@pytest.mark.parametrize(
    ("body", "long", "rest"),
    [
        (b"", None, b""),
        (b"\x05\x00\x03\x07\x02\x01ab", Long(7, 1, 2), b"ab"),
        (b"\x06\x08\x04\x01\x07\x02\x02ab", Long(0x107, 2, 2), b"ab"),
        (b"\x0a\x24\x01\x00\x00\x03\x07\x02\x01\x05\x00ab", Long(7, 1, 2), b"ab"),  # two elements and a torn one
        (b"\x05\x00\x03\x07\x02\x03ab", None, b"ab"),  # the third of two
        (b"\x05\x00\x03\x07\x01\x01ab", None, b"ab"),  # the only one
        (b"\x05\x00\x03\x07\x02\x00ab", None, b"ab"),
        (b"\x05\x00\x04\x07\x02\x01ab", None, b"ab"),  # runs over its end
        (b"\xff\x00\x03\x07\x02\x01ab", None, b"\xff\x00\x03\x07\x02\x01ab"),
        (b"\x00ab", None, b"ab"),
    ],
)
def test_a_header(body: bytes, long: Long | None, rest: bytes) -> None:
    assert parts.headed(body) == (long, rest)


@pytest.mark.parametrize(
    ("coding", "body", "text"),
    [
        (0, b"\x00 caf\x05 \x1b\x65\x1b\x14\x1b\x41\x11", "@ café €^A_"),
        (0, "退订".encode("gb18030"), "退订"),
        (1, b"TD", "TD"),
        (3, b"caf\xe9", "café"),
        (4, "好".encode(), "好"),
        (8, "好".encode("utf-16-be"), "好"),
        (8, "好".encode("utf-16-be") + b"\x59", "好\ufffd"),
        (8, b"\xd8\x42", "\ufffd"),
        (15, "㐀镕𠮷".encode("gb18030"), "㐀镕𠮷"),
        (15, b"\xff\xffa", "\ufffd\ufffda"),
        (4, b"\xff\xffa", "\ufffd\ufffda"),
        (0x18, "好".encode("utf-16-be"), "好"),
        (0x10, b"\x11", "_"),
        (0x14, b"ok", "ok"),
        (0x1C, b"ok", "ok"),
        (0xF1, b"\x11", "_"),
        (0xF5, b"ok", "ok"),
    ],
)
def test_codings(coding: int, body: bytes, text: str) -> None:
    assert parts.text_of([(coding, body)], gsm=True) == text


def test_the_alphabet_of_cmpp_is_ascii() -> None:
    assert parts.text_of([(0, b"a_@")], gsm=False) == "a_@"


@given(coding=st.integers(0, 255), body=st.binary(max_size=200))
def test_no_bytes_are_too_strange(coding: int, body: bytes) -> None:
    parts.text_of([(coding, body)], gsm=True)
    long, rest = parts.headed(body)
    assert body.endswith(rest)
    assert long is None or 1 <= long.no <= long.of
