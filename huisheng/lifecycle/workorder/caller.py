"""The citizen's name and phone, which everybody sees masked: shown for a purpose, and every look is written down."""

from collections.abc import Iterable
from datetime import datetime

from huisheng.directory.actions import look
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock, secrets
from huisheng.kernel.asks import Choice
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import Dispatch, WorkOrder
from huisheng.lifecycle.workorder.states import OPEN_DISPATCH
from huisheng.rulebook import implements

THROUGH_THE_CENTRE = (
    "本单位看不到市民的电话。要联系市民，请拨打受理中心 12345，报工单号 {number}，由坐席核对后接通市民。"
)
PURPOSE = Choice(
    "purpose",
    "查看用途",
    options={
        "contact": "联系市民办理",
        "verify": "核实诉求内容",
        "visit": "回访",
        "supervise": "督办核查",
        "review": "复核办理质量",
    },
)


def may_reveal(matter: Matter, actor: Actor) -> Refusal | None:
    """A handler while his unit holds an open dispatch, where the platform allows it; others as the directory says."""
    refusal = look.can(actor)
    if refusal is not None or actor.role is not Role.HANDLER:
        return refusal
    if not any(d.unit_id == actor.unit and d.state in OPEN_DISPATCH for d in matter.dispatches):
        return Refusal("not_in_hand", "本单位手上没有这件工单的派单，不能查看来电人信息。", "domain#art-24")
    allowed = matter.rules(clock.now()).get("callers.unit_may_look")
    if allowed.flag:
        return None
    return Refusal("through_centre", THROUGH_THE_CENTRE.format(number=matter.order.number), allowed.cite)


def may_be_revealed(orders: Iterable[WorkOrder], actor: Actor) -> set[int]:
    """The ids of those orders, all of which the seat may see, whose caller it may look at: one query for all."""
    keys = [order.pk for order in orders]
    if look.can(actor) is not None:
        return set()
    if actor.role is not Role.HANDLER:
        return set(keys)
    held = Dispatch.objects.filter(order_id__in=keys, unit_id=actor.unit, state__in=OPEN_DISPATCH)
    return set(held.values_list("order_id", flat=True))


def may_find_by_phone(actor: Actor) -> bool:
    """Whether a phone typed into the search finds its caller's orders, and words those in whose call they were said.

    For seats that may look at any caller. A handler may look, and listen, only while an order is in hand; by the phone
    he would learn who called about the others, by words what they said.
    """
    return look.can(actor) is None and actor.role is not Role.HANDLER


@implements("domain#art-24", "domain#art-26", "gbt-35273#art-1", "pipl-2021#art-1", "pipl-2021#art-2")
def reveal(matter: Matter, *, by: Actor, purpose: object, at: datetime) -> tuple[str, str]:
    """Name and phone in full, once the look is logged with its purpose (a key of PURPOSE)."""
    insist(may_reveal(matter, by))
    why = PURPOSE.options[str(PURPOSE.read(purpose))]
    look.do(matter.order.stream, by=by, purpose=why, fields=("name", "phone"), at=at)
    return _unsealed(matter)


def spot(matter: Matter) -> str:
    """The position that the citizen gave, "27.829500,112.944600"; "" for none. Who sees the order's place sees it."""
    sealed = bytes(matter.personal.spot_sealed)
    return secrets.unseal(sealed, f"{matter.order.stream}:spot") if sealed else ""


def _unsealed(matter: Matter) -> tuple[str, str]:
    personal, stream = matter.personal, matter.order.stream
    return (
        secrets.unseal(bytes(personal.name_sealed), f"{stream}:name"),
        secrets.unseal(bytes(personal.phone_sealed), f"{stream}:phone"),
    )
