"""The second factor of an account: its key, its codes, and how a given code is judged. Throttled like passwords."""

import os
from dataclasses import dataclass
from datetime import datetime

from axes.helpers import get_cool_off
from django.conf import settings
from django.db import transaction

from huisheng.directory import totp
from huisheng.directory.models import Account, RecoveryCode
from huisheng.kernel import clock, secrets, text
from huisheng.kernel.errors import Refusal

HOW_MANY = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none is taken for another
_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Factor:
    """How an account's second factor stands: since when it is bound, codes left, until when it is barred."""

    bound_at: datetime | None
    codes_left: int
    barred_until: datetime | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of a code: right, right and one of the recovery codes, or the refusal; ``barred``: by this one."""

    refusal: Refusal | None
    recovery: bool = False
    barred: bool = False


def state(user_id: int) -> Factor:
    """How it stands."""
    row = Account.objects.filter(pk=user_id).first()
    if row is None:
        return Factor(None, 0, None)
    left = RecoveryCode.objects.filter(account_id=user_id, spent_at__isnull=True).count() if row.confirmed_at else 0
    return Factor(row.confirmed_at, left, row.barred_until)


def key_of(row: Account) -> str:
    """The key, unsealed; "" where there is none."""
    return secrets.unseal(bytes(row.key_sealed), f"account:{row.pk}")


def seal(row: Account, key: str) -> None:
    """Put the key on the row, sealed for this account."""
    row.key_sealed = secrets.seal(key, f"account:{row.pk}")


def judge(user_id: int, given: object, *, at: datetime) -> Judged:
    """Hold a code against the account, and remember: no code counts twice, too many wrong ones bar it for a while.

    The row is locked meanwhile: of two who bring the same code at once, one is late. A refusal is given back, not
    raised, since what it counts must be kept.
    """
    words = text.clean(str(given)[:100]).replace(" ", "").replace("-", "").lower()
    with transaction.atomic():
        row = Account.objects.select_for_update().filter(pk=user_id).first()
        if row is None or not row.key_sealed:
            return Judged(Refusal("no_factor", "这个账号还没有绑定动态口令，请先绑定。", field="code"))
        if row.barred_until is not None and at < row.barred_until:
            return Judged(_barred(row.barred_until))
        step = totp.step_of(key_of(row), words, at, row.last_step)
        recovery = step is None and _spend(row, words, at)
        if step is not None or recovery:
            row.last_step, row.wrong, row.barred_until = max(step or 0, row.last_step), 0, None
            row.save(update_fields=["last_step", "wrong", "barred_until"])
            return Judged(None, recovery)
        return _missed(row, at)


def renew_codes(row: Account) -> list[str]:
    """Ten new recovery codes in place of all older ones; told here and kept nowhere."""
    made = [fresh_word() for _ in range(HOW_MANY)]
    row.codes.all().delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(account=row, digest=_digest(row.pk, word)) for word in made])
    return made


def fresh_word() -> str:
    """Twelve letters by chance, in groups of four: 59 bits."""
    word = "".join(_LETTERS[byte % len(_LETTERS)] for byte in _fair_bytes(_LENGTH))
    return "-".join(word[i : i + 4] for i in range(0, _LENGTH, 4))


def _fair_bytes(count: int) -> list[int]:
    """Random bytes below the greatest multiple of the alphabet: no letter comes oftener than another."""
    top = 256 - 256 % len(_LETTERS)
    found: list[int] = []
    while len(found) < count:
        found += [byte for byte in os.urandom(count * 2) if byte < top]
    return found[:count]


def _digest(user_id: int, word: str) -> bytes:
    """Keyed by the installation's own key: who has only the table can't try words against it."""
    return secrets.blind(f"recovery:{user_id}:{word.replace('-', '')}")


def _spend(row: Account, word: str, at: datetime) -> bool:
    if row.confirmed_at is None or len(word) != _LENGTH:
        return False
    return row.codes.filter(digest=_digest(row.pk, word), spent_at__isnull=True).update(spent_at=at) == 1


def _missed(row: Account, at: datetime) -> Judged:
    row.wrong += 1
    pause = get_cool_off()
    barred = row.wrong >= settings.AXES_FAILURE_LIMIT and pause is not None
    if barred:
        row.wrong, row.barred_until = 0, at + pause
    row.save(update_fields=["wrong", "barred_until"])
    if row.barred_until is not None and barred:
        return Judged(_barred(row.barred_until), barred=True)
    sentence = "动态口令不对，或已经用过。请等手机上换出下一个再输入；一直不对，请看手机时间准不准。"
    return Judged(Refusal("wrong_code", sentence, field="code"))


def _barred(until: datetime) -> Refusal:
    wall = clock.local(until)
    sentence = f"动态口令连续输错多次，暂停到 {wall:%H:%M:%S}，到时再试；着急办件，请找安全管理员。"
    return Refusal("barred", sentence, field="code")
