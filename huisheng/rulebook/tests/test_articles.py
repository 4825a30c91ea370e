"""Documents are read into articles; what is wrong with a file is said with its line."""

import re
import unicodedata
from pathlib import Path

import pytest

import huisheng
from huisheng import rulebook
from huisheng.rulebook.book import HERE, shipped
from huisheng.rulebook.tests.conftest import Write

SEEDS = Path(huisheng.__file__).parents[2] / "shared" / "seeds"
PUBLISHED = ("dongchangfu-2024-02", "jining-2013", "liaocheng-2015-01", "liaocheng-2020-q2", "xiangtan-2019-11")


def test_an_article_is_found_by_its_citation() -> None:
    article = rulebook.article("xiangtan-2019-11#art-14")
    assert article.title == "2019年11月湘潭市12345热线工作情况通报"
    assert (article.number, article.heading) == (14, "两次回访不满意即督办")
    assert "自2019年11月1日起。" in article.text
    lines = (HERE / article.file).read_text(encoding="utf-8").splitlines()
    assert lines[article.line - 1] == "## art-14 两次回访不满意即督办"


def test_an_article_nobody_wrote_is_no_article() -> None:
    with pytest.raises(KeyError):
        rulebook.article("xiangtan-2019-11#art-999")


def test_a_reason_not_to_automate_is_read(write: Write) -> None:
    book = write({}, {"demo.md": "# 标题\n## art-1 约谈\n原文。\n> 不自动化：因为由人决定。\n"})
    assert book.articles["demo#art-1"].not_automated == "因为由人决定。"
    assert book.mistakes == ()


def test_a_byte_order_mark_is_no_mistake(write: Write) -> None:
    book = write({}, {"demo.md": b"\xef\xbb\xbf" + "# 标题\n## art-1 一\n正文。\n".encode()})
    assert book.mistakes == ()
    assert book.articles["demo#art-1"].title == "标题"


@pytest.mark.parametrize(
    ("name", "words", "sentence"),
    [
        ("Demo.md", "# 标题\n", "documents/Demo.md：文件名应只用小写字母、数字和连字符，才能写进引用。"),
        ("demo.md", "", "documents/demo.md 第1行：应是“# 文件标题”。"),
        ("demo.md", "标题\n", "documents/demo.md 第1行：应是“# 文件标题”。"),
        ("demo.md", "# 题\n\n## 第一条\n文", "documents/demo.md 第3行：条目标题应写成“## art-1 标题”。"),
        ("demo.md", "# 题\n## art-1 甲\n文\n## art-1 乙\n文", "documents/demo.md 第4行：条号 art-1 与第2行重复。"),
        ("demo.md", "# 题\n## art-1 甲\n\n## art-2 乙\n文", "documents/demo.md 第2行：art-1 没有正文。"),
        (
            "demo.md",
            "# 题\n## art-1 甲\n> 不自动化：以后再说\n",
            "documents/demo.md 第2行：不自动化的条目应写明理由：“> 不自动化：因为……”。",
        ),
        ("demo.md", b"# \xff\n", "documents/demo.md：不是 UTF-8 编码，请用 UTF-8 另存。"),
    ],
)
def test_a_mistake_is_said_with_its_line(write: Write, name: str, words: str | bytes, sentence: str) -> None:
    assert write({}, {name: words}).mistakes == (sentence,)


def _bare(words: str) -> str:
    """Without white space, emphasis and differences of width: a quotation may be set in other type."""
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", words))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="../shared/seeds is not here")
@pytest.mark.parametrize("document", PUBLISHED)
def test_every_quotation_stands_in_the_published_document(document: str) -> None:
    published = _bare((SEEDS / f"{document}.txt").read_text(encoding="utf-8"))
    articles = [article for article in shipped().articles.values() if article.cite.startswith(f"{document}#")]
    quotations = [words for article in articles for words in re.findall("「(.+?)」", article.text)]
    assert len(quotations) >= len(articles) - 2
    assert [words for words in quotations if _bare(words) not in published] == []
