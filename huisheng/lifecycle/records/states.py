"""Kinds of records."""

from huisheng.kernel.labelled import Labelled


class RecordKind(Labelled):
    PRESS = "press", "宣传报道"
    KNOWLEDGE = "knowledge", "知识库更新"
    SIZE = "size", "知识库条数"
    QUIZ = "quiz", "知识竞赛"
    NOTE = "note", "工作动态"
    START = "start", "启用台账"
