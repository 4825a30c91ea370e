"""Keys of receipts and codes sent by SMS: short numbers, of which only keyed digests are kept."""

from hmac import compare_digest

from huisheng.kernel import secrets
from huisheng.portal import rules
from huisheng.portal.models import Code, Draft, Key


def of(draft: Draft, token: str) -> str:
    """The key of what this draft became. It follows from the device's token, which nobody but the device has."""
    return rules.key_of(secrets.fingerprint(f"portal-key:{token}:{draft.ref}".encode()))


def digest(order: int, key: str) -> bytes:
    """What is kept of an order's key."""
    return secrets.blind(f"portal-key:{order}:{key}")


def opens(order: int | None, key: str) -> bool:
    """Whether the key is that order's. A number without an order takes as long as a wrong key."""
    held = Key.objects.filter(pk=order).first() if order is not None else None
    right = compare_digest(bytes(held.digest) if held is not None else bytes(16), digest(order or 0, key))
    return right and held is not None


def code_digest(row: Code, code: str) -> bytes:
    """What is kept of a code sent to a phone."""
    return secrets.blind(f"portal-code:{bytes(row.phone).hex()}:{row.sent_at.isoformat()}:{code}")
