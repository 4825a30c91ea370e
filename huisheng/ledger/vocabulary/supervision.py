"""What presses: reminders, supervision, instructions; and what doesn't count."""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, ClockStart, entry


@entry("reminded", "催办", "催办{unit}", personal=("digest",))
@dataclass(frozen=True, slots=True)
class Reminded(Body):
    d: int
    unit: int
    cause: str
    digest: str


@entry("supervised", "督办", "{form}督办{unit}（{cause}）", personal=("digest",))
@dataclass(frozen=True, slots=True)
class Supervised(Body):
    """督办 by phone, written or on_site. ``cause``: rule or decision; ``next`` is the order's state after it."""

    s: int
    form: str
    unit: int
    cause: str
    next: str
    digest: str
    clocks: tuple[ClockStart, ...]


@entry("supervision_answered", "督办回复", "{unit}回复第{s}次督办", personal=("digest",), stops=("supervision",))
@dataclass(frozen=True, slots=True)
class SupervisionAnswered(Body):
    s: int
    unit: int
    next: str
    digest: str


@entry("instructed", "批示", "领导批示", personal=("digest",))
@dataclass(frozen=True, slots=True)
class Instructed(Body):
    """批示: a leader's written instruction, followed to the end."""

    i: int
    unit: int | None
    digest: str


@entry("instruction_answered", "批示办理回复", "回复第{i}号批示", personal=("digest",))
@dataclass(frozen=True, slots=True)
class InstructionAnswered(Body):
    i: int
    unit: int
    digest: str


@entry("exemption_asked", "申请不计考核", "{unit}申请不计考核，理由：{ground}", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ExemptionAsked(Body):
    r: int
    d: int
    unit: int
    ground: str
    digest: str


@entry("exemption_granted", "同意不计考核", "同意{unit}不计考核", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ExemptionGranted(Body):
    r: int
    d: int
    unit: int
    ground: str
    digest: str


@entry("exemption_refused", "不同意不计考核", "不同意{unit}不计考核", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ExemptionRefused(Body):
    r: int
    d: int
    unit: int
    ground: str
    digest: str
