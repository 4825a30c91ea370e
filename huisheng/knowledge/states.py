"""How far an article has come, and who does what with it when: one table."""

from dataclasses import dataclass

from huisheng.directory.roles import Role
from huisheng.kernel.labelled import Labelled


class ArticleState(Labelled):
    """``published`` articles may have a draft of their next text beside what is read."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待签发"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已停用"


class Form(Labelled):
    """How an article is read."""

    ARTICLE = "article", "说明"
    QUESTION = "question", "问答"
    STEPS = "steps", "办事步骤"


class QuizState(Labelled):
    """A quiz is looked through before it opens."""

    DRAWN = "drawn", "核题中"
    OPEN = "open", "正在考"
    CLOSED = "closed", "已结束"


@dataclass(frozen=True, slots=True)
class Edge:
    """An act: its name on the screen, the roles, the states it starts from, the state it leads to ("": the same)."""

    label: str
    roles: tuple[Role, ...]
    states: tuple[ArticleState, ...]
    to: ArticleState | None
    cite: str


_WRITERS = (Role.KNOWLEDGE, Role.HANDLER)
_SIGNERS = (Role.KNOWLEDGE, Role.SUPERVISOR)
_S = ArticleState
_CITE = "domain#art-54"

EDGES: dict[str, Edge] = {
    "write": Edge("新建知识", _WRITERS, (), _S.DRAFT, _CITE),
    "revise": Edge("修改", _WRITERS, (_S.DRAFT, _S.SUBMITTED, _S.PUBLISHED), None, _CITE),
    "submit": Edge("提交签发", _WRITERS, (_S.DRAFT, _S.PUBLISHED), None, _CITE),
    "sign": Edge("签发", _SIGNERS, (_S.SUBMITTED, _S.PUBLISHED), _S.PUBLISHED, _CITE),
    "send_back": Edge("退回改稿", _SIGNERS, (_S.SUBMITTED, _S.PUBLISHED), None, _CITE),
    "renew": Edge("确认有效", _WRITERS, (_S.PUBLISHED,), _S.PUBLISHED, _CITE),
    "retire": Edge("停用", _WRITERS, (_S.PUBLISHED,), _S.RETIRED, _CITE),
}
