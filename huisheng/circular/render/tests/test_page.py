"""The page: sound, accessible, nothing inline that the policy forbids, numbers that open."""

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from huisheng.circular.document import Column, Paragraph, Table
from huisheng.circular.render import to_html
from huisheng.circular.render.tests.sample import bare, rich, with_blocks

PLAIN = {
    "article",
    "header",
    "p",
    "h1",
    "time",
    "div",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "br",
}
EMPTY = {"meta", "link", "br"}


class Reader(HTMLParser):
    """Checks that tags nest, keeps what was read."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    """The page, read to its end."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def test_the_page_is_sound_and_nothing_is_inline() -> None:
    html = to_html(rich(), lambda source: f"/n/{source.ref}", page=True, stylesheet="/s.css?a=1&b")
    page = read(html)
    assert '<link rel="stylesheet" href="/s.css?a=1&amp;b">' in html
    assert not any(name in ("style", "onclick", "onload") for _, given in page.seen for name in given)
    assert not {"script", "style", "foreignobject"} & {tag for tag, _ in page.seen}
    ids = [given["id"] for _, given in page.seen if "id" in given]
    assert len(ids) == len(set(ids)) > 0
    assert '#eval("x") $x$ *b*' in page.text and "\x00" not in html


def test_numbers_open_where_their_source_can() -> None:
    html = to_html(rich(), lambda source: "/n?a=1&b=2" if source.token else None)
    assert '<a class="figure" data-ref="rate" href="/n?a=1&amp;b=2" title="解决率">99.03%</a>' in html
    assert '<span class="figure" data-ref="total">9744</span>' in html
    assert "<a " not in to_html(rich())
    assert '<p data-key="words">' in html


def test_headings_and_tables_say_what_they_are() -> None:
    page = read(to_html(rich()))
    levels = [int(tag[1]) for tag, _ in page.seen if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    tables = [tag for tag, _ in page.seen if tag == "table"]
    assert len(tables) == sum(1 for tag, _ in page.seen if tag == "caption")
    scopes = {given.get("scope") for tag, given in page.seen if tag == "th"}
    assert scopes == {"col", "colgroup", "row"}
    assert sum(1 for tag, given in page.seen if tag == "svg" and given.get("role") == "img") == 5


def test_the_least_page() -> None:
    html = to_html(bare())
    assert read(html).text.count("演示中心") == 1 and "watermark" not in html and "<footer" not in html


@given(st.text(max_size=60))
def test_any_words_are_only_words(text: str) -> None:
    table = Table(text, (Column(text, text, words=True), Column("b", text)), ((text, text),), total=True, note=text)
    page = read(to_html(with_blocks(Paragraph((text,), key=text), table, Table("", (), ()))))
    assert {tag for tag, _ in page.seen} <= PLAIN
