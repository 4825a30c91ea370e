"""A document written as JSON is the same document when it is read."""

from huisheng.circular import plain
from huisheng.circular.tests.samples import document


def test_every_block_comes_back_as_it_was() -> None:
    made = document()
    again = plain.from_text(plain.to_text(made))
    assert again == made
    assert plain.to_text(again) == plain.to_text(made)


def test_percentages_stay_exact() -> None:
    again = plain.from_text(plain.to_text(document()))
    table = again.blocks[3]
    assert repr(table.rows[0][2].value) == "Decimal('97.71')"  # type: ignore[union-attr]  # a Number of the sample's table
