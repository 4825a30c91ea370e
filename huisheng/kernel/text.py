"""Text from outside: cleaned, never mangled; measured, never cut in silence."""

import re
import unicodedata

from huisheng.kernel.errors import Refusal

# C0/C1 controls but tab and newline; BOM; bidi overrides and isolates that can make a sentence lie;
# lone surrogates; noncharacters of the first plane. Zero-width joiners stay: names and emoji need them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean(raw: str) -> str:
    """Newlines made one kind, unsafe characters taken out, NFC, outer white space off."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSAFE.sub("", text)).strip()


def _shows(text: str) -> bool:
    """Whether anything of it is seen: white space and zero-width characters alone fill no field."""
    return any(unicodedata.category(character) not in ("Cf", "Zl", "Zp", "Zs", "Cc") for character in text)


def take(raw: object, *, label: str, field: str, limit: int, required: bool = True, lines: bool = True) -> str:
    """A text of at most ``limit`` characters, or a Refusal about ``field``.

    ``lines`` False joins lines by a space: for names and titles.
    """
    if raw is None or raw == "":
        if required:
            raise Refusal("missing", f"请填写{label}。", field=field)
        return ""
    if not isinstance(raw, str):
        raise Refusal("not_text", f"{label}应为文字，请重新填写。", field=field)
    # measured before cleaning too: ten megabytes of NUL are not worth normalising
    if len(raw) > limit * 4 + 1000:
        raise Refusal("too_long", f"{label}过长（收到{len(raw)}字），最多{limit}字，请删减后再提交。", field=field)
    text = clean(raw)
    if not lines:
        text = " ".join(text.split())
    if required and not _shows(text):
        raise Refusal("missing", f"请填写{label}。", field=field)
    if len(text) > limit:
        raise Refusal("too_long", f"{label}过长（{len(text)}字），最多{limit}字，请删减后再提交。", field=field)
    return text


def fold(text: str) -> str:
    """For comparing and searching: compatibility forms folded (１３８ = 138), case folded."""
    return unicodedata.normalize("NFKC", text).casefold()
