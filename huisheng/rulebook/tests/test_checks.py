"""What a rulebook may not have: unknown citations, gaps, overlaps, lost conditions, months without a rule."""

from datetime import date

import pytest

from huisheng.rulebook import checks
from huisheng.rulebook.book import HERE, load
from huisheng.rulebook.tests.conftest import Write


def entry(start: str, *, to: str = "", scope: str = "", more: str = "", is_: int = 5, cite: str = "demo#art-1") -> str:
    end = f"to = {to}\n" if to else ""
    return f'[[value]]\nfrom = {start}\n{end}scope = "{scope}"\n{more}is = {is_}\nunit = "workdays"\ncite = "{cite}"\n'


def file(*entries: str) -> dict[str, str]:
    return {"a/b.toml": 'label = "甲"\n' + "".join(entries)}


# -- what is shipped --------------------------------------------------------------------------------------------------


def test_the_shipped_rulebook_is_whole() -> None:
    book = load(HERE)
    assert checks.problems(book, {}) == []
    assert len(book.articles) >= 150


def test_every_national_default_says_that_it_is_assumed() -> None:
    book = load(HERE)
    for name in checks.ALWAYS_NEEDED:
        national = [value for value in book.values if value.name == name and not value.scope and not value.conditions]
        assert [value.from_ for value in national] == [date(2013, 1, 1)]
        assert "是本软件的默认值，平台另有规定的从其规定。" in book.articles[national[0].cite].text


# -- citations --------------------------------------------------------------------------------------------------------


def test_unknown_citations_are_found_wherever_they_stand(write: Write) -> None:
    book = write(file(entry("2013-01-01", cite="demo#art-3")))
    answers = {"demo#art-1": ("huisheng.demo:rule",), "demo#art-4": ("huisheng.demo:rule",)}
    expected = "不存在，应是 documents/ 里某一条的编号（文件名#art-条号）。"
    assert checks.unknown_citations(book, answers, ["demo#art-2", "demo#art-5"]) == [
        f"parameters/a/b.toml 第2行：引用“demo#art-3”{expected}",
        f"huisheng.demo:rule 的 @implements：引用“demo#art-4”{expected}",
        f"引用“demo#art-5”{expected}",
    ]


DOCUMENT = (
    "# 题\n" + "".join(f"## art-{n} 第{n}条\n文\n" for n in range(1, 5)) + "## art-5 五\n> 不自动化：因为由人定。\n"
)


def test_an_article_is_answered_by_a_parameter_code_a_citation_or_a_reason(write: Write) -> None:
    book = write(file(entry("2013-01-01")), {"demo.md": DOCUMENT})
    answers = {"demo#art-2": ("huisheng.demo:rule",)}
    assert checks.unanswered_articles(book, answers, ["demo#art-3"]) == [
        "documents/demo.md 第8行：demo#art-4“第4条”没有参数或代码回应，请加上引用，或写明“> 不自动化：因为……”。"
    ]
    assert len(checks.unanswered_articles(book, {})) == 3


# -- time -------------------------------------------------------------------------------------------------------------


def test_a_succession_without_seam_is_silent(write: Write) -> None:
    book = write(
        file(
            entry("2015-01-01"),
            entry("2013-01-01", to="2015-01-01"),
            entry("2013-01-01", scope="山东"),
            entry("2014-01-01", more="grade = 1\n"),
            entry("2014-01-01", more="grade = 2\n"),
        )
    )
    assert checks.gaps(book) == []
    assert checks.overlaps(book) == []


def test_a_gap_is_named_with_its_days(write: Write) -> None:
    book = write(file(entry("2013-01-01", to="2014-12-31"), entry("2015-01-01")))
    assert checks.gaps(book) == [
        (
            "parameters/a/b.toml 第9行：a.b（全国）在 2014-12-31 至 2015-01-01 之间没有值，"
            "请让上一个值的 to 等于这里的 from。"
        )
    ]
    assert checks.overlaps(book) == []


