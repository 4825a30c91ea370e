"""The fields that handling's verbs ask for."""

from huisheng.kernel.asks import Count, Text

DISPATCH = Count("dispatch", "派单序号", required=False, low=1, high=999)
REQUEST = Count("request", "申请序号", required=False, low=1, high=999)
WORDS = Text("words", "说明", limit=2000, required=False)
OPINION = Text("words", "意见", limit=2000)
