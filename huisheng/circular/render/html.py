"""The edition as accessible HTML: headings, tables with captions and scopes, charts as SVG beside their numbers.

Nothing inline that a strict content security policy forbids: no script, no style; how it looks is the page's matter.
"""

from collections.abc import Callable, Sequence
from html import escape

from huisheng.circular.document import (
    Attachment,
    Block,
    Chart,
    Column,
    Document,
    Heading,
    Number,
    Paragraph,
    Run,
    Source,
    Table,
)
from huisheng.circular.render import layout
from huisheng.circular.render.appendix import definitions
from huisheng.circular.render.charts import draw, told
from huisheng.circular.render.words import attachment_label, clean, dated, letter, listed

UrlOf = Callable[[Source], str | None]


def to_html(document: Document, url_of: UrlOf | None = None, *, page: bool = False, stylesheet: str = "") -> str:
    """An ``<article>``, or with ``page`` a whole page that links ``stylesheet``.

    ``url_of`` tells where a number opens; a number for whose source it gives nothing is plain text.
    """
    made = _Page(document, url_of).article()
    if not page:
        return made
    link = f'<link rel="stylesheet" href="{_attribute(stylesheet)}">' if stylesheet else ""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_words(document.title)}</title>{link}</head><body><main>{made}</main></body></html>\n"
    )


def _attribute(text: str) -> str:
    return escape(clean(text), quote=True)


def _words(text: str) -> str:
    """Text with its lines; a direction of its own, so that it doesn't turn its neighbours around."""
    return escape(clean(text), quote=False).replace("\n", "<br>")


