"""Bytes of mails into characters: what a label says is heard, and not believed. Pure.

Mails in Chinese are labelled wrong often enough (gb2312 for GBK, iso-8859-1 or nothing at all for either, UTF-8 cut in
the middle of a character by an encoded word) that the bytes themselves have the last word.
"""

import codecs
import re
from base64 import b64decode
from binascii import a2b_qp
from collections.abc import Iterator

# charsets that mails are written in; Python knows more names than that, some of them a trap (idna, unicode_escape)
_TEXTS = re.compile(
    r"(ascii|utf-8(-sig)?|utf-7|utf-16(-[bl]e)?|utf-32(-[bl]e)?|gb2312|gbk|gb18030|hz|big5(hkscs)?|cp950|cp125\d"
    r"|cp866|iso8859-\d+|iso2022_jp(_\w+)?|iso2022_kr|shift_jis|cp932|euc_jp|euc_kr|cp949|johab|koi8-[ru]|tis-620)\Z"
)
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs", "shift_jis": "cp932"}
_CALLED = {"gb_2312-80": "gb18030", "x-gbk": "gb18030", "gb2312-80": "gb18030", "x-x-big5": "big5hkscs"}
_HOLLOW = ("ascii", "iso8859-1", "cp1252")  # labels of mailers that don't know what they send
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?\r\n]*)\?=")
_SHORTEST = 8  # bytes that a text of two bytes a character must have at least to be told by its characters


def charset(label: str) -> str:
    """The codec for a label; "" for one that is unknown, or no charset of texts."""
    said = label.strip().strip("\"'").split("*")[0].lower()
    said = _CALLED.get(said, said)
    try:
        name = codecs.lookup(said).name if said.isascii() and said else ""
    except (LookupError, ValueError):
        return ""
    return _SUPERSETS.get(name, name) if _TEXTS.match(name) else ""


def text(data: bytes, label: str = "") -> str:
    """The characters of ``data``; what can't be read is U+FFFD. Never fails."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, "replace")
    named = charset(label)
    if data.isascii() and not named.startswith(("utf-", "hz", "iso2022")):
        return data.decode("ascii")
    for name in _likely(data, named):
        found = _strict(data, name)
        if found is not None:
            return found
    return data.decode(_fallback(data, named), "replace")


def _likely(data: bytes, named: str) -> Iterator[str]:
    """The codecs to try, the likeliest first."""
    as_utf8 = _strict(data, "utf-8")
    if as_utf8 is not None and (not named.startswith(("gb", "big5")) or _has_ideographs(as_utf8)):
        if named.startswith(("utf-16", "utf-32", "utf-7", "hz", "iso2022")):
            yield named
        yield "utf-8"
    if named and named not in _HOLLOW and not named.startswith(("gb", "big5")):
        yield named
    yield from _chinese(data, named)
    if named:
        yield named


def _chinese(data: bytes, named: str) -> list[str]:
    """GB 18030 or Big5, as far as the bytes look like one of them; what the label says counts where both do."""
    scores = {"gb18030": _common(data, "gb18030"), "big5hkscs": _common(data, "big5hkscs")}
    if named in scores:
        other = "big5hkscs" if named == "gb18030" else "gb18030"
        # the label is overruled only by a text long enough to be told
        sure = len(data) >= _SHORTEST and scores[other] > 0.9 and scores[named] < 0.6
        return [other, named] if sure else [named, other]
    best = max(scores, key=lambda name: scores[name])
    return [best] if scores[best] >= 0.6 else []


def _common(data: bytes, name: str) -> float:
    """The share of the characters beyond ASCII that are of the first, common, plane of that charset."""
    pairs = found = at = 0
    if _strict(data, name) is None:
        return 0.0
    while at < len(data):
        first = data[at]
        if first < 0x80:
            at += 1
            continue
        if name == "gb18030":
            common = 0xB0 <= first <= 0xD7 or 0xA1 <= first <= 0xA3
            common = common and data[at + 1] >= 0xA1
        else:
            common = 0xA1 <= first <= 0xC6
        pairs, found, at = pairs + 1, found + common, at + 2
    return found / max(pairs, 1)


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def _has_ideographs(found: str) -> bool:
    return any(character >= "\u2e80" for character in found)


def _fallback(data: bytes, named: str) -> str:
    """The codec of which the least is lost."""
    names = [name for name in (named, "utf-8", "gb18030") if name]
    return min(names, key=lambda name: data.decode(name, "replace").count("\ufffd"))


def header(raw: str) -> str:
    """A header's value as people read it: unfolded, encoded words opened, bytes without a label guessed."""
    value = re.sub(r"\r?\n(?=[ \t])", "", raw).replace("\r", " ").replace("\n", " ")
    out: list[str] = []
    words: list[tuple[str, bytes]] = []
    at = 0
    for found in _WORD.finditer(value):
        between = value[at : found.start()]
        if between.strip() or not words:
            out += [_joined(words), _plain(between)]
            words = []
        words.append((found[1], _opened(found[2], found[3])))
        at = found.end()
    return "".join([*out, _joined(words), _plain(value[at:])]).strip()


def _joined(words: list[tuple[str, bytes]]) -> str:
    """Encoded words that stand side by side; one charset's are one text, for a character may be cut between them."""
    out: list[str] = []
    for no, (label, data) in enumerate(words):
        if no and words[no - 1][0].lower() == label.lower():
            continue
        run = [data]
        for later, more in words[no + 1 :]:
            if later.lower() != label.lower():
                break
            run.append(more)
        out.append(text(b"".join(run), label))
    return "".join(out)


def _opened(how: str, coded: str) -> bytes:
    raw = coded.encode("ascii", "ignore")
    return a2b_qp(raw, header=True) if how in "qQ" else base64(raw)


def base64(coded: bytes) -> bytes:
    """What is in there, even where it was cut off or has strange characters between."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", coded)
    if len(kept) % 4 == 1:  # cut off in the middle of its last byte
        kept = kept[:-1]
    return b64decode(kept + b"=" * (-len(kept) % 4))


def _plain(part: str) -> str:
    """A stretch without encoded words: its bytes, where the parser hid any, read like a text."""
    if part.isascii():
        return part
    try:
        return text(part.encode("utf-8", "surrogateescape"))
    except UnicodeError:
        return part.encode("utf-8", "replace").decode("utf-8")
