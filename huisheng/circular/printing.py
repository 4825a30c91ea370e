"""A document as plain text: for the terminal, for reading aloud, for counting characters. Pure."""

from collections.abc import Iterator

from huisheng.circular.document import Block, Chart, Document, Heading, Paragraph, Run, Table, text_of


def to_text(document: Document) -> str:
    """Everything that is printed, top to bottom; tables with tabs."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: Document) -> Iterator[str]:
    yield from filter(None, (document.masthead, document.issue, document.title, document.addressee))
    for block in document.blocks:
        yield from _block(block)
    for attachment in document.attachments:
        yield attachment.title
        for block in attachment.blocks:
            yield from _block(block)
    for label, words in document.copies:
        yield f"{label}：{words}"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, (Heading, Paragraph)):
        yield text_of(block.runs)
    elif isinstance(block, Table):
        yield from filter(None, (block.caption,))
        yield "\t".join(column.label for column in block.columns)
        for row in block.rows:
            yield "\t".join(map(_cell, row))
        yield from filter(None, (block.note,))
    else:
        yield from _chart(block)


def _chart(chart: Chart) -> Iterator[str]:
    yield chart.title
    for place, label in enumerate(chart.labels):
        values = [values[place] for _, values in chart.series]
        yield "\t".join([label, *("" if one is None else one.text for one in values)])


def _cell(run: Run) -> str:
    return run if isinstance(run, str) else run.text
