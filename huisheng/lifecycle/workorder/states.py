"""States as tables: each edge says which verb, who, from where to where, and on what article it stands.

The tests walk every edge and every non-edge for every role; the handbook's diagram is drawn from here.
"""

from dataclasses import dataclass

from huisheng.directory.roles import Role
from huisheng.kernel.labelled import Labelled


class OrderState(Labelled):
    ACCEPTED = "accepted", "已受理"
    ANSWERED = "answered", "已直办"
    REFUSED = "refused", "不予受理"
    AWAITING_DISPATCH = "awaiting_dispatch", "待派单"
    IN_HAND = "in_hand", "办理中"
    REPLIED = "replied", "待审核"
    AWAITING_VISIT = "awaiting_visit", "待回访"
    AWAITING_DECISION = "awaiting_decision", "回访待处置"
    UNDER_SUPERVISION = "under_supervision", "督办中"
    CLOSED = "closed", "已办结"
    ARCHIVED = "archived", "已归档"


class DispatchState(Labelled):
    SENT = "sent", "待签收"
    SIGNED = "signed", "已签收"
    REPLIED = "replied", "已答复"
    ACCEPTED = "accepted", "已采纳"
    RETURNED = "returned", "已退单"
    WITHDRAWN = "withdrawn", "已撤回"


class RequestState(Labelled):
    PENDING = "pending", "待审批"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "未同意"
    LAPSED = "lapsed", "已失效"


class Part(Labelled):
    MAIN = "main", "主办"
    CO = "co", "协办"


class Mark(Labelled):
    URGENT = "urgent", "紧急"
    CONFIDENTIAL = "confidential", "保密"
    ENTERPRISE = "enterprise", "企业诉求"
    NO_VISIT = "no_visit", "无需回访"


class Ground(Labelled):
    NOT_MY_DUTY = "not_my_duty", "非本单位职责"
    NOT_MY_AREA = "not_my_area", "非本辖区"
    FACTS_WRONG = "facts_wrong", "诉求内容与事实不符"
    CITIZEN_WITHDREW = "citizen_withdrew", "市民已撤诉"
    OTHER = "other", "其他"


class Fault(Labelled):
    """What the centre itself did wrong, where a return was granted for it."""

    DUTY_UNKNOWN = "duty_unknown", "对成员单位管辖职能不明"
    UNCHECKED = "unchecked", "未详细检查交办单位"
    MISRECORDED = "misrecorded", "录入内容与市民诉求有偏差"


class RefusalReason(Labelled):
    NOT_GOVERNMENT = "not_government", "不属于政府职责"
    IN_COURT = "in_court", "已进入诉讼、仲裁或复议"
    POLICE = "police", "应由110等紧急电话受理"
    NO_CONTENT = "no_content", "无实质内容"
    ABUSE = "abuse", "骚扰或恶意来电"
    OTHER = "other", "其他"


class Reached(Labelled):
    """Whether a unit reached the citizen."""

    REACHED = "reached", "已联系上"
    UNREACHED = "unreached", "未联系上"


class Outcome(Labelled):
    REACHED = "reached", "已接通"
    UNANSWERED = "unanswered", "未接听"
    DECLINED = "declined", "拒绝评价"


class Grade(Labelled):
    SATISFIED = "satisfied", "满意"
    PARTLY = "partly", "基本满意"
    UNSATISFIED = "unsatisfied", "不满意"


class Solution(Labelled):
    """What the citizen says of the matter: three answers, of which only the first closes it."""

    YES = "yes", "已解决"
    PARTLY = "partly", "部分解决"
    NO = "no", "未解决"


class Meeting(Labelled):
    """接诉即办: whether unit and citizen met where it happened, and if not, why."""

    MET = "met", "与市民现场见面沟通"
    CROSS_REGION = "cross_region", "因跨区域未与市民现场见面"
    NOT_NEEDED = "not_needed", "市民表示不需要现场见面"


class Round(Labelled):
    REGULAR = "regular", "常规回访"
    SUPERVISION = "supervision", "督办后回访"


