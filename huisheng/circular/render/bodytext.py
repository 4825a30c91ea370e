"""The blocks of a document as WordprocessingML, for our own form and for a city's template alike."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.parts.document import DocumentPart

from huisheng.circular.document import Attachment, Block, Chart, Document, Heading, Paragraph, Table
from huisheng.circular.render import fonts, layout
from huisheng.circular.render.charts import draw, told
from huisheng.circular.render.drawing import Drawing
from huisheng.circular.render.pdf import pictures
from huisheng.circular.render.wordml import face, paragraph, picture, run, runs, table
from huisheng.circular.render.words import Marks, clean

ACROSS = 132.0  # mm of a chart
FAMILY = "黑体,SimHei,Noto Sans CJK SC,sans-serif"
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_FACES = {1: (fonts.BLACK, False), 2: (fonts.KAI, False), 3: (fonts.BODY, True)}


class Writer:
    """Writes blocks for one document part, whose pictures it keeps.

    ``styles``: ids of styles of the part by what they are for (``heading1`` … ``heading3``, ``table``); what has none
    is formatted directly. ``body``: paragraph and run properties of body text. ``across``: mm, upright and turned.
    """

    def __init__(
        self,
        part: DocumentPart,
        document: Document,
        marks: Marks,
        *,
        styles: Mapping[str, str] = MappingProxyType({}),
        body: tuple[str, str] = (INDENT, ""),
        across: tuple[float, float] = (layout.PORTRAIT, layout.LANDSCAPE),
    ) -> None:
        self.part, self.marks, self.styles, self.body = part, marks, styles, body
        self.portrait, self.landscape = across
        self._charts = 0
        self._drawn = self._draw(document)

    def _draw(self, document: Document) -> list[tuple[Drawing, tuple[str, str], str]]:
        blocks = [*document.blocks, *(block for one in document.attachments for block in one.blocks)]
        charts = [block for block in blocks if isinstance(block, Chart)]
        drawings = [draw(chart, f"c{number}") for number, chart in enumerate(charts)]
        made = []
        for number, (chart, drawing, png) in enumerate(
            zip(charts, drawings, pictures(drawings, document), strict=True)
        ):
            svg = drawing.svg(clean(chart.title), told(chart), FAMILY).encode()
            made.append((drawing, (self._kept(number, "png", png), self._kept(number, "svg", svg)), told(chart)))
        return made

    def _kept(self, number: int, form: str, blob: bytes) -> str:
        kind = {"png": "image/png", "svg": "image/svg+xml"}[form]
        kept = Part(PackURI(f"/word/media/huisheng{number}.{form}"), kind, blob, self.part.package)
        return self.part.relate_to(kept, RELATIONSHIP_TYPE.IMAGE)

    def blocks(self, all_: Sequence[Block], wide: float) -> str:
        """Blocks in ``wide`` millimetres, in the document's order: charts are taken as they come."""
        return "".join(self._block(block, wide) for block in all_)

    def _block(self, block: Block, wide: float) -> str:
        match block:
            case Heading(level, words):
                return self._heading(min(max(level, 1), 3), runs(words, self.marks, self._face(level)))
            case Paragraph(words):
                return paragraph(runs(words, self.marks, self.body[1]), "", self.body[0])
            case Table():
                return self._table(block, wide)
            case Chart():
                return self._chart(block, wide)

    def _face(self, level: int) -> str:
        level = min(max(level, 1), 3)
        if f"heading{level}" in self.styles:
            return ""
        name, bold = _FACES[level]
        return face(name, 16, bold=bold)

    def _heading(self, level: int, inside: str) -> str:
        style = self.styles.get(f"heading{level}", "")
        own = f'<w:keepNext/>{INDENT}<w:outlineLvl w:val="{level - 1}"/>'
        return paragraph(inside, style, "" if style else own)

    def _table(self, held: Table, wide: float) -> str:
        caption = ""
        if held.caption:
            look = '<w:keepNext/><w:spacing w:before="120" w:after="60"/><w:ind w:firstLine="0"/><w:jc w:val="center"/>'
            caption = paragraph(run(held.caption, face(fonts.BLACK, 14, spacing=0)), "", look)
        return caption + table(held, wide, self.marks, self.styles.get("table", "")) + self._note(held.note)

    def _note(self, words: str) -> str:
        """The note under a table, or the small gap that keeps two tables apart."""
        if not words:
            return paragraph("", "", '<w:snapToGrid w:val="0"/><w:spacing w:line="260" w:lineRule="exact"/>')
        look = '<w:snapToGrid w:val="0"/><w:spacing w:before="60" w:after="240" w:line="300" w:lineRule="exact"/>'
        return paragraph(run(words, face(size=10.5, spacing=0)), "", f'{look}<w:ind w:firstLine="0"/>')

    def _chart(self, held: Chart, wide: float) -> str:
        drawing, ids, words = self._drawn[self._charts]
        self._charts += 1
        across = min(ACROSS, wide)
        size = (across, across * drawing.height / drawing.width)
        loose = '<w:spacing w:before="240" w:after="120" w:line="240" w:lineRule="auto"/>'
        around = f'<w:keepNext/><w:snapToGrid w:val="0"/>{loose}<w:ind w:firstLine="0"/><w:jc w:val="center"/>'
        shown = paragraph(picture(self._charts, ids, size, words), "", around)
        beside = layout.beside(held)
        grid = table(beside, wide, self.marks, self.styles.get("table", ""))
        return shown + grid + self._note(layout.seams(held))

    def attachment(self, label: str, part: Attachment, *, fresh: bool) -> str:
        """An attachment's label, title and blocks. ``fresh``: it starts a page; else a section before it does."""
        wide = self.landscape if part.landscape else self.portrait
        start = "<w:pageBreakBefore/>" if fresh else ""
        labelled = run(label, face(fonts.BLACK, 16))
        made = paragraph(labelled, "", f'<w:keepNext/>{start}<w:ind w:firstLine="0"/>') if label else ""
        start = "" if label else start
        size, line = (18, 500) if part.landscape else (22, 700)
        spacing = f'<w:spacing w:before="120" w:after="200" w:line="{line}" w:lineRule="exact"/>'
        title = f'<w:keepNext/>{start}{spacing}<w:ind w:firstLine="0"/><w:jc w:val="center"/>'
        made += paragraph(run(part.title, face(fonts.TITLE, size, spacing=0)), "", title)
        return made + self.blocks(layout.uncaptioned(part), wide)