@pytest.mark.parametrize("end", ["", "2015-01-02"])
def test_an_overlap_names_both_lines(write: Write, end: str) -> None:
    urgent = "urgent = true\n"
    book = write(file(entry("2013-01-01", to=end, more=urgent), entry("2015-01-01", more=urgent)))
    line = 10 if end else 9
    assert checks.overlaps(book) == [
        (
            f"parameters/a/b.toml 第{line}行：a.b（全国，急件=True）从 2015-01-01 起与第2行的值同时有效，"
            "请给前一个值写上 to。"
        )
    ]
    assert checks.gaps(book) == []


def test_a_short_value_inside_a_long_one_is_an_overlap_and_makes_no_gap(write: Write) -> None:
    book = write(
        file(
            entry("2013-01-01", to="2016-01-01"),
            entry("2014-01-01", to="2014-02-01"),
            entry("2016-01-01", to="2017-01-01"),
            entry("2016-06-01"),
            entry("2018-01-01"),
        )
    )
    assert checks.gaps(book) == []
    assert [sentence.split("：")[0] for sentence in checks.overlaps(book)] == [
        "parameters/a/b.toml 第9行",
        "parameters/a/b.toml 第23行",
        "parameters/a/b.toml 第29行",
    ]


# -- conditions lost in a narrower scope ------------------------------------------------------------------------------

URGENT = entry("2013-01-01", more="urgent = true\n", is_=1)


def test_a_city_that_forgets_its_urgent_matters_is_told(write: Write) -> None:
    book = write(file(entry("2013-01-01"), URGENT, entry("2014-01-01", scope="湖南/湘潭")))
    assert checks.lost_conditions(book) == [
        (
            "parameters/a/b.toml 第15行：自 2014-01-01 起，第8行的a.b（全国，急件=True）在“湖南/湘潭”被这一行遮住，"
            "请在这一平台也写明该条件下的值。"
        )
    ]


def test_a_city_that_remembers_them_is_not(write: Write) -> None:
    remembered = entry("2014-01-01", scope="湖南/湘潭", more="urgent = true\n")
    book = write(
        file(
            URGENT,
            remembered,
            entry("2014-01-01", scope="湖南/湘潭"),
            entry("2014-01-01", scope="湖南/湘潭", more='kind = "help"\n'),
        )
    )
    assert checks.lost_conditions(book) == []


def test_one_that_remembers_them_only_for_a_time_is_told_from_when(write: Write) -> None:
    remembered = entry("2014-01-01", to="2015-06-01", scope="湖南/湘潭", more="urgent = true\n")
    book = write(file(URGENT, remembered, entry("2014-01-01", scope="湖南/湘潭")))
    assert "自 2015-06-01 起" in checks.lost_conditions(book)[0]


# -- months -----------------------------------------------------------------------------------------------------------


def test_a_month_without_a_rule_is_counted_for_every_scope(write: Write) -> None:
    book = write(file(entry("2013-03-01", to="2013-05-01"), entry("2013-01-01", scope="山东")))
    names, first, last = ("a.b", "a.c"), date(2013, 1, 1), date(2013, 6, 1)
    assert checks.months_without(book, names, first, last) == [
        "parameters/a/b.toml：“甲”在“全国”有4个月没有值，最早是2013年1月。",
        "parameters/a/c.toml：“a.c”在“全国”有6个月没有值，最早是2013年1月。",
        "parameters/a/c.toml：“a.c”在“山东”有6个月没有值，最早是2013年1月。",
    ]


def test_months_run_over_the_turn_of_the_year(write: Write) -> None:
    book = write(file(entry("2014-02-01")))
    assert checks.months_without(book, ["a.b"], date(2013, 12, 1), date(2014, 3, 1)) == [
        "parameters/a/b.toml：“甲”在“全国”有2个月没有值，最早是2013年12月。"
    ]
