"""What a cell of a file may hold. Pure."""

import re
import unicodedata

CELL = 32_767  # characters that a cell of a workbook holds
_CUT = "……（太长，未全部导出，请在系统里看全文）"
_STARTS = frozenset("=+-@")
_SKIPPED = frozenset("\"'`“”‘’")
_DDE = re.compile(r"\s*DDE\s*\(", re.IGNORECASE)
# what some spreadsheet reads as the end of a cell, so that the next character begins one
_AFTER = re.compile(r"([;,|\t\r\n]\s*)(?=[=+\-@＝＋－＠])")


def tame(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; where it might, an apostrophe stands before it.

    Looked at as a spreadsheet may: full-width signs folded, white space, what isn't seen and quotes passed over. Still
    the same words to a reader.
    """
    if not text:
        return text
    safe = _AFTER.sub(r"\1'", text)
    return f"'{safe}" if text[0] in "\t\r\n" or _DDE.match(text) or _begins(text) in _STARTS else safe


def _begins(text: str) -> str:
    """The first character that counts."""
    for character in text[:64]:
        if character.isspace() or character in _SKIPPED or unicodedata.category(character) in ("Cf", "Cc"):
            continue
        return unicodedata.normalize("NFKC", character)[:1]
    return ""


def fitting(text: str) -> str:
    """The text, or as much of it as a cell of a workbook holds, with a word that it was cut."""
    return text if len(text) <= CELL else text[: CELL - len(_CUT)] + _CUT
