"""Kinds of checks, and who makes them."""

from huisheng.kernel.labelled import Labelled


class CheckKind(Labelled):
    SPOT = "spot", "抽查回访"
    MYSTERY = "mystery", "拨测"
    UPLOAD = "upload", "数据监测"
    BONUS = "bonus", "质效"
    REVIEW = "review", "直办复核"


class By(Labelled):
    OWN = "own", "本平台"
    PROVINCE = "province", "省平台"


class Verdict(Labelled):
    """What a look at one matter of a sample came to; the first three are what a sample is reported by."""

    PASSED = "passed", "合格"
    UNVISITED = "unvisited", "未回访"
    UNSATISFIED = "unsatisfied", "不满意"
    FAILED = "failed", "其他不合格"


class Drawn(Labelled):
    """From what a sample is drawn."""

    CONCLUDED = "concluded", "单位办结件"
    ANSWERED = "answered", "直接答复件"
