"""The words of a letter's file, read by a process of its own (``reading``); what can't be read is said, not guessed."""

import json
import subprocess
import sys
from typing import NamedTuple

from huisheng.channels.letters import reading
from huisheng.kernel import text
from huisheng.lifecycle.attachments.states import PICTURES, Sort

_SECONDS = 120
READ = (*PICTURES, Sort.PDF, Sort.DOCX)
_UNREAD = "这个文件的文字读不出来，请对着原件录入；文件照样附在工单上。"
_NO_OCR = "这是扫描件或照片，本机没有装文字识别，请对着原件录入；文件照样附在工单上。"
_CHECK = "文字是从扫描件或照片里识别的，会有错字，请对着原件逐句核对。"
_NOTHING = "没有识别出文字，请对着原件录入；文件照样附在工单上。"
_CUT = "文件很长，只读了前面一部分。"


class Words(NamedTuple):
    """What stands in the letter, and what to say of it to the one who types."""

    words: str
    note: str


def words_of(data: bytes, sort: Sort, *, seconds: int = _SECONDS) -> Words:
    """The words, cleaned; "" with a note where there are none."""
    if sort not in READ:
        return Words("", _UNREAD)
    if sort in PICTURES and not reading.has_ocr():
        return Words("", _NO_OCR)
    try:
        done = subprocess.run(
            [sys.executable, "-m", reading.__name__, sort.value], input=data, capture_output=True, timeout=seconds,
            check=True,
        )  # fmt: skip
        said = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return Words("", _UNREAD)
    found = _tidy(text.clean(str(said["words"]).encode("utf-8", "replace").decode()))
    if not found:
        return Words("", _NOTHING if reading.has_ocr() or not said["scanned"] else _NO_OCR)
    return Words(found, (_CHECK if said["scanned"] else "") + (_CUT if said["cut"] else ""))


def _tidy(words: str) -> str:
    """Without empty lines and white space at the ends of lines."""
    return "\n".join(line for line in (line.strip() for line in words.split("\n")) if line)
