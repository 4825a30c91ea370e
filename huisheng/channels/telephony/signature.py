"""How a switch signs: the header ``X-Huisheng-Signature: t=SECONDS,v1=HEX``, an HMAC-SHA-256 of ``SECONDS.BODY``.

``t`` is the Unix time of sending; one that is far off is refused, so that what was overheard can't be sent again later
(sent again at once it is known already).
"""

import hmac
import re
from datetime import datetime
from hashlib import sha256

HEADER = "X-Huisheng-Signature"
WINDOW = 300  # seconds that the two clocks may differ
_FORM = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})\Z")


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header's value for a body sent at that moment."""
    seconds = str(int(at.timestamp()))
    return f"t={seconds},v1={_mac(secret, seconds, body)}"


def holds(secret: str, body: bytes, said: str, now: datetime) -> bool:
    """Whether the header's value is that body's, and of about now."""
    found = _FORM.match(said)
    if found is None or abs(int(found[1]) - now.timestamp()) > WINDOW:
        return False
    return hmac.compare_digest(_mac(secret, found[1], body), found[2])


def _mac(secret: str, seconds: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, sha256).hexdigest()
