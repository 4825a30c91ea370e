"""How WeChat signs and seals, as it publishes it: SHA-1 over the sorted parts; AES-256-CBC of 16 random bytes, the
length, the message and the account's id, filled up to blocks of 32. Pure but for the random bytes.
"""

import binascii
import hmac
import os
import struct
from base64 import b64decode, b64encode
from hashlib import sha1

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_BLOCK = 32
_HEAD = 16  # random bytes before the length
KEY = 43  # characters of an EncodingAESKey


class Wrong(Exception):
    """It isn't what the account's key sealed for the account."""


def signature(*parts: str) -> str:
    """The signature over these parts: token, timestamp, nonce, and in the safe mode the sealed message."""
    return sha1("".join(sorted(parts)).encode("utf-8", "surrogatepass")).hexdigest()  # noqa: S324  their scheme


def same(said: str, *parts: str) -> bool:
    """Whether that is the signature over these parts, in a time that tells nothing."""
    return hmac.compare_digest(signature(*parts).encode(), said.encode("utf-8", "surrogatepass"))


def key_of(encoded: str) -> bytes:
    """The 32 bytes of an EncodingAESKey. Wrong where it is none."""
    try:
        key = b64decode(f"{encoded}=", validate=True) if len(encoded) == KEY else b""
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _BLOCK:
        raise Wrong
    return key


def seal(key: bytes, message: str, receiver: str) -> str:
    """The message for that receiver, in base64."""
    said = message.encode()
    plain = os.urandom(_HEAD) + struct.pack(">I", len(said)) + said + receiver.encode()
    fill = _BLOCK - len(plain) % _BLOCK
    made = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return b64encode(made.update(plain + bytes([fill]) * fill) + made.finalize()).decode()


def unseal(key: bytes, sealed: str, receiver: str) -> str:
    """The message again. Wrong where it was sealed by another key, for another receiver, or is broken."""
    try:
        made = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = made.update(b64decode(sealed, validate=True)) + made.finalize()
        fill = plain[-1]
        if not 1 <= fill <= _BLOCK or plain[-fill:] != bytes([fill]) * fill:
            raise Wrong
        (length,) = struct.unpack_from(">I", plain, _HEAD)
        said, rest = plain[_HEAD + 4 : _HEAD + 4 + length], plain[_HEAD + 4 + length : -fill]
        if len(said) != length or rest != receiver.encode():
            raise Wrong
        return said.decode()
    except (ValueError, IndexError, struct.error):  # binascii's and Unicode's errors are ValueErrors
        raise Wrong from None
