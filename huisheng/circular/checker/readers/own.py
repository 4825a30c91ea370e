"""A circular of this house, before it is rendered: read from its tree, so that every edition is checked as printed."""

from collections.abc import Iterator

from huisheng.circular import document as own
from huisheng.circular.checker import spelling
from huisheng.circular.checker.model import Content, Grid, Part, Passage, Place


def read(document: own.Document) -> Content:
    """Headings, paragraphs and tables in reading order; charts repeat what stands in tables."""
    parts: list[Part] = []
    counts = {"paragraph": 0, "table": 0}
    for block in _blocks(document):
        if isinstance(block, own.Table):
            counts["table"] += 1
            parts.append(_grid(block, counts["table"], len(parts)))
        elif isinstance(block, own.Heading | own.Paragraph):
            counts["paragraph"] += 1
            text = spelling.closed(spelling.line(own.text_of(block.runs)))
            place = Place(f"第{counts['paragraph']}段", (len(parts),))
            parts.append(Passage(text, ((0, place),), isinstance(block, own.Heading)))
    return Content(tuple(parts))


def _blocks(document: own.Document) -> Iterator[own.Block]:
    yield own.Heading(1, (document.title,))
    yield from document.blocks
    for attachment in document.attachments:
        yield own.Heading(1, (attachment.title,))
        yield from attachment.blocks


def _grid(table: own.Table, number: int, order: int) -> Grid:
    heads = [tuple(spelling.cell(column.label) for column in table.columns)]
    groups = [spelling.cell(column.group) for column in table.columns]
    if any(groups):
        heads.insert(0, tuple(group or heads[0][at] for at, group in enumerate(groups)))
        heads[1] = tuple(label if groups[at] else "" for at, label in enumerate(heads[1]))
    body = [tuple(spelling.cell(own.text_of((run,))) for run in row) for row in table.rows]
    rows = (*heads, *body)
    places = tuple(Place(f"表{number}第{max(0, n - len(heads)) + 1}行", (order, n)) for n in range(len(rows)))
    note = spelling.closed(spelling.line(table.note))
    return Grid(rows, places, spelling.cell(table.caption), note, len(heads), table.total)
