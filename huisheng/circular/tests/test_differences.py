"""What a correcting edition prints otherwise."""

from dataclasses import replace
from decimal import Decimal

from huisheng.circular.differences import Difference, differences
from huisheng.circular.document import Number, Paragraph, Table
from huisheng.circular.tests.samples import CALLS, document

BETTER = Number("97.73%", Decimal("97.73"), "f2", percent=True)


def test_an_equal_edition_has_no_differences() -> None:
    assert differences(document(), document()) == []


def test_a_changed_number_is_named_once_by_its_label() -> None:
    before = document()
    blocks = list(before.blocks)
    blocks[1] = Paragraph(("共接到群众来电", CALLS, "件，接通率", BETTER, "。"), "p-calls")
    table = blocks[3]
    assert isinstance(table, Table)
    blocks[3] = replace(table, rows=(("甲局", CALLS, BETTER), *table.rows[1:]))
    after = replace(before, blocks=tuple(blocks))
    assert differences(before, after) == [Difference("接通率", "97.71%", "97.73%")]


def test_words_that_came_went_or_changed_are_told() -> None:
    before = document()
    after = replace(
        before,
        blocks=tuple(
            Paragraph(("下一步，从严督办。",), "p-next") if getattr(block, "key", "") == "p-next" else block
            for block in before.blocks
        ),
        attachments=(),
    )
    assert differences(before, after) == [
        Difference("文字", "下一步，继续做好各项工作。", "下一步，从严督办。"),
        Difference("文字", "附表说明。", ""),
    ]


def test_a_number_that_came_or_went_has_an_empty_side() -> None:
    before = document()
    after = replace(before, blocks=before.blocks[:1])
    told = differences(before, after)
    assert Difference("来电数", "9744", "") in told
    assert differences(after, before)[0] == Difference("来电数", "", "9744")
