"""Labels that lie, characters cut in two, bytes without a name."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.channels.mail import decode

SIMPLE = "您好，幸福里小区旁工地连续三晚施工到凌晨，影响休息。"
FULL = "您好，幸福里小區旁工地連續三晚施工到凌晨，影響休息。"
LABELS = ["gb2312", "GBK", "utf-8", "iso-8859-1", "us-ascii", "", "x-unknown", "big5", '"gb_2312-80"', "unicode_escape"]


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(
    ("said", "codec"), [(SIMPLE, "gbk"), (SIMPLE, "utf-8"), (SIMPLE, "utf-8-sig"), (FULL, "utf-8")]
)
def test_the_label_may_lie(said: str, codec: str, label: str) -> None:
    assert decode.text(said.encode(codec), label) == said


@pytest.mark.parametrize("label", ["gb2312", "big5", "iso-8859-1", ""])
def test_traditional_characters(label: str) -> None:
    assert decode.text(FULL.encode("big5"), label) == FULL
    assert decode.text(FULL.encode("gbk"), label) == FULL


@pytest.mark.parametrize(
    ("data", "label", "said"),
    [
        ("联通".encode("gbk"), "gb2312", "联通"),
        ("联通".encode("gbk"), "", "联通"),
        ("𠮷田㐀".encode("gb18030"), "gb2312", "𠮷田㐀"),
        ("café élève".encode("latin-1"), "iso-8859-1", "café élève"),
        ("naïve".encode("utf-16"), "utf-8", "naïve"),
        ("好".encode("utf-16-be"), "utf-16be", "好"),
        ("好".encode("utf-7"), "utf-7", "好"),
        ("好".encode("hz"), "hz-gb-2312", "好"),
        ("こんにちは".encode("iso2022_jp"), "iso-2022-jp", "こんにちは"),
        ("привет".encode("koi8-r"), "koi8-r", "привет"),
        (b"plain", "", "plain"),
        (b"", "gbk", ""),
    ],
)
def test_other_charsets(data: bytes, label: str, said: str) -> None:
    assert decode.text(data, label) == said


def test_what_is_cut_off_loses_little() -> None:
    assert decode.text(SIMPLE.encode()[:-1], "utf-8").startswith(SIMPLE[:-1])
    assert decode.text(SIMPLE.encode("gbk")[:-1], "gbk").startswith(SIMPLE[:-1])


@pytest.mark.parametrize("label", ["idna", "punycode", "hex", "rot13", "undefined", "é", "", "a\0b", "x" * 500])
def test_labels_that_are_no_charset(label: str) -> None:
    assert decode.charset(label) == ""


@given(st.binary(max_size=60), st.sampled_from(LABELS))
def test_never_fails(data: bytes, label: str) -> None:
    assert isinstance(decode.text(data, label), str)


@given(st.text(max_size=60))
def test_headers_never_fail(raw: str) -> None:
    assert isinstance(decode.header(raw), str)
    assert isinstance(decode.header(f"=?gbk?B?{raw}?= =?utf-8?Q?{raw}?="), str)


def word(data: bytes, label: str = "UTF-8") -> str:
    return f"=?{label}?B?{b64encode(data).decode()}?="


def test_encoded_words() -> None:
    data = SIMPLE.encode()
    cut = "\r\n ".join(word(data[at : at + 10]) for at in range(0, len(data), 10))  # in the middle of characters
    assert decode.header(cut) == SIMPLE
    assert decode.header(f"Re: {word(SIMPLE.encode('gbk'), 'gb2312')} tail") == f"Re: {SIMPLE} tail"
    assert decode.header("=?utf-8?q?=E5=9B=9E=E5=A3=B0_x?=") == "回声 x"
    assert decode.header(word("回".encode("gbk"), "gbk") + " " + word("声".encode(), "utf-8")) == "回声"
    assert decode.header(f"{word(b'a')} {word(b'b')} c {word(b'd')}") == "ab c d"
    assert decode.header("=?utf-8?B?5Zue5aOw?") == "=?utf-8?B?5Zue5aOw?"
    assert decode.header("=?utf-8?B?5Zue5aOwX?=") == "回声"  # one sign too many
    assert decode.header("a\r\n b\rc\nd") == "a b c d"
    assert decode.header(SIMPLE.encode("gbk").decode("utf-8", "surrogateescape")) == SIMPLE
    assert decode.header("x\ud800") == "x?"
