"""Folding texts, and finding near copies."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.insight import grams, near
from huisheng.insight.text import clean


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("", ""),
        ("  幸福\t里\r\n １２ 栋\0", "幸福 里 12 栋"),
        ("a\u200bb\ufeffc", "abc"),
        ("\ud800半个", "半个"),
        ("𠮷祥路🚧👨‍👩‍👧", "𠮷祥路🚧👨👩👧"),
        ("\x00\x07plain  ascii\n", "plain ascii"),
        ("Ⅳ级㎡", "IV级m2"),
    ],
)
def test_clean(raw: str, folded: str) -> None:
    assert clean(raw) == folded


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_clean_never_fails_and_is_settled(raw: str) -> None:
    once = clean(raw)
    assert once == once.strip()
    assert once.isprintable()
    assert grams.BREAK not in once


def test_clean_of_two_million_characters() -> None:
    assert clean("停水\0" * 700_000).count("停") == 700_000


LAMP = "演示路与样板街交叉口的路灯已经坏了半个多月，晚上老人孩子出门很不安全，请尽快派人来修理一下。"
NOISE = "幸福里小区旁边的工地每天凌晨还在施工，搅拌机的声音非常大，整栋楼的人都睡不好觉。"


def test_near_copies_share_a_number_and_others_do_not() -> None:
    told = [LAMP, NOISE, LAMP.replace("半个多月", "二十天"), "", NOISE + "！", LAMP, "", "路灯", "路", "路灯 "]
    found = near.groups(told)
    assert found[0] == found[2] == found[5]
    assert found[1] == found[4] != found[0]
    assert found[3] != found[6]
    assert found[7] == found[9] not in (found[8], found[0])


def test_a_chain_of_small_changes_is_one_group() -> None:
    chance = random.Random(4)
    told = ["".join(chance.choices(LAMP + NOISE, k=200))]
    for _ in range(6):
        place = chance.randrange(150)
        told.append(told[-1][:place] + "".join(chance.choices(NOISE, k=8)) + told[-1][place + 8 :])
    assert len(set(near.groups(told))) == 1


def test_a_crowd_of_like_signatures_and_large_texts() -> None:
    chance = random.Random(5)
    strangers = ["".join(chr(0x4E00 + chance.randrange(2000)) for _ in range(30)) for _ in range(400)]
    assert len(set(near.groups(strangers))) == 400
    big = "".join(strangers) * 20
    assert len(set(near.groups([big, big[:-1], *strangers[:3]]))) == 4


def test_nothing_to_group() -> None:
    assert near.groups([]) == []
    assert near.groups(["", " "]) == [0, 1]
