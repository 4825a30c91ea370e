"""The edition as a PDF in the form of GB/T 9704-2012, set by typst from ``form.typ``.

The document travels to the form as data (JSON), never as markup: no character of it can be taken for a command. No
package is fetched; equal documents give equal bytes, dated on the document's day.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from huisheng.circular.document import Block, Chart, Document, Heading, Paragraph, Run, Table
from huisheng.circular.render import fonts, layout
from huisheng.circular.render.appendix import definitions, marks
from huisheng.circular.render.charts import draw, told
from huisheng.circular.render.drawing import Drawing
from huisheng.circular.render.words import Marks, attachment_label, clean, dated, ems, letter, listed, plain, signature
from huisheng.rulebook import implements

FORM = Path(__file__).with_name("form.typ")
LONG = 300  # characters: a cell longer than this may break over pages, else it would be lost below the edge
HEAD = (22.0, 44.0)  # the least and the largest type of the red head, in points
PPI = 160  # of a chart for those who can't show SVG
ACROSS = 442.0  # points of the type area


@implements("gbt-9704-2012#art-1")
def to_pdf(document: Document, *, noted: bool = False, faces: typst.Fonts | None = None) -> bytes:
    """The bytes of a tagged PDF. ``noted``: numbers carry the number of their line in the appendix, raised.

    ``faces``: other faces than the machine's.
    """
    held = faces or fonts.at_hand()
    told_to_form = {"document": json.dumps(_told(document, noted, held), ensure_ascii=False)}
    return _compiled(told_to_form, held, document, "pdf")[0]


def pictures(drawings: Sequence[Drawing], document: Document) -> list[bytes]:
    """Drawings as PNG, for those who can't show SVG."""
    if not drawings:
        return []
    held = fonts.at_hand()
    said = {"faces": fonts.families(held), "pictures": [_drawing(one, "") for one in drawings]}
    return _compiled({"document": json.dumps(said, ensure_ascii=False)}, held, document, "png")


def _compiled(inputs: dict[str, str], held: typst.Fonts, document: Document, form: Any) -> list[bytes]:
    compiler = typst.Compiler(input=FORM.read_bytes(), font_paths=held, root=FORM.parent, sys_inputs=inputs)
    day = datetime(document.dated.year, document.dated.month, document.dated.day, tzinfo=UTC)
    made, _ = compiler.compile_with_warnings(format=form, ppi=PPI, timestamp=day)
    assert made is not None
    return [made] if isinstance(made, bytes) else made


def head_size(masthead: str) -> float:
    """Points of the red head: as large as fits one line, within ``HEAD``."""
    return max(HEAD[0], min(HEAD[1], ACROSS / max(1.0, ems(clean(masthead)) * 1.05)))


def _told(document: Document, noted: bool, held: typst.Fonts) -> dict[str, Any]:
    numbers = marks(document) if noted else {}
    day = dated(document.dated)
    appendix = definitions(document)
    parts = [(attachment_label(n, len(document.attachments)), one) for n, one in enumerate(document.attachments, 1)]
    parts += [("", appendix)] if appendix else []
    return {
        "faces": fonts.families(held),
        **{name: clean(getattr(document, name)) for name in ("title", "masthead", "issue", "issuer", "addressee")},
        "head": head_size(document.masthead),
        "day": day,
        "date": [document.dated.year, document.dated.month, document.dated.day],
        "letter": letter(document),
        "sign": signature(clean(document.issuer), day),
        "blocks": _blocks(document.blocks, layout.PORTRAIT, numbers, "b"),
        "listed": listed(document.attachments),
        "parts": [
            {
                "label": label,
                "title": clean(one.title),
                "landscape": one.landscape,
                "blocks": _blocks(
                    layout.uncaptioned(one), layout.LANDSCAPE if one.landscape else layout.PORTRAIT, numbers, f"p{n}"
                ),
            }
            for n, (label, one) in enumerate(parts)
        ],
        "copies": [[clean(label), clean(words)] for label, words in document.copies],
        "watermark": clean(document.watermark),
    }


def _blocks(blocks: Sequence[Block], wide: float, numbers: Marks, prefix: str) -> list[dict[str, Any]]:
    return [_block(block, wide, numbers, f"{prefix}x{n}") for n, block in enumerate(blocks)]


def _block(block: Block, wide: float, numbers: Marks, prefix: str) -> dict[str, Any]:
    match block:
        case Heading(level, runs):
            return {"kind": "heading", "level": min(max(level, 1), 3), "runs": [_run(run, numbers) for run in runs]}
        case Paragraph(runs):
            return {"kind": "paragraph", "runs": [_run(run, numbers) for run in runs]}
        case Table():
            return _table(block, wide, numbers)
        case Chart():
            table = _table(layout.beside(block), wide, numbers)
            drawing = _drawing(draw(block, prefix), told(block))
            return {"kind": "chart", "drawing": drawing, "table": table, "note": layout.seams(block)}


def _run(run: Run, numbers: Marks) -> dict[str, Any]:
    mark = 0 if isinstance(run, str) else numbers.get(run.ref, 0)
    return {"text": plain(run), "mark": mark}


def _drawing(drawing: Drawing, words: str) -> dict[str, Any]:
    return {
        "svg": drawing.bare(),
        "width": drawing.width,
        "height": drawing.height,
        "told": clean(words),
        "words": [
            {"x": one.x, "y": one.y, "text": one.text, "anchor": one.anchor, "size": one.size, "bold": one.bold}
            for one in drawing.words
        ],
    }


def _table(table: Table, wide: float, numbers: Marks) -> dict[str, Any]:
    planned = layout.plan(table, wide)
    rows = layout.rows(table) if table.columns else []
    return {
        "kind": "table",
        "caption": clean(table.caption),
        "note": clean(table.note),
        "size": planned.size,
        "widths": planned.widths,
        "heads": _heads(table),
        "aligned": ["left" if column.words else "center" for column in table.columns],
        "rows": [[_run(cell, numbers) for cell in row] for row in rows],
        "long": [any(len(plain(cell)) > LONG for cell in row) for row in rows],
        "total": table.total and bool(table.rows),
    }


def _heads(table: Table) -> list[list[dict[str, Any]]]:
    if not layout.grouped(table):
        return [[{"text": clean(column.label), "across": 1, "down": 1} for column in table.columns]]
    upper = [
        {"text": clean(span.group), "across": span.count, "down": 1}
        if span.group
        else {"text": clean(table.columns[span.start].label), "across": 1, "down": 2}
        for span in layout.spans(table.columns)
    ]
    return [upper, [{"text": clean(one.label), "across": 1, "down": 1} for one in table.columns if one.group]]
