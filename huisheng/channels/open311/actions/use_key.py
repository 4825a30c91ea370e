"""Use a key: who asks, and whether not too often. Counted in one statement, so that no two processes miscount."""

from datetime import datetime

from huisheng.channels.open311.models import Key
from huisheng.directory import reads as directory
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal

_COUNT = """
UPDATE open311_key
SET minute = %(minute)s, asked = CASE WHEN minute = %(minute)s THEN asked + 1 ELSE 1 END, used_at = %(at)s
WHERE digest = %(digest)s AND revoked_at IS NULL
RETURNING id
"""
TOO_FAST = Refusal("too_fast", "请求过于频繁，请一分钟后再试。")


def do(token: str, *, at: datetime) -> Key:
    """The key of that token. Refusal ``no_key`` for a wrong or revoked one, ``too_fast`` over its measure."""
    values = {"minute": int(at.timestamp()) // 60, "at": at, "digest": directory.digest(token)}
    found = fixed.rows(_COUNT, values)
    if not found:
        raise Refusal("no_key", "api_key错误或已停用，请向平台管理员索取。", field="api_key")
    key = Key.objects.select_related("platform").get(pk=found[0][0])
    if key.asked > key.per_minute:
        raise TOO_FAST
    return key
