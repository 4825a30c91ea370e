"""The fields that records ask for, and who notes them."""

from huisheng.directory.roles import Role
from huisheng.kernel.amounts import Day, Marks
from huisheng.kernel.asks import Code, Count, Text

OFFICE = (Role.SUPERVISOR, Role.ASSESSOR, Role.KNOWLEDGE)
EDITORS = (Role.KNOWLEDGE,)
ASSESSORS = (Role.ASSESSOR,)

DAY = Day("day", "日期")
TITLE = Text("title", "标题", limit=200, lines=False)
MEDIA = Text("media", "媒体", limit=100, required=False, lines=False)
ABOUT = Code("unit", "有关单位", required=False)
PIECES = Count("count", "件数", required=False, high=9999)
UNIT = Code("unit", "更新单位")
ENTRIES = Count("count", "更新条数", high=999_999)
SIZE = Count("count", "知识库条数", low=0, high=99_999_999)
QUESTIONS = Count("questions", "题数", required=False, high=9999)
POOL = Count("pool", "选题范围（条）", required=False, high=99_999_999)
QUIZ_TITLE = Text("title", "名称", limit=200, required=False, lines=False)
WORDS = Text("words", "内容", limit=2000)
MEASURE = Code("measure", "指标")
FIRST = Day("first", "起日")
LAST = Day("last", "止日")
PART = Code("part", "分项", required=False)
KEY = Text("key", "分项的值", limit=64, required=False, lines=False)
NUMERATOR = Count("numerator", "件数（分子）", required=False, low=0, high=999_999_999)
DENOMINATOR = Count("denominator", "分母", required=False, low=1, high=999_999_999)
VALUE = Marks("value", "比率（%）或分数", required=False, low=-100_000, high=100_000)
SOURCE = Text("source", "出处（哪一期通报、哪一处）", limit=200, lines=False)
RECORD = Count("record", "记事编号", low=1, high=999_999_999)
REASON = Text("reason", "作废原因", limit=500)
