"""Kinds of checks, and who makes them."""

from huisheng.kernel.labelled import Labelled


class CheckKind(Labelled):
    SPOT = "spot", "抽查回访"
    MYSTERY = "mystery", "拨测"
    UPLOAD = "upload", "数据监测"
    BONUS = "bonus", "质效"


class By(Labelled):
    OWN = "own", "本平台"
    PROVINCE = "province", "省平台"
