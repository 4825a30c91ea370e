"""Personal fields are sealed at rest; a blind index finds a phone number without reading it.

AES-256-GCM with the row's own context as associated data, so that a sealed value moved to another row
does not open. Keys come from one 32-byte master key; config loads it once at start.
"""

import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_master: bytes = b""
_NONCE = 12


class SealBroken(Exception):
    """A sealed value doesn't open: wrong key, wrong row, or altered."""


def load(master: bytes) -> None:
    """Take the master key (32 bytes). Called once by config."""
    if len(master) != 32:
        raise ValueError("the master key has 32 bytes")
    global _master
    _master = master
    _cipher.cache_clear()
    _index_key.cache_clear()


def _derive(purpose: bytes) -> bytes:
    if not _master:
        raise RuntimeError("no master key loaded")
    return hmac.new(_master, purpose, sha256).digest()


@lru_cache(maxsize=1)
def _cipher() -> AESGCM:
    return AESGCM(_derive(b"seal"))


@lru_cache(maxsize=1)
def _index_key() -> bytes:
    return _derive(b"blind-index")


def seal(text: str, context: str) -> bytes:
    """Encrypt ``text`` for the place named by ``context``. An empty text stays empty."""
    if not text:
        return b""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher().encrypt(nonce, text.encode(), context.encode())


def unseal(sealed: bytes, context: str) -> str:
    """The text again; SealBroken if key, place or bytes are not those of ``seal``."""
    if not sealed:
        return ""
    try:
        return _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode()).decode()
    except (InvalidTag, ValueError):  # ValueError: cut so short that not even a nonce is left
        raise SealBroken(context) from None


def seal_bytes(data: bytes, context: str) -> bytes:
    """``seal`` for what is no text: the content of a file."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher().encrypt(nonce, data, context.encode())


def unseal_bytes(sealed: bytes, context: str) -> bytes:
    """The bytes again; SealBroken if key, place or bytes are not those of ``seal_bytes``."""
    try:
        return _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())
    except (InvalidTag, ValueError):  # ValueError: cut so short that not even a nonce is left
        raise SealBroken(context) from None


def fingerprint(data: bytes) -> str:
    """A keyed name of these bytes, 64 hex digits: equal bytes, equal name; who has no key can't tell what is kept."""
    return hmac.new(_index_key(), b"bytes\0" + data, sha256).hexdigest()


def blind(text: str) -> bytes:
    """A keyed 16-byte index of a normalised text: equal texts, equal index, no way back."""
    if not text:
        return b""
    return hmac.new(_index_key(), text.encode(), sha256).digest()[:16]


def mask_phone(phone: str) -> str:
    """138****1234; a shorter one (a land line's 7 or 8 digits) would show itself so and keeps its last two digits."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:]


def mask_name(name: str) -> str:
    """The surname with 某: 王某. Works by characters, so 𠮷田 becomes 𠮷某."""
    return f"{name[0]}某" if name else ""
