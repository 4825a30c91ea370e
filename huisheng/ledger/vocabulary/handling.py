"""A unit handles: signs, contacts, arrives, asks for time, replies; the centre reviews and concludes."""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, ClockStart, Filed, entry


@entry("signed_in", "签收", "{unit}签收", personal=(), stops=("sign_in",))
@dataclass(frozen=True, slots=True)
class SignedIn(Body):
    """签收/响应."""

    d: int
    unit: int


@entry("contacted", "联系当事人", "{unit}联系市民（{outcome}）", personal=("digest",))
@dataclass(frozen=True, slots=True)
class Contacted(Body):
    """An attempt to reach the citizen; a reached one ends the contact clock."""

    d: int
    unit: int
    outcome: str
    digest: str


@entry("arrived", "到达现场", "{unit}到达现场，{meeting}", personal=("digest", "files"), stops=("arrive",))
@dataclass(frozen=True, slots=True)
class Arrived(Body):
    """On site. ``meeting``: met, or why not: cross_region, not_needed; "" where nothing is said of it."""

    d: int
    unit: int
    digest: str
    meeting: str = ""
    files: tuple[Filed, ...] = ()


@entry("stayed_away", "未到现场", "{unit}未到现场：{meeting}", personal=("digest", "files"), stops=("arrive",))
@dataclass(frozen=True, slots=True)
class StayedAway(Body):
    """The unit won't come, and says why (``meeting``: cross_region, not_needed). It doesn't count as arrived."""

    d: int
    unit: int
    digest: str
    meeting: str
    files: tuple[Filed, ...] = ()


@entry("extension_asked", "申请延期", "{unit}申请延期{days}个工作日", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ExtensionAsked(Body):
    r: int
    d: int
    unit: int
    days: int
    digest: str


@entry("extension_granted", "同意延期", "同意{unit}延期{days}个工作日", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ExtensionGranted(Body):
    """``clocks`` holds the reply clock with its new due time; the citizen's clock is not touched."""

    r: int
    d: int
    unit: int
    days: int
    digest: str
    clocks: tuple[ClockStart, ...]


@entry("extension_refused", "不同意延期", "不同意{unit}延期", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ExtensionRefused(Body):
    r: int
    d: int
    unit: int
    digest: str


@entry(
    "replied",
    "答复",
    "{unit}答复",
    personal=("digest", "files"),
    stops=("sign_in", "contact", "arrive", "reply"),
)
@dataclass(frozen=True, slots=True)
class Replied(Body):
    """The unit's result; ``solved`` is what the unit says of it."""

    d: int
    unit: int
    solved: bool
    digest: str
    files: tuple[Filed, ...] = ()


@entry("reply_accepted", "审核通过", "{unit}的答复审核通过", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ReplyAccepted(Body):
    d: int
    unit: int
    digest: str


@entry("sent_back", "退回重报", "{unit}的答复退回重报", personal=("digest",))
@dataclass(frozen=True, slots=True)
class SentBack(Body):
    """The reply won't do; the reply clock runs again."""

    d: int
    unit: int
    digest: str
    clocks: tuple[ClockStart, ...]


@entry("concluded", "办结", "办结，转入{next}", personal=())
@dataclass(frozen=True, slots=True)
class Concluded(Body):
    """The centre accepts the result. ``next``: awaiting_visit, or closed where nobody is to be called."""

    next: str
    unit: int


@entry("deadline_missed", "逾期", "{clock}超过时限", personal=())
@dataclass(frozen=True, slots=True)
class DeadlineMissed(Body):
    """A clock ran out; the entry's ``occurred_at`` is the due time itself. ``subject``: dispatch or supervision."""

    clock: str
    subject: int
    unit: int | None
    due_at_stamp: str
    cite: str
