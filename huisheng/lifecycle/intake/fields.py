"""The fields that intake's verbs ask for."""

from huisheng.kernel.asks import Ask, Choice, Code, Flag, Text
from huisheng.lifecycle.workorder.states import Mark, RefusalReason
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

KINDS = Kind.labels()
CHANNELS = Channel.labels()

CLASSIFICATION: tuple[Ask, ...] = (
    Choice("kind", "诉求性质", options=KINDS),
    Code("category", "诉求类别"),
    Code("region", "所属区域", required=False),
)
CITIZEN: tuple[Ask, ...] = (
    Text("title", "标题", limit=100, lines=False),
    Text("words", "诉求内容", limit=5000),
    Text("place", "地点", limit=200, required=False, lines=False),
    Text("caller_name", "市民姓名", limit=50, required=False, lines=False),
    Text("phone", "联系电话", limit=32, required=False, lines=False),
    Text("spot", "坐标", limit=24, required=False, lines=False),
)
MARKS: tuple[Ask, ...] = tuple(Flag(mark.value, mark.label) for mark in Mark)
SOURCE: tuple[Ask, ...] = (
    Choice("channel", "渠道", options=CHANNELS),
    Code("source", "来源系统"),
    Text("source_ref", "来源编号", limit=128, lines=False),
    Text("call", "通话编号", limit=128, required=False, lines=False),
    Code("about", "被反映单位", required=False),
)
REASONS = RefusalReason.labels()
