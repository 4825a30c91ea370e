"""A new order's row, made from what was asked at acceptance."""

from datetime import datetime

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.intake.classification import version_for
from huisheng.lifecycle.workorder.matter import unit
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.states import OrderState

_COPIED = (
    *("channel", "source", "source_ref", "call", "kind", "category", "region"),
    *("urgent", "confidential", "enterprise", "no_visit"),
)


def new_order(key: int, asked: dict[str, object], by: Actor, at: datetime) -> WorkOrder:
    """The row of an order accepted by that seat; Refusal where category, region or about-unit isn't known."""
    platform = unit(by.platform)
    version = version_for(str(asked["category"]), str(asked["region"]), platform, clock.local_day(at))
    about = None
    if asked["about"]:
        about = directory.unit_by_code(str(asked["about"]), by.platform, clock.local_day(at))
        if about is None:
            raise Refusal("no_unit", "没有这个被反映单位，请重新选择。", field="about")
    return WorkOrder(
        id=key,
        number=f"{platform.prefix}-{clock.local_day(at):%Y%m%d}-{key:07d}",
        platform_id=by.platform,
        state=OrderState.ACCEPTED.value,
        version=0,
        last_at=at,
        about_unit_id=about.id if about else None,
        category_version=version,
        accepted_at=at,
        **{name: asked[name] for name in _COPIED},
    )
