"""How a request to an S3-compatible store is signed: AWS Signature Version 4. Pure: no network, no clock.

Source: "Signature Calculations for the Authorization Header", Amazon S3 API Reference; MinIO, Ceph, OSS, OBS and COS
verify the same. The worked examples of that page are the tests.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote

_ALGORITHM, _END = "AWS4-HMAC-SHA256", "aws4_request"


class Credentials(NamedTuple):
    """Who signs, for which region."""

    key: str
    secret: str
    region: str


def quoted(path: str) -> str:
    """A path as it is sent and signed: all but letters, digits and ``-._~/`` in per cent."""
    return quote(path, safe="/-._~")


def query_of(asked: Mapping[str, str]) -> str:
    """The query as it is sent and signed: sorted, everything unusual in per cent."""
    return "&".join(f"{quote(name, safe='-._~')}={quote(asked[name], safe='-._~')}" for name in sorted(asked))


def signed(
    method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, who: Credentials, at: datetime
) -> dict[str, str]:
    """The headers with date, digest of the body and signature. ``headers`` names ``host``, in small letters all."""
    stamp, digest = f"{at:%Y%m%dT%H%M%SZ}", sha256(body).hexdigest()
    sent = {**headers, "x-amz-content-sha256": digest, "x-amz-date": stamp}
    names = ";".join(sorted(sent))
    lines = "".join(f"{name}:{sent[name].strip()}\n" for name in sorted(sent))
    canonical = "\n".join((method, path, query, lines, names, digest))
    scope = f"{stamp[:8]}/{who.region}/s3/{_END}"
    to_sign = "\n".join((_ALGORITHM, stamp, scope, sha256(canonical.encode()).hexdigest()))
    key = f"AWS4{who.secret}".encode()
    for part in (stamp[:8], who.region, "s3", _END):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    sent["authorization"] = f"{_ALGORITHM} Credential={who.key}/{scope},SignedHeaders={names},Signature={signature}"
    return sent
