"""Places beyond a seat's queues: what stands in the rail and on the home page, and for whom."""

from dataclasses import dataclass

from huisheng.directory.roles import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the rail. ``name``: of its address; ``letter`` follows ``g``; ``words`` says what it is for.

    ``first``: before the seat's queues: the page its day begins on. ``roles``: who has it.
    """

    label: str
    icon: str
    name: str
    letter: str
    words: str
    roles: frozenset[Role]
    first: bool = False


PLACES: tuple[Place, ...] = (
    Place(
        "受理台",
        "phone",
        "agent",
        "a",
        "接电话，当面记、当场答或转派单；未接来电回拨",
        frozenset({Role.AGENT}),
        first=True,
    ),
    Place(
        "派单台",
        "send",
        "dispatch",
        "p",
        "先到时限的在前：派单、定退单、审答复、签收下派",
        frozenset({Role.DISPATCHER}),
        first=True,
    ),
    Place(
        "督办台",
        "press",
        "supervision",
        "u",
        "该催该督的，轻重在前，写明为什么",
        frozenset({Role.SUPERVISOR}),
        first=True,
    ),
    Place(
        "本单位",
        "unit",
        "unit",
        "u",
        "要签收的、快到时限的、已逾期的，督办批示",
        frozenset({Role.HANDLER}),
        first=True,
    ),
    Place(
        "本单位得分",
        "star",
        "unit_score",
        "k",
        "本期到现在的得分，每个数点得开",
        frozenset({Role.HANDLER}),
    ),
    Place(
        "回访台",
        "phone",
        "visits",
        "r",
        "下一位市民，按键记下他说的",
        frozenset({Role.VISITOR}),
        first=True,
    ),
    Place(
        "质检",
        "check",
        "quality",
        "q",
        "抽样回查、拨测、直办复核",
        frozenset({Role.QUALITY, Role.ASSESSOR}),
        first=True,
    ),
    Place(
        "考核",
        "scale",
        "assess",
        "a",
        "冻结前还有什么没办：不计考核、异议、抽测、加减分",
        frozenset({Role.ASSESSOR}),
        first=True,
    ),
    Place(
        "台账记事",
        "pen",
        "office_records",
        "n",
        "宣传报道、工作动态、往期数、知识库条数",
        frozenset({Role.ASSESSOR, Role.SUPERVISOR, Role.KNOWLEDGE}),
    ),
    Place(
        "今天",
        "star",
        "leader",
        "y",
        "哪里有问题，一眼看清",
        frozenset({Role.LEADER}),
        first=True,
    ),
    Place(
        "热点",
        "people",
        "topics",
        "f",
        "同一地方、同一件事归在一起，冒头就预警，由人判定",
        frozenset({Role.LEADER, Role.SUPERVISOR, Role.DISPATCHER, Role.ASSESSOR}),
    ),
    Place(
        "重复诉求",
        "link",
        "repeats",
        "z",
        "几个人反映同一件事，一个人反映几次",
        frozenset({Role.LEADER, Role.SUPERVISOR, Role.DISPATCHER, Role.ASSESSOR}),
    ),
    Place(
        "管辖裁定",
        "place",
        "rulings",
        "c",
        "插花地一次裁定，以后照此派单",
        frozenset({Role.DISPATCHER, Role.SUPERVISOR}),
    ),
    Place(
        "来件发件",
        "mail",
        "messages",
        "m",
        "登记不了的来件、发不出去的发件，由人处理",
        frozenset({Role.AGENT, Role.DISPATCHER}),
    ),
    Place(
        "批示",
        "instruct",
        "leader_trail",
        "p",
        "写下的批示，一直跟到办完",
        frozenset({Role.LEADER}),
    ),
    Place(
        "来信和列表",
        "file-in",
        "letters",
        "e",
        "录来信，导入别的平台转来的列表",
        frozenset({Role.AGENT, Role.DISPATCHER}),
    ),
    Place(
        "领导接听",
        "phone",
        "sessions",
        "j",
        "预告、征集问题、接听、跟到结果公开",
        frozenset({Role.LEADER, Role.SUPERVISOR, Role.DISPATCHER, Role.AGENT, Role.ASSESSOR}),
    ),
    Place(
        "大屏",
        "screen",
        "wall",
        "o",
        "大厅墙上的屏幕，不含个人信息",
        frozenset({Role.LEADER, Role.SUPERVISOR}),
    ),
    Place(
        "骚扰登记",
        "alert",
        "nuisances",
        "x",
        "辱骂、编造、占线、推销的来电来件：有理由、有期限，不拒接、不丢弃",
        frozenset({Role.SUPERVISOR}),
    ),
    Place(
        "管理",
        "settings",
        "admin",
        "s",
        "单位、席位、排班、分类、派单目录、参数、导入",
        frozenset({Role.ADMIN}),
        first=True,
    ),
    Place(
        "参数",
        "settings",
        "admin_rules",
        "p",
        "管理员提出的，第二个席位在这里确认",
        frozenset({Role.SECURITY}),
    ),
    Place(
        "接口密钥",
        "lock",
        "keys",
        "k",
        "发放、停用接口密钥，看何时用过",
        frozenset({Role.SECURITY}),
    ),
    Place(
        "渠道账户",
        "link",
        "channels",
        "c",
        "登记、停用交换机、邮箱、短信、微信和开放接口，看通不通",
        frozenset({Role.SECURITY}),
    ),
    Place(
        "知识编辑",
        "book",
        "knowledge",
        "w",
        "写、签发、复核知识",
        frozenset({Role.KNOWLEDGE}),
        first=True,
    ),
    Place(
        "知识库",
        "book",
        "knowledge",
        "w",
        "按词或拼音首字母查",
        frozenset({Role.AGENT, Role.DISPATCHER, Role.HANDLER, Role.VISITOR, Role.SUPERVISOR, Role.QUALITY}),
    ),
)


def begins(role: Role) -> str:
    """The page on which this role's day begins: the name of its desk's address, of the home page where it has none."""
    return f"desks:{next((place.name for place in PLACES if place.first and role in place.roles), 'home')}"
