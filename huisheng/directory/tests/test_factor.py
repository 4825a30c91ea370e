"""The second factor's arithmetic, against the RFC's own table, and two who bring the same code at once."""

import base64
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection

from huisheng.directory import factor, totp
from huisheng.directory.models import Account

RFC_KEY = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.code(RFC_KEY, at) == code
    step = seconds // totp.STEP_SECONDS
    assert totp.step_of(RFC_KEY, code, at, after=0) == step
    assert totp.step_of(RFC_KEY, code, at, after=step) is None
    assert totp.step_of(RFC_KEY, code, at + timedelta(seconds=30), after=0) == step
    assert totp.step_of(RFC_KEY, code, at + timedelta(seconds=90), after=0) is None


def test_keys_and_words_are_made_by_chance() -> None:
    keys = {totp.fresh_key() for _ in range(50)}
    assert len(keys) == 50 and all(len(key) == 32 for key in keys)
    words = [factor.fresh_word() for _ in range(400)]
    assert len(set(words)) == 400
    letters = Counter("".join(words).replace("-", ""))
    assert set(letters) == set("abcdefghjkmnpqrstuvwxyz23456789")
    assert max(letters.values()) < 2 * min(letters.values())


def test_the_address_names_account_and_issuer() -> None:
    said = totp.address(RFC_KEY, "a01", "回声 云山")
    assert said.startswith("otpauth://totp/%E5%9B%9E%E5%A3%B0%20%E4%BA%91%E5%B1%B1:a01?")
    assert f"secret={RFC_KEY}" in said and "period=30" in said
    assert totp.picture(said).startswith("data:image/svg+xml")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["code", "recovery"])
def test_of_two_who_bring_the_same_code_one_is_late(kind: str) -> None:
    row = Account(user=User.objects.create(username="zwei"), confirmed_at=NOW)
    factor.seal(row, RFC_KEY)
    row.save()
    given = totp.code(RFC_KEY, NOW) if kind == "code" else factor.renew_codes(row)[0]

    def bring(_: int) -> bool:
        try:
            return factor.judge(row.pk, given, at=NOW).refusal is None
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        assert sorted(hands.map(bring, range(4))) == [False, False, False, True]


@pytest.mark.django_db
def test_nobody_s_code() -> None:
    judged = factor.judge(0, "000000", at=NOW)
    assert judged.refusal is not None and judged.refusal.code == "no_factor"
