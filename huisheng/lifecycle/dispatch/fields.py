"""The fields that dispatch's verbs ask for."""

from huisheng.kernel.amounts import Day
from huisheng.kernel.asks import Choice, Code, Codes, Count, Text
from huisheng.lifecycle.workorder.states import Fault, Ground

UNIT = Code("unit", "承办单位")
CO_UNITS = Codes("co_units", "协办单位", required=False)
DISPATCH = Count("dispatch", "派单序号", required=False, low=1, high=999)
REQUEST = Count("request", "申请序号", required=False, low=1, high=999)
NOTE = Text("note", "派单说明", limit=1000, required=False)
REASON = Text("reason", "原因", limit=1000)
WORDS = Text("words", "意见", limit=2000)
GROUND = Choice("ground", "理由", options=Ground.labels())
FAULT = Choice("fault", "中心差错", required=False, options=Fault.labels())
CLAUSE = Text("clause", "依据条款", limit=500, lines=False)
EVIDENCE = Text("evidence", "证据说明", limit=2000)

# rulings on overlapping areas
CATEGORY = Code("category", "类别", required=False)
REGION = Code("region", "区划", required=False)
PLACE = Text("place", "地点用词", limit=200, required=False, lines=False)
GROUNDS = Text("reason", "裁定理由", limit=1000)
RULED_BY = Text("clause", "依据", limit=200, required=False, lines=False)
FIRST = Day("first", "起始日期")
LAST = Day("last", "截止日期", required=False)
RULING = Count("ruling", "裁定编号", low=1, high=999_999_999)
WHY_ENDED = Text("reason", "终止原因", limit=500)
