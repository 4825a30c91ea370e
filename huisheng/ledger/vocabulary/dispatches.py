"""An order goes to units and comes back: ``d`` numbers the dispatches of an order from 1."""

from dataclasses import dataclass

from huisheng.ledger.vocabulary.base import Body, ClockStart, Filed, entry


@entry("dispatched", "派单", "派至{unit}（{role}）", personal=("digest",))
@dataclass(frozen=True, slots=True)
class Dispatched(Body):
    """转办/交办 to one unit. ``cause``: first, returned, resent, redo, passed_on; ``parent``: what was passed on.

    ``to_platform``: the unit is a platform itself, which may pass it on.
    """

    d: int
    unit: int
    role: str
    cause: str
    parent: int | None
    redo_of: int | None
    digest: str
    clocks: tuple[ClockStart, ...]
    to_platform: bool = False


@entry(
    "withdrawn", "撤回", "撤回派往{unit}的工单", personal=("digest",), stops=("sign_in", "contact", "arrive", "reply")
)
@dataclass(frozen=True, slots=True)
class Withdrawn(Body):
    """The centre takes a dispatch back."""

    d: int
    unit: int
    digest: str


@entry("return_asked", "申请退单", "{unit}申请退单，理由：{ground}", personal=("digest", "files"))
@dataclass(frozen=True, slots=True)
class ReturnAsked(Body):
    """退单 asked with ground, clause and evidence (the last two in the erasable request; digested here)."""

    r: int
    d: int
    unit: int
    ground: str
    digest: str
    files: tuple[Filed, ...] = ()


@entry(
    "return_granted",
    "同意退单",
    "同意{unit}退单（第{times}次），{fault}",
    personal=("digest",),
    stops=("sign_in", "contact", "arrive", "reply"),
)
@dataclass(frozen=True, slots=True)
class ReturnGranted(Body):
    """The dispatch is over for this unit. ``times`` counts the returns of the matter, this one included.

    ``fault``: what the centre itself had done wrong (duty_unknown, unchecked, misrecorded), or "".
    """

    r: int
    d: int
    unit: int
    ground: str
    times: int
    digest: str
    fault: str = ""


@entry("return_refused", "不同意退单", "不同意{unit}退单", personal=("digest",))
@dataclass(frozen=True, slots=True)
class ReturnRefused(Body):
    """The unit keeps the matter; the ruling is a precedent."""

    r: int
    d: int
    unit: int
    ground: str
    digest: str
