"""Definitions: what is shipped holds together, and a mistake is told with file, line and what was expected."""

from pathlib import Path

import pytest
from django.db import connection

from huisheng.measures import compute, predicate, reckon
from huisheng.measures.definition import load, shipped
from huisheng.measures.figure import Scope, Window
from huisheng.measures.rows import FACTS
from huisheng.measures.source import Mistakes
from huisheng.measures.tests.test_reckon import NOVEMBER
from huisheng.rulebook import book

HEAD = 'fact = "visit"\nanchor = "at"\ngroup = "unit"\n'
GOOD = """
[[measure]]
name = "visited"
label = "回访数"
version = 1
unit = "件"
cite = "xiangtan-2019-11#art-6"
"""


def wrong(folder: Path, text: str, name: str = "x.toml") -> list[str]:
    """The mistakes of a folder with one file."""
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(Mistakes) as caught:
        load(folder)
    return list(caught.value.sentences)


def test_the_shipped_definitions_are_cited_and_run(db: None) -> None:
    library = shipped()
    for measure in library.values():
        assert measure.cite in book.shipped().articles
        assert measure.label
        assert library.formula(measure)
    told = reckon.figures(library, Scope(1, NOVEMBER))
    assert set(told) == set(library)
    assert all(figures[None].numerator == 0 for figures in told.values())


def test_names_and_versions_find_a_measure(tmp_path: Path) -> None:
    newer = GOOD.replace("version = 1", "version = 2").replace("回访数", "有效回访数")
    (tmp_path / "x.toml").write_text(HEAD + GOOD + newer, encoding="utf-8")
    library = load(tmp_path)
    assert (library["visited"].version, library["visited@1"].label, len(library)) == (2, "回访数", 3)
    assert library.formula(library["visited"]) == "全部回访"


