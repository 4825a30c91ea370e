"""What sort of matter it is (诉求性质), as the circulars count them."""

from enum import StrEnum


class Kind(StrEnum):
    """A kind: the stored value is the identifier, ``label`` is what screens and circulars show."""

    label: str

    CONSULT = "consult", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    SUGGESTION = "suggestion", "建议"
    THANKS = "thanks", "感谢"
    INVALID = "invalid", "无效"
    OTHER = "other", "其他"

    def __new__(cls, value: str, label: str = "") -> "Kind":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