class Form(Labelled):
    PHONE = "phone", "电话"
    WRITTEN = "written", "书面"
    ON_SITE = "on_site", "现场"


NUMBER = r"[A-Z]{1,10}-[0-9]{8}-[0-9]{7,18}"  # of an order, as it stands in addresses, in what is ticked, in mails

S, D, R = OrderState, DispatchState, Role
OPEN_DISPATCH = (D.SENT, D.SIGNED)
NOT_ENDED = (D.SENT, D.SIGNED, D.REPLIED)
GONE = (D.RETURNED, D.WITHDRAWN)  # given back, or taken away
LIVE = (
    S.ACCEPTED,
    S.AWAITING_DISPATCH,
    S.IN_HAND,
    S.REPLIED,
    S.AWAITING_VISIT,
    S.AWAITING_DECISION,
    S.UNDER_SUPERVISION,
)
HANDLED = (S.IN_HAND, S.REPLIED, S.AWAITING_VISIT, S.AWAITING_DECISION, S.UNDER_SUPERVISION, S.CLOSED)


@dataclass(frozen=True, slots=True)
class Edges:
    """What a verb may do: who, from which states of the order (and of the dispatch it is about) to which."""

    roles: tuple[Role, ...]
    order: dict[OrderState, tuple[OrderState, ...]]
    cite: str
    dispatch: dict[DispatchState, DispatchState] | None = None
    unit_side: bool = False  # done by the unit that holds the dispatch, not by the level above it
    main_too: bool = False  # beside the order's own platform, the platform that is its main unit may do it
    each_level: bool = False  # every platform that sent the matter to units of its own does it for those
    for_platforms: bool = False  # of the units only one that is a platform


def _stays(*states: OrderState) -> dict[OrderState, tuple[OrderState, ...]]:
    return {state: (state,) for state in states}


CENTRE = (R.DISPATCHER, R.SUPERVISOR)
HANDLING = (R.HANDLER, R.DISPATCHER)  # a platform's dispatcher handles what was sent to the platform
# awaiting dispatch: the main unit returned it, replied: it is done; either way a co-handler may still work
UNIT_AT_WORK = _stays(S.AWAITING_DISPATCH, S.IN_HAND, S.REPLIED)
# what was asked or pressed is decided and answered wherever the matter has gone meanwhile: else it could never be
# archived
SETTLED_HERE = (S.ANSWERED, S.REFUSED)

