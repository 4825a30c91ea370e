"""What is typed for a parameter, and what is shown of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from huisheng.kernel.errors import Refusal
from huisheng.rulebook import outlook, typed
from huisheng.rulebook.book import shipped

GROUNDS = outlook.values_of("returns.grounds")
TEXTS = [value for value in shipped().values if value.unit == "text" and value.words.isascii()]  # words that code knows


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (True, "是"),
        (False, "否"),
        (5, "5"),
        (Decimal("95.5"), "95.5"),
        (("08:30-12:00", "13:30-17:30"), "08:30-12:00、13:30-17:30"),
    ],
)
def test_as_it_stands_in_a_field(held: object, said: str) -> None:
    assert typed.spelled(held) == said  # type: ignore[arg-type]  # each is one


def test_what_is_typed_is_read_and_kept() -> None:
    assert typed.read("９５%", "percent", label="值") == Decimal(95)
    assert typed.read("是", "bool", label="值") is True
    assert typed.read("8", "days", label="值") == 8
    assert typed.read("not_my_duty、other", "codes", label="值", known=GROUNDS) == ("not_my_duty", "other")
    for value in TEXTS:
        assert typed.read(value.words, "text", label="值", known=TEXTS) == value.words.lower()
    for held, unit in ((Decimal("95.5"), "percent"), (("other",), "codes"), (8, "days"), (True, "bool")):
        assert typed.taken(typed.stored(held), unit) == held
    with pytest.raises(ValueError, match="is no days"):
        typed.taken("acht", "days")


@pytest.mark.parametrize(
    ("words", "unit"),
    [("很多", "percent"), ("也许", "bool"), ("八", "days"), ("999999", "days"), ("no_such", "codes"), ("x", "text"),
     ("12:00-08:30", "slots"), ("", "codes")],
)  # fmt: skip
def test_what_cannot_be_is_refused(words: str, unit: str) -> None:
    with pytest.raises(Refusal) as caught:
        typed.read(words, unit, label="值", known=GROUNDS)
    assert caught.value.field == "is"


def test_a_narrower_plain_value_hides_a_wider_condition() -> None:
    one = outlook.values_of("deadlines.reply")[0]
    day = date(2020, 1, 6)
    plain = replace(one, scope="山东/聊城", conditions=(), from_=day, to=None)
    wide = replace(one, scope="", conditions=(("urgent", True),), from_=day, to=None)
    assert outlook._now([plain, wide], day, "山东/聊城") == (plain,)
    assert outlook._now([wide], day, "山东/聊城") == (wide,)
