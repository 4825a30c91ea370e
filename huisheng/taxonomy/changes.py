"""Who changes the taxonomy, and what may be done to it. Seats belong to the directory: here they are named by code."""

from dataclasses import dataclass

from huisheng.kernel.labelled import Labelled


@dataclass(frozen=True, slots=True)
class Editor:
    """An administrator's seat, as the room above has made sure of: whose platform it is, and where in the rulebook."""

    platform: str
    scope: str
    seat: str
    label: str


class Matter(Labelled):
    """What was changed."""

    VERSION = "version", "分类版本"
    CATEGORY = "category", "类别"
    DUTY = "duty", "派单目录"


class Done(Labelled):
    """What was done to it."""

    OPENED = "opened", "新增"
    CHANGED = "changed", "修改"
    ENDED = "ended", "停用"
    WITHDRAWN = "withdrawn", "撤回"
