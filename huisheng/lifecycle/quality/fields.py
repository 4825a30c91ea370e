"""The fields that checks ask for, and who makes them."""

from huisheng.directory.roles import Role
from huisheng.kernel.amounts import Day, Marks
from huisheng.kernel.asks import Choice, Code, Count, Flag, Text
from huisheng.lifecycle.quality.states import By, Drawn, Verdict
from huisheng.taxonomy.kinds import Kind

CHECKERS = (Role.ASSESSOR, Role.QUALITY)
GRANTERS = (Role.ASSESSOR,)

DAY = Day("day", "检查日期")
SOURCE = Choice("source", "检查方", options=By.labels())
UNIT = Code("unit", "承办单位", required=False)
SAMPLED = Count("sampled", "抽查件数", low=1, high=999_999)
PASSED = Count("passed", "合格件数", required=False, low=0, high=999_999)
UNVISITED = Count("unvisited", "未回访件数", required=False, low=0, high=999_999)
UNSATISFIED = Count("unsatisfied", "不满意件数", required=False, low=0, high=999_999)
ASKED = Text("asked", "拨测问题", limit=500)
WORDS = Text("words", "发现的问题", limit=2000, required=False)
SERVICE = Marks("service", "服务规范得分", required=False, high=100)
KNOWLEDGE = Marks("knowledge", "业务知识得分", required=False, high=100)
DEDUCTED = Marks("deducted", "扣分", required=False, high=100)
ERRORS = Count("errors", "不准确次数", low=0, high=999_999)
GRANTED_TO = Code("unit", "承办单位")
FIRST = Day("first", "起日")
LAST = Day("last", "止日")
MARKS = Marks("marks", "质效分", low=-100, high=100)
GROUND = Text("ground", "理由", limit=500)
CLAUSE = Text("clause", "依据", limit=200)
CHECK = Count("check", "检查编号", low=1, high=999_999_999)
REASON = Text("reason", "作废原因", limit=500)
OF = Choice("of", "抽什么", options=Drawn.labels())
SIZE = Count("size", "抽几件", high=500)
SEED = Text("seed", "随机种子", limit=32, required=False, lines=False)
VERDICT = Choice("verdict", "结果", options=Verdict.labels())
WHY = Text("words", "说明", limit=500, required=False)
KIND = Choice("kind", "实际性质", options={kind.value: kind.label for kind in Kind})
COMPLETE = Flag("complete", "答复是否完整", required=True)
