"""Letters as they come: typed, printed to PDF, scanned."""

from io import BytesIO

import docx
from PIL import Image, ImageDraw

SAID = "我是幸福里小区居民，小区东门外的路灯已经坏了一周，晚上很黑，请派人修理。"


def word(*more: str) -> bytes:
    """A DOCX with paragraphs and a table."""
    document, out = docx.Document(), BytesIO()
    for words in ("尊敬的市长：", SAID, *more):
        document.add_paragraph(words)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "联系人", "演示甲"
    document.save(out)
    return out.getvalue()


def printed(words: str = "The lamp in Xingfu Road is dark.") -> bytes:
    """A PDF of one page with words in it."""
    stream = f"BT /F1 18 Tf 72 700 Td ({words}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for no, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (no, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def scanned(font: object = None) -> Image.Image:
    """A page of paper."""
    page = Image.new("RGB", (1240, 500), "white")
    draw = ImageDraw.Draw(page)
    for no, words in enumerate(("尊敬的市长：", "幸福里小区东门外的路灯坏了一周，", "晚上很黑，请派人修理。")):
        draw.text((80, 60 + 90 * no), words, fill="black", font=font)  # type: ignore[arg-type]  # a font or none
    return page


def saved(picture: Image.Image, form: str = "PNG") -> bytes:
    """As a file; PDF for a scan of one page."""
    out = BytesIO()
    picture.save(out, form)
    return out.getvalue()
