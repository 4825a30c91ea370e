"""An order's ledger said in sentences, newest last, with the words that hang on its entries."""

from dataclasses import dataclass
from datetime import datetime

from huisheng.directory import reads as directory
from huisheng.kernel import secrets
from huisheng.kernel.database import fixed
from huisheng.ledger import read
from huisheng.ledger.read import Read
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.lifecycle.workorder.states import (
    EDGES,
    Fault,
    Form,
    Grade,
    Ground,
    Mark,
    Meeting,
    OrderState,
    Outcome,
    Part,
    Reached,
    RefusalReason,
    Round,
    Solution,
)
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

CLOCKS = {
    "citizen": "市民时钟",
    "sign_in": "签收",
    "contact": "联系当事人",
    "arrive": "到达现场",
    "reply": "办理",
    "supervision": "督办回复",
}
_WORDS = {
    "channel": Channel.labels(),
    "kind_of_matter": Kind.labels(),
    "mark": Mark.labels(),
    "on": {"true": "标上", "false": "取消"},
    "reason": {
        **RefusalReason.labels(),
        "satisfied": "市民满意",
        "no_visit": "无需回访",
        "attempts": "多次回访未接通",
        "declined": "市民不愿评价",
        "decided": "回访后处置",
        "withdrawn": "市民撤诉",
    },
    "role": Part.labels(),
    "ground": {
        **Ground.labels(),
        "unreasonable": "诉求无政策依据",
        "beyond_power": "超出本单位职权",
        "citizen_uncooperative": "市民不配合办理",
        "force_majeure": "不可抗力",
        "in_procedure": "正在法定程序中",
    },
    "outcome": Outcome.labels(),
    "round": Round.labels(),
    "solved": {**Solution.labels(), "null": ""},
    "meeting": Meeting.labels(),
    "fault": Fault.labels(),
    "grade": {**Grade.labels(), "null": ""},
    "process": {**{value: f"服务过程{label}" for value, label in Grade.labels().items()}, "null": ""},
    "contacted": {"true": "单位联系过", "false": "单位未联系", "null": ""},
    "approved": {"true": "通过", "false": "未通过"},
    "form": Form.labels(),
    "cause": {"rule": "按规定", "decision": "经研究"},
    "next": OrderState.labels(),
    "clock": CLOCKS,
    "via": {**{value: f"市民自评（{label}）" for value, label in Channel.labels().items()}, "phone": ""},
}
# an entry's kind -> the verb whose article it stands on
_VERB_OF = {
    "accepted": "accept",
    "classified": "classify",
    "marked": "mark",
    "handed_on": "hand_on",
    "answered": "answer",
    "refused": "refuse",
    "linked": "link",
    "unlinked": "unlink",
    "article_used": "use_article",
    "police_noted": "note_police",
    "archived": "archive",
    "supplemented": "supplement",
    "called_off": "call_off",
    "asked_again": "ask_again",
    "dispatched": "send",
    "withdrawn": "withdraw",
    "return_asked": "ask_return",
    "return_granted": "grant_return",
    "return_refused": "refuse_return",
    "signed_in": "sign_in",
    "contacted": "contact",
    "arrived": "arrive",
    "stayed_away": "arrive",
    "extension_asked": "ask_extension",
    "extension_granted": "grant_extension",
    "extension_refused": "refuse_extension",
    "replied": "reply",
    "reply_accepted": "accept_reply",
    "sent_back": "send_back",
    "concluded": "conclude",
    "visited": "visit",
    "redone": "redo",
    "closed": "close",
    "reminded": "remind",
    "supervised": "supervise",
    "supervision_answered": "answer_supervision",
    "instructed": "instruct",
    "instruction_answered": "answer_instruction",
    "taken_up": "take_up",
    "item_reviewed": "review_item",
    "exemption_asked": "ask_exemption",
    "exemption_granted": "grant_exemption",
    "exemption_refused": "refuse_exemption",
    "deadline_missed": "miss",
}
_NOTES = "SELECT no, text FROM workorder_note WHERE order_id = %s"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the timeline."""

    no: int
    kind: str
    label: str
    sentence: str
    at: datetime
    seat: str
    unit: str
    words: str
    cite: str


def timeline(matter: Matter) -> list[Told]:
    """Every entry of the order, as said to people."""
    notes: dict[int, str] = dict(fixed.rows(_NOTES, [matter.order.pk]))
    return [_told(matter, entry, notes.get(entry.no, "")) for entry in read.stream(matter.order.stream)]


def _told(matter: Matter, entry: Read, words: str) -> Told:
    said = dict(_WORDS)
    version = matter.order.category_version
    body = entry.body.to_json()
    if entry.kind == "contacted":
        said["outcome"] = Reached.labels()
    if code := body.get("category"):
        said["category"] = {code: taxonomy.category_name(version, code)}
    if code := body.get("region"):
        said["region"] = {code: taxonomy.region_name(unit(matter.order.platform_id).code, code)}
    units = {key: directory.unit_name(key) for name in ("unit", "platform") if isinstance(key := body.get(name), int)}
    return Told(
        no=entry.no,
        kind=entry.kind,
        label=entry.body.label,
        sentence=read.sentence(entry, said, units),
        at=entry.occurred_at,
        seat=directory.seat_label(entry.actor),
        unit=directory.unit_name(entry.unit),
        words=words,
        cite=EDGES[_VERB_OF[entry.kind]].cite,
    )


def masked_caller(matter: Matter) -> tuple[str, str]:
    """Name and phone as everybody may see them: 王某, 138****1234."""
    personal, stream = matter.personal, matter.order.stream
    name = secrets.unseal(bytes(personal.name_sealed), f"{stream}:name")
    phone = secrets.unseal(bytes(personal.phone_sealed), f"{stream}:phone")
    return secrets.mask_name(name), secrets.mask_phone(phone)
