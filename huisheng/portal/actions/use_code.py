"""验验证码: the device shows that it holds the phone; a code counts once, for a few minutes, and for a few tries."""

from datetime import datetime
from hmac import compare_digest

from django.db import transaction

from huisheng.directory.book import UnitCard
from huisheng.kernel.errors import Refusal
from huisheng.portal import keys, limits, visitor
from huisheng.portal.models import Code
from huisheng.rulebook import implements

_WRONG = "验证码不对，请核对短信里的6位数字。"
_OVER = "验证码已经失效，请重新获取。"


@implements("domain#art-63")
def do(code: str, *, platform: UnitCard, token: str, at: datetime) -> bytes:
    """The blind index of the phone that was shown. Refusal where the code is wrong, old, or was tried too often."""
    tries = limits.value("code_tries", platform, at).count
    since = at - limits.span("code_minutes", platform, at)
    with transaction.atomic():
        rows = Code.objects.select_for_update().filter(platform_id=platform.id, device=visitor.device(token))
        row = rows.filter(used_at__isnull=True, sent_at__gt=since, tries__lt=tries).order_by("-id").first()
        right = row is not None and compare_digest(bytes(row.digest), keys.code_digest(row, code))
        if row is not None:
            row.tries += 1
            row.used_at = at if right else None
            row.save(update_fields=["tries", "used_at"])
    if row is None:
        raise Refusal("code_over", _OVER, field="code")
    if not right:
        raise Refusal("wrong_code", _WRONG, field="code")
    return bytes(row.phone)
