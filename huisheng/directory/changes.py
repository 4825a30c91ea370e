"""What an administrator may do to the directory: codes with their words."""

from huisheng.kernel.labelled import Labelled


class Subject(Labelled):
    """What was changed."""

    UNIT = "unit", "单位"
    SEAT = "seat", "席位"
    ROSTER = "roster", "排班"
    RULE = "rule", "参数"
    KEY = "key", "接口密钥"


class Done(Labelled):
    """What was done to it."""

    OPENED = "opened", "新设"
    CHANGED = "changed", "修改"
    MOVED = "moved", "调整隶属"
    ENDED = "ended", "停用"
    PROPOSED = "proposed", "提出"
    CONFIRMED = "confirmed", "确认"
    WITHDRAWN = "withdrawn", "撤回"
    COPIED = "copied", "照搬"
