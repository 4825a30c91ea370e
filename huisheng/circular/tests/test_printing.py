"""A document as plain text: everything that is printed, top to bottom."""

from huisheng.circular.printing import to_text
from huisheng.circular.tests.samples import document


def test_everything_is_there_in_order() -> None:
    lines = to_text(document()).splitlines()
    assert lines[:4] == ["示例市12345市民热线通报", "第1期", "示例市热线工作情况通报", "各成员单位："]
    assert "共接到群众来电9744件，接通率97.71%。" in lines
    assert "甲局\t9744\t97.71%" in lines and "甲局\t9744" in lines and "乙局\t" in lines
    assert lines[-4:] == ["附表", "附表说明。", "报：市政府。", "发：各成员单位。"]
