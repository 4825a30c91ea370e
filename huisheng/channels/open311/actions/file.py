"""File a matter (提交诉求): what an app posts ends in the inbox, and is the same matter when it is posted again."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.actions.take import Taken
from huisheng.channels.inbox.contract import Came, Medium
from huisheng.channels.open311 import reads, rules
from huisheng.channels.open311.models import Key
from huisheng.channels.open311.rules import Filed
from huisheng.directory.book import UnitCard
from huisheng.kernel import secrets
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal
from huisheng.taxonomy import outlines
from huisheng.taxonomy import reads as taxonomy

AGAIN = timedelta(minutes=10)  # the same, posted again within it, is a retry


def can(key: Key, platform: UnitCard) -> Refusal | None:
    """A key that may write, on its own platform."""
    if key.platform_id != platform.id:
        return Refusal("not_yours", "这个api_key不属于该jurisdiction_id，请核对。", field="jurisdiction_id")
    if not key.may_write:
        return Refusal("read_only", "这个api_key只能查询，不能提交诉求。", field="api_key")
    return None


def do(key: Key, platform: UnitCard, filed: Filed, *, ref: str, at: datetime, files: tuple[Upload, ...] = ()) -> Taken:
    """Kept and placed. Refusal where service or region isn't known."""
    refusal = can(key, platform)
    if refusal is not None:
        raise refusal
    service = reads.service(platform, filed.service_code, at)
    region = taxonomy.region(platform.code, filed.address_id) if filed.address_id else None
    if filed.address_id and region is None:
        raise Refusal("no_region", "没有这个address_id，请改用address_string。", field="address_id")
    came = Came(
        source=key.code,
        ref=ref,
        channel=key.channel,
        medium=Medium.WEB,  # the app asks how far it is; nothing is sent
        at=at,
        words=rules.words(filed, service.full_name),
        name=filed.name,
        phone=filed.phone,
        place=filed.address or (rules.place(filed.lat, filed.long) if filed.lat else region.name if region else ""),
        spot=outlines.tidy(f"{filed.lat},{filed.long}") if filed.lat else "",
        region=region.code if region is not None else "",
        kind=filed.kind,
        category=service.code,
        confidential=filed.confidential,
        files=files,
    )
    return take.do(came, platform=platform.id, at=at)


def ref(key: Key, given: Mapping[str, Sequence[str]], files: Sequence[Upload], idempotency: str, at: datetime) -> str:
    """The key by which the inbox knows the same post again; the specification has none.

    With an ``Idempotency-Key``: that and what was posted, whenever. Without: what was posted, to the letter, within
    ten minutes, told apart by tens of minutes and looked for in the one before.
    """
    fields = sorted((name, list(values)) for name, values in given.items() if name != "api_key")
    posted = json.dumps([fields, [(one.name, secrets.fingerprint(one.data)) for one in files]])
    if idempotency:
        return f"i-{secrets.fingerprint(json.dumps([idempotency, posted]).encode())}"
    head, tens = secrets.fingerprint(posted.encode()), int(at.timestamp() // AGAIN.total_seconds())
    before = f"{head}-{tens - 1}"
    return before if reads.seen_since(key.code, before, at - AGAIN) else f"{head}-{tens}"
