"""What the columns of the facts, and the words kept in them, are called in Chinese; ``wording`` makes sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind


@dataclass(frozen=True, slots=True)
class Term:
    """A column in words.

    ``yes`` and ``no``: of a yes-or-no column that it holds or doesn't; of a number that never falls below nought that
    it is above it; of any other column that something is there or isn't. ``values``: labels of the words it holds.
    """

    label: str
    yes: str = ""
    no: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""


def _when(done: str, *, yes: str = "", no: str = "") -> Term:
    """An instant: 签收 is 签收时间, 已签收, 未签收."""
    return Term(f"{done}时间", yes or f"已{done}", no or f"未{done}")


def _due(label: str) -> Term:
    return Term(label, f"有{label}", f"没有{label}")


_SOLUTION = {"yes": "已解决", "partly": "部分解决", "no": "未解决"}
_GRADES = {"satisfied": "满意", "partly": "基本满意", "unsatisfied": "不满意"}
_PARTS = {"main": "主办", "co": "协办"}
_ASKED = {"asked": "待审批", "granted": "已同意", "refused": "未同意"}
_GROUNDS = {
    "not_my_duty": "非本单位职责",
    "not_my_area": "非本辖区",
    "facts_wrong": "诉求内容与事实不符",
    "citizen_withdrew": "市民已撤诉",
    "other": "其他",
}
_TRAITS = {
    "order_id": Term("工单"),
    "channel": Term("受理渠道", values=Channel.labels()),
    "source": Term("来源", values=Channel.labels()),
    "kind": Term("诉求性质", values=Kind.labels()),
    "category": Term("诉求类别"),
    "topic": Term("一级类别"),
    "subtopic": Term("二级类别"),
    "region": Term("所属区域"),
    "urgent": Term("紧急", "紧急", "非紧急"),
    "confidential": Term("保密", "要求保密", "未要求保密"),
    "enterprise": Term("企业诉求", "属企业诉求", "不属企业诉求"),
    "no_visit": Term("无需回访", "无需回访", "需要回访"),
}
_PLATFORM = {"platform": Term("平台")}
_REDOS = {
    "redos": Term("本平台重办次数", "被本平台重办过", unit="次"),
    "redos_above": Term("上级重办次数", "被上级重办过", unit="次"),
    "reminders": Term("催办次数", "被催办过", unit="次"),
}
_EXEMPTION = {
    "exemption": Term("不计考核申请", "申请过不计考核", "未申请不计考核", _ASKED),
    "exemption_ground": Term("不计考核理由"),
}
_ORDER = {
    **_TRAITS,
    **_PLATFORM,
    **_REDOS,
    **_EXEMPTION,
    "last_no": Term("最后记录号"),
    "level": Term("平台层级"),  # 0: the platform that accepted it
    "part": Term("承办方式", values=_PARTS),
    "number": Term("工单编号"),
    "call": Term("来电"),
    "about_unit": Term("被反映单位"),
    "category_version": Term("类别版本"),
    "links": Term("关联工单数", "有关联工单", unit="件"),
    "accepted_at": _when("受理"),
    "left_at": _when("退回或被撤回", no="仍由本平台承办"),
    "above_no": Term("上级派单号", "由上级派来", "不由上级派来"),
    "above_sent_at": _when("上级派单", yes="由上级派来", no="不由上级派来"),
    "above_signed_on_time": Term("按期签收上级派单", "按期签收上级派单", "未按期签收上级派单"),
    "above_due_at": _due("上级要求的答复时限"),
    "above_replied_at": _when("答复上级"),
    "above_on_time": Term("按期答复上级", "按期答复上级", "未按期答复上级"),
    "above_overdue": Term("答复上级逾期", "答复上级逾期", "答复上级未逾期"),
    "answered_at": _when("直接答复"),
    "refused_at": _when("不予受理", yes="判定不予受理", no="未判定不予受理"),
    "refused_reason": Term(
        "不予受理原因",
        values={
            "not_government": "不属于政府职责",
            "in_court": "已进入诉讼、仲裁或复议",
            "police": "应由110等紧急电话受理",
            "no_content": "无实质内容",
            "abuse": "骚扰或恶意来电",
            "other": "其他",
        },
    ),
    "handed_on_at": _when("转派"),
    "first_dispatched_at": _when("首次派单", yes="已派单", no="未派单"),
    "first_unit": Term("首个承办单位"),
    "main_unit": Term("主办单位"),
    "main_no": Term("主办派单号"),
    "main_sent_at": _when("主办派单"),
    "first_due_at": _due("最初的答复时限"),
    "due_at": _due("答复时限"),
    "first_replied_at": _when("首次答复", yes="答复过", no="从未答复"),
    "replied_at": _when("答复"),
    "on_time": Term("按期答复", "按期答复", "未按期答复"),
    "overdue": Term("逾期", "逾期", "未逾期"),
    "same_day": Term("当日答复", "受理当日答复", "受理当日未答复"),
    "returns": Term("退单次数", "被退过单", unit="次"),
    "first_returned_at": _when("首次退单", yes="被退过单", no="未被退过单"),
    "first_return_unit": Term("首个退单单位"),
    "supervisions": Term("督办次数", "被督办过", unit="次"),
    "instructions": Term("领导批示次数", "有领导批示", unit="次"),
    "session": Term("领导接听场次", "属领导接听事项", "不属领导接听事项"),
    "visits": Term("回访次数", "被回访过", unit="次"),
    "visited_at": _when("回访"),
    "solved": Term("解决情况", "市民说了是否解决", "市民没说是否解决", _SOLUTION),
    "grade": Term("办理结果评价", values=_GRADES),
    "process": Term("服务过程评价", values=_GRADES),
    "citizen_due_at": _due("答复市民的时限"),
    "citizen_missed_at": _when("答复市民逾期", yes="答复市民逾期", no="答复市民未逾期"),
    "concluded_at": _when("办结"),
    "closed_at": _when("结案"),
    "closed_reason": Term("结案方式"),
    "archived_at": _when("归档"),
}
_DISPATCH = {
    **_TRAITS,
    **_PLATFORM,
    **_REDOS,
    **_EXEMPTION,
    "no": Term("派单号"),
    "unit": Term("承办单位"),
    "part": Term("承办方式", values=_PARTS),
    "parent": Term("原派单", "由上级派单转来", "不由上级派单转来"),
    "cause": Term(
        "派单原因",
        values={
            "first": "首次派单",
            "returned": "退单后改派",
            "resent": "改派",
            "redo": "重办",
            "passed_on": "逐级转派",
        },
    ),
    "redo_of": Term("所重办的派单", "是重办", "不是重办"),
    "redo": Term("重办", "重办", "非重办"),
    "sent_at": _when("派单"),
    "sign_due_at": _due("签收时限"),
    "signed_at": _when("签收"),
    "signed_on_time": Term("按期签收", "按期签收", "未按期签收"),
    "sign_missed_at": _when("签收逾期", yes="签收逾期", no="签收未逾期"),
    "contact_due_at": _due("联系时限"),
    "contacted_at": _when("联系市民"),
    "contact_missed_at": _when("联系逾期", yes="联系市民逾期", no="联系市民未逾期"),
    "arrive_due_at": Term("到现场时限", "要求到现场", "未要求到现场"),
    "arrived_at": _when("到现场"),
    "arrived_in_time": Term("按时到现场", "按时到现场", "未按时到现场"),
    "arrive_missed_at": _when("到现场逾期", yes="到现场逾期", no="到现场未逾期"),
    "meeting": Term(
        "现场见面情况",
        values={
            "met": "与市民现场见面沟通",
            "cross_region": "因跨区域未与市民现场见面",
            "not_needed": "市民表示不需要现场见面",
        },
    ),
    "first_due_at": _due("最初的答复时限"),
    "reply_due_at": _due("答复时限"),
    "extension_days": Term("延期天数", "获准延期", unit="天"),
    "first_replied_at": _when("首次答复", yes="答复过", no="从未答复"),
    "replied_at": _when("答复"),
    "minutes": Term("办理时长", "有办理时长", "没有办理时长", unit="分钟"),
    "says_solved": Term("承办单位自报已解决", "承办单位自报已解决", "承办单位自报未解决"),
    "replied_late": Term("答复晚于时限", "答复晚于时限", "答复不晚于时限"),
    "reply_missed_at": _when("答复到期", yes="到期未答复", no="未发生到期未答复"),
    "accepted_at": _when("采纳答复"),
    "sent_backs": Term("退回重报次数", "被退回重报过", unit="次"),
    "returned_at": _when("退单"),
    "withdrawn_at": _when("撤回"),
    "on_time": Term("按期答复", "按期答复", "未按期答复"),
    "overdue": Term("逾期", "逾期", "未逾期"),
}
_VISIT = {
    **_TRAITS,
    **_PLATFORM,
    "no": Term("回访序号"),
    "unit": Term("主办单位"),
    "round": Term("回访性质", values={"regular": "常规回访", "supervision": "督办后回访"}),
    "outcome": Term("接通情况", values={"reached": "已接通", "unanswered": "未接听", "declined": "拒绝评价"}),
    "effective": Term("有效回访", "有效", "未得到有效评价"),
    "solved": Term("解决情况", "市民说了是否解决", "市民没说是否解决", _SOLUTION),
    "grade": Term("办理结果评价", values=_GRADES),
    "process": Term("服务过程评价", values=_GRADES),
    "contacted": Term("承办单位是否联系市民", "市民说承办单位联系过", "市民说承办单位没有联系过"),
    "exempt": Term("不计考核", "不计考核", "计入考核"),
    "via": Term("评价渠道", values=Channel.labels()),
    "at": _when("回访"),
}
_SUPERVISION = {
    **_TRAITS,
    **_PLATFORM,
    "no": Term("督办序号"),
    "unit": Term("被督办单位"),
    "form": Term("督办形式", values={"phone": "电话", "written": "书面", "on_site": "现场"}),
    "cause": Term("督办依据", values={"rule": "按规则", "decision": "由人员决定"}),
    "at": _when("督办"),
    "due_at": _due("督办时限"),
    "missed_at": _when("督办逾期", yes="到期未答复督办", no="没有到期未答复"),
    "answered_at": _when("答复督办"),
    "grade_after": Term("督办后评价", values=_GRADES),
    "visited_after_at": _when("督办后回访", yes="督办后回访过", no="督办后未回访"),
}
_RETURN = {
    **_TRAITS,
    **_PLATFORM,
    "no": Term("退单序号"),
    "unit": Term("退单单位"),
    "dispatch": Term("所退派单"),
    "ground": Term("退单理由", values=_GROUNDS),
    "fault": Term(
        "中心过错",
        values={
            "duty_unknown": "对成员单位管辖职能不明",
            "unchecked": "未详细检查交办单位",
            "misrecorded": "录入内容与市民诉求有偏差",
        },
    ),
    "state": Term("退单结果", values={"asked": "待审批", "granted": "同意", "refused": "不同意", "lapsed": "已失效"}),
    "asked_at": _when("申请退单"),
    "decided_at": _when("退单审批", yes="已审批", no="未审批"),
    "times": Term("该件退单次数", "被退过单", unit="次"),
}
_CALL = {
    **_PLATFORM,
    "call_id": Term("来电"),
    "last_no": Term("最后记录号"),
    "queue": Term("线路"),
    "hour": Term("来电时段", unit="时"),
    "offered_at": _when("打入"),
    "answered_at": _when("接听"),
    "wait_s": Term("等待时长", "有等待时长", "没有等待时长", unit="秒"),
    "abandoned_at": _when("放弃等待", yes="未接听即挂断", no="未放弃等待"),
    "ended_at": _when("结束通话"),
    "effective": Term("有效电话", "属有效电话", "属无效电话"),
    "disposition": Term("通话结果", values={"order": "交办", "consult": "咨询建议", "invalid": "无效"}),
    "talk_s": Term("通话时长", "有通话时长", "没有通话时长", unit="秒"),
    "returned_at": _when("回拨"),
    "reached_at": _when("回拨接通"),
}
_STRUCK = {"struck_at": _when("作废")}
_SESSION = {
    **_PLATFORM,
    "session_id": Term("领导接听"),
    "last_no": Term("最后记录号"),
    "unit": Term("接听领导所在单位"),
    "post": Term("接听领导职务"),
    "announced_at": _when("公告"),
    "starts_at": _when("预定开始", yes="已定开始时间", no="未定开始时间"),
    "held_at": _when("接听", yes="已举行", no="未举行"),
    "ended_at": _when("接听结束", yes="已结束", no="未结束"),
    "calls": Term("接听件数", "接到来电", unit="件"),
    "questions": Term("提前征集问题数", "提前征集到问题", unit="个"),
    "published_at": _when("公布结果"),
    "cancelled_at": _when("取消"),
}
_CHECK = {
    **_PLATFORM,
    **_STRUCK,
    "check_id": Term("检查"),
    "last_no": Term("最后记录号"),
    "unit": Term("被查单位"),
    "kind": Term(
        "检查种类",
        values={
            "spot": "抽查回访",
            "mystery": "拨测",
            "upload": "数据监测",
            "bonus": "质效",
            "review": "直办复核",
        },
    ),
    "source": Term("检查方", values={"own": "本平台", "province": "省平台"}),
    "at": _when("检查"),
    "sampled": Term("抽查件数", "抽查过", unit="件"),
    "passed": Term("合格件数", "有合格的", unit="件"),
    "unvisited": Term("未回访件数", "有未回访的", unit="件"),
    "unsatisfied": Term("不满意件数", "有不满意的", unit="件"),
    "service": Term("服务得分", "有服务得分", "没有服务得分"),
    "knowledge": Term("业务得分", "有业务得分", "没有业务得分"),
    "errors": Term("差错数", "有差错", unit="处"),
    "marks": Term("加减分", unit="百分之一分"),
}
_RECORD = {
    **_PLATFORM,
    **_STRUCK,
    "record_id": Term("记事"),
    "last_no": Term("最后记录号"),
    "unit": Term("单位"),
    "kind": Term(
        "记事种类",
        values={
            "press": "宣传报道",
            "knowledge": "知识库更新",
            "size": "知识库条数",
            "quiz": "知识竞赛",
            "note": "工作动态",
            "start": "启用台账",
        },
    ),
    "at": _when("记事"),
    "count": Term("数量", "数量大于0"),
    "pool": Term("题库条数", "有题库条数", "没有题库条数", unit="条"),
}
_GIVEN = {
    **_PLATFORM,
    "given_id": Term("往期数"),
    "last_no": Term("最后记录号"),
    "measure": Term("指标"),
    "first": Term("起始日期"),
    "last": Term("截止日期"),
    "part": Term("分项"),
    "key": Term("分项值"),
    "numerator": Term("分子"),
    "denominator": Term("分母"),
    "value": Term("百分率", unit="百分之一个百分点"),
    "source": Term("出处"),
}
TERMS: Mapping[str, Mapping[str, Term]] = {
    "order": _ORDER,
    "dispatch": _DISPATCH,
    "visit": _VISIT,
    "supervision": _SUPERVISION,
    "return": _RETURN,
    "call": _CALL,
    "session": _SESSION,
    "check": _CHECK,
    "record": _RECORD,
    "given": _GIVEN,
}
"""The columns of each fact by its name; a test keeps them complete."""
