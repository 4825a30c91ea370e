"""WordprocessingML as text: paragraphs, tables, pictures. Elements stand in the schema's order: Word minds.

Widths are in twentieths of a point (twips) where Word counts in them; the callers speak in ems, points and millimetres.
"""

from collections.abc import Sequence
from html import escape

from huisheng.circular.document import Run, Table
from huisheng.circular.render import fonts, layout
from huisheng.circular.render.words import Marks, clean, plain

LINE = 579  # 28.95 pt: 22 lines in 225 mm
TIGHT = -4  # twentieths of a point between characters: 28 of them in 156 mm
LONG = 300
_TWIPS = 1440 / 25.4  # in a millimetre
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
_LINES = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in _SIDES)
_BORDERS = f"<w:tblBorders>{_LINES}</w:tblBorders>"


CLOSE = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'  # no gap between Chinese and digits
# digits of a table: half an em on every machine, so that columns fit where 仿宋 is missing
NARROW = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>'


def twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(millimetres * _TWIPS)


def face(name: str = "", size: float = 0, *, bold: bool = False, colour: str = "", spacing: int | None = None) -> str:
    """Run properties; what isn't given is the style's."""
    said = f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>' if name else ""
    said += "<w:b/>" if bold else ""
    said += f'<w:color w:val="{colour}"/>' if colour else ""
    said += f'<w:spacing w:val="{spacing}"/>' if spacing is not None else ""
    said += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    return f"<w:rPr>{said}</w:rPr>" if said else ""


def run(text: str, properties: str = "") -> str:
    """A run; its lines end in breaks."""
    lines = (f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in clean(text).split("\n"))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


def runs(all_: Sequence[Run], marks: Marks, properties: str = "") -> str:
    """Words and numbers; a number in ``marks`` with its mark raised behind it."""
    made = []
    for one in all_:
        made.append(run(plain(one), properties))
        mark = 0 if isinstance(one, str) else marks.get(one.ref, 0)
        if mark:
            made.append(f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>[{mark}]</w:t></w:r>')
    return "".join(made)


def paragraph(inside: str, style: str = "", properties: str = "") -> str:
    """A paragraph; ``properties`` follow the style, in the schema's order."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{inside}</w:p>"


def picture(number: int, ids: tuple[str, str], size: tuple[float, float], told: str) -> str:
    """An inline picture: SVG for those who know it, PNG for the others. ``ids``: PNG, SVG; ``size`` in millimetres."""
    wide, high = (round(one * 36000) for one in size)
    words = escape(clean(told))
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="图{number}" descr="{words}"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="图{number}" descr="{words}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{ids[0]}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
        f'<asvg:svgBlip r:embed="{ids[1]}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def table(held: Table, wide: float, marks: Marks, style: str = "") -> str:
    """The table fitted into ``wide`` millimetres: heads repeat on each page, rows stay whole.

    ``style``: a table style's id; without one the table draws its own lines.
    """
    if not held.columns:
        return ""
    planned = layout.plan(held, wide)
    widths = [twips(one) for one in planned.widths]
    drawn = _Rows(widths, planned.size, [column.words for column in held.columns], marks)
    rows = layout.rows(held)
    body = [drawn.row(row, bold=held.total and bool(held.rows) and row is rows[-1]) for row in rows]
    named = f'<w:tblStyle w:val="{style}"/>' if style else ""
    sides = "".join(f'<w:{side} w:w="45" w:type="dxa"/>' for side in ("left", "right"))
    columns = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    return (
        f'<w:tbl><w:tblPr>{named}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'{"" if style else _BORDERS}<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{sides}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
        f"{drawn.heads(held)}{''.join(body)}</w:tbl>"
    )


class _Rows:
    """The rows of one table."""

    def __init__(self, widths: list[int], size: float, words: list[bool], marks: Marks) -> None:
        self.widths, self.size, self.words, self.marks = widths, size, words, marks
        line = round(size * 20 * 1.3)
        self._spacing = f'<w:spacing w:before="36" w:after="36" w:line="{line}" w:lineRule="exact"/>'

    def cell(self, inside: str, at: int, side: str, across: int = 1, merge: str = "") -> str:
        """One cell: merged cells go on over rows (``merge``) or columns (``across``)."""
        span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
        down = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
        wide = sum(self.widths[at : at + across])
        grid = f'{CLOSE}<w:snapToGrid w:val="0"/>'
        properties = f'{grid}{self._spacing}<w:ind w:firstLine="0"/><w:jc w:val="{side}"/>'
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{span}{down}<w:vAlign w:val="center"/></w:tcPr>'
            f"{paragraph(inside, '', properties)}</w:tc>"
        )

    def row(self, cells: Sequence[Run], *, bold: bool) -> str:
        """A row of the body; only one with a very long cell may break over pages."""
        look = face(size=self.size, bold=bold, spacing=0).replace("<w:rPr>", f"<w:rPr>{NARROW}", 1)
        made = [
            self.cell(runs((one,), self.marks, look), at, "left" if self.words[at] else "center")
            for at, one in enumerate(cells)
        ]
        whole = "" if any(len(plain(one)) > LONG for one in cells) else "<w:trPr><w:cantSplit/></w:trPr>"
        return f"<w:tr>{whole}{''.join(made)}</w:tr>"

    def heads(self, held: Table) -> str:
        """One row of heads, or two where columns have groups."""
        look = face(fonts.BLACK, self.size, spacing=0)
        grouped = layout.grouped(held)
        lower = [
            self.cell("", at, "center", merge="continue")
            if grouped and not column.group
            else self.cell(run(column.label, look), at, "center")
            for at, column in enumerate(held.columns)
        ]
        upper = [
            self.cell(run(span.group, look), span.start, "center", span.count)
            if span.group
            else self.cell(run(held.columns[span.start].label, look), span.start, "center", merge="restart")
            for span in layout.spans(held.columns)
        ]
        repeated = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        return "".join(f"<w:tr>{repeated}{''.join(row)}</w:tr>" for row in ([upper, lower] if grouped else [lower]))
