"""The fields that dispatch's verbs ask for."""

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
