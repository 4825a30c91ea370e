"""The states of a run, an objection and an edition, and who may move them."""

from dataclasses import dataclass

from huisheng.directory.roles import Role
from huisheng.kernel.labelled import Labelled


class RunState(Labelled):
    """冻结的一次数据."""

    FROZEN = "frozen", "已冻结"
    FINAL = "final", "已定稿"
    SUPERSEDED = "superseded", "已被取代"


class ObjectionState(Labelled):
    """异议."""

    RAISED = "raised", "待裁决"
    UPHELD = "upheld", "成立"
    REJECTED = "rejected", "不成立"


class EditionState(Labelled):
    """通报的一稿."""

    DRAFT = "draft", "起草中"
    REVIEWED = "reviewed", "已核稿"
    SIGNED = "signed", "已签发"
    PUBLISHED = "published", "已公布"


@dataclass(frozen=True, slots=True)
class Edge:
    """Who may do it, from which states of the run or edition, and by which article."""

    label: str
    roles: tuple[Role, ...]
    states: tuple[str, ...]
    cite: str


EDGES: dict[str, Edge] = {
    "freeze": Edge("冻结数据", (Role.ASSESSOR,), (), "domain#art-47"),
    "raise_objection": Edge("提出异议", (Role.HANDLER,), (RunState.FROZEN,), "domain#art-48"),
    "decide": Edge("裁决异议", (Role.ASSESSOR,), (RunState.FROZEN,), "domain#art-48"),
    "finalise": Edge("数据定稿", (Role.ASSESSOR,), (RunState.FROZEN,), "domain#art-48"),
    "draft": Edge("起草通报", (Role.ASSESSOR,), (RunState.FROZEN, RunState.FINAL), "domain#art-50"),
    "reword": Edge("修改文字", (Role.ASSESSOR,), (EditionState.DRAFT,), "domain#art-49"),
    "review": Edge("核稿", (Role.ASSESSOR, Role.SUPERVISOR), (EditionState.DRAFT,), "domain#art-50"),
    "send_back": Edge(
        "退回修改", (Role.ASSESSOR, Role.SUPERVISOR, Role.LEADER), (EditionState.REVIEWED,), "domain#art-50"
    ),
    "sign": Edge("签发", (Role.LEADER,), (EditionState.REVIEWED,), "domain#art-50"),
    "publish": Edge("公布", (Role.ASSESSOR,), (EditionState.SIGNED,), "domain#art-50"),
}
