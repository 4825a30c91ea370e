"""docx and xlsx are zip archives of XML: bounded before they are unpacked, refused where the XML declares entities."""

import io
import re
import zipfile
import zlib

from lxml import etree

from huisheng.circular.checker.readers import limits

_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)


def kind_of(data: bytes, name: str) -> str:
    """``docx`` or ``xlsx``, after every member has been looked at; a Refusal for any other archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _bound(archive, name)
            names = set(archive.namelist())
    except _BROKEN:
        raise limits.refuse("broken", f"“{name}”已损坏，打不开，请重新导出。") from None
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise limits.refuse("archive", f"“{name}”是压缩包或不支持的格式，请直接提供 docx、xlsx、pdf、html 或 txt 文件。")


def _bound(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise limits.refuse("encrypted", f"“{name}”加了密码，请解除密码后再核对。")
    said = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if len(members) > limits.MEMBERS or said > limits.UNPACKED or said > limits.MIB and said > packed * limits.RATIO:
        raise limits.refuse("bomb", f"“{name}”展开后大得不正常，疑为压缩炸弹，不予读取。")
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            _examine(_take(archive, member.filename, name), name)


def _take(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """A member, never more than it said: a lying header is a bomb too."""
    size = archive.getinfo(member).file_size
    with archive.open(member) as stream:
        data = stream.read(size + 1)
    if len(data) > size:
        raise limits.refuse("bomb", f"“{name}”展开后大得不正常，疑为压缩炸弹，不予读取。")
    return data


def _examine(xml: bytes, name: str) -> None:
    if _DECLARES.search(xml) or xml.startswith(_WIDE) and _DECLARES.search(xml.replace(b"\0", b"")):
        raise limits.refuse("entities", f"“{name}”的XML声明了实体或外部文档类型，可能有害，不予读取。")


def member(data: bytes, path: str) -> etree._Element | None:
    """A member as XML, entities never resolved, nothing fetched; None where there is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if path not in archive.namelist():
            return None
        raw = archive.read(path)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError:
        raise limits.refuse("broken", "文件已损坏（XML不完整），请重新导出。") from None
