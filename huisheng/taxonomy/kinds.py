"""What sort of matter it is (诉求性质), as the circulars count them."""

from huisheng.kernel.labelled import Labelled


class Kind(Labelled):
    """A kind: the stored value is the identifier, ``label`` is what screens and circulars show."""

    CONSULT = "consult", "咨询"
    HELP = "help", "求助"
    COMPLAINT = "complaint", "投诉"
    REPORT = "report", "举报"
    COMPLAINT_REPORT = "complaint_report", "投诉举报"  # for offices that don't tell the two apart
    SUGGESTION = "suggestion", "建议"
    THANKS = "thanks", "感谢"
    INVALID = "invalid", "无效"
    OTHER = "other", "其他"
