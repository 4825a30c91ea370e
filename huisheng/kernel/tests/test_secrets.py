"""Sealed fields open in their own row only; the blind index tells equal from unequal and no more."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel import secrets
from huisheng.kernel.secrets import SealBroken

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
HERE = "workorder:7:phone"


@pytest.fixture
def keyring() -> Iterator[None]:
    """The master key is put back afterwards."""
    kept = secrets._master
    yield
    secrets._master = kept
    secrets._cipher.cache_clear()
    secrets._index_key.cache_clear()


@given(WORDS)
def test_what_is_sealed_opens_again(text: str) -> None:
    sealed = secrets.seal(text, HERE)
    assert secrets.unseal(sealed, HERE) == text
    assert text.encode() not in sealed or len(text.encode()) < 4


def test_each_seal_is_another() -> None:
    assert secrets.seal("19900000001", HERE) != secrets.seal("19900000001", HERE)


def test_nothing_stays_nothing() -> None:
    assert secrets.seal("", HERE) == b""
    assert secrets.unseal(b"", HERE) == ""
    assert secrets.blind("") == b""


def test_moved_to_another_row_it_does_not_open() -> None:
    sealed = secrets.seal("19900000001", HERE)
    for elsewhere in ("workorder:8:phone", "workorder:7:name", ""):
        with pytest.raises(SealBroken):
            secrets.unseal(sealed, elsewhere)


@given(WORDS, st.data())
def test_an_altered_byte_breaks_it(text: str, data: st.DataObject) -> None:
    sealed = bytearray(secrets.seal(text, HERE))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        secrets.unseal(bytes(sealed), HERE)


def test_cut_short_at_any_byte_it_breaks() -> None:
    sealed = secrets.seal("演示甲", HERE)
    for length in range(1, len(sealed)):
        with pytest.raises(SealBroken):
            secrets.unseal(sealed[:length], HERE)


@given(WORDS, WORDS)
def test_the_blind_index(one: str, other: str) -> None:
    assert len(secrets.blind(one)) == 16
    assert (secrets.blind(one) == secrets.blind(other)) == (one == other)


def test_another_master_key_opens_and_finds_nothing(keyring: None) -> None:
    sealed, index = secrets.seal("演示甲", HERE), secrets.blind("演示甲")
    secrets.load(b"k" * 32)
    assert secrets.blind("演示甲") != index
    with pytest.raises(SealBroken):
        secrets.unseal(sealed, HERE)


def test_a_master_key_has_32_bytes_and_must_be_there(keyring: None) -> None:
    for wrong in (b"", b"k" * 31, b"k" * 33):
        with pytest.raises(ValueError, match="32"):
            secrets.load(wrong)
    secrets._master = b""
    secrets._cipher.cache_clear()
    with pytest.raises(RuntimeError, match="no master key"):
        secrets.seal("演示甲", HERE)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800001234", "138****1234"),
        ("0731-58221234", "073****1234"),
        ("+8613800001234", "+86****1234"),
        ("58221234", "******34"),  # a land line of eight digits: three and four would be nearly all of it
        ("5822123", "*****23"),
        ("110", "*10"),
        ("12", "12"),
        ("", ""),
    ],
)
def test_masked_phones(phone: str, shown: str) -> None:
    assert secrets.mask_phone(phone) == shown


@pytest.mark.parametrize(("name", "shown"), [("王小明", "王某"), ("𠮷田", "𠮷某"), ("𬎆", "𬎆某"), ("", "")])
def test_masked_names(name: str, shown: str) -> None:
    assert secrets.mask_name(name) == shown
