"""The fields that exemptions' verbs ask for."""

from huisheng.kernel.asks import Choice, Count, Text

GROUNDS = {
    "unreasonable": "诉求无政策依据",
    "beyond_power": "超出本单位职权",
    "citizen_uncooperative": "市民不配合办理",
    "force_majeure": "不可抗力",
    "in_procedure": "正在法定程序中",
    "other": "其他",
}
DISPATCH = Count("dispatch", "派单序号", required=False, low=1, high=999)
REQUEST = Count("request", "申请序号", required=False, low=1, high=999)
GROUND = Choice("ground", "理由", options=GROUNDS)
CLAUSE = Text("clause", "依据条款", limit=500, lines=False)
EVIDENCE = Text("evidence", "证据说明", limit=2000)
WORDS = Text("words", "意见", limit=2000)
