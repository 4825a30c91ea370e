"""How far a leader's session has come."""

from huisheng.kernel.labelled import Labelled


class SessionState(Labelled):
    ANNOUNCED = "announced", "已预告"
    HELD = "held", "接听中"
    ENDED = "ended", "已结束"
    PUBLISHED = "published", "已公开"
    CANCELLED = "cancelled", "已取消"
