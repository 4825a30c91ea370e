"""The fields that supervision's verbs ask for."""

from huisheng.kernel.asks import Choice, Count, Text
from huisheng.lifecycle.workorder.states import Form

DISPATCH = Count("dispatch", "派单序号", required=False, low=1, high=999)
SUPERVISION = Count("supervision", "督办序号", required=False, low=1, high=999)
INSTRUCTION = Count("instruction", "批示序号", required=False, low=1, high=999)
FORM = Choice("form", "督办方式", options=Form.labels())
WORDS = Text("words", "内容", limit=5000)
