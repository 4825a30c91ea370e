"""On real messages and replies, where they lie beside the checkout: another's reply is told from the own."""

import csv
from itertools import islice
from pathlib import Path

import pytest

import huisheng
from huisheng.insight.replies import relevance
from huisheng.insight.replies.judging import TELLS

DATA = Path(huisheng.__file__).parents[2] / "shared" / "data" / "taidi" / "replies.csv"


@pytest.mark.skipif(not DATA.is_file(), reason="../shared/data/taidi 不在，真实留言的检验已跳过。")
def test_another_matter_s_reply_is_told_from_its_own() -> None:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(islice(csv.DictReader(file), 0, None, 9))
    telling = [row for row in rows if len(relevance.pairs(row["答复意见"])) >= TELLS]
    shifted = [*telling[7:], *telling[:7]]
    own = [_near(row, row) for row in telling]
    other = [_near(row, from_) for row, from_ in zip(telling, shifted, strict=True)]
    won = sum((near > far) + 0.5 * (near == far) for near in own for far in other)
    assert won / (len(own) * len(other)) >= 0.97


def _near(row: dict[str, str], replied: dict[str, str]) -> float:
    return relevance.likeness(row["留言主题"], row["留言详情"], replied["答复意见"])[0]
