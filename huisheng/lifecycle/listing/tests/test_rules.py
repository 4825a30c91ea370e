"""No cell is a formula: the published payloads, and every text there may be."""

import csv
import io
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.lifecycle.listing.rules import CELL, fitting, tame

# a few of each sort of the published payloads, and of our own
DANGEROUS = (
    '=cmd|"/C calc"!A0',
    "@SUM(1+9)*cmd|' /C calc'!A0",
    'DDE ("cmd";"/C calc";"!A0")A0',
    "+1+cmd|x",
    "-2+3+cmd|x",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    "\u200b=1+1",
    " =1+1",
    "'=1+1",
    "\ufeff=1+1",
    ";=1+1",
    "1;=1+1",
    '"=1+1',
    "\u3000=1",
    "\x00=1",
)
READABLE = (
    "-5",
    "-5.5℃",
    "+8613800138000",
    "=",
    "@演示甲",
    "- 已办结",
    "+1",
    "—说明",
    "-",
    "2026-01-05",
    "小区停水",
    "",
)


def signs(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula, however it begins to read it."""
    seen = [c for c in text if not (c.isspace() or unicodedata.category(c) in ("Cf", "Cc") or c in "\"'")]
    return bool(seen) and unicodedata.normalize("NFKC", seen[0])[:1] in tuple("=+-@")


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_payload_begins_with_an_apostrophe_or_is_broken(text: str) -> None:
    safe = tame(text)
    assert safe.startswith("'") or ";'=" in safe
    assert safe.replace("'", "") == text.replace("'", ""), "nothing else is changed"


@pytest.mark.parametrize("text", READABLE)
def test_what_is_harmless_stays_readable(text: str) -> None:
    assert text in tame(text)
    assert tame(text) in (text, f"'{text}")


def test_words_in_the_middle_of_a_sentence_stay() -> None:
    said = "停水3天，3=1+2，电话138-0013；邮箱a@b.example"
    assert tame(said) == said


@given(st.text(alphabet=st.sampled_from(list("=+-@＝＋ \t\r\n'\"字a1;,\u200b\ufeff")), max_size=12))
def test_nothing_begins_like_a_formula(text: str) -> None:
    safe = tame(text)
    assert not signs(text) or safe[0] == "'"
    assert safe == "" or safe[0] not in "=+-@\t\r\n＝＋"


@given(st.text(max_size=40))
def test_a_csv_reader_gets_the_tamed_text_back(text: str) -> None:
    text = text.replace("\x00", "").encode("utf-8", "ignore").decode()
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow([tame(text), "x"])
    assert next(csv.reader(io.StringIO(out.getvalue(), newline="")))[0] == tame(text)


def test_the_published_cases() -> None:
    path = Path("/work/shared/vectors/security/csv_injection_cases.csv")
    if not path.exists():
        pytest.skip("the vectors don't lie here")
    with path.open(encoding="utf-8", newline="") as file:
        for case in csv.DictReader(file):
            text, safe = json.loads(case["value_json"]), tame(json.loads(case["value_json"]))
            if case["kind"] == "dangerous":
                assert safe[0] == "'" or ";'=" in safe, text
            else:
                assert text in safe, text


def test_a_long_text_fits_a_cell_and_says_so() -> None:
    assert fitting("字" * CELL) == "字" * CELL
    cut = fitting("字" * (CELL + 1))
    assert len(cut) == CELL and cut.endswith("请在系统里看全文）")
