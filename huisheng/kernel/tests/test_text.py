"""Text from outside comes in clean and whole, or is refused."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huisheng
from huisheng.kernel import text
from huisheng.kernel.errors import Refusal

STRINGS = Path(huisheng.__file__).parents[2] / "shared" / "vectors" / "strings"
FAMILY = "👨\u200d👩\u200d👧"
ANYTHING = st.text(st.characters(), max_size=300)  # lone surrogates too


def take(raw: object, limit: int = 50, required: bool = True, lines: bool = True) -> str:
    return text.take(raw, label="标题", field="title", limit=limit, required=required, lines=lines)


def refused(raw: object, limit: int = 50) -> Refusal:
    with pytest.raises(Refusal) as caught:
        take(raw, limit)
    assert caught.value.field == "title"
    assert "标题" in caught.value.sentence
    return caught.value


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("水\x00管", "水管"),
        ("水\x85管\x9f", "水管"),
        ("水\x7f管\x1b[31m", "水管[31m"),
        ("\ufeff水管", "水管"),
        ("金额\u202e001\u202c元", "金额001元"),
        ("\u2066甲\u2069", "甲"),
        ("半个\ud83d字", "半个字"),
        ("\ufdd0无\uffff", "无"),
        ("一\r\n二\r三\n四", "一\n二\n三\n四"),
        ("表\t格", "表\t格"),
        ("  \u3000外\u3000 ", "外"),
        ("e\u0301", "é"),
        ("陈\u0301", "陈\u0301"),
        (FAMILY, FAMILY),
        ("李\u200b四", "李\u200b四"),
        ("𠮷田", "𠮷田"),
        ("", ""),
    ],
)
def test_clean(raw: str, cleaned: str) -> None:
    assert text.clean(raw) == cleaned


@given(ANYTHING)
def test_clean_is_done_at_once(raw: str) -> None:
    cleaned = text.clean(raw)
    assert text.clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode()  # no lone surrogate is left
    assert "\x00" not in cleaned
    assert "\r" not in cleaned


@given(st.one_of(ANYTHING, st.none(), st.integers(), st.floats(), st.booleans(), st.binary(), st.lists(st.text())))
def test_take_gives_text_or_a_refusal(raw: object) -> None:
    try:
        taken = take(raw)
    except Refusal as refusal:
        assert refusal.code in ("missing", "too_long", "not_text")
        assert refusal.sentence.endswith("。")
    else:
        assert isinstance(raw, str)
        assert 0 < len(taken) <= 50
        assert taken == text.clean(raw)


def test_what_is_not_text_is_refused() -> None:
    for raw in (1, 1.5, True, b"x", ["x"], {"x": 1}):
        assert refused(raw).code == "not_text"


def test_missing() -> None:
    for raw in (None, "", "   ", "\x00", "\u3000\n", "\u200b\u200d\u2060"):
        assert refused(raw).code == "missing"
    assert take(None, required=False) == ""
    assert take(" ", required=False) == ""


def test_characters_from_private_and_newer_planes_count_as_seen() -> None:
    """Old systems keep rare names in the private area; newer Han are unassigned for an older Python."""
    for name in ("\ue000", "\U00031350", "𠮷"):
        assert take(name) == name


def test_length_counts_characters_after_cleaning() -> None:
    assert take("水" * 50) == "水" * 50
    assert take("e\u0301" * 50) == "é" * 50
    assert take("𠮷" * 50) == "𠮷" * 50
    over = refused("水" * 51)
    assert over.code == "too_long"
    assert "51字" in over.sentence
    assert "50字" in over.sentence


def test_ten_megabytes_are_refused_unread() -> None:
    for character in ("\x00", "水", "\u0301"):
        assert refused(character * 10_000_000).code == "too_long"


def test_lines_can_be_joined() -> None:
    assert take("张三\n李四\t 王五", lines=False) == "张三 李四 王五"
    assert take("张三\n李四") == "张三\n李四"
    assert take("甲\u2028乙", lines=False) == "甲 乙"


def test_fold() -> None:
    assert text.fold("１３８") == "138"
    assert text.fold("ＡＢｃ") == text.fold("abC") == "abc"
    assert text.fold("㎡") == "m2"


def _strings(name: str) -> list[str]:
    path = STRINGS / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    said = json.loads(path.read_text())
    strings: list[str] = said if isinstance(said, list) else said["names"]
    assert len(strings) > 20
    return strings


def test_naughty_strings() -> None:
    for raw in _strings("blns.json"):
        try:
            taken = take(raw, limit=5000)
        except Refusal as refusal:
            assert refusal.code == "missing", raw
        else:
            taken.encode()
            assert taken == text.clean(raw)


def test_rare_names() -> None:
    kept = 0
    for name in _strings("names_cn_edge.json"):
        try:
            taken = take(name, limit=50, lines=False)
        except Refusal as refusal:
            assert refusal.code in ("missing", "too_long"), name
            continue
        assert "\n" not in taken
        kept += taken == unicodedata.normalize("NFC", name)
    assert kept >= 15
