"""The parts of a letter: which of them are its words, which its files, and how each is opened. Pure."""

import re
from dataclasses import dataclass, field
from email.message import Message
from typing import cast

from huisheng.channels.mail import decode, markup
from huisheng.kernel import text
from huisheng.kernel.asks import Upload

DEEPEST = 60  # parts within parts; mailers come to six
MOST = 400  # parts of one letter
_DECORATION = 2048  # bytes: a picture in the text that is smaller is a dot or a line
_NO_FILES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_ENDINGS = {"image/jpeg": "jpg", "image/jpg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_\-]{1,30})", re.IGNORECASE)
_DRAWN = re.compile(rb"[\"']data:image/(jpeg|png|webp);base64,([^\"'<>]+)[\"']")  # a picture written into the HTML
_STUB = re.compile(r"html|浏览器|客户端|browser", re.IGNORECASE)
_TOO_DEEP = "邮件里一层套一层，套得过深，没有全部打开"
_UNREADABLE = "邮件有一部分损坏，打不开"


@dataclass
class Found:
    """What was found so far. ``troubles``: what of the words couldn't be read, as parts of a sentence."""

    texts: list[str] = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    seen: int = 0

    def trouble(self, said: str) -> None:
        """Note it, once."""
        if said not in self.troubles:
            self.troubles.append(said)


def gather(message: Message) -> Found:
    """The words and files of a letter, in their order. What is broken is noted, and the rest read all the same."""
    found = Found()
    _visit(message, found, 0)
    return found


def _visit(part: Message, found: Found, depth: int) -> None:
    found.seen += 1
    if depth > DEEPEST or found.seen > MOST:
        found.trouble(_TOO_DEEP)
        return
    try:
        _open(part, found, depth)
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError):
        # the standard library's parser stumbles over some headers only when they are asked for
        found.trouble(_UNREADABLE)


def _open(part: Message, found: Found, depth: int) -> None:
    sort = part.get_content_type()
    inside = cast(list[Message], part.get_payload()) if part.is_multipart() else []
    if inside and sort == "message/rfc822":
        _passed_on(inside[0], found, depth)
    elif inside and sort == "multipart/alternative":
        _choose(inside, found, depth)
    elif inside:
        for one in inside:
            _visit(one, found, depth + 1)
    elif _is_words(part, sort):
        found.texts.append(_words(part, sort, found))
    elif sort not in _NO_FILES:
        _file(part, sort, found)


def _passed_on(inner: Message, found: Found, depth: int) -> None:
    """A letter within the letter: its subject and words, below the outer ones."""
    subject = decode.header(first(inner, "subject"))
    found.texts.append(f"（随附邮件：{subject}）" if subject else "（随附邮件）")
    _visit(inner, found, depth + 1)


def _choose(versions: list[Message], found: Found, depth: int) -> None:
    """The same text several times: the plain one, unless it only says that there is another."""
    tried: dict[str, list[str]] = {}
    for one in versions:
        apart = Found(seen=found.seen)
        _visit(one, apart, depth + 1)
        found.seen = apart.seen
        found.files += apart.files
        for said in apart.troubles:
            found.trouble(said)
        if any(shows(words) for words in apart.texts):
            kind = "plain" if one.get_content_type() == "text/plain" else "other"
            tried.setdefault(kind, apart.texts)
    plain, other = tried.get("plain", []), tried.get("other", [])
    stub = len("".join(plain)) * 3 < len("".join(other)) and _STUB.search("".join(plain)) is not None
    found.texts += other if other and (stub or not plain) else plain


def shows(words: str) -> bool:
    """Whether a text says anything."""
    return any(character.isalnum() for character in words)


def _is_words(part: Message, sort: str) -> bool:
    named = part.get_content_disposition() == "attachment" or bool(_name(part))
    if sort.startswith("multipart/"):  # one without parts: no boundary was found in it
        return True
    return sort in ("text/plain", "text/html", "text/enriched") and not named


def _words(part: Message, sort: str, found: Found) -> str:
    data = payload(part)
    label = _parameter(part, "charset")
    if sort == "text/html":
        for ending, coded in _DRAWN.findall(data):
            picture = decode.base64(coded)
            if len(picture) >= _DECORATION:
                found.files.append(Upload(f"图片{len(found.files) + 1}.{ending.decode()}", picture, len(picture)))
        said = _META.search(data[:4096])
        return markup.to_text(decode.text(data, label or (said[1].decode() if said else "")))
    words = decode.text(data, label).replace("\r\n", "\n").replace("\r", "\n")
    if _parameter(part, "format").lower() == "flowed":
        words = unflowed(words, _parameter(part, "delsp").lower() == "yes")
    if re.match(r"\s*<(!doctype html|html)\b", words, re.IGNORECASE):
        return markup.to_text(words)
    return words


def payload(part: Message) -> bytes:
    """The bytes of a part. What says base64 and isn't is taken as it stands."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return b""
    if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64":
        raw = vars(part).get("_payload")  # asked for undecoded, it would have its bytes replaced
        plain = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""
        strange = len(re.sub(rb"[A-Za-z0-9+/=\s]", b"", plain))
        if strange * 10 > len(plain):
            return plain
    return data


def unflowed(words: str, delete_space: bool) -> str:
    """RFC 3676: lines that end in a space go on in the next; between two Chinese characters the space falls."""
    out: list[str] = []
    open_at = -1  # the depth of the quotation whose last line goes on
    for line in words.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        said = line[depth:]
        said = said.removeprefix(" ")
        goes_on = said.endswith(" ") and said != "-- "
        if open_at == depth and said != "-- ":
            before = out[-1][:-1] if delete_space or _between_wide(out[-1], said) else out[-1]
            out[-1] = before + said
        else:
            out.append("> " * depth + said)
        open_at = depth if goes_on else -1
    return "\n".join(out)


def _between_wide(before: str, after: str) -> bool:
    return before[-2:-1] > "\u2e7f" and after[:1] > "\u2e7f"


def _file(part: Message, sort: str, found: Found) -> None:
    data = payload(part)
    inline = part.get_content_disposition() != "attachment" and part.get("content-id") is not None
    if sort.startswith("image/") and inline and len(data) < _DECORATION:
        return
    name = _name(part) or f"附件{len(found.files) + 1}.{_ENDINGS.get(sort, 'dat')}"
    found.files.append(Upload(name, data, len(data)))


def _name(part: Message) -> str:
    return text.clean(decode.header(part.get_filename() or "")).replace("\n", " ")[:200]


def _parameter(part: Message, name: str) -> str:
    said = part.get_param(name, "")
    return said[2] if isinstance(said, tuple) else str(said)


def first(message: Message, name: str) -> str:
    """The raw value of the first header of that name, its bytes hidden in surrogates; "" for none."""
    return next((str(value) for key, value in message.raw_items() if key.lower() == name), "")


def every(message: Message, name: str) -> list[str]:
    """The raw values of all headers of that name."""
    return [str(value) for key, value in message.raw_items() if key.lower() == name]
