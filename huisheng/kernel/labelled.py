"""Codes with a word for people: the stored value is an identifier, the label is what screens show."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A stored identifier with its Chinese label: ``IN_HAND = "in_hand", "办理中"``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def labels(cls) -> dict[str, str]:
        """Stored value -> label."""
        return {member.value: member.label for member in cls}
