"""What is learned, and how far a model and a lesson have come."""

from huisheng.kernel.labelled import Labelled


class Part(Labelled):
    """What a model answers."""

    CATEGORY = "category", "诉求分类"
    UNIT = "unit", "承办单位"
    PLACES = "places", "地名"


class ModelState(Labelled):
    """One model of a part makes the suggestions of a platform; the others are kept."""

    KEPT = "kept", "未启用"
    ACTIVE = "active", "在用"
    RESTED = "rested", "已停用"


class LessonState(Labelled):
    """A lesson is learned beside the web."""

    WAITING = "waiting", "等待学习"
    RUNNING = "running", "学习中"
    DONE = "done", "学完"
    FAILED = "failed", "没有学成"


OPEN = (LessonState.WAITING, LessonState.RUNNING)
