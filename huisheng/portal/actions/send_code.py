"""发验证码: six digits to a phone, for a device that asks what that phone's matters are."""

import secrets as random
from collections.abc import Mapping
from datetime import datetime

from huisheng.channels.inbox.contract import Medium
from huisheng.channels.outbox.actions import post
from huisheng.directory.book import UnitCard
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import similar
from huisheng.portal import keys, limits, rules, visitor
from huisheng.portal.models import Code, Deed
from huisheng.rulebook import implements

NOT_MOBILE = Refusal("not_mobile", "验证码只能发到手机，请填11位手机号。", field="phone")


@implements("domain#art-63")
def do(phone: str, *, platform: UnitCard, token: str, who: Mapping[str, str], at: datetime) -> None:
    """Send it, whether or not this phone has any matter: what comes back says nothing of that."""
    if not rules.is_mobile(phone):
        raise NOT_MOBILE
    counted = {**who, "phone": phone}
    limits.insist(Deed.CODES, counted, platform, at)
    limits.note(Deed.CODES, counted, at)
    code = f"{random.randbelow(10**rules.CODE):0{rules.CODE}}"
    row = Code(platform_id=platform.id, phone=similar.blind_of(phone), device=visitor.device(token), sent_at=at)
    row.digest = keys.code_digest(row, code)
    row.save()
    minutes = limits.value("code_minutes", platform, at).count
    post.do(
        platform=platform.id,
        medium=Medium.SMS,
        address=phone,
        template="code",
        values={"code": code, "minutes": str(minutes)},
        ref=f"portal-code:{row.pk}",
        at=at,
    )