EDGES: dict[str, Edges] = {
    # intake
    "accept": Edges((R.AGENT, R.SYSTEM), {}, "domain#art-1"),
    "classify": Edges((R.AGENT, R.DISPATCHER), _stays(*LIVE), "domain#art-40"),
    "mark": Edges((R.AGENT, R.DISPATCHER, R.SUPERVISOR), _stays(*LIVE), "domain#art-25"),
    "hand_on": Edges((R.AGENT, R.DISPATCHER), {S.ACCEPTED: (S.AWAITING_DISPATCH,)}, "jining-2013#art-3"),
    "answer": Edges(
        (R.AGENT, R.DISPATCHER),
        {S.ACCEPTED: (S.ANSWERED,), S.AWAITING_DISPATCH: (S.ANSWERED,)},
        "domain#art-29",
    ),
    "refuse": Edges(
        (R.AGENT, R.DISPATCHER),
        {S.ACCEPTED: (S.REFUSED,), S.AWAITING_DISPATCH: (S.REFUSED,)},
        "domain#art-30",
    ),
    "link": Edges((R.AGENT, R.DISPATCHER), _stays(*LIVE, S.ANSWERED, S.CLOSED), "domain#art-18"),
    "unlink": Edges((R.AGENT, R.DISPATCHER), _stays(*LIVE, S.ANSWERED, S.CLOSED), "domain#art-18"),
    "use_article": Edges((R.AGENT, R.DISPATCHER), _stays(S.ACCEPTED, S.AWAITING_DISPATCH, S.ANSWERED), "domain#art-73"),
    "note_police": Edges(
        (R.AGENT, R.DISPATCHER, R.SUPERVISOR), _stays(*LIVE, S.CLOSED, *SETTLED_HERE), "council-2022-12#art-1"
    ),
    "archive": Edges(
        (R.DISPATCHER, R.SYSTEM),
        {S.CLOSED: (S.ARCHIVED,), S.ANSWERED: (S.ARCHIVED,), S.REFUSED: (S.ARCHIVED,)},
        "domain#art-38",
    ),
    # the citizen himself, by any channel
    "supplement": Edges((R.AGENT, R.SYSTEM), _stays(*LIVE), "domain#art-59"),
    "call_off": Edges(
        (R.AGENT, R.SYSTEM),
        {
            S.ACCEPTED: (S.CLOSED,),
            S.AWAITING_DISPATCH: (S.CLOSED, S.AWAITING_DISPATCH),
            **_stays(S.IN_HAND, S.REPLIED),
        },
        "domain#art-60",
    ),
    "drop": Edges((R.DISPATCHER,), {S.AWAITING_DISPATCH: (S.CLOSED,), S.IN_HAND: (S.CLOSED,)}, "domain#art-60"),
    "ask_again": Edges(
        (R.AGENT, R.SYSTEM),
        {
            S.CLOSED: (S.AWAITING_DECISION, S.AWAITING_DISPATCH),
            S.ANSWERED: (S.AWAITING_DISPATCH,),
            **_stays(S.AWAITING_DISPATCH, S.IN_HAND, S.REPLIED),  # what was called off
        },
        "domain#art-61",
    ),
    # dispatch
    "send": Edges((R.DISPATCHER,), {S.AWAITING_DISPATCH: (S.IN_HAND,)}, "domain#art-17"),
    "pass_on": Edges(HANDLING, UNIT_AT_WORK, "domain#art-32", {D.SIGNED: D.SIGNED}, unit_side=True, for_platforms=True),
    "resend": Edges((R.DISPATCHER,), {S.IN_HAND: (S.IN_HAND,)}, "domain#art-33"),
    "withdraw": Edges(
        (R.DISPATCHER,),
        {**UNIT_AT_WORK, S.IN_HAND: (S.AWAITING_DISPATCH, S.IN_HAND)},
        "domain#art-33",
        dict.fromkeys(OPEN_DISPATCH, D.WITHDRAWN),
    ),
    "ask_return": Edges(HANDLING, UNIT_AT_WORK, "domain#art-13", {D.SENT: D.SENT, D.SIGNED: D.SIGNED}, unit_side=True),
    "grant_return": Edges(
        (R.DISPATCHER,),
        {**UNIT_AT_WORK, S.IN_HAND: (S.AWAITING_DISPATCH, S.IN_HAND)},
        "domain#art-14",
        dict.fromkeys(OPEN_DISPATCH, D.RETURNED),
    ),
    "refuse_return": Edges((R.DISPATCHER,), UNIT_AT_WORK, "domain#art-14", {D.SENT: D.SENT, D.SIGNED: D.SIGNED}),
    # handling
    "sign_in": Edges(HANDLING, UNIT_AT_WORK, "domain#art-31", {D.SENT: D.SIGNED}, unit_side=True),
    "contact": Edges(HANDLING, UNIT_AT_WORK, "domain#art-41", {D.SIGNED: D.SIGNED}, unit_side=True),
    "arrive": Edges(HANDLING, UNIT_AT_WORK, "domain#art-42", {D.SIGNED: D.SIGNED}, unit_side=True),
    "ask_extension": Edges(HANDLING, UNIT_AT_WORK, "domain#art-7", {D.SIGNED: D.SIGNED}, unit_side=True),
    "grant_extension": Edges(CENTRE, UNIT_AT_WORK, "domain#art-7", {D.SIGNED: D.SIGNED}),
    "refuse_extension": Edges(CENTRE, UNIT_AT_WORK, "domain#art-7", {D.SIGNED: D.SIGNED}),
    "reply": Edges(
        HANDLING,
        {**UNIT_AT_WORK, S.IN_HAND: (S.REPLIED, S.IN_HAND)},
        "domain#art-39",
        {D.SIGNED: D.REPLIED},
        unit_side=True,
    ),
    "accept_reply": Edges((R.DISPATCHER,), UNIT_AT_WORK, "domain#art-34", {D.REPLIED: D.ACCEPTED}),
    "send_back": Edges(
        (R.DISPATCHER,),
        {**UNIT_AT_WORK, S.REPLIED: (S.IN_HAND, S.REPLIED)},
        "domain#art-34",
        {D.REPLIED: D.SIGNED},
    ),
    "conclude": Edges((R.DISPATCHER,), {S.REPLIED: (S.AWAITING_VISIT, S.CLOSED)}, "domain#art-35"),
    # visits
    "visit": Edges(
        (R.VISITOR, R.SYSTEM),
        {S.AWAITING_VISIT: (S.AWAITING_VISIT, S.AWAITING_DECISION, S.CLOSED)},
        "domain#art-19",
    ),
    "redo": Edges(
        (R.VISITOR, R.DISPATCHER, R.SUPERVISOR),
        {S.AWAITING_DECISION: (S.IN_HAND,), S.CLOSED: (S.IN_HAND,)},
        "domain#art-36",
    ),
    "close": Edges(
        (R.VISITOR, R.SUPERVISOR),
        {S.AWAITING_DECISION: (S.CLOSED,), S.AWAITING_VISIT: (S.CLOSED,)},
        "domain#art-43",
    ),
    # supervision
    "remind": Edges(
        CENTRE, _stays(S.IN_HAND, S.REPLIED, S.UNDER_SUPERVISION), "liaocheng-2020-q2#art-11", each_level=True
    ),
    "remind_overdue": Edges((R.SYSTEM,), _stays(S.IN_HAND), "liaocheng-2020-q2#art-11"),
    "supervise": Edges(
        (R.SUPERVISOR,),
        # what is supervised from above a platform supervises below
        {**_stays(S.IN_HAND, S.UNDER_SUPERVISION), S.AWAITING_DECISION: (S.UNDER_SUPERVISION,)},
        "xiangtan-2019-11#art-15",
        each_level=True,
    ),
    "supervise_by_rule": Edges((R.SYSTEM,), {S.AWAITING_DECISION: (S.UNDER_SUPERVISION,)}, "xiangtan-2019-11#art-14"),
    "answer_supervision": Edges(
        HANDLING,
        {
            **_stays(S.AWAITING_DISPATCH, *HANDLED, *SETTLED_HERE),
            S.UNDER_SUPERVISION: (S.AWAITING_VISIT, S.UNDER_SUPERVISION),
        },
        "xiangtan-2019-11#art-16",
        unit_side=True,
    ),
    "instruct": Edges((R.LEADER,), _stays(*LIVE, S.CLOSED, S.ANSWERED), "jining-2013#art-11"),
    "answer_instruction": Edges(
        (R.HANDLER, R.DISPATCHER, R.SUPERVISOR),
        _stays(*LIVE, S.CLOSED, *SETTLED_HERE),
        "jining-2013#art-11",
        main_too=True,
    ),
    # leaders' sessions
    "take_up": Edges((R.DISPATCHER, R.SUPERVISOR), _stays(S.IN_HAND), "jining-2013#art-8"),
    "review_item": Edges((R.LEADER,), _stays(S.REPLIED), "jining-2013#art-9", main_too=True),
    "supervise_item": Edges((R.SYSTEM,), _stays(S.IN_HAND), "jining-2013#art-8"),
    # exemptions
    "ask_exemption": Edges(HANDLING, _stays(*HANDLED), "domain#art-21", unit_side=True),
    "grant_exemption": Edges(
        (R.ASSESSOR,), _stays(S.AWAITING_DISPATCH, *HANDLED, *SETTLED_HERE), "domain#art-21", each_level=True
    ),
    "refuse_exemption": Edges(
        (R.ASSESSOR,), _stays(S.AWAITING_DISPATCH, *HANDLED, *SETTLED_HERE), "domain#art-21", each_level=True
    ),
    # deadlines
    "miss": Edges((R.SYSTEM,), _stays(*OrderState), "domain#art-39"),
}