class _Page:
    """One document on its way to HTML; ``_count`` gives tables and charts their ids."""

    def __init__(self, document: Document, url_of: UrlOf | None) -> None:
        self.document, self.url_of = document, url_of
        self._count = 0

    def article(self) -> str:
        """Everything between head and 版记."""
        document = self.document
        mark = f'<p class="watermark" role="note">{_words(document.watermark)}</p>' if document.watermark else ""
        parts = "".join(
            self._part(attachment_label(number, len(document.attachments)), one)
            for number, one in enumerate(document.attachments, 1)
        )
        appendix = definitions(document)
        parts += self._part("", appendix) if appendix else ""
        return (
            f'<article class="circular" lang="zh-CN">{mark}{self._head()}{self._blocks(document.blocks, 2)}'
            f"{self._foot()}{parts}{self._copies()}</article>"
        )

    def _head(self) -> str:
        document = self.document
        day = f'<time datetime="{document.dated.isoformat()}">{dated(document.dated)}</time>'
        issue = f'<p class="issue">{_words(document.issue)}</p>' if document.issue else ""
        line = "" if letter(document) else f'<p class="issuer">{_words(document.issuer)} {day}</p>'
        colon = "" if document.addressee.rstrip().endswith((":", "：")) else "："
        to = f'<p class="addressee">{_words(document.addressee)}{colon}</p>' if document.addressee else ""
        head = f'<p class="masthead">{_words(document.masthead)}</p>{issue}{line}'
        return f"<header>{head}<h1>{_words(document.title)}</h1></header>{to}"

    def _foot(self) -> str:
        document = self.document
        titles = "".join(f"<li>{_words(title)}</li>" for title in listed(document.attachments))
        made = f'<div class="attached"><p>附件：</p><ul>{titles}</ul></div>' if titles else ""
        if letter(document):
            day = f'<time datetime="{document.dated.isoformat()}">{dated(document.dated)}</time>'
            made += f'<p class="signature">{_words(document.issuer)}<br>{day}</p>'
        return made

    def _copies(self) -> str:
        pairs = "".join(f"<dt>{_words(label)}</dt><dd>{_words(words)}</dd>" for label, words in self.document.copies)
        return f'<footer class="imprint"><dl>{pairs}</dl></footer>' if pairs else ""

    def _part(self, label: str, part: Attachment) -> str:
        wide = " wide" if part.landscape else ""
        above = f'<p class="label">{_words(label)}</p>' if label else ""
        blocks = self._blocks(layout.uncaptioned(part), 3, part.title)
        return f'<section class="attachment{wide}">{above}<h2>{_words(part.title)}</h2>{blocks}</section>'

    def _blocks(self, blocks: Sequence[Block], level: int, title: str = "") -> str:
        return "".join(self._block(block, level, title) for block in blocks)

    def _block(self, block: Block, level: int, title: str) -> str:
        match block:
            case Heading():
                tag = f"h{min(max(block.level, 1) + level - 1, 6)}"
                return f"<{tag}>{self._runs(block.runs)}</{tag}>"
            case Paragraph():
                key = f' data-key="{_attribute(block.key)}"' if block.key else ""
                return f"<p{key}>{self._runs(block.runs)}</p>"
            case Table():
                return self._table(block, title)
            case Chart():
                return self._chart(block)

    def _runs(self, runs: Sequence[Run]) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        if isinstance(run, str):
            return _words(run)
        source = self.document.sources.get(run.ref)
        text = _words(run.text)
        if source is None:
            return text
        url = self.url_of(source) if self.url_of else None
        ref = f'class="figure" data-ref="{_attribute(run.ref)}"'
        if not url:
            return f"<span {ref}>{text}</span>"
        return f'<a {ref} href="{_attribute(url)}" title="{_attribute(source.label)}">{text}</a>'

    def _table(self, table: Table, title: str = "") -> str:
        if not table.columns:
            return ""
        self._count += 1
        name = table.caption or title
        caption = f"<caption>{_words(name)}</caption>" if name else ""
        rows = layout.rows(table)
        body, foot = (rows[:-1], rows[-1:]) if table.total and table.rows else (rows, [])
        made = caption + _heads(table) + f"<tbody>{self._rows(table, body)}</tbody>"
        made += f"<tfoot>{self._rows(table, foot)}</tfoot>" if foot else ""
        note = f'<p class="note">{_words(table.note)}</p>' if table.note else ""
        # a table wider than the page scrolls in a region that the keyboard reaches
        label = _attribute(name or f"表{self._count}")
        return f'<div class="sheet" role="region" tabindex="0" aria-label="{label}"><table>{made}</table></div>{note}'

    def _rows(self, table: Table, rows: Sequence[Sequence[Run]]) -> str:
        head = next((at for at, column in enumerate(table.columns) if column.words), -1)
        return "".join(
            f"<tr>{''.join(self._cell(table.columns[at], one, at == head) for at, one in enumerate(row))}</tr>"
            for row in rows
        )

    def _cell(self, column: Column, cell: Run, head: bool) -> str:
        if head:
            return f'<th scope="row">{self._run(cell)}</th>'
        kind = ' class="number"' if isinstance(cell, Number) or not column.words else ""
        return f"<td{kind}>{self._run(cell)}</td>"

    def _chart(self, chart: Chart) -> str:
        self._count += 1
        drawing = draw(chart, f"chart{self._count}-")
        svg = drawing.svg(clean(chart.title), clean(told(chart)))
        beside = self._table(layout.beside(chart), f"{chart.title}（数据）")
        seams = layout.seams(chart)
        note = f'<p class="note">{_words(seams)}</p>' if seams else ""
        return f'<figure class="chart">{svg}<figcaption>{_words(chart.title)}</figcaption>{beside}{note}</figure>'


def _heads(table: Table) -> str:
    if not layout.grouped(table):
        return f"<thead><tr>{''.join(_head(column.label) for column in table.columns)}</tr></thead>"
    upper = "".join(
        f'<th scope="colgroup" colspan="{span.count}">{_words(span.group)}</th>'
        if span.group
        else _head(table.columns[span.start].label, ' rowspan="2"')
        for span in layout.spans(table.columns)
    )
    lower = "".join(_head(column.label) for column in table.columns if column.group)
    return f"<thead><tr>{upper}</tr><tr>{lower}</tr></thead>"


def _head(label: str, extra: str = "") -> str:
    return f'<th scope="col"{extra}>{_words(label)}</th>' if label else f"<td{extra}></td>"
