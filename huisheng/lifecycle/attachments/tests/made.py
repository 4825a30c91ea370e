"""Files as people send them, good and bad."""

import zipfile
from io import BytesIO

from PIL import Image

from huisheng.kernel.asks import Upload


def picture(form: str = "JPEG", size: tuple[int, int] = (800, 600), *, exif: bool = False, mode: str = "RGB") -> bytes:
    """A picture; with ``exif`` one that says where it was taken, lying on its side."""
    out, image = BytesIO(), Image.new(mode, size, (180, 40, 40, 128)[: len(mode)])
    if exif:
        said = Image.Exif()
        said[0x0112], said[0x010F] = 6, "演示相机"
        said.get_ifd(0x8825)[1] = "N"
        image.save(out, form, exif=said, comment=b"yanshi")
    else:
        image.save(out, form)
    return out.getvalue()


def packed(**parts: str) -> bytes:
    """A zip; ``main`` … are given by their place in ``NAMES``."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(NAMES.get(name, name), text)
    return out.getvalue()


NAMES = {
    "types": "[Content_Types].xml",
    "word": "word/document.xml",
    "excel": "xl/workbook.xml",
    "macro": "word/vbaProject.bin",
}
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
DOCX = packed(types="<Types/>", word="<document/>")
XLSX = packed(types="<Types/>", excel="<workbook/>")


def upload(name: str, data: bytes, size: int | None = None) -> Upload:
    """As it comes in."""
    return Upload(name, data, len(data) if size is None else size)
