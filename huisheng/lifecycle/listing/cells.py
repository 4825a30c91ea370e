"""An order as a line of a file: what stands in which column, for many orders with few queries."""

from collections.abc import Collection, Iterator, Sequence

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets
from huisheng.lifecycle.listing.sheet import Cell
from huisheng.lifecycle.workorder import glance
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.states import LIVE, Mark, OrderState
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

# label and width in characters
HEADS: tuple[tuple[str, int], ...] = (
    ("工单编号", 22),
    ("标题", 36),
    ("诉求内容", 60),
    ("性质", 8),
    ("类别", 28),
    ("区域", 14),
    ("地点", 28),
    ("受理渠道", 12),
    ("受理时间", 17),
    ("状态", 12),
    ("承办单位", 24),
    ("到期时间", 17),
    ("标记", 14),
    ("退单次数", 9),
    ("重办次数", 9),
    ("来电人", 10),
    ("来电电话", 14),
)


def lines(orders: Sequence[WorkOrder], actor: Actor, bare: Collection[int]) -> Iterator[list[Cell]]:
    """A line for each order (with ``personal``); names and phones in full for those whose id is in ``bare``."""
    units = glance.passed_on(orders, actor)
    for order in orders:
        platform = directory.unit_by_id(order.platform_id)
        name, phone = _caller(order, order.pk in bare)
        yield [
            order.number,
            order.personal.title,
            order.personal.words,
            Kind(order.kind).label,
            taxonomy.category_name(order.category_version, order.category),
            taxonomy.region_name(platform.code if platform else "", order.region),
            order.personal.place,
            Channel(order.channel).label,
            order.accepted_at,
            OrderState(order.state).label,
            directory.unit_name(units.get(order.pk, order.main_unit_id)),
            order.due_at if order.state in LIVE else None,
            "、".join(mark.label for mark in Mark if getattr(order, mark.value)),
            order.returns,
            order.redos,
            name,
            phone,
        ]


def _caller(order: WorkOrder, full: bool) -> tuple[str, str]:
    personal, stream = order.personal, order.stream
    name = secrets.unseal(bytes(personal.name_sealed), f"{stream}:name")
    phone = secrets.unseal(bytes(personal.phone_sealed), f"{stream}:phone")
    return (name, phone) if full else (secrets.mask_name(name), secrets.mask_phone(phone))