def test_the_formula_reads_like_one() -> None:
    library = shipped()
    assert library.formula(library["visit_rate"]) == "(回访数 + 回访未应答) ÷ 交办数"
    assert library.formula(library["return_rate"]) == "退单数 ÷ 交办数"
    assert library.formula(library["on_time_rate"]) == "全部工单中，按期答复的 ÷ 全部工单（按首次派单时间统计）"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fact = ", "x.toml 第1行：不是合格的 TOML"),
        (HEAD, "x.toml 第1行：至少要有一个指标"),
        ('fact = "cat"\n' + GOOD, "x.toml 第1行：fact 不能是“cat”，可用的有：order、dispatch、visit"),
        ("fact = 3\n" + GOOD, "x.toml 第1行：fact 应是文字。"),
        (HEAD + "colour = 1\n" + GOOD, "x.toml 第4行：不认识的键“colour”，可用的键："),
        (HEAD.replace('"at"', '"when"') + GOOD, "x.toml 第2行：anchor 应是回访的一列时刻，没有“when”，可用的列：at。"),
        (HEAD + "measure = [{ a = 1 }]\n", "x.toml 第4行：measure 应写成若干节"),
        ("measure = 4\n", "x.toml 第1行：measure 应写成若干节"),
        (GOOD, "x.toml 第2行：没有 sum_of 的指标要说明对什么计数"),
        (HEAD + GOOD.replace('label = "回访数"\n', ""), "x.toml 第5行：缺少 label（应是文字）。"),
        (HEAD + GOOD.replace("version = 1", "version = 0"), "x.toml 第8行：version 应是从1起的整数。"),
        (HEAD + GOOD.replace("version = 1", 'version = "a"'), "x.toml 第8行：version 应是整数。"),
        (HEAD + GOOD.replace("version = 1", "version = true"), "x.toml 第8行：version 应是整数。"),
        (HEAD + GOOD.replace("件", "斤"), "x.toml 第9行：unit 不能是“斤”，可用的有：件、次、个、人、条、"),
        (HEAD + GOOD.replace("art-6", "art-99"), "x.toml 第10行：规则库里没有“xiangtan-2019-11#art-99”这一条"),
        (HEAD + GOOD + 'group = "street"\n', "x.toml 第11行：group 应是回访的一列，没有“street”"),
        (HEAD + GOOD + 'count = "call_id"\n', "x.toml 第11行：count 不能是“call_id”，可用的有：rows、order_id。"),
        (HEAD + GOOD + 'keep = "last"\n', 'x.toml 第11行：keep 只用于 count = "order_id"'),
        (HEAD + GOOD + 'numerator = "gradee = 1"\n', "x.toml 第11行：numerator：没有“gradee”这一列，可用的列：at、"),
        (HEAD + GOOD + 'where = "at; drop"\n', "x.toml 第11行：where：条件里不能有“;”"),
        (HEAD + GOOD + 'where = "(effective"\n', "x.toml 第11行：where：括号不成对。"),
        (HEAD + GOOD + 'where = ""\n', "x.toml 第11行：where：条件不能为空。"),
        (HEAD + GOOD + 'denominator = "effective"\n', "x.toml 第11行：单位是 % 的才有 denominator"),
        (HEAD + GOOD.replace("件", "%"), "x.toml 第9行：单位是 % 的必须有 denominator。"),
        (HEAD + GOOD + 'sum_of = "visited"\n', "x.toml 第11行：sum_of 应是列表。"),
        (HEAD + GOOD + "sum_of = [1]\n", "x.toml 第11行：sum_of 应是文字的列表"),
        (HEAD + GOOD + 'sum_of = ["visited"]\nper = ["visited"]\n', "x.toml 第12行：单位是 % 的才有 per"),
        (HEAD + GOOD.replace("件", "%") + 'sum_of = ["visited"]\n', "x.toml 第9行：单位是 % 的必须有 per。"),
        (HEAD + GOOD + 'sum_of = ["other"]\n', "x.toml 第5行：没有名为“other”的指标"),
        (HEAD + GOOD + 'sum_of = ["visited"]\n', "x.toml 第5行：“visited”本身是合成的"),
        (HEAD + GOOD + GOOD, "x.toml 第12行：visited@1 已在 x.toml 第5行定义，改了定义请用新的 version。"),
        (HEAD + GOOD + 'sum = "outcome"\n', "x.toml 第11行：sum 应是回访的一列整数，没有“outcome”，可用的列：no、"),
        (HEAD + GOOD + 'sum = "no"\nsum_of = ["a"]\n', "x.toml 第11行：sum 只用于直接计数、单位不是 % 的指标"),
        (HEAD + GOOD.replace("件", "%") + 'denominator = "true"\nsum = "no"\n', "x.toml 第12行：sum 只用于直接计数"),
        (HEAD + GOOD + 'rounding = "half_up_2"\n', "x.toml 第11行：rounding 只用于 %、平均数和写明 divisor 的数"),
        (HEAD + GOOD + 'rounding = "up"\n', "x.toml 第11行：rounding 不能是“up”，可用的有：half_up_0、"),
        (HEAD + GOOD + "divisor = 60\n", "x.toml 第11行：divisor 应是从1起的整数，单位不是 %"),
        (HEAD + GOOD + "divisor = 0\n", "x.toml 第11行：divisor 应是从1起的整数，单位不是 %"),
        (HEAD + GOOD + "exclude = [1]\n", "x.toml 第11行：exclude 应是表的列表"),
        (HEAD + GOOD + 'exclude = [{ when = "nope", reason = "因" }]\n', "x.toml 第11行：when：没有“nope”这一列"),
        (HEAD + GOOD + 'exclude = [{ when = "solved" }]\n', "x.toml 第11行：缺少 reason（应是文字）。"),
        (HEAD + GOOD + 'exclude = [{ when = "solved", reason = "因", who = "x" }]\n', "x.toml 第11行：不认识的键“who”"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    told = wrong(tmp_path, text)
    assert any(sentence.startswith(expected) for sentence in told), told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe")
    told = wrong(tmp_path, HEAD + GOOD + 'numerator = "a"\ndenominator = "b"\n')
    assert told[0] == "a.toml：不是 UTF-8 编码，请用 UTF-8 另存。"
    assert [sentence[:11] for sentence in told[1:]] == ["x.toml 第11行", "x.toml 第12行", "x.toml 第12行"]


MEAN = """
[[measure]]
name = "mean_no"
label = "平均号"
version = 1
unit = "天"
sum = "no"
numerator = "effective"
denominator = "effective"
divisor = 1440
rounding = "half_up_1"
cite = "xiangtan-2019-11#art-6"
[[measure]]
name = "sum_no"
label = "号之和"
version = 1
unit = "次"
sum = "no"
cite = "xiangtan-2019-11#art-6"
[[measure]]
name = "no_each"
label = "每件号数"
version = 1
unit = "次"
sum_of = ["sum_no"]
per = ["visited"]
rounding = "half_up_3"
cite = "xiangtan-2019-11#art-6"
[[measure]]
name = "both"
label = "两者"
version = 1
unit = "次"
sum_of = ["sum_no", "visited"]
cite = "xiangtan-2019-11#art-6"
"""


def test_sums_and_means_are_read_and_their_working_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(HEAD + GOOD + MEAN, encoding="utf-8")
    library = load(tmp_path)
    mean = library["mean_no"]
    assert (mean.sum, mean.divisor, mean.rounding, library.folder) == ("no", 1440, "half_up_1", tmp_path)
    assert library.formula(mean) == "全部回访中，有效的，其回访序号之和 ÷ 有效的回访数 ÷ 1440"
    assert library.formula(library["sum_no"]) == "全部回访的回访序号之和"
    assert library.formula(library["no_each"]) == "号之和 ÷ 回访数"
    assert library.formula(library["both"]) == "号之和 + 回访数"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("effective solved", "“solved”处读不通，少了 and 或 or"),
        ("grade =", "末尾应是列名、'文字'或整数"),
        ("grade = (no)", "“(”处应是列名、'文字'或整数"),
        ("effective and", "末尾应是列名、'文字'或整数"),
        ("grade is 3", "is 后面应是 null、true 或 false"),
        ("grade not effective", "“grade”后面应有比较，如 grade = …"),
        ("3", "“3”后面应有比较，如 3 = …"),
        ("no between 1 or 3", "“or”处应是“and”"),
        ("grade in 'a'", "“'a'”处应是“(”"),
        ("grade in ('a' 'b')", "“'b'”处应是“)”"),
        ("(effective", "括号不成对"),
        ("(" * 50 + "effective" + ")" * 50, "括号套得太深"),
        ("not " * 50 + "effective", "not 套得太深"),
    ],
)
def test_a_predicate_that_cannot_be_read_says_where(words: str, expected: str) -> None:
    assert predicate.mistake(words, FACTS["visit"].columns) == expected


@pytest.mark.parametrize(
    "words",
    [
        "effective and not contacted",
        "not (contacted is true or not contacted = false)",
        "no not between 1 and 3 and grade not in ('satisfied') or at is not null",
        "'50%' = grade",
        "grade IN ('satisfied', 'partly')",
        "(contacted is null) or no between 1 and 3",
        "true",
    ],
)
def test_plain_predicates_are_right_and_postgresql_agrees(words: str, db: None) -> None:
    assert predicate.mistake(words, FACTS["visit"].columns) == ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM fact_visit WHERE {words}")  # no parameters: a % is only a %
        assert cursor.fetchone() == (0,)


def test_a_closing_bracket_too_many() -> None:
    assert predicate.mistake("effective) or (solved", FACTS["visit"].columns) == "括号不成对"


def test_the_windows_of_a_scope_are_by_fact() -> None:
    from datetime import date

    wider = Window(date(2019, 10, 31), date(2019, 11, 30))
    scope = Scope(1, NOVEMBER, {"visit": wider})
    assert (scope.of("visit"), scope.of("order")) == (wider, NOVEMBER)
    assert str(wider) == "2019-10-31 至 2019-11-30"
    assert compute.PERCENT == "%"
