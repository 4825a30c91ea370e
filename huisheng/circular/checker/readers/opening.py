"""What a file really is: its first bytes say so, never its name."""

import re
from collections.abc import Callable
from typing import NamedTuple

from huisheng.circular.checker.model import Content
from huisheng.circular.checker.readers import limits, plain, portable, sheet, web, word
from huisheng.circular.checker.readers.archive import kind_of

_FORMS = {
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "pdf": ("pdf",),
    "html": ("html", "htm", "xhtml"),
    "txt": ("txt", "md", "markdown", "text", "csv", "tsv"),
}
_KNOWN = {ending: form for form, endings in _FORMS.items() for ending in endings}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"RIFF")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|div|p|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_READ: dict[str, Callable[[bytes], Content]] = {
    "docx": word.read,
    "xlsx": sheet.read,
    "pdf": portable.read,
    "html": web.read,
    "txt": plain.read,
}


class Opened(NamedTuple):
    """A file's form and what it says."""

    form: str
    content: Content


def opened(data: bytes, name: str) -> Opened:
    """Sniff, bound and read. Raises a Refusal with a Chinese sentence for whatever isn't a readable circular."""
    if not data:
        raise limits.refuse("empty", f"“{name}”是空文件（0字节），请检查后重新上传。")
    if len(data) > limits.FILE:
        raise limits.refuse("too_large", f"“{name}”超过{limits.FILE // limits.MIB}MB，请拆分后再核对。")
    form = _sniff(data, name)
    claimed = _KNOWN.get(name.rpartition(".")[2].lower()) if "." in name else None
    if claimed is not None and claimed != form and {claimed, form} != {"txt", "html"}:
        sentence = f"“{name}”的内容是{form}，与扩展名不符，请改正扩展名或重新导出。"
        raise limits.refuse("wrong_extension", sentence)
    content = _READ[form](data)
    if not any(getattr(part, "text", "x") for part in content.parts):
        hint = "可能是扫描件，请先转成文字" if form == "pdf" else "请检查是否导出完整"
        raise limits.refuse("no_text", f"“{name}”里没有文字，{hint}。")
    return Opened(form, content)


def _sniff(data: bytes, name: str) -> str:
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return kind_of(data, name)
    if data.startswith(_OLD_OFFICE):
        sentence = f"“{name}”是旧版 Office 文件（doc/xls）或加了密码，请另存为不加密的 docx 或 xlsx 后再核对。"
        raise limits.refuse("old_office", sentence)
    if data.startswith(b"{\\rtf"):
        raise limits.refuse("rtf", f"“{name}”是 RTF 文件，请另存为 docx 后再核对。")
    if data.startswith(_PICTURES):
        raise limits.refuse("picture", f"“{name}”是图片，请先识别成文字再核对。")
    text = plain.decoded(data)
    return "html" if _HTML.match(text[:4096]) else "txt"
