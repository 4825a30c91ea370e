"""Use a key (使用接口密钥): the seat behind a token; that it was used is written down, true to an hour."""

import time
from datetime import datetime

from django.db.models import Q

from huisheng.directory import reads
from huisheng.directory.actor import Actor
from huisheng.directory.models import AccessKey

_STEP = 3600.0  # seconds; a write an hour a process is all that "last used" is worth
_MOST = 10_000
_noted: dict[bytes, float] = {}


def do(token: str, *, at: datetime) -> Actor | None:
    """The seat of a token; None for a wrong or revoked one."""
    actor, digest = reads.actor_for_token(token), reads.digest(token)
    if actor is not None and time.monotonic() - _noted.get(digest, -_STEP) >= _STEP:
        if len(_noted) >= _MOST:
            _noted.clear()
        _noted[digest] = time.monotonic()
        AccessKey.objects.filter(Q(used_at__isnull=True) | Q(used_at__lt=at), digest=digest).update(used_at=at)
    return actor
