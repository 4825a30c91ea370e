"""TOML becomes dated values; a mistake is a sentence with file, line and what was expected."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from huisheng.rulebook.book import BrokenRulebook, sound
from huisheng.rulebook.tests.conftest import Write
from huisheng.rulebook.values import Held, Value, covers, depth, well_formed

GOOD = """label = "答复时限"
note = "说明"

[[value]]
from = 2013-01-01
to = 2020-01-01
scope = "山东/聊城"
urgent = true
kind = "help"
is = 24
unit = "hours"
cite = "demo#art-1"
"""


def one(write: Write, change: tuple[str, str]) -> tuple[str, ...]:
    assert change[0] in GOOD
    return write({"deadlines/reply.toml": GOOD.replace(*change)}).mistakes


def test_a_value_knows_what_where_when_and_why(write: Write) -> None:
    book = write({"deadlines/reply.toml": GOOD})
    assert book.mistakes == ()
    assert book.labels == {"deadlines.reply": "答复时限"}
    assert book.values == (
        Value(
            name="deadlines.reply",
            is_=24,
            unit="hours",
            cite="demo#art-1",
            from_=date(2013, 1, 1),
            to=date(2020, 1, 1),
            scope="山东/聊城",
            conditions=(("urgent", True), ("kind", "help")),
            file="parameters/deadlines/reply.toml",
            line=4,
        ),
    )
    assert sound(book) is book


FILE = "parameters/deadlines/reply.toml"
UNITS = (
    "workdays、days、working_hours、hours、minutes、seconds、times、count、characters、megabytes、"
    "day_of_month、percent、bool、text、codes、slots"
)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("cite = ", "site = "), f"{FILE} 第4行：缺少 cite。"),
        (('unit = "hours"', 'unit = "fortnights"'), f"{FILE} 第11行：unit 应是下列之一：{UNITS}。"),
        (('unit = "hours"', "unit = 5"), f"{FILE} 第11行：unit 应是下列之一：{UNITS}。"),
        (("is = 24", 'is = "24"'), f"{FILE} 第10行：is 应是不小于0的整数（单位 hours）。"),
        (("is = 24", "is = -1"), f"{FILE} 第10行：is 应是不小于0的整数（单位 hours）。"),
        (("is = 24", "is = true"), f"{FILE} 第10行：is 应是不小于0的整数（单位 hours）。"),
        (("from = 2013-01-01", 'from = "2013"'), f"{FILE} 第5行：from 应是日期，如 2013-01-01。"),
        (("to = 2020-01-01", "to = 2020-01-01T00:00:00"), f"{FILE} 第6行：to 应是日期，如 2013-01-01。"),
        (("to = 2020-01-01", "to = 2013-01-01"), f"{FILE} 第6行：to 应晚于 from（to 是不再有效的第一天）。"),
        (("山东/聊城", "山东//聊城"), f'{FILE} 第7行：scope 应是平台路径，如 ""、"北京"、"山东/聊城"。'),
        (("urgent = true", 'urgent = "yes"'), f"{FILE} 第8行：urgent 应是 true 或 false。"),
        (("urgent = true", "grade = true"), f"{FILE} 第8行：grade 应是 整数。"),
        (('kind = "help"', "kind = 1"), f"{FILE} 第9行：kind 应是 文字。"),
        (("demo#art-1", "demo 第一条"), f"{FILE} 第12行：cite 应是引用，如 jining-2013#art-2。"),
        (("note = ", "remark = "), f"{FILE} 第2行：不认识的键“remark”，文件开头只可有 label 和 note。"),
        (('note = "说明"', "note = 3"), f"{FILE} 第2行：note 应是文字。"),
        (('label = "答复时限"', ""), f"{FILE} 第1行：label 应是文字。"),
        (("[[value]]", "[value]"), f"{FILE} 第1行：至少要有一个值，每个值以单独一行 [[value]] 开头。"),
    ],
)
def test_a_mistake_is_said_with_line_and_expectation(write: Write, change: tuple[str, str], sentence: str) -> None:
    assert sentence in one(write, change)


def test_a_wrong_value_is_left_out_and_the_book_refuses_to_serve(write: Write) -> None:
    book = write({"deadlines/reply.toml": GOOD.replace("urgent", "urgnet")})
    assert book.values == ()
    assert len(book.mistakes) == 1
    assert book.mistakes[0].startswith(f"{FILE} 第8行：不认识的键“urgnet”，可用的键：from、scope、is、")
    with pytest.raises(BrokenRulebook, match="第8行"):
        sound(book)


def test_lines_are_those_of_the_right_table(write: Write) -> None:
    second = GOOD[GOOD.index("[[value]]") :].replace("to = 2020-01-01\n", "").replace("is = 24", "is = 2.5")
    book = write({"deadlines/reply.toml": GOOD + "\n" + second})
    assert [value.line for value in book.values] == [4]
    assert book.mistakes == (f"{FILE} 第19行：is 应是不小于0的整数（单位 hours）。",)


@pytest.mark.parametrize(
    ("words", "line"),
    [(b"label = \xff", None), ('label = "a"\nx = = 1\n', 2), ('label = "a', 1), ("", 1)],
)
def test_a_file_that_is_no_toml_is_named(write: Write, words: str | bytes, line: int | None) -> None:
    mistakes = write({"a.toml": words}).mistakes
    assert mistakes[0].startswith(f"parameters/a.toml 第{line}行：" if line else "parameters/a.toml：不是 UTF-8")


def test_an_array_written_inline_has_no_lines_to_name(write: Write) -> None:
    assert write({"a.toml": 'label = "a"\nvalue = [1]\n'}).mistakes == (
        "parameters/a.toml 第1行：至少要有一个值，每个值以单独一行 [[value]] 开头。",
    )


@pytest.mark.parametrize(
    ("unit", "good", "bad", "spoken"),
    [
        ("workdays", "5", "5.0", "5个工作日"),
        ("percent", "95.5", "101", "95.5%"),
        ("percent", "95", '"95"', "95%"),
        ("day_of_month", "25", "32", "25日"),
        ("bool", "true", "1", "是"),
        ("bool", "false", '"no"', "否"),
        ("text", '"phone"', '" "', "phone"),
        ("codes", '["app", "wechat"]', "[]", "app、wechat"),
        ("codes", '["app"]', "[1]", "app"),
        ("slots", '["08:30-12:00", "22:00-24:00"]', '["8:30-12:00"]', "08:30-12:00、22:00-24:00"),
        ("slots", '["00:00-24:00"]', "[1]", "00:00-24:00"),
        ("slots", '["00:00-24:00"]', "5", "00:00-24:00"),
        ("slots", '["00:00-24:00"]', "[]", "00:00-24:00"),
    ],
)
def test_each_unit_has_its_shape_and_is_said_in_words(
    write: Write, unit: str, good: str, bad: str, spoken: str
) -> None:
    text = GOOD.replace('"hours"', f'"{unit}"')
    book = write({"deadlines/reply.toml": text.replace("is = 24", f"is = {good}")})
    assert [str(value) for value in book.values] == [spoken]
    assert len(write({"deadlines/reply.toml": text.replace("is = 24", f"is = {bad}")}).mistakes) == 1


@pytest.mark.parametrize(
    ("held", "kind"),
    [(5, "count"), (True, "flag"), ("phone", "words"), (("app",), "items"), (Decimal("95.5"), None)],
)
def test_a_value_is_read_as_what_it_is_and_nothing_else(held: Held, kind: str | None) -> None:
    value = Value("a.b", held, "text", "demo#art-1", date(2013, 1, 1), None, "", (), "a.toml", 1)
    for name in ("count", "flag", "words", "items"):
        if name == kind:
            assert getattr(value, name) == held
        else:
            with pytest.raises(TypeError, match=r"a\.b"):
                getattr(value, name)


@pytest.mark.parametrize(
    ("held", "unit", "span"),
    [
        (3, "days", timedelta(days=3)),
        (24, "hours", timedelta(hours=24)),
        (30, "minutes", timedelta(minutes=30)),
        (0, "seconds", timedelta()),
        (3, "workdays", None),
        (3, "times", None),
        ("phone", "text", None),
        ("phone", "days", None),
    ],
)
def test_a_span_is_read_by_the_clock_and_nothing_else_is_one(held: Held, unit: str, span: timedelta | None) -> None:
    value = Value("a.b", held, unit, "demo#art-1", date(2013, 1, 1), None, "", (), "a.toml", 1)
    if span is None:
        with pytest.raises(TypeError, match=r"a\.b"):
            assert value.span
    else:
        assert value.span == span


def test_scopes_are_paths() -> None:
    assert [depth(scope) for scope in ("", "山东", "山东/聊城")] == [0, 1, 2]
    assert covers("山东/聊城", "山东/聊城/东昌府")
    assert not covers("山东/聊城", "山东/聊城市")
    assert not covers("山东/聊城", "山东")
    assert [well_formed(scope) for scope in ("", "北京", "a/b", "/a", "a/", "a/ b", 5)] == [True] * 3 + [False] * 4
