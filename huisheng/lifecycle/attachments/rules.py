"""What a file is by its own bytes, and why one isn't taken. Pure: no disk, no pictures drawn, no clock."""

import re
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO

from huisheng.kernel import text
from huisheng.lifecycle.attachments import sounds
from huisheng.lifecycle.attachments.states import PICTURES, SUFFIX, VOICES, Sort

_NAME = 80  # characters that are kept of a file's name
_PARTS, _INFLATED = 4000, 300 * 1024 * 1024  # what an honest document never comes near
_TYPES = "[Content_Types].xml"
_MAIN = {"word/document.xml": Sort.DOCX, "xl/workbook.xml": Sort.XLSX}
_ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc and .xls, and a document under a password
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
_ACTIVE_PART = re.compile(r"vbaProject|vbaData|activeX|/embeddings/|macrosheets|\.bin$", re.IGNORECASE)
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
_BARRED_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


class Unfit(Exception):
    """Why the file isn't taken: the sentence after its name."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How large one may be (bytes), how many come at once, which sorts are taken, a voice note's seconds."""

    largest: int
    most: int
    sorts: Collection[str]
    longest: int = 300


def sort_of(data: bytes, size: int, limits: Limits) -> Sort:
    """What the file is. Unfit: empty, too large, nothing that is taken, an archive, or with something that runs."""
    if size > limits.largest:
        raise Unfit(f"有{megabytes(size)}，超过{megabytes(limits.largest)}，请压缩或换一个小的。")
    if not data:
        raise Unfit("是空的，请重新选择。")
    sort = _sort(data)
    if sort not in limits.sorts:
        raise Unfit(f"是{sort.label}文件，本平台不收，请换成{kinds(limits.sorts)}。")
    if sort in VOICES:
        _insist_on_a_voice(data, sort, limits)
    return sort


def _insist_on_a_voice(data: bytes, sort: Sort, limits: Limits) -> None:
    if sounds.is_movie(data, sort):
        raise Unfit("是视频，不能收，请换成照片或语音。")
    try:
        long = sounds.seconds(data, sort)
    except sounds.Broken:
        raise Unfit("打不开，可能没有录完或已损坏，请重新录一段。") from None
    if long > limits.longest:
        raise Unfit(f"有{spoken(long)}，语音每段最多{spoken(limits.longest)}，请分成几段。")


def is_heif(data: bytes) -> bool:
    """A photograph as newer telephones keep it (HEIC, AVIF): it is kept as a JPEG."""
    return data[4:8] == b"ftyp" and data[8:12] in _HEIF


def _sort(data: bytes) -> Sort:
    if data.startswith(b"\xff\xd8\xff") or is_heif(data):
        return Sort.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Sort.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Sort.WEBP
    if data.startswith(b"%PDF-"):
        if _ACTIVE_PDF.search(data):
            raise Unfit("里面带有脚本或别的文件，不能收，请用“打印成 PDF”另存一份再交。")
        return Sort.PDF
    if data.startswith(b"PK\x03\x04"):
        return _document(data)
    if data.startswith(_ARCHIVES):
        raise Unfit("是压缩包，不能收，请解开后交里面的照片或文件。")
    if data.startswith(_OLD_OFFICE):
        raise Unfit("是旧版的 Word、Excel 文件或加了密码，请另存为 docx、xlsx（不设密码）再交。")
    sound = sounds.sort_of(data)
    if sound is not None:
        return sound
    raise Unfit("不是照片、语音、PDF、Word 或 Excel 文件，请换一个。")


def _document(data: bytes) -> Sort:
    """A zip that is a document of one sort, with nothing in it that runs; only its list and types are read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            sorts = [sort for main, sort in _MAIN.items() if main in names]
            if len(sorts) != 1 or _TYPES not in names:
                raise Unfit("是压缩包，不能收，请解开后交里面的照片或文件。")
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > _INFLATED:
                raise Unfit("解开后过大，不能收，请换一个。")
            with packed.open(_TYPES) as types:
                declared = types.read(1 << 20).decode("utf-8", "replace")
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError, EOFError):
        raise Unfit("打不开，可能没有传完或已损坏，请重新选择。") from None
    if "macroEnabled" in declared or any(_ACTIVE_PART.search(name) for name in names):
        raise Unfit("里面带有宏或嵌入的文件，不能收，请去掉宏、另存为 docx 或 xlsx 再交。")
    return sorts[0]


def clean_name(name: str, sort: Sort) -> str:
    """The file's name as it is kept and given out: no path, nothing unsafe, and the ending that its content has."""
    said = _BARRED_IN_A_NAME.sub(" ", text.clean(re.split(r"[\\/]", name)[-1]))
    before, dot, _ = said.rpartition(".")
    stem = " ".join((before if dot else said).split())
    return f"{stem[:_NAME].strip(' .') or '附件'}.{SUFFIX[sort]}"


def shown_name(name: str) -> str:
    """How a file that isn't taken is called in the sentence."""
    return " ".join(text.clean(re.split(r"[\\/]", name)[-1]).split())[:_NAME] or "文件"


def megabytes(size: int) -> str:
    """2.4 MB, 10 MB; below a tenth in KB."""
    tenths = (size * 10 + (1 << 19)) >> 20
    if tenths == 0:
        return f"{max(size >> 10, 1)} KB"
    return f"{tenths // 10} MB" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} MB"


def kinds(sorts: Collection[str]) -> str:
    """The sorts as people name them: 照片、PDF、Word、Excel、语音."""
    names = {**dict.fromkeys(PICTURES, "照片"), **dict.fromkeys(VOICES, "语音")}
    return "、".join(dict.fromkeys(names.get(sort, sort.label) for sort in Sort if sort in sorts))


def spoken(seconds: int) -> str:
    """45秒, 5分钟, 2分10秒."""
    minutes, rest = divmod(seconds, 60)
    if not rest and minutes:
        return f"{minutes}分钟"
    return f"{minutes}分{rest}秒" if minutes else f"{rest}秒"
