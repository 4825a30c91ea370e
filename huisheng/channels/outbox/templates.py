"""The words sent to citizens, as data: read once, checked at reading, filled in."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "texts"
# all that may stand in a message: nothing that tells a stranger who the citizen is or what about
VALUES = ("number", "unit", "promised", "platform", "code", "minutes")
_GAP = re.compile(r"\{([a-z]*)\}")
_LONGEST = {"number": 24, "unit": 20, "promised": 12, "platform": 16, "code": 6, "minutes": 2}
SMS_LIMIT = 134  # characters: two parts of 67


@dataclass(frozen=True, slots=True)
class Template:
    """One message: ``text`` for every medium, ``subject`` beside it in a mail."""

    code: str
    label: str
    subject: str
    text: str
    anytime: bool = False

    @property
    def gaps(self) -> frozenset[str]:
        """The values it needs."""
        return frozenset(_GAP.findall(self.subject + self.text))

    def filled(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Subject and text with these values; KeyError names one that is missing."""
        return tuple(_GAP.sub(lambda gap: values[gap[1]], part) for part in (self.subject, self.text))  # type: ignore[return-value]  # two go in


@cache
def all_() -> dict[str, Template]:
    """Every template by its code. ValueError for one that may not be sent so."""
    found: dict[str, Template] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        with path.open("rb") as file:
            for code, fields in tomllib.load(file).items():
                found[code] = checked(Template(code, **fields))
    return found


def checked(template: Template) -> Template:
    """The template; ValueError where it asks for what may not be sent, or is longer than two parts of an SMS."""
    unknown = template.gaps - set(VALUES)
    if unknown or "{" in _GAP.sub("", template.text + template.subject):
        raise ValueError(f"{template.code}: {sorted(unknown)} may not stand in a message")
    longest = _GAP.sub(lambda gap: "x" * _LONGEST[gap[1]], template.text)
    if len(longest) > SMS_LIMIT:
        raise ValueError(f"{template.code}: {len(longest)} characters at most, an SMS of two parts has {SMS_LIMIT}")
    return template


def label_of(code: str) -> str:
    """How people call a template; its code where it is no more."""
    known = all_().get(code)
    return known.label if known is not None else code
