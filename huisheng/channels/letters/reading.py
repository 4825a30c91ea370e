"""``python -m huisheng.channels.letters.reading SORT``: the words of a letter's file, from standard input as JSON out.

A process of its own, with little memory and time: whatever a file does to its parser, it does to nobody else. Words
of scans are read by RapidOCR and the models in its package, where those are installed (``huisheng[ocr]``).
"""

import json
import logging
import resource
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any

_MEMORY, _SECONDS = 3 << 30, 90
_PAGES, _SCANNED, _WORDS = 60, 12, 20_000  # pages read, pages looked at as pictures, characters given back
_SCAN_SCALE = 2.5  # of 72 dots an inch
_LEAST = 12  # characters on a page below which it is a scan
_SIDE = 2600  # dots: a page is still read well, and a poster doesn't take minutes
_SURE = 0.5


def has_ocr() -> bool:
    """Whether scans can be read here."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def main(sort: str) -> None:
    """Read it and say it."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes nothing
    data = sys.stdin.buffer.read()
    scanned, cut = False, False
    if sort == "docx":
        words = "\n".join(_docx(data))
    elif sort == "pdf":
        words, scanned, cut = _pdf(data)
    else:
        words, scanned = _picture(data), True
    said = {"words": words[:_WORDS], "scanned": scanned, "cut": cut or len(words) > _WORDS}
    sys.stdout.buffer.write(json.dumps(said).encode())


def _docx(data: bytes) -> Iterator[str]:
    """Paragraphs and the cells of tables, as they follow each other."""
    import docx
    from docx.table import Table

    for block in docx.Document(BytesIO(data)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "　".join(dict.fromkeys(cell.text.strip() for cell in row.cells))
        else:
            yield block.text


def _pdf(data: bytes) -> tuple[str, bool, bool]:
    """Words, whether pages were read as pictures, and whether pages were left out."""
    import pypdfium2  # type: ignore[import-untyped]  # it brings no types

    document = pypdfium2.PdfDocument(data)
    said: list[str] = []
    scans = 0
    for no in range(min(len(document), _PAGES)):
        page = document[no]
        words = page.get_textpage().get_text_range().strip()
        if len(words) < _LEAST and scans < _SCANNED:
            scans += 1
            words = _seen(page.render(scale=_SCAN_SCALE).to_pil()) or words
        said.append(words)
    return "\n".join(said), scans > 0, len(document) > _PAGES


def _picture(data: bytes) -> str:
    from PIL import Image, ImageOps

    with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
        return _seen(ImageOps.exif_transpose(picture))


def _seen(picture: Any) -> str:
    """The words of a picture, line by line from the top."""
    if not has_ocr():
        return ""
    picture = picture.convert("RGB")
    picture.thumbnail((_SIDE, _SIDE))
    out = BytesIO()
    picture.save(out, "PNG")
    found = _engine()(out.getvalue())
    lines = zip(found.boxes, found.txts, found.scores, strict=True) if found.txts else ()
    return _in_lines([(box, words) for box, words, score in lines if score >= _SURE])


def _in_lines(found: list[tuple[Any, str]]) -> str:
    """Pieces on one height are one line."""
    lines: list[tuple[int, int, list[tuple[int, str]]]] = []
    for box, words in sorted(found, key=lambda one: min(int(y) for _, y in one[0])):
        top, bottom = min(int(y) for _, y in box), max(int(y) for _, y in box)
        left, middle = min(int(x) for x, _ in box), (top + bottom) // 2
        for above, below, parts in lines:
            if above < middle < below:
                parts.append((left, words))
                break
        else:
            lines.append((top, bottom, [(left, words)]))
    return "\n".join(" ".join(words for _, words in sorted(parts)) for _, _, parts in lines)


def _engine() -> Any:
    logging.disable(logging.WARNING)
    return import_module("rapidocr").RapidOCR(params={"EngineConfig.onnxruntime.intra_op_num_threads": 1})


if __name__ == "__main__":
    main(sys.argv[1])
