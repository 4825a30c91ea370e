"""What a seat is there for. A seat has one role; a person with two duties has two seats."""

from huisheng.kernel.labelled import Labelled


class Role(Labelled):
    """A role: the stored value is the identifier, ``label`` is what screens show."""

    AGENT = "agent", "坐席"
    DISPATCHER = "dispatcher", "派单员"
    HANDLER = "handler", "承办人"
    VISITOR = "visitor", "回访员"
    SUPERVISOR = "supervisor", "督办员"
    ASSESSOR = "assessor", "考核员"
    LEADER = "leader", "领导"
    KNOWLEDGE = "knowledge", "知识编辑"
    QUALITY = "quality", "质检员"
    ADMIN = "admin", "管理员"
    SECURITY = "security", "安全管理员"
    AUDITOR = "auditor", "审计员"
    SYSTEM = "system", "系统"


# who keeps the installation, its accounts or its records: none of them reads a citizen's matter or gets an API key
KEEPERS = frozenset({Role.ADMIN, Role.SECURITY, Role.AUDITOR})


class UnitKind(Labelled):
    """What sort of unit it is: circulars group their tables by it."""

    CENTRE = "centre", "受理中心"
    COUNTY = "county", "县市区"
    DEPARTMENT = "department", "部门"
    ENTERPRISE = "enterprise", "企业"
    TOWN = "town", "镇街"
    OTHER = "other", "其他"
