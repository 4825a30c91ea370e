"""What is asked for an article."""

from huisheng.kernel.amounts import Day
from huisheng.kernel.asks import Choice, Code, Flag, Text
from huisheng.knowledge.states import Form

UNIT = Code("unit", "责任单位", required=False)
TEXT = (
    Text("title", "标题", limit=100, lines=False),
    Choice("form", "形式", options=Form.labels()),
    Text("body", "正文（公开部分）", limit=20_000),
    Text("internal", "内部说明（市民看不到，也搜不到）", required=False, limit=10_000),
    Text("keywords", "关键词", required=False, limit=200, lines=False),
    Text("source", "来源（文件或网址）", limit=200, lines=False),
    Code("category", "诉求类别", required=False),
    Flag("public", "市民可见"),
    Day("valid_from", "生效日期"),
    Day("valid_until", "失效日期", required=False),
)
WHY = Text("why", "退回理由", limit=500)
REVIEW = Day("review_on", "下次复核日期", required=False)
