"""Who must know of which entry, and in which words. Pure: no database, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from huisheng.directory.roles import KEEPERS, Role
from huisheng.lifecycle.notices.states import EVERYBODY, HANDLING, To


@dataclass(frozen=True, slots=True)
class Rule:
    """An entry of this kind makes a notice ``code`` for those of ``to``.

    ``words``: said to people, with {unit} (the unit that the entry names) and {detail}. ``urgent``: it is said in
    quiet hours too. ``when``: only where the entry's body holds one of these values (None: nothing) in each field.
    """

    kind: str
    code: str
    to: To
    words: str
    urgent: bool = False
    when: Mapping[str, tuple[object, ...]] = field(default_factory=dict)


_PRESSING = ("reply", "supervision")
_SENT = ("first", "returned", "resent", "passed_on")
_STAYS = ("in_hand", "replied", "awaiting_dispatch")
_DECIDED = ("awaiting_decision",)

RULES = (
    Rule("dispatched", "arrived", To.UNIT, "新派来一件，请签收", when={"cause": _SENT}),
    Rule("dispatched", "redo", To.UNIT, "市民不满意，要求重办，请签收", when={"cause": ("redo",)}),
    Rule("withdrawn", "withdrawn", To.UNIT, "派单已撤回，不用再办"),
    Rule("marked", "made_urgent", To.OPEN, "已标为急件，请优先办理", True, {"mark": ("urgent",), "on": (True,)}),
    Rule("supplemented", "supplemented", To.OPEN, "市民补充了情况，请查看"),
    Rule("called_off", "called_off", To.OPEN, "市民撤回诉求，请等派单员处理", when={"next": _STAYS}),
    Rule(
        "called_off", "called_off_here", To.DISPATCHERS, "市民撤回诉求，请按撤诉结案或照常办结", when={"next": _STAYS}
    ),
    Rule("asked_again", "asked_again", To.DISPATCHERS, "市民再次反映，请派单", when={"next": ("awaiting_dispatch",)}),
    Rule("asked_again", "asked_again_after", To.SUPERVISORS, "市民再次反映，请处置", when={"next": _DECIDED}),
    Rule("asked_again", "restored", To.OPEN, "市民恢复诉求，请继续办理", when={"next": ("in_hand", "replied")}),
    Rule("return_asked", "return_asked", To.DECIDES, "{unit}申请退单，请裁决"),
    Rule("return_granted", "return_granted", To.UNIT, "退单已同意"),
    Rule("return_refused", "return_refused", To.UNIT, "退单未同意，请继续办理"),
    Rule("extension_asked", "extension_asked", To.DECIDES, "{unit}申请延期，请审批"),
    Rule("extension_granted", "extension_granted", To.UNIT, "延期已同意"),
    Rule("extension_refused", "extension_refused", To.UNIT, "延期未同意，请按原时限办理"),
    Rule("sent_back", "sent_back", To.UNIT, "答复被退回，请补充后重报"),
    Rule("reminded", "reminded", To.UNIT, "催办：请尽快办理", True),
    Rule("supervised", "supervised", To.UNIT, "督办：请按要求办理并回复", True),
    Rule("supervision_answered", "supervision_answered", To.ASKED, "{unit}已回复督办"),
    Rule("instructed", "instructed", To.UNIT, "领导批示，请办理并回复", True),
    Rule("instructed", "instructed_here", To.DISPATCHERS, "领导批示，请安排办理", True, {"unit": (None,)}),
    Rule("instructed", "instructed_follow", To.SUPERVISORS, "领导作了批示，请跟到办完", True),
    Rule("instruction_answered", "instruction_answered", To.ASKED, "您的批示已有办理回复"),
    Rule("taken_up", "taken_up", To.UNIT, "列为领导接听件，请按期办理"),
    Rule("item_reviewed", "item_refused", To.MAIN, "领导审核未通过，请补充办理", when={"approved": (False,)}),
    Rule("exemption_asked", "exemption_asked", To.EXEMPTS, "{unit}申请不计考核，请审定"),
    Rule("exemption_granted", "exemption_granted", To.UNIT, "不计考核已同意"),
    Rule("exemption_refused", "exemption_refused", To.UNIT, "不计考核未同意"),
    Rule("deadline_missed", "missed", To.UNIT, "{detail}已逾期，请尽快办理"),
    Rule("deadline_missed", "missed_there", To.PRESSES, "{unit}的{detail}已逾期", when={"clock": _PRESSING}),
    Rule("deadline_missed", "missed_citizen", To.SUPERVISORS, "市民时钟已逾期", when={"clock": ("citizen",)}),
    Rule("figures_frozen", "frozen", To.EVERYBODY, "统计数据已冻结，{detail}前可以提异议"),
    Rule("objection_raised", "objection_raised", To.ASSESSORS, "{unit}提出异议，请裁决"),
    Rule("objection_decided", "objection_decided", To.OBJECTOR, "提出的异议已裁决"),
    Rule("edition_drafted", "drafted", To.SUPERVISORS, "《{detail}》已起草，请核稿"),
    Rule("edition_sent_back", "edition_sent_back", To.ASSESSORS, "《{detail}》退回修改"),
    Rule("edition_reviewed", "reviewed", To.LEADERS, "《{detail}》已核稿，请签发"),
    Rule("edition_signed", "signed", To.ASSESSORS, "《{detail}》已签发，可以公布"),
    Rule("edition_published", "published", To.EVERYBODY, "《{detail}》已公布"),
)
# what no entry says: a clock is about to run out
SOON = Rule("", "soon", To.UNIT, "{detail}快到时限，请抓紧")
# nor what the calendar says of articles of the knowledge base
REVIEWS = Rule("", "knowledge_review", To.UNIT, "知识库{detail}，请确认有效、修改或停用")
# nor what many people say at once: a topic that is told early
TOPICS = Rule("", "topic_warned", To.SUPERVISORS, "热点预警：{detail}，请看一看，判定是不是")
# an entry of this kind settles what these notices asked its unit, or asked for it: nobody need clear them away
SETTLES = {
    "signed_in": ("arrived", "redo"),
    "withdrawn": ("arrived", "redo", "soon", "return_asked", "extension_asked"),
    "replied": ("soon", "sent_back", "extension_asked"),
    "return_granted": ("return_asked", "extension_asked", "arrived", "redo", "soon"),
    "return_refused": ("return_asked",),
    "extension_granted": ("extension_asked", "soon"),
    "extension_refused": ("extension_asked",),
    "exemption_granted": ("exemption_asked",),
    "exemption_refused": ("exemption_asked",),
}
KINDS = tuple(dict.fromkeys((*(rule.kind for rule in RULES), *SETTLES)))
CODES = {rule.code: rule for rule in (*RULES, SOON, REVIEWS, TOPICS)}
# those of the platform that sent it to the unit named, by their role
ABOVE = {To.PRESSES: Role.SUPERVISOR, To.EXEMPTS: Role.ASSESSOR}
# those of a platform by their role
DESKS = {
    To.DISPATCHERS: Role.DISPATCHER,
    To.SUPERVISORS: Role.SUPERVISOR,
    To.ASSESSORS: Role.ASSESSOR,
    To.LEADERS: Role.LEADER,
}


def rules_for(kind: str, body: Mapping[str, object]) -> list[Rule]:
    """The rules that an entry of this kind with this body (its JSON) falls under."""
    return [
        rule
        for rule in RULES
        if rule.kind == kind and all(body.get(name) in values for name, values in rule.when.items())
    ]


def sentence(code: str, unit: str, detail: str, times: int) -> str:
    """The words of a notice; said again if it has come several times."""
    said = CODES[code].words.format(unit=unit, detail=detail)
    return f"{said}（第 {times} 次）" if times > 1 else said


def desks_of(role: Role, unit: int, platform: int) -> frozenset[tuple[int, str]]:
    """At which desks a seat sits: (unit, desk). An administrator, who reads no citizen's matter, sits at none."""
    if role in KEEPERS:
        return frozenset()
    found = {(platform, EVERYBODY)}
    if role is Role.HANDLER:
        return frozenset(found | {(unit, HANDLING), (unit, role.value)})
    if role is Role.DISPATCHER:
        found.add((platform, HANDLING))
    return frozenset(found | {(platform, role.value)})


def silent(urgent: bool, wall: time, slots: Iterable[str]) -> bool:
    """Whether a notice keeps quiet at this time on the wall: in a slot ("21:30-24:00"), unless it is urgent."""
    now = f"{wall:%H:%M}"
    return not urgent and any(first <= now < last for first, _, last in (slot.partition("-") for slot in slots))


def soon(started: datetime, due: datetime, now: datetime, ahead: timedelta) -> bool:
    """Whether a clock that still runs is near its end; a clock shorter than twice ``ahead`` never is."""
    return now < due <= now + ahead and due - started >= 2 * ahead


def too_old(at: datetime, now: datetime, keep: timedelta) -> bool:
    """Whether something happened so long ago that nobody is told of it any more: a rehearsal's past, say."""
    return now - at > keep
