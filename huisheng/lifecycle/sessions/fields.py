"""The fields that the acts of a session ask for, and who does them."""

from huisheng.directory.roles import Role
from huisheng.kernel.amounts import Moment
from huisheng.kernel.asks import Code, Count, Text

OFFICE = (Role.SUPERVISOR, Role.DISPATCHER)
TAKES_CALLS = (Role.AGENT, Role.SUPERVISOR, Role.DISPATCHER)

UNIT = Code("unit", "接听领导所在单位")
POST = Text("post", "接听领导职务", limit=50, lines=False)
PORTFOLIO = Text("portfolio", "分管工作", limit=200, lines=False)
STARTS_AT = Moment("starts_at", "接听时间")
TOPICS = Text("topics", "受理内容", limit=500, lines=False)
QUESTION = Text("words", "问题", limit=2000)
CALLS = Count("calls", "受理来话件数", low=0, high=9999)
WHERE = Text("where", "公开处", limit=100, lines=False)
REASON = Text("reason", "取消原因", limit=500)
SESSION = Count("session", "接听编号", low=1, high=999_999_999)
WORDS = Text("words", "审核意见", limit=2000)
