"""Files as people send them, good and bad."""

import struct
import zipfile
from io import BytesIO
from typing import Any

from PIL import Image

from huisheng.kernel.asks import Upload


def picture(
    form: str = "JPEG",
    size: tuple[int, int] = (800, 600),
    *,
    exif: bool = False,
    mode: str = "RGB",
    gps: dict[int, Any] | None = None,
) -> bytes:
    """A picture; with ``exif`` one of a camera, lying on its side; with ``gps`` one that says where it was taken."""
    out, image = BytesIO(), Image.new(mode, size, (180, 40, 40, 128)[: len(mode)])
    if exif:
        said = Image.Exif()
        said[0x0112], said[0x010F] = 6, "演示相机"
        said.get_ifd(0x8825)[1] = "N"
        image.save(out, form, exif=said, comment=b"yanshi")
    elif gps is not None:
        place = Image.Exif()
        place.get_ifd(0x8825).update(gps)
        image.save(out, form, exif=place)
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


def frames(head: bytes, size: int, many: int) -> bytes:
    """So many frames of that size, each with that head."""
    return (head + b"\0" * (size - len(head))) * many


def amr(seconds: int) -> bytes:
    """A voice note as telephones make it, 12.2 kbit/s."""
    return b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * (50 * seconds)


def wav(seconds: int) -> bytes:
    """Silence, 8 kHz, 8 bits, with a chunk of another kind before."""
    form = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    chunks = (b"LIST", b"abc\0"), (b"fmt ", form), (b"data", b"\x80" * 8000 * seconds)
    body = b"".join(name + struct.pack("<I", len(said)) + said for name, said in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def mp3(many: int) -> bytes:
    """So many frames of 128 kbit/s, 44.1 kHz: 26 ms each."""
    return frames(b"\xff\xfb\x90\x00", 144 * 128_000 // 44_100, many)


def ogg(head: bytes, end: int) -> bytes:
    """A stream's head, a page that ends nowhere, and one that ends there."""
    pages = ((head, 0), (b"\0" * 9, 0xFFFF_FFFF_FFFF_FFFF), (b"\0" * 9, end))
    return b"".join(
        b"OggS\0\0" + struct.pack("<Q", granule) + b"\0" * 12 + bytes((1, len(said))) + said for said, granule in pages
    )


def box(name: bytes, said: bytes) -> bytes:
    """A box of an MP4."""
    return struct.pack(">I", len(said) + 8) + name + said


def m4a(rate: int, units: int, *, version: int = 0, pieces: tuple[int, ...] = ()) -> bytes:
    """A voice note of a telephone; with ``pieces`` one that was written as it was spoken, 8,000 units a second."""
    form = ">B3xQQIQ" if version else ">B3xIIII"
    head = box(b"mvhd", struct.pack(form, version, 0, 0, rate, units))
    media = box(b"mdia", box(b"mdhd", struct.pack(">B3xIIII", 0, 0, 0, 8000 if pieces else 0, 0)))
    told = box(b"ftyp", b"M4A \0\0\0\0") + box(b"moov", box(b"free", b"") + head + box(b"trak", media))
    begun = (box(b"moof", box(b"tfdt", struct.pack(">B3xQ", 1, at))) for at in pieces)
    return told + b"".join(begun)


def webm(*clusters: int) -> bytes:
    """What a browser records: clusters of unknown size that begin at these milliseconds."""
    head = b"\x1a\x45\xdf\xa3\x42\x82\x84webm" + b"\x86\x86A_OPUS"
    unknown = b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff"
    return head + b"".join(unknown + b"\xe7\x84" + struct.pack(">I", at) + b"\xa3\x81\0" for at in clusters)
