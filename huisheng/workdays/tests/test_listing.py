"""Pasted lines of dates and counts."""

from datetime import date

import pytest

from huisheng.kernel.errors import Refusal
from huisheng.workdays.listing import parse_lines


def test_lines_are_read_with_their_numbers() -> None:
    lines = ["\ufeff2019-09-30 5\n", "\n", "  \t \n", "2019-1-2\t0\r\n", "２０２６－０１－０５　１０"]
    assert list(parse_lines(lines)) == [
        (1, date(2019, 9, 30), 5),
        (4, date(2019, 1, 2), 0),
        (5, date(2026, 1, 5), 10),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2019-09-30", "应为“日期 工作日数”两项，如“2019-09-30 5”，收到“2019-09-30”"),
        ("2019-09-30 5 6", "收到“2019-09-30 5 6”"),
        ("30.9.2019 5", "的日期应写作“2019-09-30”，收到“30.9.2019”"),
        ("2019-02-30 5", "的日期“2019-02-30”不存在"),
        ("0000-01-01 5", "的日期“0000-01-01”不存在"),
        ("2019-09-30 -5", "的工作日数应为0至99999的整数，收到“-5”"),
        ("2019-09-30 五", "收到“五”"),
        ("2019-09-30 " + "9" * 5000, "收到“" + "9" * 30 + "…”"),
        ("\x1b[31m 5", "收到“?[31m”"),
    ],
)
def test_a_bad_line_is_named(line: str, said: str) -> None:
    entries = parse_lines(["2019-09-30 5", "", line])
    assert next(entries)[0] == 1
    with pytest.raises(Refusal) as caught:
        next(entries)
    assert (caught.value.code, caught.value.field) == ("bad_line", "line 3")
    assert caught.value.sentence.startswith("第3行")
    assert said in caught.value.sentence
    assert caught.value.sentence.endswith("，请改正后重试。")
