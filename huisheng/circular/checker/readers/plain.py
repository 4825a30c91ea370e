"""txt, markdown and the lines of a pdf: decoded, broken lines joined to paragraphs, tables found in their layouts."""

import codecs
import re
from collections.abc import Sequence
from typing import NamedTuple

from huisheng.circular.checker import spelling
from huisheng.circular.checker.model import Content, Grid, Part, Passage, Place
from huisheng.circular.checker.readers import layouts, limits

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_ENDS = re.compile(r"[。!?:…]['”’)]?$")
_BEGINS = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|附件|附表|注:|备注|表\d|图\d|主送|抄送|报:|发:)"
)
_FULL_LINE = 20  # characters from which a line without a full stop is one that was broken


class Line(NamedTuple):
    """A line, half-width, its tabs kept, and where it stands."""

    text: str
    place: str


def read(data: bytes) -> Content:
    """A text file."""
    text = decoded(data)
    if len(text) > limits.CHARACTERS:
        raise limits.too_much("字数过多")
    lines = [Line(spelling.line(raw), f"第{number}行") for number, raw in enumerate(text.splitlines(), 1)]
    return Content(tuple(parts_of(lines, 0)))


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16, UTF-32 or GB18030 (GBK, GB2312), told by marks and by what decodes; a Refusal for binary files."""
    text = _decode(data)
    if text is None or len(_CONTROL.findall(text[:65536])) * 100 > len(text[:65536]):
        raise limits.refuse("not_text", "认不出文件的格式或编码，请提供 txt、md、html、docx、xlsx 或 pdf 文件。")
    return text


def _decode(data: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if len(data) % 2 == 0 and data[:4096].count(0) * 8 > len(data[:4096]):
        little = data[1:4096:2].count(0) > data[0:4096:2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def parts_of(lines: Sequence[Line], order: int) -> list[Part]:
    """Passages and grids of a run of lines; ``order`` is that of the first part."""
    parts: list[Part] = []
    pending: list[Line] = []
    texts = [line.text for line in lines]
    at = 0
    while at < len(lines):
        found = layouts.found_at(texts[at : at + layouts.LONGEST])
        if found is None:
            pending.append(lines[at])
            at += 1
            continue
        parts += _passages(pending, order + len(parts))
        pending = []
        own = order + len(parts)
        places = tuple(Place(lines[at + row].place, (own, n)) for n, row in enumerate(found.lines))
        parts.append(Grid(found.rows, places, vague=found.vague))
        at += found.used
    return parts + _passages(pending, order + len(parts))


def _passages(lines: Sequence[Line], order: int) -> list[Part]:
    """Broken lines joined: a long line that doesn't end a sentence goes on in the next, over an empty one too."""
    made: list[Part] = []
    marks: list[tuple[int, Place]] = []
    text = last = ""
    for line in lines:
        words = spelling.closed(line.text)
        if not words:
            continue
        broken = len(last) >= _FULL_LINE and not _ENDS.search(last)
        if text and not (broken and not spelling.NUMBERING.match(words) and not _BEGINS.match(words)):
            made.append(Passage(text, tuple(marks)))
            text, marks = "", []
        marks.append((len(text), Place(line.place, (order + len(made),))))
        text, last = text + words, words
    if text:
        made.append(Passage(text, tuple(marks)))
    return made
