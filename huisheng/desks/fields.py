"""From what a verb asks to what the screen shows, and from what was typed back to what the verb reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from huisheng.kernel import text
from huisheng.kernel.asks import Ask, Choice, Codes, Count, Files, Flag, Text, Upload, read_all
from huisheng.kernel.errors import Refusal

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_SEGMENTS = 4  # a choice of so few stands open
_LONG = 200  # characters from which a text gets several lines


@dataclass(frozen=True, slots=True)
class Option:
    """One choice."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """See templates/frame/_field.html."""

    name: str
    label: str
    kind: str = "text"
    value: object = ""
    required: bool = False
    error: str = ""
    hint: str = ""
    placeholder: str = ""
    max: int | None = None
    min: int | None = None
    rows: int = 3
    options: Sequence[Option] = ()
    suggest_url: str = ""


@dataclass(slots=True)
class Typed:
    """What came from a form: as typed (``raw``), as read (``given``), what each field was refused for (``errors``)."""

    raw: dict[str, object] = field(default_factory=dict)
    given: dict[str, object] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    error: str = ""

    def refuse(self, refusal: Refusal, asks: Iterable[Ask]) -> None:
        """Put a refusal beside its field, or above all where it has none on the screen."""
        if refusal.field in {ask.name for ask in asks}:
            self.errors.setdefault(refusal.field, refusal.sentence)
        else:
            self.error = refusal.sentence


def typed(asks: Sequence[Ask], data: QueryDict, files: "MultiValueDict[str, UploadedFile[Any]] | None" = None) -> Typed:
    """Every asked field, each read by itself, so that all that is wrong is said at once. Files aren't shown again."""
    found = Typed()
    for ask in asks:
        raw: object = data.getlist(ask.name) if isinstance(ask, Codes) else data.get(ask.name, "")
        if ask.name in ("category", "region") and isinstance(raw, str):
            raw = code_of(raw)
        if isinstance(ask, Files):
            sent = files.getlist(ask.name) if files is not None else []
            raw = [Upload(one.name or "", one.read(), one.size or 0) for one in sent]
        found.raw[ask.name] = "" if isinstance(ask, Files) else raw
        try:
            found.given |= read_all((ask,), {ask.name: raw})
        except Refusal as refusal:
            found.refuse(refusal, asks)
    return found


def code_of(words: str) -> str:
    """The code of a suggestion: "010201 环境保护 / 噪声污染" begins with it."""
    parts = text.clean(words).split(maxsplit=1)
    return parts[0] if parts else ""


def plain(ask: Ask, value: object = "", error: str = "", label: str = "") -> Field:
    """The field as the kind of ask alone shows it."""
    kind, options, rows, low, high = _drawn(ask)
    return Field(
        name=ask.name,
        label=label or ask.label,
        kind=kind,
        value=value,
        required=ask.required,
        error=error,
        options=options,
        rows=rows,
        min=low,
        max=high,
    )


def select(ask: Ask, options: Sequence[Option], value: object = "", error: str = "", blank: str = "请选择") -> Field:
    """The field as a choice from a list; ``blank`` heads it."""
    return Field(
        name=ask.name,
        label=ask.label,
        kind="select",
        value=value,
        required=ask.required,
        error=error,
        options=[Option("", blank), *options],
    )


def _drawn(ask: Ask) -> tuple[str, Sequence[Option], int, int | None, int | None]:
    """Kind, options, rows, least and greatest. No limit of characters: what is too long is said, not cut."""
    if isinstance(ask, Choice):
        options = [Option(value, label) for value, label in ask.options.items()]
        if len(options) > _SEGMENTS:
            return "select", [Option("", "请选择"), *options], 0, None, None
        return "radio", options if ask.required else [*options, Option("", "未评")], 0, None, None
    if isinstance(ask, Flag):
        if not (ask.required or ask.tri):
            return "checkbox", (), 0, None, None
        both = [Option("1", "是"), Option("0", "否")]
        return "radio", [*both, Option("", "未问")] if ask.tri else both, 0, None, None
    if isinstance(ask, Files):
        return "file", (), 0, None, None
    if isinstance(ask, Count):
        return "number", (), 0, ask.low, ask.high
    if isinstance(ask, Text) and ask.lines and ask.limit > _LONG:
        return "textarea", (), 5 if ask.limit > 2000 else 3, None, None
    return "tel" if ask.name == "phone" else "text", (), 0, None, None
