"""What the citizen said and who they are: into the erasable table, sealed where it points at a person."""

import os
import re

from huisheng.kernel import secrets, text
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.matter import digest_of
from huisheng.lifecycle.workorder.models import Personal, WorkOrder
from huisheng.rulebook import implements
from huisheng.taxonomy.outlines import tidy

_PHONE = re.compile(r"\+?[0-9][0-9\-]{2,30}\Z")


@implements("domain#art-24")
def personal(order: WorkOrder, asked: dict[str, object]) -> Personal:
    """The order's personal row; Refusal for a phone number or a position that isn't one."""
    spot = tidy(str(asked["spot"]))
    if asked["spot"] and not spot:
        raise Refusal("not_a_spot", "坐标应写成“纬度,经度”，如27.829500,112.944600，请改正或留空。", field="spot")
    phone = text.fold(str(asked["phone"])).replace(" ", "")
    if phone and not _PHONE.match(phone):
        raise Refusal("not_a_phone", "联系电话只能有数字、加号和短横，请改正。", field="phone")
    return Personal(
        order=order,
        title=str(asked["title"]),
        words=str(asked["words"]),
        place=str(asked["place"]),
        name_sealed=secrets.seal(str(asked["caller_name"]), f"{order.stream}:name"),
        phone_sealed=secrets.seal(phone, f"{order.stream}:phone"),
        phone_blind=secrets.blind(phone.replace("-", "")),
        spot_sealed=secrets.seal(spot, f"{order.stream}:spot") if spot else b"",
        salt=os.urandom(16),
    )


def digest(row: Personal, asked: dict[str, object]) -> str:
    """The salted digest of all of it, for the ledger."""
    said = "\n".join(str(asked[name]) for name in ("title", "words", "place", "caller_name", "phone"))
    if asked["spot"]:  # most have none, and then the digest is what it was before there were any
        said += f"\n{asked['spot']}"
    return digest_of(bytes(row.salt), said)
