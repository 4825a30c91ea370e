"""What a verb asks for: named fields read from a form or from JSON, or refused in a sentence.

A verb declares its fields once; the form on the screen, the API and the check inside ``do`` come from them.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from huisheng.kernel import text
from huisheng.kernel.errors import Refusal

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}\Z")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")  # not all that folds to a digit: 3² is no 32
_WORDS = {
    **dict.fromkeys(("on", "true", "1", "yes", "是"), True),
    **dict.fromkeys(("off", "false", "0", "no", "否"), False),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """One field: ``name`` in code, ``label`` on the screen. ``read`` gives a clean value or raises a Refusal."""

    name: str
    label: str
    required: bool = True

    def read(self, raw: object) -> object:
        """The clean value of ``raw``; a Refusal about this field if it won't do."""
        raise TypeError(f"{type(self).__name__} doesn't say how it reads")

    def missing(self) -> Refusal:
        """The refusal for an empty required field."""
        return Refusal("missing", f"请填写{self.label}。", field=self.name)


@dataclass(frozen=True, slots=True)
class Text(Ask):
    """Words, cleaned, at most ``limit`` characters. An optional one may be empty."""

    limit: int = 2000
    lines: bool = True

    def read(self, raw: object) -> str:
        return text.take(
            raw, label=self.label, field=self.name, limit=self.limit, required=self.required, lines=self.lines
        )


@dataclass(frozen=True, slots=True)
class Choice(Ask):
    """One of ``options`` (stored value -> Chinese label). An optional one may be None."""

    options: Mapping[str, str] = field(default_factory=dict)

    def read(self, raw: object) -> str | None:
        if raw is None or raw == "":
            if self.required:
                raise Refusal("missing", f"请选择{self.label}。", field=self.name)
            return None
        if not isinstance(raw, str) or raw not in self.options:
            known = "、".join(self.options.values())
            raise Refusal("not_an_option", f"{self.label}不在可选范围内，请从这些中选：{known}。", field=self.name)
        return str(raw)


@dataclass(frozen=True, slots=True)
class Flag(Ask):
    """Yes or no; an optional one left out is None where ``tri`` (not asked), else no."""

    required: bool = False
    tri: bool = False

    def read(self, raw: object) -> bool | None:
        if isinstance(raw, bool):
            return raw
        word = raw.strip().lower() if isinstance(raw, str) else raw
        if word is None or word == "":
            if self.required:
                raise self.missing()
            return None if self.tri else False
        if isinstance(word, int):
            word = {1: "1", 0: "0"}.get(word, "?")
        if isinstance(word, str) and word in _WORDS:
            return _WORDS[word]
        raise Refusal("not_a_flag", f"{self.label}只能填“是”或“否”。", field=self.name)


@dataclass(frozen=True, slots=True)
class Count(Ask):
    """A whole number from ``low`` to ``high``. An optional one may be None."""

    low: int = 1
    high: int = 999_999

    def read(self, raw: object) -> int | None:
        if raw is None or raw == "":
            if self.required:
                raise self.missing()
            return None
        number: int | None = None
        if isinstance(raw, int) and not isinstance(raw, bool):
            number = raw
        elif isinstance(raw, str) and len(raw) <= 12:
            digits = raw.strip().translate(_WIDE)
            number = int(digits) if digits.isdecimal() and digits.isascii() else None
        if number is None or not self.low <= number <= self.high:
            raise Refusal("not_a_count", f"{self.label}应为{self.low}到{self.high}的整数，请改正。", field=self.name)
        return number


@dataclass(frozen=True, slots=True)
class Code(Ask):
    """A key of ours: letters, digits, ``_ . -``, at most 64. An optional one may be empty."""

    def read(self, raw: object) -> str:
        if raw is None or raw == "":
            if self.required:
                raise self.missing()
            return ""
        if not isinstance(raw, str) or not _CODE.match(raw):
            raise Refusal("not_a_code", f"{self.label}的代码不对，请重新选择。", field=self.name)
        return raw


@dataclass(frozen=True, slots=True)
class Codes(Ask):
    """Several keys, given as a list or separated by commas; no key twice; at most ``most``."""

    most: int = 20

    def read(self, raw: object) -> tuple[str, ...]:
        if raw is None or raw == "":
            raw = ()
        parts = raw.replace("，", ",").split(",", self.most) if isinstance(raw, str) else raw
        if not isinstance(parts, list | tuple) or len(parts) > self.most:
            raise Refusal("not_codes", f"{self.label}最多选{self.most}个，请重新选择。", field=self.name)
        one = Code(self.name, self.label)
        codes = tuple(one.read(part.strip() if isinstance(part, str) else part) for part in parts)
        if self.required and not codes:
            raise self.missing()
        if len(set(codes)) != len(codes):
            raise Refusal("twice", f"{self.label}里有重复，请去掉多余的。", field=self.name)
        return codes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in: how its sender calls it, its bytes, and how many it has (more than ``data``: cut short)."""

    name: str
    data: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Files(Ask):
    """Files, as Upload or, in JSON, ``{"name": …, "base64": …}``. What is in them is judged by who keeps them."""

    most: int = 50

    def missing(self) -> Refusal:
        """The refusal where none was chosen."""
        return Refusal("missing", f"请选择{self.label}。", field=self.name)

    def read(self, raw: object) -> tuple[Upload, ...]:
        if raw is None or raw == "":
            raw = ()
        parts = raw if isinstance(raw, list | tuple) else (raw,)
        if len(parts) > self.most:
            raise Refusal("too_many", f"{self.label}最多一次交{self.most}个，请分几次交。", field=self.name)
        found = tuple(part if isinstance(part, Upload) else self._from_json(part) for part in parts)
        if self.required and not found:
            raise self.missing()
        return found

    def _from_json(self, part: object) -> Upload:
        name, coded = (part.get("name"), part.get("base64")) if isinstance(part, Mapping) else (None, None)
        try:
            if not isinstance(name, str) or not isinstance(coded, str):
                raise ValueError
            data = b64decode(coded, validate=True)
        except (ValueError, binascii.Error):
            raise Refusal("not_a_file", f"{self.label}没有传好，请重新选择文件。", field=self.name) from None
        return Upload(name, data, len(data))


def read_all(asks: Iterable[Ask], given: Mapping[str, object]) -> dict[str, object]:
    """Every asked field, read; the first that won't do is refused, and so is a name nobody asked for."""
    wanted = {ask.name: ask for ask in asks}
    for name in given:
        if name not in wanted:
            shown = text.clean(str(name)[:40])
            raise Refusal("unknown_field", f"不认识的字段：{shown[:20]}，请去掉。", field=shown)
    return {name: ask.read(given.get(name)) for name, ask in wanted.items()}
