"""What was typed, and where it stands in a text: pure."""

import string

import pytest
from django.db import connection

from huisheng.kernel import secrets
from huisheng.lifecycle.workorder.search import snippet
from huisheng.lifecycle.workorder.search.terms import Query, folded, understood


@pytest.mark.parametrize(
    ("raw", "terms"),
    [
        ("路灯", ("路灯",)),
        ("  供水\u3000供暖\n供水 ", ("供水", "供暖")),
        ("３号楼ＪＷＴ", ("3号楼jwt",)),
        ("买买提・艾力", ("买买提·艾力",)),
        ("幸\u200b福里", ("幸福里",)),
        ("𬎆", ("𬎆",)),
        ("好" * 3000, ("好" * 200,)),
    ],
)
def test_terms(raw: str, terms: tuple[str, ...]) -> None:
    assert understood(raw, by_phone=False) == Query(terms)


@pytest.mark.parametrize("raw", ["", " \u3000\n", "\x00", "\u200b \u202e", "\ud800"])
def test_nothing_is_asked(raw: str) -> None:
    assert understood(raw, by_phone=True) is None


def test_a_whole_number_is_a_number() -> None:
    for raw in ("ys-20191104-0000001", "ＹＳ－20191104-0000001", "YS-20191104 -0000001"):
        query = understood(raw, by_phone=True)
        assert query is not None
        assert (query.number, query.phone) == ("YS-20191104-0000001", b"")
    part = understood("20191104-0000001", by_phone=False)
    assert part is not None
    assert part.number == ""


def test_a_phone_is_as_it_was_kept() -> None:
    kept = secrets.blind("13800138000")
    for raw in ("13800138000", "138 0013 8000", "138-0013-8000", "１３８００１３８０００"):
        query = understood(raw, by_phone=True)
        assert query is not None
        assert query.phone == kept
    for raw, by_phone in (("13800138000", False), ("13", True), ("1380013800x", True), ("٣٣٣٣٣", True)):
        query = understood(raw, by_phone=by_phone)
        assert query is not None
        assert query.phone == b""


def test_pairs_and_patterns() -> None:
    query = Query(("100%", "a_b\\", "号"))
    assert query.pairs == ["0%", "00", "10", "_b", "a_", "b\\"]
    assert query.patterns == ["%100\\%%", "%a\\_b\\\\%", "%号%"]
    assert Query(("水", "电")).pairs == []


@pytest.mark.django_db
def test_the_database_folds_the_same() -> None:
    """Character by character: all of the first plane, the characters of names beyond it, and what is never seen."""
    spans = [
        (1, 0xD800),
        (0xE000, 0x10000),
        (0x1F100, 0x1F200),
        (0x20000, 0x20800),
        (0x2B820, 0x2BA00),
        (0x2F800, 0x2FA20),
    ]
    characters = [chr(code) for first, last in spans for code in range(first, last)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT c, search_folded(c) FROM unnest(%s::text[]) AS c", [characters])
        rows = cursor.fetchall()
    differ = {character for character, said in rows if said != folded(character)}
    assert not differ & set(string.printable), "what is typed every day"
    # newer scripts, of which one side knows more than the other; never Chinese, Latin, Greek, Cyrillic or full width
    assert len(differ) < 100
    assert not [c for c in differ if ord(c) < 0x1000 or 0x2E80 <= ord(c) < 0xA000 or ord(c) >= 0xF900], differ


def text_of(parts: list[snippet.Part]) -> str:
    return "".join(f"[{part.text}]" if part.hit else part.text for part in parts)


@pytest.mark.parametrize(
    ("said", "terms", "shown"),
    [
        ("幸福里小区３号楼停水", ("3号楼",), "幸福里小区[３号楼]停水"),
        ("ＪＷＴ令牌失效", ("jwt", "失效"), "[ＪＷＴ]令牌[失效]"),
        ("甲" * 30 + "路灯" + "乙" * 60, ("路灯",), "…" + "甲" * 12 + "[路灯]" + "乙" * 34 + "…"),
        ("房租㎡计\n𠮷祥里", ("m2", "𠮷"), "房租[㎡]计 [𠮷]祥里"),
        ("哈哈哈", ("哈哈",), "[哈哈哈]"),
        ("<b>路灯</b>", ("路灯",), "<b>[路灯]</b>"),
    ],
)
def test_hits_are_marked_in_its_own_characters(said: str, terms: tuple[str, ...], shown: str) -> None:
    assert text_of(snippet.marked(said, terms)) == shown
