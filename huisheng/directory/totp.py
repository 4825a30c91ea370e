"""Time-based one-time codes (RFC 6238) as telephones' apps make them: six digits, 30 seconds, SHA-1.

The arithmetic is ``cryptography``'s. What is ours: a clock may be one step off, and a step is used once.
"""

import base64
import hmac
import os
from datetime import datetime

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP_SECONDS = 30
_DIGITS = 6
_DRIFT = 1  # steps that a telephone's clock may be ahead or behind
_KEY_BYTES = 20


def fresh_key() -> str:
    """A new key as people may type it: 32 characters of base32."""
    return base64.b32encode(os.urandom(_KEY_BYTES)).decode()


def code(key: str, at: datetime) -> str:
    """The code that is right at that instant."""
    return _totp(key).generate(int(at.timestamp())).decode()


def step_of(key: str, given: str, at: datetime, after: int) -> int | None:
    """The step whose code was given: this one or a neighbour, and later than ``after``; None for a wrong code."""
    if not (given.isascii() and given.isdigit() and len(given) == _DIGITS):
        return None
    here, found, totp = int(at.timestamp()) // STEP_SECONDS, None, _totp(key)
    for step in range(here - _DRIFT, here + _DRIFT + 1):
        right = hmac.compare_digest(totp.generate(step * STEP_SECONDS), given.encode())
        if right and step > after:
            found = step
    return found


def address(key: str, account: str, issuer: str) -> str:
    """What the app reads: ``otpauth://totp/…``."""
    return _totp(key).get_provisioning_uri(account, issuer)


def picture(words: str) -> str:
    """The QR code of these words as ``data:image/svg+xml``, black on white in both themes."""
    return segno.make(words, error="m", micro=False).svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def _totp(key: str) -> TOTP:
    return TOTP(base64.b32decode(key), _DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303  the RFC's, and every app's
